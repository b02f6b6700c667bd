"""Step 7: what goes back to the partner through the browser, a code or a refusal.

RFC 6749 section 4.1.2, and RFC 9207 for `iss`.
"""

from bridge.flows.transaction import Refusal, Transaction
from eid_kit.oauth.issuer_identification import authorization_response_url

NOT_COMPLETED = "not_completed"
_DESCRIPTION = "The request was not completed."


def code_response(transaction: Transaction, code: str, *, issuer: str) -> str:
    """The partner's address with the code."""
    return _response(transaction, {"code": code}, issuer)


def refusal_response(transaction: Transaction, refusal: Refusal, *, issuer: str) -> str:
    """The partner's address with a refusal. Whatever the reason was, only the opaque reference differs.

    Declined, too young, too low, locked, unavailable: a partner that could tell them apart would have
    learnt something about a person who shared nothing.
    """
    parameters = {
        "error": "access_denied",
        "error_description": _DESCRIPTION,
        "reason": NOT_COMPLETED,
        "reference": refusal.reference,
    }
    return _response(transaction, parameters, issuer)


def _response(transaction: Transaction, parameters: dict[str, str], issuer: str) -> str:
    request = transaction.request
    return authorization_response_url(
        request.redirect_uri, issuer=issuer, state=request.state, parameters=parameters
    )
