"""What the mock sends and receives, as schemas and examples."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel

from eid_kit.http.openapi.operations import TEXT, Schema, component, made_for_each_request, record
from eid_kit.http.openapi.protocol_schemas import EXAMPLE_JWT, EXAMPLE_KEY, SHARED_SCHEMAS
from eid_kit.simulator.openapi import control_schemas, model_schemas
from singpass_mock.access_token import LIFETIME_S
from singpass_mock.faults import SingpassFault
from singpass_mock.items import Unavailable
from singpass_mock.personas import PERSONAS
from singpass_mock.residents import DERIVED_ITEMS, Resident, Residents
from singpass_mock.scopes import AppKind
from singpass_mock.shapes import SHAPES
from singpass_mock.state import REQUEST_URI_LIFETIME_S

EXAMPLE_CLIENT: Final = "T5sM5a53Yaw3URyDEv2y9129CbElCN2F"
EXAMPLE_SECRET: Final = "3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
EXAMPLE_REQUEST_URI: Final = f"urn:ietf:params:oauth:request_uri:{EXAMPLE_SECRET}"
EXAMPLE_REDIRECT_URI: Final = "http://localhost:8000/upstream/singpass/callback"
EXAMPLE_JWE: Final = "eyJhbGciOiJFQ0RILUVTK0EyNTZLVyJ9.a2V5.aXY.Y2lwaGVydGV4dA.dGFn"
EXAMPLE_KEYS: Final = {
    "keys": [
        EXAMPLE_KEY,
        {**EXAMPLE_KEY, "use": "enc", "alg": "ECDH-ES+A256KW", "kid": "rfc7515-a3-enc"},
    ]
}
_EXAMPLE_PERSON: Final = "tan-mei-ling"

_URI: Final[Schema] = {"type": "string", "format": "uri", "maxLength": 500}
_METADATA: Final[Mapping[str, Schema]] = {
    "client_kind": {"type": "string", "enum": [str(kind) for kind in AppKind]},
    "redirect_uris": {"type": "array", "items": _URI, "minItems": 1, "maxItems": 20},
    "scope": {"type": "string", "description": "`openid`, and items that this kind of app may ask for."},
    "client_name": TEXT,
    "client_name#vi": TEXT,
    "entity_name": TEXT,
    "entity_name#vi": TEXT,
    "purpose_description": {
        "type": "string",
        "description": "Required of a Myinfo app; shown to the person.",
    },
    "purpose_description#vi": TEXT,
    "acr_values_allowed": {"type": "boolean"},
    "app_launch_urls": {"type": "array", "items": TEXT},
    "jwks": {
        **component("JwkSet"),
        "description": "EC keys, each with a kid: one to sign, one to encrypt.",
    },
    "jwks_uri": _URI,
    "token_endpoint_auth_method": {"const": "private_key_jwt"},
    "grant_types": {"const": ["authorization_code"]},
    "response_types": {"const": ["code"]},
}


def _person() -> dict[str, Schema]:
    """A resident. The model knows an item by its base alone; here each is one of the shapes it may have."""
    schemas = model_schemas("Person", Resident)
    stored: dict[str, Schema] = {}
    for item, shapes in SHAPES.items():
        if item in DERIVED_ITEMS:
            continue
        possible: tuple[type[BaseModel], ...] = (*shapes, Unavailable)
        for shape in possible:
            schemas |= model_schemas(shape.__name__, shape)
        stored[item] = {"anyOf": [component(shape.__name__) for shape in possible]}
    items = {"type": "object", "properties": stored, "additionalProperties": False}
    person = schemas["Person"]
    return schemas | {"Person": {**person, "properties": {**person["properties"], "items": items}}}


def _client(given: Mapping[str, Schema], *, required: tuple[str, ...]) -> Schema:
    return {
        "type": "object",
        "description": "RFC 7591 metadata; an unknown member is refused.",
        "properties": {**_METADATA, **given},
        "required": ["client_kind", "redirect_uris", "scope", *required],
    }


SCHEMAS: Final[Mapping[str, Schema]] = {
    **SHARED_SCHEMAS,
    **control_schemas(SingpassFault, person=_person(), person_in_list=component("Person")),
    "ClientMetadata": _client({}, required=()),
    "ClientInformation": _client(
        {"client_id": made_for_each_request(TEXT)}, required=("client_id", "token_endpoint_auth_method")
    ),
    "PushedRequest": record(
        {
            "request_uri": {"type": "string", "pattern": "^urn:ietf:params:oauth:request_uri:"},
            "expires_in": {"type": "integer", "const": REQUEST_URI_LIFETIME_S},
        }
    ),
    "TokenResponse": record(
        {
            "access_token": TEXT,
            "id_token": {"type": "string", "description": "A JWE (A256CBC-HS512) of a JWS (ES256)."},
            "token_type": {"type": "string", "const": "DPoP"},
            "expires_in": {"type": "integer", "const": LIFETIME_S},
        }
    ),
}
TOKENS: Final = {
    "access_token": EXAMPLE_JWT,
    "id_token": EXAMPLE_JWE,
    "token_type": "DPoP",
    "expires_in": LIFETIME_S,
}
_CLIENT: Final[dict[str, Any]] = {
    "client_kind": "myinfo",
    "client_name": "An app under test",
    "purpose_description": "To try the simulator",
    "redirect_uris": [EXAMPLE_REDIRECT_URI],
    "scope": "openid name dob sex nationality",
    "jwks": EXAMPLE_KEYS,
}


def examples() -> dict[str, Any]:
    """The examples of the controls, by the names they are referred to."""
    residents = Residents(PERSONAS)
    wrong_nonce = SingpassFault.WRONG_NONCE
    values = {
        "Person": residents.get(_EXAMPLE_PERSON),
        "People": {"people": [residents.get("nguyen-duc-anh")]},
        "Faults": {"active": [], "known": {wrong_nonce.value: wrong_nonce.description}},
        "FaultsWanted": {"active": [wrong_nonce.value]},
        "ClientMetadata": _CLIENT,
        "ClientInformation": {
            **_CLIENT,
            "token_endpoint_auth_method": "private_key_jwt",
            "client_id": EXAMPLE_CLIENT,
        },
    }
    return {name: {"value": value} for name, value in values.items()}
