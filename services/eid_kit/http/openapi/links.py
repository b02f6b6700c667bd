"""Links: which operation comes next, and what it takes from this one (OpenAPI 3.1 section 4.8.20).

What is signed, or goes into a header of its own, no link can carry: its description says so.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

Links: TypeAlias = Mapping[str, Mapping[str, Any]]

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_IN_HEADER: Final = {
    "DPoP": "With the token in `Authorization: DPoP` and a proof made for it.",
    "Bearer": "With the token in `Authorization: Bearer`.",
}
# Where the request that is answered here named its client and its redirect URI.
IN_QUERY: Final = "$request.query."
IN_BODY: Final = "$request.body#/"
# RFC 6749 section 4.1.3: what has to be the same when the code is redeemed.
_THE_SAME: Final = ("client_id", "redirect_uri")
REGISTERED: Final = {
    "client_id": "$response.body#/client_id",
    "redirect_uri": "$response.body#/redirect_uris/0",
}
REGISTERED_WITH_SCOPE: Final = {**REGISTERED, "scope": "$response.body#/scope"}


def link(
    operation_id: str,
    says: str,
    *,
    parameters: Mapping[str, str] = _NOTHING,
    body: Mapping[str, str] = _NOTHING,
) -> Mapping[str, Any]:
    """To that operation, with runtime expressions by the names of its parameters and of its body's fields."""
    taken = {"parameters": dict(parameters), "requestBody": dict(body)}
    found = {place: expressions for place, expressions in taken.items() if expressions}
    return {"operationId": operation_id, "description": says, **found}


def after_push(*, opens: str, redeems: str) -> Links:
    """From a pushed request (RFC 9126) to the browser, and past it to the code."""
    parameters = {"client_id": f"{IN_BODY}client_id", "request_uri": "$response.body#/request_uri"}
    return {
        "OpenInBrowser": link(
            opens, "Send the person's browser there within `expires_in` seconds.", parameters=parameters
        ),
        **after_request(redeems, asked=IN_BODY),
    }


def after_request(redeems: str, *, asked: str, names: tuple[str, ...] = _THE_SAME) -> Links:
    """From an authorization request, past the browser, to the code. `asked` is `IN_QUERY` or `IN_BODY`."""
    body = {name: f"{asked}{name}" for name in names}
    says = "With the code that the person's browser brings back, within 60 seconds."
    return {"RedeemAfterwards": link(redeems, says, body=body)}


def after_sign_in_page(answers: str) -> Links:
    """From the page to its one answer."""
    return {"AnswerThePage": link(answers, "With the hidden fields of the page's form, from its own origin.")}


def after_answer(redeems: str) -> Links:
    """From the redirect that carries a code to its redemption."""
    return {"RedeemTheCode": link(redeems, "With the `code` in `Location`, within 60 seconds.")}


def fetch(operation_id: str, *, scheme: str) -> Mapping[str, Any]:
    """From the token to what it opens."""
    return link(operation_id, _IN_HEADER[scheme])
