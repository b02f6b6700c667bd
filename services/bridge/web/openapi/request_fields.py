"""The parameters of an authorization request and of a code's redemption, as both issuers take them."""

from collections.abc import Mapping
from typing import Final

from bridge.domain.assurance import Assurance
from bridge.web.openapi.clients import CLIENT_ID
from eid_kit.http.openapi.operations import TEXT, Schema, component, made_for_each_request
from eid_kit.http.openapi.protocol_schemas import BASE64URL_256

_JSON_TEXT: Final[Schema] = {"type": "string", "contentMediaType": "application/json"}
_CLAIMS: Final = (
    "May narrow (OIDC Core 5.5), and ask for `vnsg_mapping` under `userinfo`; no value may be named."
)
_URNS: Final = [level.urn for level in Assurance]

REQUEST_FIELDS: Final[Mapping[str, Schema]] = {
    "response_type": {"type": "string", "const": "code"},
    "client_id": made_for_each_request(CLIENT_ID),
    "redirect_uri": {"type": "string", "format": "uri"},
    "scope": {
        "type": "string",
        "description": "`openid`, and one `purpose:<code>` where there are no authorization_details.",
    },
    "state": {"type": "string", "maxLength": 1024},
    "nonce": {"type": "string", "maxLength": 1024},
    "code_challenge": {**BASE64URL_256, "description": "RFC 7636."},
    "code_challenge_method": {"type": "string", "const": "S256"},
    "authorization_details": {
        **_JSON_TEXT,
        "contentSchema": {
            "type": "array",
            "items": component("AuthorizationDetail"),
            "minItems": 1,
            "maxItems": 1,
        },
    },
    "claims": {**_JSON_TEXT, "description": _CLAIMS},
    "acr_values": {"type": "string", "examples": _URNS, "description": "Levels, apart by spaces."},
    "identity_provider": {"type": "string", "enum": ["vneid", "singpass"]},
    "ui_locales": TEXT,
    "response_mode": {"type": "string", "const": "query"},
    "prompt": {"type": "string", "description": "`none` cannot be satisfied: nobody stays signed in."},
}
REQUEST_REQUIRED: Final = (
    "response_type",
    "redirect_uri",
    "scope",
    "code_challenge",
    "code_challenge_method",
)
CODE_FIELDS: Final[Mapping[str, Schema]] = {
    "grant_type": {"type": "string", "const": "authorization_code"},
    "code": made_for_each_request(TEXT),
    "redirect_uri": {"type": "string", "format": "uri"},
    "code_verifier": {"type": "string", "pattern": r"^[A-Za-z0-9\-._~]{43,128}$"},
}
