"""What the citizen's browser meets: pages and redirects, and the fields of their forms."""

from collections.abc import Mapping
from typing import Any, Final

from bridge.domain.attributes import REQUESTABLE
from bridge.web.openapi import examples
from eid_kit.http.openapi.answers import page, redirect
from eid_kit.http.openapi.operations import (
    TEXT,
    Operation,
    Responses,
    Schema,
    fields,
    form_body,
    made_for_each_request,
    parameter,
)
from eid_kit.http.openapi.protocol_schemas import LANGUAGE

_TAG: Final = "citizen"
_WHICH: Final = parameter(
    "path", "transaction_id", made_for_each_request(TEXT), says="The journey; its cookie opens the page."
)
TROUBLE: Final = {
    "400": page("This page cannot go on; it says why, and nothing was shared."),
    "503": page("Nothing can be recorded at the moment."),
}
FORM_TROUBLE: Final = TROUBLE | {
    "413": page("The form is too long."),
    "415": page("The form is of another media type."),
}
FORM_TOKEN: Final[Schema] = made_for_each_request(
    {"type": "string", "description": "Hidden in the page: binds the form to what was shown."}
)
ORIGIN: Final = parameter(
    "header", "Origin", TEXT, says="The bridge's own, as every browser sends it.", required=True
)
_SAYS_YES: Final = f"{examples.REDIRECT_URI}?code={examples.SECRET}&state=af0ifjsldkj&iss=…"
_SAYS_NO: Final = f"{examples.REDIRECT_URI}?error=access_denied&reason=not_completed&reference=…"

_OPENED: Final = {"client_id": "Who pushed.", "request_uri": "What was pushed."}


def _authorize(operation_id: str, *, trouble: Responses, **asked: Any) -> Operation:
    to_sign_in = redirect("To the identity provider.", example="http://localhost:8001/oauth2/authorize?…")
    return Operation(
        id=operation_id,
        tag=_TAG,
        summary="Open a pushed request in the citizen's browser (RFC 9126 section 4)",
        description="Exactly these two parameters: all else was pushed. It is bound to this browser.",
        responses={"303": to_sign_in, **trouble},
        **asked,
    )


AUTHORIZE: Final = _authorize(
    "authorize",
    trouble=TROUBLE,
    parameters=tuple(
        parameter("query", name, made_for_each_request(TEXT), says=says, required=True)
        for name, says in _OPENED.items()
    ),
)
AUTHORIZE_BY_FORM: Final = _authorize(
    "authorizeByForm",
    trouble=FORM_TROUBLE,
    body=form_body(
        fields(dict.fromkeys(_OPENED, made_for_each_request(TEXT)), required=tuple(_OPENED)),
        pushed={"client_id": examples.CLIENT_ID, "request_uri": examples.REQUEST_URI},
    ),
)


def _callback(operation_id: str, provider: str) -> Operation:
    names = {"code": "A code.", "error": "Or why there is none.", "error_description": "In words."}
    return Operation(
        id=operation_id,
        tag="identity providers",
        summary=f"Come back from {provider}",
        description="Only in the browser that left, with the state and the issuer it left with (RFC 9207).",
        parameters=(
            parameter("query", "state", made_for_each_request(TEXT), says="As sent along.", required=True),
            parameter("query", "iss", TEXT, says="Who answers (RFC 9207).", required=True),
            *(
                parameter("query", name, made_for_each_request(TEXT), says=says)
                for name, says in names.items()
            ),
        ),
        responses={
            "303": redirect("To the consent page.", example=f"/t/{examples.TRANSACTION}"),
            **TROUBLE,
        },
    )


FROM_VNEID: Final = _callback("returnFromVneid", "VNeID")
FROM_SINGPASS: Final = _callback("returnFromSingpass", "Singpass")

SHOW: Final = Operation(
    id="showConsentPage",
    tag=_TAG,
    summary="The consent page, or why there is none",
    description="Each value before it leaves, in Vietnamese or English. Another browser finds no such page.",
    parameters=(_WHICH, LANGUAGE),
    responses={"200": page("Purpose, recipient, each value, and two buttons."), **TROUBLE},
)


def form(properties: Mapping[str, Schema], required: tuple[str, ...], **shown: Mapping[str, Any]) -> Schema:
    return form_body(fields({"form_token": FORM_TOKEN, **properties}, required=required), **shown)


ANSWER: Final = Operation(
    id="answerConsentPage",
    tag=_TAG,
    summary="The citizen's answer",
    description="Counts once. Nothing is ticked beforehand, and a form without a decision is not a consent.",
    parameters=(_WHICH, ORIGIN),
    body=form(
        {
            "decision": {"type": "string", "enum": ["approve", "deny"]},
            "attribute": {
                "type": "array",
                "items": {"type": "string", "enum": sorted(REQUESTABLE)},
                "description": "One field per optional attribute that was ticked.",
            },
            "lang": {"type": "string", "enum": ["vi", "en"]},
        },
        ("form_token", "decision"),
        approve={"form_token": examples.SECRET, "decision": "approve", "attribute": [], "lang": "en"},
        deny={"form_token": examples.SECRET, "decision": "deny", "lang": "vi"},
    ),
    responses={
        "303": redirect(
            "To the partner, with a code or a refusal; after a child's yes, to the hand-over page.",
            example=_SAYS_YES,
        ),
        **FORM_TROUBLE,
    },
)
BACK: Final = Operation(
    id="leaveRefusalPage",
    tag=_TAG,
    summary="From the page that explains a refusal back to the partner",
    description="By a form, so that no header tells the partner which refusal it was.",
    parameters=(_WHICH, ORIGIN),
    body=form({}, ("form_token",), back={"form_token": examples.SECRET}),
    responses={"303": redirect("To the partner, which learns no reason.", example=_SAYS_NO), **FORM_TROUBLE},
)
REPRESENTATIVE: Final = Operation(
    id="signRepresentativeIn",
    tag=_TAG,
    summary="From the hand-over page to the sign-in of a child's representative",
    description=(
        "PDPL article 24. A child from 7 on has answered before; below 7 nobody was asked yet. "
        "`deny` ends the request."
    ),
    parameters=(_WHICH, ORIGIN),
    body=form(
        {"decision": {"type": "string", "enum": ["approve", "deny"]}},
        ("form_token", "decision"),
        approve={"form_token": examples.SECRET, "decision": "approve"},
    ),
    responses={
        "303": redirect(
            "To the identity provider, which signs the representative in.",
            example="http://localhost:8001/oauth2/authorize?…",
        ),
        **FORM_TROUBLE,
    },
)
STEP_UP: Final = Operation(
    id="signInStronger",
    tag=_TAG,
    summary="From the step-up page to a sign-in at a higher level",
    description="Offered once, where only the level of the sign-in was too low. `deny` ends the request.",
    parameters=(_WHICH, ORIGIN),
    body=form(
        {"decision": {"type": "string", "enum": ["approve", "deny"]}},
        ("form_token", "decision"),
        approve={"form_token": examples.SECRET, "decision": "approve"},
    ),
    responses={
        "303": redirect(
            "To the identity provider, which is asked for the higher level.",
            example="http://localhost:8001/oauth2/authorize?…",
        ),
        **FORM_TROUBLE,
    },
)
FRONT: Final = Operation(
    id="showFrontPage",
    tag="about",
    summary="What this is, for a person",
    description="In Vietnamese and English, with two journeys to begin.",
    parameters=(LANGUAGE,),
    responses={"200": page("The front page.")},
)
