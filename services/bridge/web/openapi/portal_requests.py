"""What a citizen asks for beyond withdrawing, and reports."""

from typing import Final

from bridge.domain.rights import Misuse
from bridge.domain.rights_clocks import RightsKind
from bridge.web.openapi import examples
from bridge.web.openapi.citizen import FORM_TROUBLE, ORIGIN, TROUBLE, form
from bridge.web.openapi.portal import ABSENT, TAG, TO_THE_CHOOSER, WHICH
from eid_kit.http.openapi.answers import page, redirect
from eid_kit.http.openapi.operations import Operation
from eid_kit.http.openapi.protocol_schemas import LANGUAGE

_KINDS: Final = [str(kind) for kind in RightsKind if kind is not RightsKind.PROTECTION]
_RECEIVED: Final = redirect("To the list, where its clocks run.", example="/me?lang=en&received=1")

ASK_PAGE: Final = Operation(
    id="showRightsForm",
    tag=TAG,
    summary="Access, correction, deletion, restriction, objection: with the clocks of both countries",
    description="Each with the day until which it would have to be answered if it were asked now.",
    parameters=(WHICH, LANGUAGE),
    responses={"200": page("The form."), "303": TO_THE_CHOOSER, **TROUBLE, **ABSENT},
)
ASK: Final = Operation(
    id="useRight",
    tag=TAG,
    summary="Ask for it",
    description="The same request is taken once for as long as it waits for its answer.",
    parameters=(WHICH, LANGUAGE, ORIGIN),
    body=form(
        {
            "kind": {"type": "string", "enum": _KINDS},
            "scope": {
                "type": "string",
                "enum": ["record", "recipient"],
                "description": "This record alone, or everything that its recipient received.",
            },
        },
        ("form_token", "kind"),
        deletion={"form_token": examples.SECRET, "kind": "deletion", "scope": "record"},
    ),
    responses={"303": _RECEIVED, **FORM_TROUBLE, **ABSENT},
)
REPORT_PAGE: Final = Operation(
    id="showMisuseForm",
    tag=TAG,
    summary="Report misuse",
    description="What can be reported, by when it is answered, and to whom else the citizen can turn.",
    parameters=(WHICH, LANGUAGE),
    responses={"200": page("The form."), "303": TO_THE_CHOOSER, **TROUBLE, **ABSENT},
)
REPORT: Final = Operation(
    id="reportMisuse",
    tag=TAG,
    summary="Report it",
    description="A kind of misuse and the record it is about: no free text, and so nothing about the person.",
    parameters=(WHICH, LANGUAGE, ORIGIN),
    body=form(
        {"misuse": {"type": "string", "enum": [str(each) for each in Misuse]}},
        ("form_token", "misuse"),
        not_me={"form_token": examples.SECRET, "misuse": "not_me"},
    ),
    responses={"303": _RECEIVED, **FORM_TROUBLE, **ABSENT},
)
