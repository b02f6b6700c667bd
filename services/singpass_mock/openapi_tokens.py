"""What `/openapi.json` says of what an app's server calls: push, redeem, fetch."""

from typing import Final

from eid_kit.http.openapi import protocol_refusals as shared
from eid_kit.http.openapi.answers import json_answer
from eid_kit.http.openapi.links import after_push, fetch
from eid_kit.http.openapi.operations import (
    TEXT,
    Operation,
    Schema,
    component,
    fields,
    form_body,
    made_for_each_request,
)
from eid_kit.http.openapi.protocol_schemas import (
    BASE64URL_256,
    CLIENT_ASSERTION_EXAMPLE,
    CLIENT_ASSERTION_FIELDS,
    EXAMPLE_CHALLENGE,
    EXAMPLE_THUMBPRINT,
    EXAMPLE_VERIFIER,
    dpop_header,
)
from eid_kit.http.openapi.refusals import Refusal, refused
from eid_kit.oauth.errors import (
    InvalidClient,
    InvalidGrant,
    InvalidRequest,
    TemporarilyUnavailable,
    UpstreamDependencyError,
)
from singpass_mock.authentication_context import CONTEXT_TYPES
from singpass_mock.openapi_schemas import (
    EXAMPLE_CLIENT,
    EXAMPLE_REDIRECT_URI,
    EXAMPLE_REQUEST_URI,
    EXAMPLE_SECRET,
    TOKENS,
)
from singpass_mock.request_rules import REDIRECT_TYPES
from singpass_mock.residents import Acr
from singpass_mock.state import REQUEST_URI_LIFETIME_S

TAG: Final = "tokens"
_OPAQUE: Final[Schema] = {"type": "string", "maxLength": 255}
FAULT: Final = (
    Refusal(TemporarilyUnavailable, "fault_switched_on", "a fault that a tester switched on"),
    Refusal(TemporarilyUnavailable, "too_much_remembered", "too many requests are remembered"),
)
DEPENDENCY: Final = Refusal(
    UpstreamDependencyError, "fault_switched_on", "fault userinfo-down is switched on"
)
JWKS_UNUSABLE: Final = Refusal(InvalidRequest, "jwks_unusable", "the app's jwks hold no key to encrypt to")
_CLIENT: Final = (
    *shared.CLIENT_ASSERTION,
    Refusal(InvalidRequest, "assertion_type_unknown", "client_assertion_type is another one"),
    Refusal(InvalidRequest, "assertion_missing", "client_assertion is required"),
    Refusal(InvalidClient, "jwks_unusable", "the app's jwks_uri cannot be used"),
)
_RULES: Final = tuple(
    Refusal(InvalidRequest, reason, says)
    for reason, says in (
        ("client_id_missing", "client_id is required"),
        ("dpop_missing", "a DPoP header or dpop_jkt is required"),
        ("dpop_jkt_malformed", "dpop_jkt must be the base64url SHA-256 thumbprint of a key"),
        ("redirect_type_unknown", "redirect_uri_https_type must be one of the two"),
        ("launch_url_unregistered", "app_launch_url is not registered for this app"),
        ("state_alphabet", "state may hold only letters, digits and / + _ - = ."),
        ("context_type_missing", "authentication_context_type is required of Login apps"),
        ("context_type_unknown", "authentication_context_type is not one of the documented values"),
        ("context_message_malformed", "authentication_context_message may hold at most 100 letters"),
        ("context_not_for_myinfo", "authentication_context_type can only be provided for Login apps"),
        ("acr_values_not_allowed", "this app is not allow-listed for acr_values"),
        ("acr_values_unknown", "acr_values holds an unknown level"),
    )
)
_EXAMPLE: Final = {
    "response_type": "code",
    "client_id": EXAMPLE_CLIENT,
    "redirect_uri": EXAMPLE_REDIRECT_URI,
    "scope": "openid name dob",
    "state": "af0ifjsldkj",
    "nonce": "n-0S6_WzA2Mj",
    "code_challenge": EXAMPLE_CHALLENGE,
    "code_challenge_method": "S256",
    **CLIENT_ASSERTION_EXAMPLE,
}
_REQUIRED: Final[dict[str, Schema]] = {
    "response_type": {"type": "string", "const": "code"},
    "client_id": made_for_each_request(TEXT),
    "redirect_uri": {"type": "string", "format": "uri"},
    "scope": {"type": "string", "description": "`openid`, and items that the app registered."},
    "state": {**_OPAQUE, "pattern": r"^[A-Za-z0-9/+_\-=.]+$"},
    "nonce": _OPAQUE,
    "code_challenge": BASE64URL_256,
    "code_challenge_method": {"type": "string", "const": "S256"},
    **CLIENT_ASSERTION_FIELDS,
}
_OPTIONAL: Final[dict[str, Schema]] = {
    "dpop_jkt": {**BASE64URL_256, "description": "The key's thumbprint, where there is no DPoP header."},
    "acr_values": {
        "type": "string",
        "examples": [str(acr) for acr in Acr],
        "description": "Of allow-listed apps only.",
    },
    "authentication_context_type": {
        "type": "string",
        "enum": sorted(CONTEXT_TYPES),
        "description": "Required of Login apps, refused of Myinfo apps.",
    },
    "authentication_context_message": {"type": "string", "maxLength": 100},
    "redirect_uri_https_type": {"type": "string", "enum": list(REDIRECT_TYPES)},
    "app_launch_url": TEXT,
    "response_mode": {"type": "string", "const": "query"},
    "prompt": TEXT,
}

