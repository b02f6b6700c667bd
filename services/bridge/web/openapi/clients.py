"""Registrations as schemas, by issuer. Purposes, sectors and attributes come from the vocabulary."""

from collections.abc import Mapping
from typing import Any, Final

from bridge.domain.attributes import PURPOSES, REQUESTABLE, SECTORS
from bridge.domain.clauses import Country
from bridge.domain.partner_reader import LONGEST_ADDRESS, LONGEST_WORDS
from bridge.domain.profiles import ALWAYS, AUTHENTICATION_METHODS, Profile
from bridge.flows.client_authentication import ALGORITHMS
from bridge.web.openapi.naming import schema_name
from eid_kit.http.openapi.operations import Schema, component, made_for_each_request
from eid_kit.oauth.metadata import MAX_SCOPE_CHARS, MAX_TEXT_CHARS

CLIENT_ID: Final[Schema] = {"type": "string", "pattern": "^[A-Za-z0-9._~-]{1,128}$"}
_WORDS: Final[Schema] = {"type": "string", "minLength": 1, "maxLength": LONGEST_WORDS}
_TEXT: Final[Schema] = {"type": "string", "minLength": 1, "maxLength": MAX_TEXT_CHARS}


def some_of(words: frozenset[str]) -> Schema:
    items = {"type": "string", "enum": sorted(words)}
    return {"type": "array", "items": items, "minItems": 1, "uniqueItems": True}


def _always(value: Any) -> Schema:
    return {"const": value, "description": "May be left out; no other value is taken."}


_URI: Final[Schema] = {"type": "string", "format": "uri", "maxLength": LONGEST_ADDRESS}
_METADATA: Final[Mapping[str, Schema]] = {
    "redirect_uris": {
        "type": "array",
        "items": _URI,
        "minItems": 1,
        "maxItems": 20,
        "uniqueItems": True,
        "description": "https, or http on loopback; compared character by character.",
    },
    "country": {"type": "string", "enum": [str(country) for country in Country]},
    "sector": {"type": "string", "enum": sorted(SECTORS)},
    "purposes": some_of(PURPOSES),
    "legal_name#vi": {**_WORDS, "description": "Shown on the consent page, in Vietnamese."},
    "legal_name#en": {**_WORDS, "description": "Shown on the consent page, in English."},
    "dpo_contact": {**_WORDS, "description": "How the citizen reaches the data protection officer."},
    "registered_attributes": {
        **some_of(REQUESTABLE),
        "description": "Narrows what this client may ever ask for.",
    },
    "jwks": {
        **component("JwkSet"),
        "description": "Public keys, of `private_key_jwt`; this or `jwks_uri`, never both.",
    },
    "jwks_uri": _URI,
    "event_endpoint": {
        **_URI,
        "description": "Where security event tokens are pushed (RFC 8935): https, or http on loopback.",
    },
    "client_name": _TEXT,
    "client_name#vi": _TEXT,
    "client_name#en": _TEXT,
    "client_uri": _URI,
    "logo_uri": _URI,
    "tos_uri": _URI,
    "policy_uri": _URI,
    "contacts": {"type": "array", "items": _TEXT, "minItems": 1, "maxItems": 20},
    "scope": {**_TEXT, "maxLength": MAX_SCOPE_CHARS},
    "application_type": _TEXT,
    "software_id": _TEXT,
    "software_version": _TEXT,
    "token_endpoint_auth_signing_alg": {
        "enum": list(ALGORITHMS),
        "description": "Where it is given, an assertion signed with another is refused.",
    },
    "grant_types": _always(["authorization_code"]),
    "response_types": _always(["code"]),
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
        "description": "Reads, replaces and deletes this registration (RFC 7592 section 3).",
    },
}
_SECRET: Final[Mapping[str, Schema]] = {
    "client_secret": made_for_each_request(
        {"type": "string", "description": "Of `client_secret_basic`; told once, when it is made."}
    ),
    "client_secret_expires_at": {"const": 0, "description": "It does not expire."},
}
# RFC 7591 section 2: jwks and jwks_uri exclude each other. private_key_jwt needs one, a secret neither.
_AUTHENTICATION: Final[Mapping[Profile, Schema]] = {
    Profile.FAPI: {"oneOf": [{"required": ["jwks"]}, {"required": ["jwks_uri"]}]},
    Profile.BASELINE: {
        "dependentRequired": {
            "jwks": ["token_endpoint_auth_method"],
            "jwks_uri": ["token_endpoint_auth_method"],
        }
    },
}


def client_schemas(profile: Profile) -> Mapping[str, Schema]:
    """What is registered, registered anew, and answered at the issuer of this profile."""
    given = _GIVEN if profile is Profile.FAPI else {**_GIVEN, **_SECRET}
    told = (
        "client_id",
        "client_id_issued_at",
        "registration_client_uri",
        "registration_access_token",
        "organisation",
    )
    schemas = {
        "ClientMetadata": {
            **_client(profile, {}, required=()),
            "description": "A registration (RFC 7591), closed.",
        },
        "ClientUpdate": {
            **_client(profile, given, required=("client_id",)),
            "description": "The whole registration anew; what is left out is gone (RFC 7592 section 2.2).",
        },
        "ClientInformation": {
            **_client(profile, {**given, "organisation": CLIENT_ID}, required=told),
            "description": "The registration as accepted (RFC 7591 section 3.2.1).",
        },
    }
    return {schema_name(profile, name): schema for name, schema in schemas.items()}


def _client(profile: Profile, given: Mapping[str, Schema], *, required: tuple[str, ...]) -> Schema:
    methods = AUTHENTICATION_METHODS[profile]
    settled = {name: _always(value) for name, value in ALWAYS[profile].items()}
    method = {"type": "string", "enum": list(methods), "description": f"`{methods[0]}`, unless named."}
    return {
        "type": "object",
        "properties": {
            **_METADATA,
            **settled,
            "token_endpoint_auth_method": method,
            "profile": _always(str(profile)),
            **given,
        },
        "required": [*_REQUIRED, *required],
        **_AUTHENTICATION[profile],
        "additionalProperties": False,
    }
