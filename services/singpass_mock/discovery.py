"""`GET /fapi/.well-known/openid-configuration`: complete and true. No copy of the real one is public."""

from typing import Any

from eid_kit.oauth.metadata import authorization_server_metadata
from singpass_mock.key_rules import KEY_AGREEMENTS, SIGNING_ALGORITHMS
from singpass_mock.residents import Acr
from singpass_mock.scopes import SUPPORTED
from singpass_mock.signing import ALGORITHM, ID_TOKEN_ENCRYPTION, USERINFO_ENCRYPTION


def discovery_document(issuer: str, keys_url: str) -> dict[str, Any]:
    """The metadata of the issuer; the keys live at the root, not under the issuer."""
    return authorization_server_metadata(
        issuer,
        authorization_endpoint=f"{issuer}/auth",
        pushed_authorization_request_endpoint=f"{issuer}/par",
        token_endpoint=f"{issuer}/token",
        userinfo_endpoint=f"{issuer}/userinfo",
        jwks_uri=keys_url,
        response_types_supported=["code"],
        response_modes_supported=["query"],
        grant_types_supported=["authorization_code"],
        subject_types_supported=["public"],
        scopes_supported=sorted(SUPPORTED),
        code_challenge_methods_supported=["S256"],
        token_endpoint_auth_methods_supported=["private_key_jwt"],
        token_endpoint_auth_signing_alg_values_supported=list(SIGNING_ALGORITHMS),
        dpop_signing_alg_values_supported=list(SIGNING_ALGORITHMS),
        # Stated, because the defaults would be RS256 and plain JSON: client libraries believe them.
        id_token_signing_alg_values_supported=[ALGORITHM],
        id_token_encryption_alg_values_supported=list(KEY_AGREEMENTS),
        id_token_encryption_enc_values_supported=[ID_TOKEN_ENCRYPTION],
        userinfo_signing_alg_values_supported=[ALGORITHM],
        userinfo_encryption_alg_values_supported=list(KEY_AGREEMENTS),
        userinfo_encryption_enc_values_supported=[USERINFO_ENCRYPTION],
        acr_values_supported=[str(acr) for acr in Acr],
        request_parameter_supported=False,
        request_uri_parameter_supported=False,
        claims_parameter_supported=False,
        require_pushed_authorization_requests=True,
        authorization_response_iss_parameter_supported=True,
        ui_locales_supported=["en", "vi"],
    )
