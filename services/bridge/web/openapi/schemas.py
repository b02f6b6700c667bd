"""What partners send and receive, as schemas. Purposes, sectors and claims come from the vocabulary."""

from collections.abc import Mapping
from typing import Final

from bridge.domain.assurance import Assurance
from bridge.domain.attributes import DETAILS_TYPE, PURPOSES, REQUESTABLE
from bridge.domain.profiles import Profile
from bridge.domain.verified_claims import TRUST_FRAMEWORKS
from bridge.web.openapi.agreement_schemas import AGREEMENT_SCHEMAS
from bridge.web.openapi.claims import claims_schema, mapping_schema, vocabulary_schema
from bridge.web.openapi.clients import CLIENT_ID, client_schemas, some_of
from bridge.web.openapi.decision_schemas import DECISION_SCHEMAS
from bridge.web.openapi.reasons import REASON_SCHEMAS
from eid_kit.http.openapi.operations import TEXT, Schema, component, record
from eid_kit.http.openapi.protocol_schemas import BASE64URL_256, SHARED_SCHEMAS

_ASSURANCE: Final[Schema] = {"type": "string", "enum": [level.word for level in Assurance]}


_DETAIL: Final[Schema] = {
    **record(
        {
            "type": {"type": "string", "const": DETAILS_TYPE},
            "purpose": {"type": "string", "enum": sorted(PURPOSES)},
            "attributes": some_of(REQUESTABLE),
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

_GRANTED: Final[Schema] = {
    "type": "array",
    "items": component("AuthorizationDetail"),
    "minItems": 1,
    "maxItems": 1,
    "description": "What was granted.",
}
_SCOPE: Final[Schema] = {"type": "string", "const": "openid"}


def _tokens(token_type: str, says: str) -> Schema:
    return record(
        {
            "access_token": {"type": "string", "description": says},
            "token_type": {"type": "string", "const": token_type},
            "expires_in": {"type": "integer", "minimum": 0, "maximum": 300},
            "scope": _SCOPE,
            "id_token": {"type": "string", "description": "ES256; no attribute of the person."},
            "authorization_details": _GRANTED,
        }
    )


def _introspection(token_type: str, binding: Mapping[str, Schema]) -> Schema:
    active: dict[str, Schema] = {
        "active": {"type": "boolean", "const": True},
        "iss": {"type": "string", "format": "uri"},
        "client_id": CLIENT_ID,
        "sub": {"type": "string", "description": "As in the id_token."},
        "token_type": {"type": "string", "const": token_type},
        "iat": {"type": "integer"},
        "exp": {"type": "integer"},
        "scope": _SCOPE,
        "authorization_details": _GRANTED,
        **binding,
    }
    # RFC 7662 section 2.2: of a token that is not active, not a word more.
    inactive: dict[str, Schema] = {"active": {"type": "boolean", "const": False}}
    return {
        "oneOf": [record(active), record(inactive)],
        "description": "What the token is good for (RFC 7662 section 2.2); never a value.",
    }


SCHEMAS: Final[Mapping[str, Schema]] = {
    **SHARED_SCHEMAS,
    **AGREEMENT_SCHEMAS,
    **DECISION_SCHEMAS,
    **REASON_SCHEMAS,
    **client_schemas(Profile.FAPI),
    **client_schemas(Profile.BASELINE),
    "Vocabulary": vocabulary_schema(),
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
    "TokenResponse": _tokens("DPoP", "Opaque, bound to the DPoP key."),
    "BaselineTokenResponse": _tokens("Bearer", "Opaque; whoever holds it may use it, once."),
    "Introspection": _introspection("DPoP", {"cnf": record({"jkt": BASE64URL_256})}),
    "BaselineIntrospection": _introspection("Bearer", {}),
    "UserInfo": record(
        {
            "sub": {"type": "string", "description": "Pairwise: another one at every organisation."},
            "purpose": {"type": "string", "enum": sorted(PURPOSES)},
            "consent_receipt": {
                "type": "string",
                "format": "uri",
                "description": "Where this access token fetches the receipt, until it expires.",
            },
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
            "vnsg_mapping": mapping_schema(),
        },
        optional=("vnsg_mapping",),
    ),
}
