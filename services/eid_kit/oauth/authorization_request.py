"""The authorization request (RFC 6749 section 4.1.1, OpenID Connect Core 3.1.2.1): single checks to order
at will.

Each check demands one thing of an ``AuthorizationRequest`` and raises when it is not there. An endpoint
shows its own tuple of them; see ``eid_kit.oauth.checks``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from eid_kit.oauth import pkce
from eid_kit.oauth.errors import (
    InvalidRequest,
    InvalidScope,
    LoginRequired,
    UnregisteredRedirectUri,
    UnsupportedResponseType,
)
from eid_kit.oauth.keys import Key
from eid_kit.oauth.parameters import Parameters

MAX_OPAQUE_CHARS: Final = 255
_SCOPE_TOKEN: Final = re.compile(r"[!#-\[\]-~]+\Z")  # RFC 6749 section 3.3
_OPAQUE: Final = re.compile(r"[ -~]+\Z")  # RFC 6749 appendix A.5


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredClient:
    """What the server knows about a client. ``metadata`` is its registration (RFC 7591) as accepted."""

    client_id: str
    redirect_uris: tuple[str, ...]
    scopes: frozenset[str]
    token_endpoint_auth_method: str
    keys: tuple[Key, ...] = ()
    client_secret_digest: str | None = None
    name: str
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """A client that is registered, and what it asks for, not yet judged."""

    client: RegisteredClient
    parameters: Parameters


def requested_scopes(parameters: Parameters) -> tuple[str, ...]:
    """Return the scope values in the order asked; raise ``InvalidScope`` on a malformed one (RFC 6749
    section 3.3).
    """
    scopes = tuple(part for part in parameters.get("scope", "").split(" ") if part)
    if any(_SCOPE_TOKEN.match(scope) is None for scope in scopes):
        raise InvalidScope("scope holds a character that is not allowed", reason="scope_malformed")
    return scopes


def require_code_response_type(request: AuthorizationRequest) -> None:
    """FAPI 2.0 section 5.3.2.2: the authorization code flow and nothing else."""
    response_type = request.parameters.get("response_type")
    if response_type is None:
        raise InvalidRequest("response_type is required", reason="response_type_missing")
    if response_type != "code":
        raise UnsupportedResponseType("response_type must be code", reason="response_type_unsupported")


def require_registered_redirect_uri(request: AuthorizationRequest) -> None:
    """RFC 9700 section 2.1: compared character by character, and always sent."""
    redirect_uri = request.parameters.get("redirect_uri")
    if redirect_uri is None:
        raise UnregisteredRedirectUri("redirect_uri is required", reason="redirect_uri_missing")
    if redirect_uri not in request.client.redirect_uris:
        raise UnregisteredRedirectUri(
            "redirect_uri is not registered for this client", reason="redirect_uri_unregistered"
        )


def require_openid_scope(request: AuthorizationRequest) -> None:
    """OpenID Connect Core 3.1.2.1: without it this is no OpenID Connect request."""
    if "openid" not in requested_scopes(request.parameters):
        raise InvalidScope("scope must contain openid", reason="openid_missing")


def require_registered_scopes(request: AuthorizationRequest) -> None:
    """Refuse a scope the client did not register, rather than grant less than was asked without saying so."""
    for scope in requested_scopes(request.parameters):
        if scope not in request.client.scopes:
            raise InvalidScope(
                f"scope {scope[:64]} is not registered for this client", reason="scope_unregistered"
            )


def require_s256_challenge(request: AuthorizationRequest) -> None:
    """RFC 7636 section 4.4.1: no authorization without proof key."""
    parameters = request.parameters
    pkce.require_valid_challenge(parameters.get("code_challenge"), parameters.get("code_challenge_method"))


def require_nonce(request: AuthorizationRequest) -> None:
    """OpenID Connect Core 3.1.2.1: what ties the id_token to the client's session."""
    _require_opaque(request.parameters, "nonce")


def require_state(request: AuthorizationRequest) -> None:
    """RFC 6749 section 10.12: what ties the response to the client's session."""
    _require_opaque(request.parameters, "state")


def _require_opaque(parameters: Parameters, name: str) -> None:
    value = parameters.get(name)
    if value is None:
        raise InvalidRequest(f"{name} is required", reason=f"{name}_missing")
    if len(value) > MAX_OPAQUE_CHARS or _OPAQUE.match(value) is None:
        raise InvalidRequest(
            f"{name} must be at most {MAX_OPAQUE_CHARS} printable ASCII characters",
            reason=f"{name}_malformed",
        )


def refuse_request_object(request: AuthorizationRequest) -> None:
    """OpenID Connect Core 6 and 7.2.1: none of the parameters that carry other parameters is taken."""
    for name in ("request", "request_uri", "registration"):
        if name in request.parameters:
            raise InvalidRequest(f"parameter {name} is not supported", reason="request_object")


def refuse_response_mode_other_than_query(request: AuthorizationRequest) -> None:
    """OAuth 2.0 Multiple Response Types section 2.1: the code goes to the query of the redirect URI."""
    if request.parameters.get("response_mode", "query") != "query":
        raise InvalidRequest("response_mode must be query", reason="response_mode")


def refuse_silent_sign_in(request: AuthorizationRequest) -> None:
    """OpenID Connect Core 3.1.2.1: no session is kept, so ``prompt=none`` can never be satisfied."""
    prompts = request.parameters.get("prompt", "").split(" ")
    if "none" not in prompts:
        return
    if prompts != ["none"]:
        raise InvalidRequest("prompt none cannot be combined with other values", reason="prompt_malformed")
    raise LoginRequired("the person must sign in each time", reason="no_session")
