"""The refusals of the shared checks, by the step that makes them; a service adds its own."""

from typing import Final

from eid_kit.http.openapi.operations import FORM
from eid_kit.http.openapi.refusals import Refusal
from eid_kit.oauth import client_assertion, dpop
from eid_kit.oauth.errors import (
    InvalidAuthorizationDetails,
    InvalidClient,
    InvalidClientMetadata,
    InvalidDpopProof,
    InvalidGrant,
    InvalidRedirectUri,
    InvalidRequest,
    InvalidScope,
    InvalidToken,
    LoginRequired,
    PayloadTooLarge,
    UnregisteredRedirectUri,
    UnsupportedGrantType,
    UnsupportedMediaType,
    UnsupportedResponseType,
    UseDpopNonce,
)

PARAMETERS: Final = (
    Refusal(InvalidRequest, "parameters_malformed", "a parameter holds a malformed percent escape"),
    Refusal(InvalidRequest, "parameter_repeated", "parameter scope is repeated"),
)
_TOO_LARGE: Final = Refusal(PayloadTooLarge, "body_too_large", "the body is longer than 65536 bytes")
FORM_BODY: Final = (
    *PARAMETERS,
    _TOO_LARGE,
    Refusal(UnsupportedMediaType, "media_type_unsupported", f"the body must be {FORM} in UTF-8"),
)
JSON_BODY: Final = (
    Refusal(InvalidRequest, "body_malformed", "the body is refused: not JSON"),
    _TOO_LARGE,
    Refusal(UnsupportedMediaType, "media_type_unsupported", "the body must be application/json in UTF-8"),
)

CLIENT_ASSERTION: Final = (
    *(
        Refusal(InvalidClient, f"assertion_{word}", f"client_assertion is refused: {why}")
        for word, why in client_assertion.WHY.items()
    ),
    Refusal(InvalidClient, "assertion_replayed", "this client assertion was used before"),
    Refusal(InvalidClient, "client_unknown", "this client is not registered here"),
    Refusal(InvalidClient, "client_differs", "client_id is not the client of the assertion"),
)

_WHY_PROOF: Final = {
    word: why for word, why in dpop.WHY.items() if word not in ("missing", "wrong_key", "wrong_access_token")
}
DPOP_PROOF: Final = (
    *(
        Refusal(InvalidDpopProof, f"dpop_{word}", f"the DPoP proof is refused: {why}")
        for word, why in _WHY_PROOF.items()
    ),
    Refusal(InvalidDpopProof, "dpop_unusable_key", "the DPoP proof is refused: its jwk is unusable"),
    Refusal(InvalidDpopProof, "dpop_repeated", "exactly one DPoP header is allowed"),
    Refusal(InvalidDpopProof, "dpop_replayed", "this DPoP proof was used before"),
)
DPOP_MISSING: Final = Refusal(
    InvalidDpopProof, "dpop_missing", f"the DPoP proof is refused: {dpop.WHY['missing']}"
)
DPOP_WRONG_KEY: Final = Refusal(
    InvalidDpopProof, "dpop_wrong_key", f"the DPoP proof is refused: {dpop.WHY['wrong_key']}"
)
DPOP_WRONG_TOKEN: Final = Refusal(
    InvalidDpopProof,
    "dpop_wrong_access_token",
    f"the DPoP proof is refused: {dpop.WHY['wrong_access_token']}",
)
_NONCE_SAYS: Final = "repeat the request with the nonce of the DPoP-Nonce header in the proof"
DPOP_NONCE: Final = (
    Refusal(UseDpopNonce, "dpop_nonce_missing", _NONCE_SAYS),
    Refusal(UseDpopNonce, "dpop_nonce_stale", _NONCE_SAYS),
)
ACCESS_TOKEN: Final = (
    Refusal(InvalidToken, "token_missing", "an access token is required"),
    Refusal(InvalidToken, "token_malformed", "send one access token in Authorization: DPoP"),
)
BEARER_TOKEN: Final = (
    Refusal(InvalidToken, "token_missing", "an access token is required"),
    Refusal(InvalidToken, "token_malformed", "send one access token in Authorization: Bearer"),
)

AUTHORIZATION_REQUEST: Final = (
    Refusal(InvalidRequest, "request_object", "parameter request_uri is not supported"),
    Refusal(UnregisteredRedirectUri, "redirect_uri_missing", "redirect_uri is required"),
    Refusal(
        UnregisteredRedirectUri,
        "redirect_uri_unregistered",
        "redirect_uri is not registered for this client",
    ),
    Refusal(InvalidRequest, "response_type_missing", "response_type is required"),
    Refusal(UnsupportedResponseType, "response_type_unsupported", "response_type must be code"),
    Refusal(InvalidRequest, "response_mode", "response_mode must be query"),
    Refusal(InvalidRequest, "pkce_required", "code_challenge is required"),
    Refusal(InvalidRequest, "pkce_method", "code_challenge_method must be S256"),
    Refusal(InvalidRequest, "pkce_challenge", "code_challenge must be 43 base64url characters"),
    Refusal(InvalidScope, "scope_malformed", "scope holds a character that is not allowed"),
    Refusal(InvalidScope, "openid_missing", "scope must contain openid"),
    Refusal(InvalidRequest, "prompt_malformed", "prompt none cannot be combined with other values"),
    Refusal(LoginRequired, "no_session", "the person must sign in each time"),
)
AUTHORIZATION_DETAILS: Final = (
    Refusal(
        InvalidAuthorizationDetails,
        "details_malformed",
        "authorization_details is refused: it must be a non-empty JSON array",
    ),
)
OPAQUE_VALUES: Final = tuple(
    refusal
    for name in ("state", "nonce")
    for refusal in (
        Refusal(InvalidRequest, f"{name}_missing", f"{name} is required"),
        Refusal(
            InvalidRequest, f"{name}_malformed", f"{name} must be at most 255 printable ASCII characters"
        ),
    )
)
REGISTERED_SCOPES: Final = (
    Refusal(InvalidScope, "scope_unregistered", "scope health_record is not registered for this client"),
)

CODE: Final = (
    Refusal(InvalidRequest, "grant_type_missing", "grant_type is required"),
    Refusal(UnsupportedGrantType, "grant_type_unsupported", "grant_type must be authorization_code"),
    Refusal(InvalidRequest, "code_missing", "code is required"),
    Refusal(InvalidRequest, "pkce_required", "code_verifier is required"),
    Refusal(InvalidRequest, "pkce_verifier", "code_verifier must be 43 to 128 unreserved characters"),
    Refusal(InvalidGrant, "pkce_mismatch", "code_verifier does not match the code_challenge"),
    Refusal(InvalidGrant, "redirect_uri_differs", "redirect_uri is not that of the authorization request"),
)
CODE_TOLD_APART: Final = (
    Refusal(InvalidGrant, "code_of_another_client", "the code was issued to another client"),
    Refusal(InvalidGrant, "code_expired", "the code has expired"),
)

CLIENT_METADATA: Final = (
    Refusal(
        InvalidClientMetadata, "metadata_refused", "the registration is refused: redirect_uris is required"
    ),
    Refusal(
        InvalidClientMetadata,
        "unusable_key",
        "the JWK Set is refused: it holds no key of type EC, RSA or OKP",
    ),
    Refusal(
        InvalidRedirectUri, "redirect_uri_refused", "a redirect URI is refused: it must not have a fragment"
    ),
)