PAR: Final = Operation(
    id="pushAuthorizationRequest",
    tag=TAG,
    summary="Push an authorization request (RFC 9126)",
    description="A Login app says what the sign-in is for; a Myinfo app names the items.",
    parameters=(dpop_header(required=False, says="Or `dpop_jkt`; never neither."),),
    body=form_body(
        fields({**_REQUIRED, **_OPTIONAL}, required=tuple(_REQUIRED)),
        myinfo={**_EXAMPLE, "dpop_jkt": EXAMPLE_THUMBPRINT},
        login={
            **_EXAMPLE,
            "scope": "openid user.identity",
            "dpop_jkt": EXAMPLE_THUMBPRINT,
            "authentication_context_type": "APP_AUTHENTICATION_DEFAULT",
        },
    ),
    security=(("privateKeyJwt",),),
    responses={
        "201": json_answer(
            "Accepted, for 60 seconds.",
            component("PushedRequest"),
            {"request_uri": EXAMPLE_REQUEST_URI, "expires_in": REQUEST_URI_LIFETIME_S},
        ),
        **refused(
            shared.FORM_BODY,
            _CLIENT,
            shared.DPOP_PROOF,
            (shared.DPOP_WRONG_KEY,),
            shared.AUTHORIZATION_REQUEST,
            shared.OPAQUE_VALUES,
            shared.REGISTERED_SCOPES,
            _RULES,
            (DEPENDENCY, *FAULT),
        ),
    },
    links=after_push(opens="showSignInPage", redeems="redeemCode"),
)
TOKEN: Final = Operation(
    id="redeemCode",
    tag=TAG,
    summary="Redeem a code for an id_token and an access token",
    description="Within 60 seconds, by the key of the pushed request. Presenting a code spends it.",
    parameters=(dpop_header(required=True, says="By the key of the pushed request."),),
    body=form_body(
        fields(
            {
                "grant_type": {"type": "string", "const": "authorization_code"},
                "code": made_for_each_request(TEXT),
                "redirect_uri": {"type": "string", "format": "uri"},
                "code_verifier": {"type": "string", "pattern": "^[A-Za-z0-9_-]{43,128}$"},
                "client_id": made_for_each_request(TEXT),
                **CLIENT_ASSERTION_FIELDS,
            },
            required=("grant_type", "code", "redirect_uri", "code_verifier", *CLIENT_ASSERTION_FIELDS),
        ),
        code={
            "grant_type": "authorization_code",
            "code": EXAMPLE_SECRET,
            "redirect_uri": EXAMPLE_REDIRECT_URI,
            "code_verifier": EXAMPLE_VERIFIER,
            "client_id": EXAMPLE_CLIENT,
            **CLIENT_ASSERTION_EXAMPLE,
        },
    ),
    security=(("privateKeyJwt",),),
    responses={
        "200": json_answer("Both tokens.", component("TokenResponse"), TOKENS),
        **refused(
            shared.FORM_BODY,
            _CLIENT,
            (JWKS_UNUSABLE, shared.DPOP_MISSING, shared.DPOP_WRONG_KEY),
            shared.DPOP_PROOF,
            shared.CODE,
            shared.CODE_TOLD_APART,
            (
                Refusal(InvalidGrant, "code_unknown", "the code is unknown, expired or was used before"),
                Refusal(InvalidRequest, "verifier_alphabet", "code_verifier may hold only these characters"),
                DEPENDENCY,
            ),
            FAULT,
        ),
    },
    links={"FetchItems": fetch("fetchItems", scheme="DPoP")},
)
