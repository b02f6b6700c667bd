"""What the mock says about itself: the discovery document and the JWKS."""

from typing import Any

from eid_kit.oauth.keys import public_jwk
from eid_kit.oauth.metadata import authorization_server_metadata
from vneid_mock.attributes import SCOPES
from vneid_mock.citizens import LEVELS
from vneid_mock.client_authentication import ASSERTION_ALGORITHMS
from vneid_mock.clients import AUTH_METHODS, ID_TOKEN_ALGORITHMS
from vneid_mock.keys import Keys
from vneid_mock.sign_in_pages import AUTHORIZE_PATH

TOKEN_PATH = "/oauth2/token"
USERINFO_PATH = "/oauth2/userinfo"
JWKS_PATH = "/oauth2/jwks"
DISCOVERY_PATH = "/.well-known/openid-configuration"

_ID_TOKEN_CLAIMS = ("iss", "sub", "aud", "exp", "iat", "auth_time", "nonce")
_LEVEL_CLAIMS = ("account_level", "auth_level", "account_type")


def discovery_document(issuer: str) -> dict[str, Any]:
    """OpenID Connect Discovery 1.0 section 3, RFC 8414 and RFC 9207; every member is true."""
    return authorization_server_metadata(
        issuer,
        authorization_endpoint=issuer + AUTHORIZE_PATH,
        token_endpoint=issuer + TOKEN_PATH,
        userinfo_endpoint=issuer + USERINFO_PATH,
        jwks_uri=issuer + JWKS_PATH,
        scopes_supported=[scope.name for scope in SCOPES],
        response_types_supported=["code"],
        response_modes_supported=["query"],
        grant_types_supported=["authorization_code"],
        subject_types_supported=["public"],
        id_token_signing_alg_values_supported=list(ID_TOKEN_ALGORITHMS),
        token_endpoint_auth_methods_supported=list(AUTH_METHODS),
        token_endpoint_auth_signing_alg_values_supported=list(ASSERTION_ALGORITHMS),
        code_challenge_methods_supported=["S256"],
        claim_types_supported=["normal"],
        acr_values_supported=list(LEVELS),
        claims_supported=[*_ID_TOKEN_CLAIMS, *_LEVEL_CLAIMS, *_attribute_names()],
        ui_locales_supported=["vi", "en"],
        claims_parameter_supported=False,
        request_parameter_supported=False,
        request_uri_parameter_supported=False,
        authorization_response_iss_parameter_supported=True,
    )


def jwks(keys: Keys) -> dict[str, Any]:
    """The public keys (RFC 7517 section 5)."""
    return {"keys": [public_jwk(keys.es256), public_jwk(keys.rs256)]}


def _attribute_names() -> list[str]:
    return [name for scope in SCOPES for name in scope.attributes]
