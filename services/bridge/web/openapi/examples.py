"""Examples that partners can copy. What is signed or given out for one request alone is marked as such."""

import json
from typing import Any, Final

from bridge.domain.attributes import DETAILS_TYPE
from eid_kit.http.openapi.protocol_schemas import (
    CLIENT_ASSERTION_EXAMPLE,
    EXAMPLE_CHALLENGE,
    EXAMPLE_JWT,
    EXAMPLE_KEY,
    EXAMPLE_VERIFIER,
)

CLIENT_ID: Final = "tWf3nQ0cYr1vV9kZp2LxBg"
SECRET: Final = "3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
REQUEST_URI: Final = f"urn:ietf:params:oauth:request_uri:{SECRET}"
TRANSACTION: Final = "x1_vW8yJ5mQ2bT7nR4cK9dL6fG3hZ0aS1eU8iO5pYwE"
REDIRECT_URI: Final = "http://localhost:8010/callback"

HOSPITAL: Final[dict[str, Any]] = {
    "client_name": "Merlion Bay Hospital",
    "redirect_uris": [REDIRECT_URI],
    "country": "SG",
    "sector": "health",
    "purposes": ["health.patient_summary"],
    "legal_name#vi": "Bệnh viện Vịnh Sư Tử Biển (mô phỏng)",
    "legal_name#en": "Merlion Bay Hospital (simulated)",
    "dpo_contact": "dpo@hospital.example.sg",
    "jwks": {"keys": [EXAMPLE_KEY]},
}
HOTEL: Final[dict[str, Any]] = {
    "client_name": "Hoan Kiem Hotel",
    "redirect_uris": ["http://localhost:8012/callback"],
    "country": "VN",
    "sector": "tourism",
    "purposes": ["tourism.checkin"],
    "legal_name#vi": "Khách sạn Hoàn Kiếm (mô phỏng)",
    "legal_name#en": "Hoan Kiem Hotel (simulated)",
    "dpo_contact": "dpo@hotel.example.vn",
    "registered_attributes": ["name", "travel_document"],
    "jwks": {"keys": [EXAMPLE_KEY]},
}


def registered(issuer: str) -> dict[str, Any]:
    """The hospital as accepted, without the token that is told once."""
    return {
        **HOSPITAL,
        "profile": "fapi",
        "token_endpoint_auth_method": "private_key_jwt",
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
        "client_id": CLIENT_ID,
        "organisation": CLIENT_ID,
        "client_id_issued_at": 1_893_456_000,
        "registration_client_uri": f"{issuer}/oauth/register/{CLIENT_ID}",
    }


_DETAIL: Final = {
    "type": DETAILS_TYPE,
    "purpose": "health.patient_summary",
    "attributes": ["name", "birthdate", "allergies"],
}
_REQUEST: Final = {
    "response_type": "code",
    "client_id": CLIENT_ID,
    "redirect_uri": REDIRECT_URI,
    "state": "af0ifjsldkj",
    "nonce": "n-0S6_WzA2Mj",
    "code_challenge": EXAMPLE_CHALLENGE,
    "code_challenge_method": "S256",
    **CLIENT_ASSERTION_EXAMPLE,
}
PUSHED: Final = {**_REQUEST, "scope": "openid", "authorization_details": json.dumps([_DETAIL])}
PUSHED_BY_SCOPE: Final = {**_REQUEST, "scope": "openid purpose:health.patient_summary"}
PUSHED_NARROWED: Final = {
    **PUSHED_BY_SCOPE,
    "claims": json.dumps({"userinfo": {"name": None, "allergies": {"essential": True}}}),
    "acr_values": "urn:vnsg:loa:high",
    "identity_provider": "vneid",
    "ui_locales": "vi",
}
TOKEN_REQUEST: Final = {
    "grant_type": "authorization_code",
    "code": SECRET,
    "redirect_uri": REDIRECT_URI,
    "code_verifier": EXAMPLE_VERIFIER,
    "client_id": CLIENT_ID,
    **CLIENT_ASSERTION_EXAMPLE,
}
TOKENS: Final = {
    "access_token": SECRET,
    "token_type": "DPoP",
    "expires_in": 299,
    "scope": "openid",
    "id_token": EXAMPLE_JWT,
    "authorization_details": [{**_DETAIL, "attributes": ["allergies", "birthdate", "name"]}],
}
USERINFO: Final[dict[str, Any]] = {
    "sub": SECRET,
    "purpose": "health.patient_summary",
    "consent_receipt": f"http://localhost:8000/v1/receipts/{SECRET}",
    "vnsg_assurance": {"level": "high", "account_level": 2, "auth_level": 4},
    "verified_claims": {
        "verification": {
            "trust_framework": "vn_nd69_2024",
            "assurance_level": "high",
            "assurance_process": {
                "assurance_details": [
                    {"assurance_type": "identity_proofing", "assurance_classification": "account_level_2"},
                    {"assurance_type": "authentication", "assurance_classification": "auth_level_4"},
                ]
            },
        },
        "claims": {
            "name": "NGUYỄN THỊ HOA",
            "name#und-Latn-x-mrz": "NGUYEN<<THI<HOA",
            "birthdate": "1991-04-12",
        },
    },
}
