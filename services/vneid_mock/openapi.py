"""What `/openapi.json` says of the mock's own endpoints."""

from typing import Any, Final

from eid_kit.http.openapi.answers import page, redirect
from eid_kit.http.openapi.document import ApiDocument
from eid_kit.http.openapi.links import (
    IN_BODY,
    IN_QUERY,
    REGISTERED_WITH_SCOPE,
    Links,
    after_answer,
    after_request,
    after_sign_in_page,
    link,
)
from eid_kit.http.openapi.operations import (
    TEXT,
    Operation,
    Schema,
    fields,
    form_body,
    made_for_each_request,
    parameter,
)
from eid_kit.http.openapi.protocol_schemas import (
    BASE64URL_256,
    EXAMPLE_CHALLENGE,
)
from eid_kit.simulator.openapi import TAG, TAG_SAYS
from vneid_mock.openapi_schemas import (
    EXAMPLE_CLIENT,
    EXAMPLE_REDIRECT_URI,
    EXAMPLE_SECRET,
    SCHEMAS,
    examples,
)

_OPAQUE: Final[Schema] = {"type": "string", "maxLength": 255}
_REQUEST: Final[dict[str, Schema]] = {
    "response_type": {"type": "string", "const": "code"},
    "client_id": made_for_each_request(TEXT),
    "redirect_uri": {"type": "string", "format": "uri"},
    "scope": {"type": "string", "description": "`openid`, and what the client registered."},
    "state": _OPAQUE,
    "nonce": _OPAQUE,
    "code_challenge": BASE64URL_256,
    "code_challenge_method": {"type": "string", "const": "S256"},
    "response_mode": {"type": "string", "const": "query"},
    "prompt": TEXT,
    "acr_values": {"type": "string", "description": "A wish: `LoA1` to `LoA4`, the authentication level."},
    "ui_locales": TEXT,
    "lang": TEXT,
}
_OPTIONAL: Final = ("response_mode", "prompt", "acr_values", "ui_locales", "lang")
_EXAMPLE: Final = {
    "response_type": "code",
    "client_id": EXAMPLE_CLIENT,
    "redirect_uri": EXAMPLE_REDIRECT_URI,
    "scope": "openid health_record",
    "state": "af0ifjsldkj",
    "nonce": "n-0S6_WzA2Mj",
    "code_challenge": EXAMPLE_CHALLENGE,
    "code_challenge_method": "S256",
}
_CODE_BACK: Final = f"{EXAMPLE_REDIRECT_URI}?code={EXAMPLE_SECRET}&state=af0ifjsldkj&iss=…"
REGISTERED: Final = {
    "OpenInBrowser": link(
        "showSignInPage", "Send the person's browser there.", parameters=REGISTERED_WITH_SCOPE
    )
}


def _go_on(asked: str) -> Links:
    return {**after_sign_in_page("answerSignInPage"), **after_request("redeemCode", asked=asked)}


def _authorize(operation_id: str, **asked: Any) -> Operation:
    return Operation(
        id=operation_id,
        tag="sign-in",
        summary="The sign-in page, which plays the app",
        description="What has no address to trust is told on a page; every other error goes back.",
        responses={
            "200": page("Who asks for what, and the people of the simulator."),
            "303": redirect("Back to the client with an error.", example=f"{EXAMPLE_REDIRECT_URI}?error=…"),
            "400": page("The client or its redirect URI is not known, or a parameter is repeated."),
            "413": page("The form is too long."),
            "415": page("The form is of another media type."),
            "503": page("Too much is remembered at the moment."),
        },
        **asked,
    )


AUTHORIZE: Final = _authorize(
    "showSignInPage",
    links=_go_on(IN_QUERY),
    parameters=tuple(
        parameter("query", name, schema, says=f"`{name}`.", required=name not in _OPTIONAL)
        for name, schema in _REQUEST.items()
    ),
)
AUTHORIZE_BY_FORM: Final = _authorize(
    "showSignInPageByForm",
    links=_go_on(IN_BODY),
    body=form_body(
        fields(_REQUEST, required=tuple(name for name in _REQUEST if name not in _OPTIONAL)), usual=_EXAMPLE
    ),
)

_HIDDEN: Final = {"transaction": EXAMPLE_SECRET, "form_token": EXAMPLE_SECRET}
DECIDE: Final = Operation(
    id="answerSignInPage",
    tag="sign-in",
    summary="The person's answer",
    description="Counts once, and only from the mock's own page.",
    parameters=(
        parameter("header", "Origin", TEXT, says="The mock's own, as every browser sends it.", required=True),
    ),
    body=form_body(
        fields(
            {
                "person": {"type": "string", "description": "The id of one of the people."},
                "decision": {"type": "string", "enum": ["approve", "deny"]},
                "transaction": made_for_each_request(TEXT),
                "form_token": made_for_each_request(TEXT),
                "lang": {"type": "string", "enum": ["vi", "en"]},
            },
            required=("decision", "transaction", "form_token"),
        ),
        approve={"person": "nguyen-thi-hoa", "decision": "approve", **_HIDDEN},
        deny={"decision": "deny", **_HIDDEN},
    ),
    responses={
        "303": redirect("Back to the client.", example=_CODE_BACK),
        "400": page("Nobody was chosen, or the form does not count."),
        "403": page("The account is locked, or the form was another site's."),
        "413": page("The form is too long."),
        "415": page("The form is of another media type."),
        "503": page("Too much is remembered at the moment."),
    },
    links=after_answer("redeemCode"),
)


def about(issuer: str) -> ApiDocument:
    """The mock at its public address."""
    return ApiDocument(
        title="VNeID mock (simulator)",
        description=(
            "An invented identity provider, modelled on Viet Nam's VNeID. No real person, no real service: "
            "no public specification of VNeID's partner sign-in exists. docs/vneid-mock.md tells observed "
            "and invented apart. A value marked `x-made-for-each-request` is given out or signed anew."
        ),
        url=issuer,
        tags={
            "sign-in": "What the person's browser meets.",
            "tokens": "What the client's server calls.",
            TAG: TAG_SAYS,
            "about": "What this is, and whether it answers.",
        },
        schemas=SCHEMAS,
        examples=examples(),
        security_schemes={
            "privateKeyJwt": {
                "type": "openIdConnect",
                "openIdConnectUrl": f"{issuer}/.well-known/openid-configuration",
                "description": "private_key_jwt (RFC 7523), as the form field `client_assertion`.",
            },
            "clientSecretBasic": {
                "type": "http",
                "scheme": "basic",
                "description": "RFC 6749 section 2.3.1.",
            },
            "accessToken": {"type": "http", "scheme": "bearer", "description": "RFC 6750."},
            "controlToken": {
                "type": "http",
                "scheme": "bearer",
                "description": "`VNEID_SIM_TOKEN`, where it is set.",
            },
        },
    )
