"""What partners send and receive, as schemas. Purposes, sectors and claims come from the vocabulary."""

from collections.abc import Mapping
from typing import Any, Final

from bridge.domain.assurance import Assurance
from bridge.domain.attributes import DETAILS_TYPE, PURPOSES, REQUESTABLE, SECTORS
from bridge.domain.clauses import Country
from bridge.domain.verified_claims import TRUST_FRAMEWORKS
from bridge.flows.partners import ALGORITHMS
from bridge.web.openapi.claims import claims_schema
from eid_kit.http.openapi.operations import TEXT, Schema, component, made_for_each_request, record
from eid_kit.http.openapi.protocol_schemas import SHARED_SCHEMAS

CLIENT_ID: Final[Schema] = {"type": "string", "pattern": "^[A-Za-z0-9._~-]{1,128}$"}
_WORDS: Final[Schema] = {"type": "string", "minLength": 1, "maxLength": 300}
_ASSURANCE: Final[Schema] = {"type": "string", "enum": [level.word for level in Assurance]}


def _some_of(words: frozenset[str]) -> Schema:
    items = {"type": "string", "enum": sorted(words)}
    return {"type": "array", "items": items, "minItems": 1, "uniqueItems": True}


def _always(value: Any) -> Schema:
    return {"const": value, "description": "May be left out; no other value is taken."}


_URI: Final[Schema] = {"type": "string", "format": "uri", "maxLength": 500}
_METADATA: Final[Mapping[str, Schema]] = {
    "redirect_uris": {
        "type": "array",
        "items": {"type": "string", "format": "uri", "maxLength": 500},
        "minItems": 1,
        "maxItems": 20,
        "uniqueItems": True,
        "description": "https, or http on loopback; compared character by character.",
    },
    "country": {"type": "string", "enum": [str(country) for country in Country]},
    "sector": {"type": "string", "enum": sorted(SECTORS)},
    "purposes": _some_of(PURPOSES),
    "legal_name#vi": {**_WORDS, "description": "Shown on the consent page, in Vietnamese."},
    "legal_name#en": {**_WORDS, "description": "Shown on the consent page, in English."},
    "dpo_contact": {**_WORDS, "description": "How the citizen reaches the data protection officer."},
    "registered_attributes": {
        **_some_of(REQUESTABLE),
        "description": "Narrows what this client may ever ask for.",
    },
    "jwks": {**component("JwkSet"), "description": "Public keys; this or `jwks_uri`, never both."},
    "jwks_uri": _URI,
    "client_name": _WORDS,
    "client_name#vi": _WORDS,
    "client_name#en": _WORDS,
    "client_uri": _URI,
    "logo_uri": _URI,
    "tos_uri": _URI,
    "policy_uri": _URI,
    "contacts": {"type": "array", "items": _WORDS, "minItems": 1, "maxItems": 20},
    "scope": TEXT,
    "application_type": TEXT,
    "software_id": TEXT,
    "software_version": TEXT,
    "token_endpoint_auth_signing_alg": {"type": "string", "examples": list(ALGORITHMS)},
    "token_endpoint_auth_method": _always("private_key_jwt"),
    "grant_types": _always(["authorization_code"]),
    "response_types": _always(["code"]),
    "id_token_signed_response_alg": _always("ES256"),
    "dpop_bound_access_tokens": _always(value=True),
    "require_pushed_authorization_requests": _always(value=True),
    "authorization_details_types": _always([DETAILS_TYPE]),
}
_REQUIRED: Final = (
    "redirect_uris",
    "country",
    "sector",
    "purposes",
    "legal_name#vi",
    "legal_name#en",
    "dpo_contact",
)
_GIVEN: Final[Mapping[str, Schema]] = {
    "client_id": made_for_each_request(CLIENT_ID),
    "client_id_issued_at": {"type": "integer"},
    "registration_client_uri": {"type": "string", "format": "uri"},
    "registration_access_token": {
        "type": "string",
        "description": "Reads, replaces and deletes this registration; told once, at 201.",
    },
}


def _client(given: Mapping[str, Schema], *, required: tuple[str, ...]) -> Schema:
    return {
        "type": "object",
        "properties": {**_METADATA, **given},
        "required": [*_REQUIRED, *required],
        # RFC 7591 section 2: jwks and jwks_uri exclude each other; private_key_jwt needs one.
        "oneOf": [{"required": ["jwks"]}, {"required": ["jwks_uri"]}],
        "additionalProperties": False,
    }


_DETAIL: Final[Schema] = {
    **record(
        {
            "type": {"type": "string", "const": DETAILS_TYPE},
            "purpose": {"type": "string", "enum": sorted(PURPOSES)},
            "attributes": _some_of(REQUESTABLE),
        }
    ),
    "description": "One purpose and the attributes for it (RFC 9396).",
}
_VERIFICATION: Final[Schema] = {
    "type": "object",
    "description": "Who vouched for the claims, and how surely (OpenID Identity Assurance).",
    "properties": {
        "trust_framework": {"type": "string", "enum": sorted(TRUST_FRAMEWORKS.values())},
        "assurance_level": _ASSURANCE,
        "assurance_process": {"type": "object"},
        "evidence": {"type": "array", "items": {"type": "object"}},
    },
    "required": ["trust_framework", "assurance_level"],
    "additionalProperties": False,
}

SCHEMAS: Final[Mapping[str, Schema]] = {
    **SHARED_SCHEMAS,
    "ClientMetadata": {**_client({}, required=()), "description": "A registration (RFC 7591), closed."},
    "ClientUpdate": {
        **_client(_GIVEN, required=("client_id",)),
        "description": "The whole registration anew; what is left out is gone (RFC 7592 section 2.2).",
    },
    "ClientInformation": {
        **_client(
            {**_GIVEN, "organisation": CLIENT_ID},
            required=("client_id", "client_id_issued_at", "registration_client_uri", "organisation"),
        ),
        "description": "The registration as accepted (RFC 7591 section 3.2.1).",
    },
    "AuthorizationDetail": _DETAIL,
    "PushedRequest": record(
        {
            "request_uri": {
                "type": "string",
                "pattern": "^urn:ietf:params:oauth:request_uri:[A-Za-z0-9_-]{43}$",
            },
            "expires_in": {"type": "integer", "const": 300},
        }
    ),
    "TokenResponse": record(
        {
            "access_token": {"type": "string", "description": "Opaque, bound to the DPoP key."},
            "token_type": {"type": "string", "const": "DPoP"},
            "expires_in": {"type": "integer", "minimum": 0, "maximum": 300},
            "scope": {"type": "string", "const": "openid"},
            "id_token": {"type": "string", "description": "ES256; no attribute of the person."},
            "authorization_details": {
                "type": "array",
                "items": component("AuthorizationDetail"),
                "minItems": 1,
                "maxItems": 1,
                "description": "What was granted.",
            },
        }
    ),
    "UserInfo": record(
        {
            "sub": {"type": "string", "description": "Pairwise: another one at every organisation."},
            "purpose": {"type": "string", "enum": sorted(PURPOSES)},
            "vnsg_assurance": {
                "type": "object",
                "properties": {
                    "level": _ASSURANCE,
                    "account_level": {"type": "integer"},
                    "auth_level": {"type": "integer"},
                    "acr": TEXT,
                    "amr": {"type": "array", "items": TEXT},
                },
                "required": ["level"],
                "additionalProperties": False,
            },
            "verified_claims": record({"verification": _VERIFICATION, "claims": claims_schema()}),
        }
    ),
}
