"""The schemas that every service shares: keys, discovery, parameters of the protocol."""

from collections.abc import Mapping
from typing import Any, Final

from eid_kit.http.openapi.answers import CACHEABLE, NO_STORE, json_answer
from eid_kit.http.openapi.operations import (
    TEXT,
    Operation,
    Schema,
    component,
    made_for_each_request,
    parameter,
    record,
)
from eid_kit.oauth.client_assertion import ASSERTION_TYPE

_JWT: Final[Schema] = {"type": "string", "pattern": r"^[\w-]+\.[\w-]+\.[\w-]+$"}
BASE64URL_256: Final[Schema] = {"type": "string", "pattern": "^[A-Za-z0-9_-]{43}$"}

# The public half of the key in RFC 7515 appendix A.3: everybody knows the private one, nobody may trust it.
EXAMPLE_KEY: Final = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    "use": "sig",
    "alg": "ES256",
    "kid": "rfc7515-a3",
}
EXAMPLE_THUMBPRINT: Final = "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U"  # RFC 7638, of that key
EXAMPLE_VERIFIER: Final = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # RFC 7636 appendix B
EXAMPLE_CHALLENGE: Final = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
EXAMPLE_JWT: Final = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJleGFtcGxlIn0.c2lnbmF0dXJl"

CLIENT_ASSERTION_FIELDS: Final[Mapping[str, Schema]] = {
    "client_assertion_type": {"type": "string", "const": ASSERTION_TYPE},
    "client_assertion": made_for_each_request(
        {**_JWT, "description": "RFC 7523: `iss` and `sub` the client_id, `aud` the issuer, a fresh `jti`."}
    ),
}
CLIENT_ASSERTION_EXAMPLE: Final = {
    "client_assertion_type": ASSERTION_TYPE,
    "client_assertion": EXAMPLE_JWT,
}

_CHECK: Final[Schema] = record({"state": {"type": "string", "enum": ["ok", "failed"]}, "found": TEXT})
_JWK: Final[Schema] = {
    "type": "object",
    "description": "A public key (RFC 7517).",
    "properties": dict.fromkeys(("kty", "use", "alg", "kid", "crv", "x", "y", "n", "e"), TEXT),
    "required": ["kty"],
}
SHARED_SCHEMAS: Final[Mapping[str, Schema]] = {
    "Jwk": _JWK,
    "JwkSet": {
        "type": "object",
        "description": "A JWK Set (RFC 7517 section 5).",
        "properties": {"keys": {"type": "array", "items": component("Jwk"), "minItems": 1}},
        "required": ["keys"],
    },
    "Health": record({"status": {"type": "string", "const": "ok"}}),
    "Readiness": record(
        {
            "status": {"type": "string", "enum": ["ready", "not_ready"]},
            "checks": {"type": "object", "additionalProperties": _CHECK, "minProperties": 1},
        }
    ),
}

LANGUAGE: Final = parameter("query", "lang", TEXT, says="The page's language: `vi` or `en`.")


def dpop_header(*, required: bool, says: str) -> Schema:
    """The parameter that carries a proof (RFC 9449 section 4)."""
    return parameter("header", "DPoP", made_for_each_request(_JWT), says=says, required=required)


def jwks_operation(operation_id: str, tag: str, says: str) -> Operation:
    """A JWK Set that may be kept for an hour."""
    return Operation(
        id=operation_id,
        tag=tag,
        summary="Public keys (RFC 7517)",
        description=says,
        responses={"200": json_answer(says, component("JwkSet"), {"keys": [EXAMPLE_KEY]}, headers=CACHEABLE)},
    )


def discovery_operation(operation_id: str, tag: str, document: Mapping[str, Any]) -> Operation:
    """Discovery. The document itself is the example; its members are its schema."""
    return Operation(
        id=operation_id,
        tag=tag,
        summary="Discovery (RFC 8414, OpenID Connect Discovery 1.0)",
        description="What this server offers, and nothing that it does not.",
        responses={
            "200": json_answer("The metadata.", _shape_of(document), dict(document), headers=CACHEABLE)
        },
    )


def health_operation(tag: str) -> Operation:
    """`/healthz`."""
    return Operation(
        id="showHealth",
        tag=tag,
        summary="Whether the process answers",
        description="Looks at nothing else.",
        responses={"200": json_answer("It does.", component("Health"), {"status": "ok"}, headers=NO_STORE)},
    )


def readiness_operation(tag: str) -> Operation:
    """`/readyz`."""
    serving = {"serving": {"state": "ok", "found": "yes"}}
    draining = {"serving": {"state": "failed", "found": "told to stop; finishing what it has"}}
    ready = {"status": "ready", "checks": serving}
    not_ready = {"status": "not_ready", "checks": draining}
    return Operation(
        id="showReadiness",
        tag=tag,
        summary="Whether a request sent here now would be served",
        description="Every check is made anew, within two seconds, and named with what it found.",
        responses={
            "200": json_answer("Every check passed.", component("Readiness"), ready),
            "503": json_answer("At least one failed: send nothing here.", component("Readiness"), not_ready),
        },
    )


def _shape_of(document: Mapping[str, Any]) -> Schema:
    shapes: dict[str, Schema] = {}
    for name, value in document.items():
        if isinstance(value, bool):
            shapes[name] = {"type": "boolean"}
        elif isinstance(value, list):
            shapes[name] = {"type": "array", "items": TEXT}
        else:
            shapes[name] = TEXT
    return record(shapes)
