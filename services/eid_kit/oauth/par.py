"""Pushed Authorization Requests (RFC 9126)."""

from collections.abc import Callable
from typing import Final

from eid_kit.oauth.errors import InvalidBrowserRequest, InvalidRequest, InvalidRequestUri, UnknownClient
from eid_kit.oauth.parameters import Parameters
from eid_kit.oauth.secrets_ import new_secret

REQUEST_URI_PREFIX: Final = "urn:ietf:params:oauth:request_uri:"  # section 2.2


def new_request_uri(random_bytes: Callable[[int], bytes]) -> str:
    """Return a request_uri that nobody can guess (section 7.1)."""
    return REQUEST_URI_PREFIX + new_secret(random_bytes)


def refuse_request_uri(parameters: Parameters) -> None:
    """Section 2.1: a pushed request cannot itself point to a pushed request."""
    if "request_uri" in parameters:
        raise InvalidRequest("request_uri cannot be pushed", reason="request_uri_pushed")


def require_browser_parameters(parameters: Parameters) -> tuple[str, str]:
    """Return client_id and request_uri, the only two that a browser may bring.

    Anything beside them was not pushed, so neither authenticated nor protected against change: it is
    refused, not ignored (FAPI 2.0 section 5.3.2.2). None of the errors is sent to a redirect URI: none is
    known yet.
    """
    client_id = parameters.get("client_id")
    if client_id is None:
        raise UnknownClient("client_id is required", reason="client_id_missing")
    request_uri = parameters.get("request_uri")
    if request_uri is None:
        raise InvalidBrowserRequest(
            "push the request first; send client_id and request_uri", reason="not_pushed"
        )
    if not request_uri.startswith(REQUEST_URI_PREFIX):
        raise InvalidRequestUri("request_uri was not issued by this server", reason="request_uri_foreign")
    if beside := sorted(parameters.keys() - {"client_id", "request_uri"}):
        raise InvalidBrowserRequest(
            f"parameter {beside[0][:64]} belongs in the pushed request, not in the browser",
            reason="parameter_not_pushed",
        )
    return client_id, request_uri
