"""The citizen portal: signing in and out, and the pages behind it."""

from typing import Final

from bridge.web.openapi import examples
from bridge.web.openapi.citizen import FORM_TROUBLE, ORIGIN, TROUBLE, form
from eid_kit.http.openapi.answers import page, redirect
from eid_kit.http.openapi.operations import TEXT, Operation, Schema, made_for_each_request, parameter
from eid_kit.http.openapi.protocol_schemas import LANGUAGE

TAG: Final = "citizen portal"
_LANG: Final[Schema] = {"type": "string", "enum": ["vi", "en"]}
TO_THE_CHOOSER: Final = redirect(
    "Back to the portal; without a live session, to sign in.", example="/me?lang=en", cookie=True
)

ABSENT: Final = {"404": page("There is no such record among the citizen's own: another's looks the same.")}

HOME: Final = Operation(
    id="showPortal",
    tag=TAG,
    summary="The citizen's own pages: what was allowed, refused, sent",
    description="Without a session, the page that asks which identity provider to sign in with.",
    parameters=(
        LANGUAGE,
        parameter(
            "query", "before", made_for_each_request(TEXT), says="Those that are older than this record."
        ),
    ),
    responses={
        "200": page("The citizen's records, or two buttons to sign in.", cookie=True),
        **TROUBLE,
        **ABSENT,
    },
)
SIGN_IN: Final = Operation(
    id="signInToPortal",
    tag=TAG,
    summary="Leave for the identity provider",
    description="No attribute is asked for: the scope is `openid`, and userinfo is never fetched.",
    parameters=(ORIGIN,),
    body=form(
        {"identity_provider": {"type": "string", "enum": ["vneid", "singpass"]}, "lang": _LANG},
        ("form_token", "identity_provider"),
        vneid={"form_token": examples.SECRET, "identity_provider": "vneid", "lang": "vi"},
        singpass={"form_token": examples.SECRET, "identity_provider": "singpass", "lang": "en"},
    ),
    responses={
        "303": redirect(
            "To the identity provider.",
            example="http://localhost:8001/oauth2/authorize?…",
            cookie=True,
        ),
        **FORM_TROUBLE,
    },
)
SIGN_OUT: Final = Operation(
    id="signOutOfPortal",
    tag=TAG,
    summary="End the session",
    description="In the browser and in the store. It would end by itself 15 minutes after the sign-in.",
    parameters=(LANGUAGE, ORIGIN),
    body=form({}, ("form_token",), sign_out={"form_token": examples.SECRET}),
    responses={"303": TO_THE_CHOOSER, **FORM_TROUBLE},
)


WHICH: Final = parameter(
    "path", "record_id", made_for_each_request(TEXT), says="One of the citizen's own records."
)

RECORD: Final = Operation(
    id="showRecord",
    tag=TAG,
    summary="One record: who, what for, which items, what was sent, how it stands",
    description="Names of items, and never a value: the bridge keeps none.",
    parameters=(WHICH, LANGUAGE),
    responses={"200": page("The record."), "303": TO_THE_CHOOSER, **TROUBLE, **ABSENT},
)
WITHDRAW: Final = Operation(
    id="withdrawConsent",
    tag=TAG,
    summary="Withdraw a consent",
    description=(
        "At once: the next call of its token is denied, what was sealed is destroyed, the recipient is told."
    ),
    parameters=(WHICH, LANGUAGE, ORIGIN),
    body=form({}, ("form_token",), withdraw={"form_token": examples.SECRET}),
    responses={
        "303": redirect("To the record, which says so.", example="/me/records/…?lang=en"),
        **FORM_TROUBLE,
        **ABSENT,
    },
)


def _callback(operation_id: str, provider: str) -> Operation:
    names = {"code": "A code.", "error": "Or why there is none.", "error_description": "In words."}
    return Operation(
        id=operation_id,
        tag="identity providers",
        summary=f"Come back from {provider} to the citizen portal",
        description="Once, in the browser that left, with the state and issuer it left with (RFC 9207).",
        parameters=(
            parameter("query", "state", made_for_each_request(TEXT), says="As sent along.", required=True),
            parameter("query", "iss", TEXT, says="Who answers (RFC 9207).", required=True),
            *(
                parameter("query", name, made_for_each_request(TEXT), says=says)
                for name, says in names.items()
            ),
        ),
        responses={
            "303": redirect("To the portal, with a session.", example="/me?lang=vi", cookie=True),
            **TROUBLE,
        },
    )


FROM_VNEID: Final = _callback("returnToPortalFromVneid", "VNeID")
FROM_SINGPASS: Final = _callback("returnToPortalFromSingpass", "Singpass")
