"""The reasons of each of the bridge's operations: a closed list, explained in docs/errors.md."""

from collections.abc import Mapping
from typing import Final

from bridge.domain.decisions import Deny
from bridge.domain.profiles import Profile
from bridge.domain.reasons import PERSON_DEPENDENT, Reason
from bridge.flows.refusals import as_oauth_error
from eid_kit.http.openapi import protocol_refusals as shared
from eid_kit.http.openapi.refusals import Refusal
from eid_kit.oauth.errors import (
    InvalidAuthorizationDetails,
    InvalidClient,
    InvalidDpopProof,
    InvalidGrant,
    InvalidRequest,
    InvalidScope,
    InvalidToken,
    TemporarilyUnavailable,
)


def _told_in_full(reason: Reason) -> Refusal:
    error = as_oauth_error(Deny(reason, None, None, what_would_pass="", rule=0))
    return Refusal(type(error), reason.value, error.description)


STORE: Final = (
    Refusal(TemporarilyUnavailable, "store_unavailable", "the bridge cannot record anything at the moment"),
)
_BY_ASSERTION: Final = (
    *shared.CLIENT_ASSERTION,
    Refusal(InvalidClient, "assertion_missing", "a client assertion is required"),
    Refusal(InvalidClient, "client_secret_refused", "client_secret is not accepted"),
    Refusal(InvalidClient, "jwks_unavailable", "the client's jwks_uri brought no keys"),
)
_BY_SECRET: Final = (
    Refusal(InvalidClient, "credentials_malformed", "the Basic credentials are malformed"),
    Refusal(
        InvalidClient,
        "credentials_wrong",
        "no client is registered here with this client_id and this secret",
    ),
    Refusal(InvalidClient, "method_differs", "this client is registered for another way of authentication"),
    Refusal(InvalidRequest, "authenticated_twice", "a client proves who it is in one way, not in two"),
)
CLIENT: Final[Mapping[Profile, tuple[Refusal, ...]]] = {
    Profile.FAPI: _BY_ASSERTION,
    Profile.BASELINE: (*_BY_ASSERTION, *_BY_SECRET),
}
_EVERYWHERE: Final = tuple(
    _told_in_full(reason)
    for reason in Reason
    if reason not in PERSON_DEPENDENT and reason is not Reason.BASELINE_NOT_ALLOWED
)
DECIDED: Final[Mapping[Profile, tuple[Refusal, ...]]] = {
    Profile.FAPI: _EVERYWHERE,
    Profile.BASELINE: (*_EVERYWHERE, _told_in_full(Reason.BASELINE_NOT_ALLOWED)),
}
REQUEST: Final = (
    *shared.AUTHORIZATION_REQUEST,
    *shared.AUTHORIZATION_DETAILS,
    Refusal(InvalidScope, "refresh_not_offered", "offline_access is not offered"),
    Refusal(InvalidScope, "scope_not_offered", "scope profile is not offered"),
    Refusal(InvalidRequest, "probe_refused", "login_hint is refused: it probes for a person"),
    Refusal(InvalidRequest, "parameter_too_long", "state is longer than 1024 characters"),
    Refusal(
        InvalidRequest, "purpose_named_twice", "send authorization_details or one purpose: scope, not both"
    ),
    Refusal(InvalidAuthorizationDetails, "purpose_not_single", "a request names exactly one purpose"),
    Refusal(InvalidAuthorizationDetails, "details_type_unknown", "unknown type"),
    Refusal(InvalidRequest, "claims_malformed", "claims is refused: not JSON"),
    Refusal(InvalidRequest, "claims_leave_nothing", "claims leaves nothing of the request"),
    Refusal(InvalidRequest, "acr_values_unknown", "acr_values has an unknown level"),
    Refusal(InvalidRequest, "identity_provider_unknown", "identity_provider is unknown"),
)

CODE: Final = (
    *shared.CODE,
    Refusal(InvalidGrant, "code_not_redeemable", "this code is unknown, expired or was used"),
)
USERINFO_PARAMETERS: Final = (
    *shared.PARAMETERS,
    Refusal(InvalidRequest, "userinfo_parameters", "userinfo takes no parameters"),
)
TOKEN_NOT_USABLE: Final = Refusal(
    InvalidToken, "token_not_usable", "this access token is unknown, expired, used or withdrawn"
)

PAR: Final = (
    *shared.FORM_BODY,
    *shared.DPOP_PROOF,
    *CLIENT[Profile.FAPI],
    *REQUEST,
    Refusal(InvalidRequest, "dpop_jkt_malformed", "dpop_jkt is not a key's thumbprint"),
    Refusal(
        InvalidRequest, "dpop_jkt_differs", "dpop_jkt is not the thumbprint of the key in the DPoP proof"
    ),
    *DECIDED[Profile.FAPI],
    *STORE,
)
TOKEN: Final = (
    *shared.FORM_BODY,
    shared.DPOP_MISSING,
    *shared.DPOP_PROOF,
    *shared.DPOP_NONCE,
    *CLIENT[Profile.FAPI],
    *CODE,
    Refusal(InvalidGrant, "dpop_key_changed", "the DPoP key is not the one of the pushed request"),
    *STORE,
)
_BOUND_TOKEN: Final = (
    *shared.ACCESS_TOKEN,
    shared.DPOP_MISSING,
    *shared.DPOP_PROOF,
    shared.DPOP_WRONG_TOKEN,
    *shared.DPOP_NONCE,
    Refusal(
        InvalidDpopProof,
        "dpop_key_changed",
        "the proof was made with another key than the token is bound to",
    ),
    TOKEN_NOT_USABLE,
)
USERINFO: Final = (*USERINFO_PARAMETERS, *_BOUND_TOKEN, *DECIDED[Profile.FAPI], *STORE)
RECEIPT: Final = (*_BOUND_TOKEN, *STORE)


def ask_about_token(profile: Profile) -> tuple[Refusal, ...]:
    """Of introspection and revocation."""
    missing = Refusal(InvalidRequest, "token_parameter_missing", "token is required")
    return (*shared.FORM_BODY, missing, *CLIENT[profile], *STORE)


DECISIONS: Final = (
    *shared.JSON_BODY,
    Refusal(
        InvalidRequest, "facts_malformed", "the facts are refused: country: Input should be 'VN' or 'SG'"
    ),
    *STORE,
)
