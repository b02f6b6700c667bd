"""From a decision to what may be said of it, and to whom.

What depends on the request alone is told to the partner in full. What depends on the person is told
to the person; the partner learns the same few words whatever the reason was (docs/errors.md).
"""

from datetime import datetime

from bridge.domain.audit_events import AuditEvent, Event, known_claims, known_purpose
from bridge.domain.explanations import explanation
from bridge.domain.policy import Deny, Reason
from bridge.flows.transaction import PartnerRequest, Refusal
from eid_kit.oauth.errors import AccessDenied, InvalidAuthorizationDetails, OAuthError

# RFC 9396 section 5: what the details themselves got wrong. Everything else is a refusal of access.
_ABOUT_THE_DETAILS = frozenset(
    {
        Reason.PURPOSE_UNKNOWN,
        Reason.ATTRIBUTE_UNKNOWN,
        Reason.ATTRIBUTE_NOT_IN_PURPOSE,
        Reason.ATTRIBUTE_NEEDS_OTHERS,
        Reason.ATTRIBUTE_NOT_REGISTERED,
        Reason.NO_ATTRIBUTE_REQUESTED,
        Reason.PURPOSE_NOT_REGISTERED,
    }
)


def as_oauth_error(deny: Deny) -> OAuthError:
    """A request-dependent denial, told in full. Raises `ValueError` for one that depends on a person."""
    if deny.person_dependent:
        raise ValueError(f"{deny.reason} depends on a person and must not be told to a partner")
    kind = InvalidAuthorizationDetails if deny.reason in _ABOUT_THE_DETAILS else AccessDenied
    return kind(
        explanation(deny.reason).en,
        reason=deny.reason.value,
        clause=deny.clause,
        attribute=deny.attribute,
        what_would_pass=deny.what_would_pass,
    )


def refusal_of(deny: Deny, reference: str) -> Refusal:
    """A denial as a fact on the transaction."""
    return Refusal(deny.reason, deny.clause, deny.attribute, reference)


def denial_event(
    event: Event,
    deny: Deny,
    request: PartnerRequest,
    *,
    at: datetime,
    digest: str,
    transaction_id: str | None,
) -> AuditEvent:
    """The log entry of a denial: rule, clause and reason, never a value, and no word a partner typed."""
    return AuditEvent(
        event=event,
        at=at,
        agreement_digest=digest,
        partner=request.client_id,
        transaction_id=transaction_id,
        purpose=known_purpose(request.purpose),
        rule=deny.rule,
        clause=deny.clause,
        reason=deny.reason,
        claim_names=known_claims(request.attributes),
    )
