"""What `/openapi.json` says of the mock: its pages, and itself."""

from typing import Final

from eid_kit.http.openapi.answers import page, redirect
from eid_kit.http.openapi.document import ApiDocument
from eid_kit.http.openapi.links import REGISTERED_WITH_SCOPE, after_answer, after_sign_in_page, link
from eid_kit.http.openapi.operations import (
    TEXT,
    Operation,
    fields,
    form_body,
    made_for_each_request,
    parameter,
)
from eid_kit.http.openapi.protocol_schemas import LANGUAGE
from eid_kit.simulator.openapi import TAG, TAG_SAYS
from singpass_mock.openapi_schemas import EXAMPLE_REDIRECT_URI, EXAMPLE_SECRET, SCHEMAS, examples

_GIVEN: Final = made_for_each_request(TEXT)
_HIDDEN: Final = {"transaction": EXAMPLE_SECRET, "form_token": EXAMPLE_SECRET}
_CODE_BACK: Final = f"{EXAMPLE_REDIRECT_URI}?code={EXAMPLE_SECRET}&state=af0ifjsldkj&iss=…"

SIGN_IN_PAGE: Final = Operation(
    id="showSignInPage",
    tag="sign-in",
    summary="The sign-in page, which plays the app",
    description="Exactly two parameters, and `lang`: everything else was pushed.",
    parameters=(
        parameter("query", "client_id", _GIVEN, says="Who pushed.", required=True),
        parameter("query", "request_uri", _GIVEN, says="What was pushed.", required=True),
        LANGUAGE,
    ),
    responses={
        "200": page("Who asks for what, and the people of the simulator."),
        "400": page("What is wrong; never a redirect."),
        "503": page("Too much is remembered at the moment."),
    },
    links=after_sign_in_page("answerSignInPage"),
)
ANSWER: Final = Operation(
    id="answerSignInPage",
    tag="sign-in",
    summary="The person's answer",
    description="Counts once, and only from the mock's own page.",
    parameters=(
        parameter("header", "Origin", TEXT, says="The mock's own, as every browser sends it.", required=True),
        LANGUAGE,
    ),
    body=form_body(
        fields(
            {
                "person": {"type": "string", "description": "The id of one of the people."},
                "decision": {"type": "string", "enum": ["approve", "deny"]},
                "transaction": _GIVEN,
                "form_token": _GIVEN,
            },
            required=("decision", "transaction", "form_token"),
        ),
        approve={"person": "tan-mei-ling", "decision": "approve", **_HIDDEN},
        deny={"decision": "deny", **_HIDDEN},
    ),
    responses={
        "303": redirect("Back to the app, with a code or `access_denied`.", example=_CODE_BACK),
        "400": page("Nobody was chosen, or the form does not count."),
        "413": page("The form is too long."),
        "415": page("The form is of another media type."),
        "503": page("Too much is remembered at the moment."),
    },
    links=after_answer("redeemCode"),
)

REGISTERED: Final = {
    "PushRequest": link("pushAuthorizationRequest", "Signed by one of its keys.", body=REGISTERED_WITH_SCOPE)
}


def about(public_url: str, issuer: str) -> ApiDocument:
    """The mock at its public address."""
    return ApiDocument(
        title="Singpass mock (simulator)",
        description=(
            "A simulator of Singpass sign-in (FAPI 2.0) and Myinfo. No real person, no real service. "
            "docs/singpass-mock.md tells what is documented, read and invented apart. A value marked "
            "`x-made-for-each-request` is given out or signed for one request: its example shows its form."
        ),
        url=public_url,
        tags={
            "sign-in": "What the person's browser meets.",
            "tokens": "What the app's server calls.",
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
            "accessToken": {
                "type": "http",
                "scheme": "DPoP",
                "description": "The access token, with a DPoP proof beside it (RFC 9449 section 7.1).",
            },
            "controlToken": {
                "type": "http",
                "scheme": "bearer",
                "description": "`SINGPASS_SIM_TOKEN`, where it is set.",
            },
        },
    )
