"""What the mock sends and receives, as schemas and examples."""

from collections.abc import Mapping
from typing import Any, Final

from eid_kit.http.openapi.operations import TEXT, Schema, component, made_for_each_request, record
from eid_kit.http.openapi.protocol_schemas import EXAMPLE_JWT, EXAMPLE_KEY, SHARED_SCHEMAS
from eid_kit.simulator.openapi import control_schemas, model_schemas
from vneid_mock.attributes import SCOPE_NAMES
from vneid_mock.citizens import Account, Citizen, Citizens, load_personas
from vneid_mock.clients import AUTH_METHODS, ID_TOKEN_ALGORITHMS
from vneid_mock.faults import VneidFault
from vneid_mock.records import Record

EXAMPLE_CLIENT: Final = "vneid-0123456789abcdef01234567"
EXAMPLE_SECRET: Final = "3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
EXAMPLE_REDIRECT_URI: Final = "http://localhost:8000/upstream/vneid/callback"
_EXAMPLE_PERSON: Final = "nguyen-thi-hoa"

_URI: Final[Schema] = {"type": "string", "format": "uri", "maxLength": 500}
_METADATA: Final[Mapping[str, Schema]] = {
    "redirect_uris": {"type": "array", "items": _URI, "minItems": 1, "maxItems": 20},
    "client_name": TEXT,
    "client_name#vi": TEXT,
    "client_name#en": TEXT,
    "scope": {"type": "string", "description": f"openid, and any of {', '.join(sorted(SCOPE_NAMES))}."},
    "token_endpoint_auth_method": {"type": "string", "enum": list(AUTH_METHODS)},
    "id_token_signed_response_alg": {"type": "string", "enum": list(ID_TOKEN_ALGORITHMS)},
    "jwks": component("JwkSet"),
    "jwks_uri": _URI,
    "grant_types": {"const": ["authorization_code"]},
    "response_types": {"const": ["code"]},
    "contacts": {"type": "array", "items": TEXT, "minItems": 1, "maxItems": 20},
}


def _client(given: Mapping[str, Schema], *, required: tuple[str, ...]) -> Schema:
    return {
        "type": "object",
        "description": "RFC 7591 metadata; an unknown member is refused.",
        "properties": {**_METADATA, **given},
        "required": ["redirect_uris", *required],
    }


def _userinfo() -> Schema:
    """Every attribute that any scope opens, none of them required: what is not known is absent."""
    attributes = Record.model_json_schema(ref_template="#/components/schemas/{model}")["properties"]
    account = Account.model_json_schema()["properties"]
    levels = {"accountType": account["type"], "accountLevel": account["level"]}
    return record({"sub": TEXT, **attributes, **levels}, optional=(*attributes, *levels))


_PERSON_IN_LIST: Final = record(
    {"id": TEXT, "name": TEXT, "account": component("Account"), "vi": TEXT, "en": TEXT}
)

SCHEMAS: Final[Mapping[str, Schema]] = {
    **SHARED_SCHEMAS,
    **control_schemas(VneidFault, person=model_schemas("Person", Citizen), person_in_list=_PERSON_IN_LIST),
    "ClientMetadata": _client({}, required=()),
    "ClientInformation": _client(
        {
            "client_id": made_for_each_request(TEXT),
            "client_secret": {"type": "string", "description": "Told this once."},
            "client_secret_expires_at": {"type": "integer", "const": 0},
        },
        required=("client_id",),
    ),
    "UserInfo": _userinfo(),
    "TokenResponse": record(
        {
            "access_token": TEXT,
            "token_type": {"type": "string", "const": "Bearer"},
            "expires_in": {"type": "integer", "const": 600},
            "scope": TEXT,
            "id_token": {"type": "string", "description": "A JWT: ES256, or RS256 where registered."},
        }
    ),
}

TOKENS: Final = {
    "access_token": EXAMPLE_SECRET,
    "token_type": "Bearer",
    "expires_in": 600,
    "scope": "openid health_record",
    "id_token": EXAMPLE_JWT,
}
USERINFO: Final = {
    "sub": EXAMPLE_SECRET,
    "fullName": "NGUYỄN THỊ HOA",
    "birthDate": "1991-04-12",
    "GioiTinh": "Nữ",
    "QuocTich": "VNM",
    "accountType": "citizen",
    "accountLevel": 2,
}
_CLIENT: Final[dict[str, Any]] = {
    "client_name": "A partner under test",
    "redirect_uris": [EXAMPLE_REDIRECT_URI],
    "scope": "openid health_record",
    "token_endpoint_auth_method": "private_key_jwt",
    "jwks": {"keys": [EXAMPLE_KEY]},
}


def examples() -> dict[str, Any]:
    """The examples of the controls, by the names they are referred to."""
    people: Citizens = load_personas()
    wrong_nonce = VneidFault.WRONG_NONCE
    accepted = {**_CLIENT, "grant_types": ["authorization_code"], "response_types": ["code"]}
    values = {
        "Person": people.get(_EXAMPLE_PERSON),
        "People": {"people": list(people.list())[:1]},
        "Faults": {"active": [], "known": {wrong_nonce.value: wrong_nonce.description}},
        "FaultsWanted": {"active": [wrong_nonce.value]},
        "ClientMetadata": _CLIENT,
        "ClientInformation": {
            **accepted,
            "client_id": EXAMPLE_CLIENT,
            "id_token_signed_response_alg": "ES256",
        },
    }
    return {name: {"value": value} for name, value in values.items()}
