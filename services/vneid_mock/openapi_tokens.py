"""What `/openapi.json` says of the token endpoint and of userinfo."""

from typing import Final

from eid_kit.http.openapi import protocol_refusals as shared
from eid_kit.http.openapi.answers import NO_CACHE, NO_STORE, json_answer
from eid_kit.http.openapi.links import fetch
from eid_kit.http.openapi.operations import (
    TEXT,
    Operation,
    component,
    fields,
    form_body,
    made_for_each_request,
)
from eid_kit.http.openapi.protocol_schemas import (
    CLIENT_ASSERTION_EXAMPLE,
    CLIENT_ASSERTION_FIELDS,
    EXAMPLE_VERIFIER,
)
from eid_kit.http.openapi.refusals import Refusal, refused
from eid_kit.oauth.errors import (
    InvalidClient,
    InvalidGrant,
    InvalidRequest,
    InvalidToken,
    TemporarilyUnavailable,
)
from vneid_mock.openapi_schemas import (
    EXAMPLE_CLIENT,
    EXAMPLE_REDIRECT_URI,
    EXAMPLE_SECRET,
    TOKENS,
    USERINFO,
)

_FAULT: Final = Refusal(TemporarilyUnavailable, "fault_switched_on", "a fault that a tester switched on")
_MEMORY: Final = Refusal(
    TemporarilyUnavailable, "too_much_remembered", "too many requests are remembered at the moment"
)
_CLIENT: Final = (
    *shared.CLIENT_ASSERTION,
    Refusal(InvalidRequest, "assertion_type_unknown", "client_assertion_type is another one"),
    Refusal(InvalidRequest, "credentials_twice", "the client authenticates itself in one way, not in two"),
    Refusal(InvalidClient, "credentials_missing", "authenticate as registered"),
    Refusal(InvalidClient, "credentials_malformed", "the Basic credentials are malformed"),
    Refusal(InvalidClient, "credentials_wrong", "client authentication failed"),
    Refusal(InvalidClient, "method_differs", "this client is registered for private_key_jwt"),
    Refusal(InvalidClient, "keys_unavailable", "the client's jwks_uri gave no keys"),
)


TOKEN: Final = Operation(
    id="redeemCode",
    tag="tokens",
    summary="Redeem a code (RFC 6749 section 4.1.3)",
    description="Within 60 seconds, once. A code seen twice takes the token that it gave back.",
    body=form_body(
        fields(
            {
                "grant_type": {"type": "string", "const": "authorization_code"},
                "code": made_for_each_request(TEXT),
                "redirect_uri": {"type": "string", "format": "uri"},
                "code_verifier": {"type": "string", "pattern": r"^[A-Za-z0-9\-._~]{43,128}$"},
                "client_id": made_for_each_request(TEXT),
                **CLIENT_ASSERTION_FIELDS,
            },
            required=("grant_type", "code", "redirect_uri", "code_verifier"),
        ),
        assertion={
            "grant_type": "authorization_code",
            "code": EXAMPLE_SECRET,
            "redirect_uri": EXAMPLE_REDIRECT_URI,
            "code_verifier": EXAMPLE_VERIFIER,
            "client_id": EXAMPLE_CLIENT,
            **CLIENT_ASSERTION_EXAMPLE,
        },
    ),
    security=(("privateKeyJwt",), ("clientSecretBasic",)),
    responses={
        "200": json_answer("Both tokens.", component("TokenResponse"), TOKENS, headers=NO_STORE | NO_CACHE),
        **refused(
            shared.FORM_BODY,
            _CLIENT,
            shared.CODE,
            shared.CODE_TOLD_APART,
            (
                Refusal(InvalidGrant, "code_unusable", "the code is unknown, expired or was used before"),
                _FAULT,
                _MEMORY,
            ),
            basic=True,
        ),
    },
    links={"FetchAttributes": fetch("fetchAttributes", scheme="Bearer")},
)


def _userinfo(operation_id: str) -> Operation:
    return Operation(
        id=operation_id,
        tag="tokens",
        summary="The attributes that the scope and the account's level open",
        description="Flat, under Vietnamese names. An attribute that is not known is absent.",
        security=(("accessToken",),),
        responses={
            "200": json_answer("The person.", component("UserInfo"), USERINFO),
            **refused(
                shared.ACCESS_TOKEN,
                (
                    Refusal(InvalidToken, "token_not_usable", "the access token is unknown or expired"),
                    _FAULT,
                ),
                at="Bearer",
            ),
        },
    )


USERINFO_BY_GET: Final = _userinfo("fetchAttributes")
USERINFO_BY_POST: Final = _userinfo("fetchAttributesByPost")
