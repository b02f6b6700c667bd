"""What would pass, by reason: said with every refusal whose raiser knows nothing more exact.

docs/errors.md has the same words, held together by tests/openapi. None of them depends on who asks or on what
was sent, so that two refusals of one reason never differ by it.
"""

from collections.abc import Mapping
from typing import Final

_FRESH_JTI: Final = "a fresh jti each time"
_RIGHT_CLOCK: Final = "a clock that is right"
_WITH_NONCE: Final = "the same request with the nonce of DPoP-Nonce; nothing was spent"
_OPAQUE: Final = "1 to 255 printable ASCII characters"

WHAT_WOULD_PASS: Final[Mapping[str, str]] = {
    # Wherever a request is read.
    "no_such_address": "an address of /openapi.json",
    "method_not_allowed": "a method of the Allow header",
    "server_error": "nothing that you send: tell the operator the X-Request-Id",
    "parameters_malformed": "parameters encoded once, as a form, 100 at most",
    "parameter_repeated": "each parameter once",
    "body_malformed": "one JSON object, each member once, at most 16 deep",
    "body_too_large": "a body of at most 64 KiB",
    "media_type_unsupported": "JSON where the document says so, a form everywhere else; UTF-8",
    "store_unavailable": "the same request later, with a fresh assertion and proof",
    # Client authentication.
    "client_unknown": "a client_id that is registered at this issuer",
    "client_differs": "the same client_id everywhere in the request, or none in the form",
    "assertion_missing": "client_assertion and client_assertion_type of private_key_jwt",
    "assertion_malformed": "a compact JWS with numeric dates",
    "assertion_too_large": "the few claims that are needed",
    "assertion_algorithm_not_allowed": "an algorithm of token_endpoint_auth_signing_alg_values_supported",
    "assertion_unknown_critical_header": "no crit",
    "assertion_unknown_key": "a registered key, named by its kid",
    "assertion_bad_signature": "the registered key's own signature",
    "assertion_wrong_subject": "iss and sub both the client_id",
    "assertion_wrong_audience": "aud the issuer of discovery, as one string",
    "assertion_expiry_missing": "exp a minute ahead",
    "assertion_expired": "a fresh assertion for each request",
    "assertion_not_yet_valid": _RIGHT_CLOCK,
    "assertion_lifetime_too_long": "exp at most 300 seconds after iat",
    "assertion_jti_missing": _FRESH_JTI,
    "assertion_replayed": _FRESH_JTI,
    "credentials_wrong": "client_id and client_secret as the registration gave them",
    "credentials_malformed": (
        "one Authorization header: Basic, and client_id and secret encoded each as in a form, then joined by "
        "a colon, then in base64"
    ),
    # DPoP proofs.
    "dpop_missing": "one DPoP proof for this request",
    "dpop_repeated": "exactly one DPoP header",
    "dpop_malformed": "a compact JWS with jti, htm, htu and iat",
    "dpop_too_large": "the few claims that are needed",
    "dpop_algorithm_not_allowed": "one of dpop_signing_alg_values_supported",
    "dpop_unknown_critical_header": "no crit",
    "dpop_wrong_type": "typ dpop+jwt",
    "dpop_unusable_key": "jwk the public key, its required members",
    "dpop_unknown_key": "a key of the algorithm's type",
    "dpop_bad_signature": "a proof signed by the key of its jwk",
    "dpop_wrong_method": "htm the method of the request",
    "dpop_wrong_url": "htu the endpoint's URL as in discovery, without query",
    "dpop_not_yet_valid": _RIGHT_CLOCK,
    "dpop_expired": "a fresh proof for each request",
    "dpop_lifetime_too_long": "no exp",
    "dpop_jti_missing": _FRESH_JTI,
    "dpop_replayed": _FRESH_JTI,
    "dpop_wrong_access_token": "ath the hash of the token that is sent",
    "dpop_nonce_missing": _WITH_NONCE,
    "dpop_nonce_stale": _WITH_NONCE,
    "dpop_jkt_differs": "dpop_jkt of the key that signed the proof",
    # The authorization request.
    "request_object": "plain parameters",
    "redirect_uri_missing": "a redirect_uri of the registration",
    "redirect_uri_unregistered": "a redirect_uri of the registration, character by character",
    "response_type_missing": "response_type code",
    "response_type_unsupported": "response_type code",
    "response_mode": "response_mode query, or none",
    "pkce_required": "code_challenge in the request, code_verifier at the token endpoint",
    "pkce_method": "code_challenge_method S256",
    "pkce_challenge": "43 characters of base64url: the SHA-256 of the verifier",
    "pkce_verifier": "43 to 128 unreserved characters",
    "pkce_mismatch": "the verifier of this request's challenge",
    "scope_malformed": "words apart by spaces",
    "openid_missing": "openid in scope",
    "scope_unregistered": "scopes of the registration",
    "state_missing": _OPAQUE,
    "state_malformed": _OPAQUE,
    "nonce_missing": _OPAQUE,
    "nonce_malformed": _OPAQUE,
    "no_session": "a sign-in each time: no prompt=none",
    "prompt_malformed": "none alone, or other values without it",
    "refresh_not_offered": "no offline_access: each use is a fresh sign-in and a fresh consent",
    "probe_refused": "names only: a guess about a person is not answered",
    "parameter_too_long": "a value of at most 1,024 characters",
    "claims_malformed": "userinfo with claim names, or with one verified_claims",
    "claims_leave_nothing": "some of what is asked for: claims narrows, it never adds",
    "details_malformed": "an array of one object with type, purpose and attributes",
    # The token request.
    "grant_type_missing": "grant_type authorization_code",
    "grant_type_unsupported": "grant_type authorization_code",
    "code_missing": "the code of the redirect",
    "code_of_another_client": "a code that was issued to this client",
    "code_expired": "a code within its lifetime",
    "code_not_redeemable": "a code within 60 seconds, once, by the client that it was for",
    "redirect_uri_differs": "the redirect_uri of the authorization request",
    "userinfo_parameters": "no parameters: the token goes into the header",
    # Registration.
    "metadata_refused": "the members that the registration documents, as it documents them",
    "redirect_uri_refused": (
        "https, or http on loopback; no fragment, credentials or parameter of the response"
    ),
    "client_id_differs": "the client_id of the address, or none",
    "registration_token_wrong": "the registration_access_token of the 201",
    "unusable_key": "public keys, each with its own kid",
}
