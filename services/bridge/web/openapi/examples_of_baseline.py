"""Examples for partners of the baseline issuer: a bar with a secret, a club with a key."""

from typing import Any, Final

from bridge.domain.attributes import DETAILS_TYPE
from bridge.web.openapi.examples import CLIENT_ID, SECRET
from eid_kit.http.openapi.protocol_schemas import (
    CLIENT_ASSERTION_EXAMPLE,
    EXAMPLE_CHALLENGE,
    EXAMPLE_JWT,
    EXAMPLE_KEY,
    EXAMPLE_VERIFIER,
)

REDIRECT_URI: Final = "http://localhost:8015/callback"
_PURPOSE: Final = "tourism.age_check"

BAR: Final[dict[str, Any]] = {
    "client_name": "Clarke Quay Bar",
    "redirect_uris": [REDIRECT_URI],
    "country": "SG",
    "sector": "tourism",
    "purposes": [_PURPOSE],
    "legal_name#vi": "Quán bar Bến Clarke (mô phỏng)",
    "legal_name#en": "Clarke Quay Bar (simulated)",
    "dpo_contact": "dpo@bar.example.sg",
}
CLUB: Final[dict[str, Any]] = {
    **BAR,
    "client_name": "Clarke Quay Club",
    "token_endpoint_auth_method": "private_key_jwt",
    "jwks": {"keys": [EXAMPLE_KEY]},
}


def registered(issuer: str) -> dict[str, Any]:
    """The bar as accepted, without what is told once."""
    return {
        **BAR,
        "profile": "baseline",
        "token_endpoint_auth_method": "client_secret_basic",
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
        "client_id": CLIENT_ID,
        "organisation": CLIENT_ID,
        "client_id_issued_at": 1_893_456_000,
        "registration_client_uri": f"{issuer}/oauth/register/{CLIENT_ID}",
    }


TOLD_ONCE: Final = {"client_secret": SECRET, "client_secret_expires_at": 0}
REQUEST: Final = {
    "response_type": "code",
    "client_id": CLIENT_ID,
    "redirect_uri": REDIRECT_URI,
    "scope": f"openid purpose:{_PURPOSE}",
    "state": "af0ifjsldkj",
    "nonce": "n-0S6_WzA2Mj",
    "code_challenge": EXAMPLE_CHALLENGE,
    "code_challenge_method": "S256",
}
SIGNED_REQUEST: Final = {**REQUEST, **CLIENT_ASSERTION_EXAMPLE}
TOKEN_REQUEST: Final = {
    "grant_type": "authorization_code",
    "code": SECRET,
    "redirect_uri": REDIRECT_URI,
    "code_verifier": EXAMPLE_VERIFIER,
}
SIGNED_TOKEN_REQUEST: Final = {**TOKEN_REQUEST, **CLIENT_ASSERTION_EXAMPLE}
GRANTED: Final = [{"type": DETAILS_TYPE, "purpose": _PURPOSE, "attributes": ["age_over_18"]}]
TOKENS: Final = {
    "access_token": SECRET,
    "token_type": "Bearer",
    "expires_in": 299,
    "scope": "openid",
    "id_token": EXAMPLE_JWT,
    "authorization_details": GRANTED,
}
USERINFO: Final[dict[str, Any]] = {
    "sub": SECRET,
    "purpose": _PURPOSE,
    "consent_receipt": f"http://localhost:8000/baseline/v1/receipts/{SECRET}",
    "vnsg_assurance": {"level": "high", "account_level": 2, "auth_level": 4},
    "verified_claims": {
        "verification": {"trust_framework": "vn_nd69_2024", "assurance_level": "high"},
        "claims": {"age_over_18": True},
    },
}
