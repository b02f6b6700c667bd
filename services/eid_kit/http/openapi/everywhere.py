"""What may be answered at any address, and at those that no operation has."""

from collections.abc import Mapping
from typing import Any, Final

from eid_kit.http.framework_errors import MethodNotAllowed, NoSuchAddress
from eid_kit.http.openapi.answers import PAGE_HEADERS, header, page, sometimes
from eid_kit.http.openapi.refusals import Refusal, refused
from eid_kit.oauth.errors import ServerError

_ALLOW: Final = header("The methods that this address is served to (RFC 9110 section 10.2.1).")


def _told(refusal: Refusal, **headers: Mapping[str, Any]) -> Mapping[str, Any]:
    """One refusal, in JSON for a program and on a page for a browser."""
    (answer,) = refused((refusal,)).values()
    content = {**answer["content"], **page("")["content"]}
    return {**answer, "headers": sometimes(PAGE_HEADERS) | answer["headers"] | headers, "content": content}


RESPONSES: Final[Mapping[str, Mapping[str, Any]]] = {
    "ServerError": _told(
        Refusal(ServerError, "server_error", "the server failed to answer this request"),
    ),
}
AT_ANY_ADDRESS: Final = {"500": {"$ref": "#/components/responses/ServerError"}}
# By status, at addresses and methods that are in no document.
ELSEWHERE: Final[Mapping[str, Mapping[str, Any]]] = {
    "404": _told(
        Refusal(NoSuchAddress, "no_such_address", "nothing is served at this address"),
    ),
    "405": _told(
        Refusal(MethodNotAllowed, "method_not_allowed", "this address is served to other methods"),
        Allow=_ALLOW,
    ),
}
