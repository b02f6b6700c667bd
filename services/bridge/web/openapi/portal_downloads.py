"""What a citizen takes along from the portal: receipts, and everything in one document."""

from typing import Any, Final

from bridge.domain.attributes import ATTRIBUTES
from bridge.domain.citizen_export import EXPORT_VERSION
from bridge.domain.records import Actor, Status
from bridge.domain.rights import AnswerGround, Misuse, Outcome, RightsState
from bridge.domain.rights_clocks import RightsKind
from bridge.web.openapi.citizen import TROUBLE
from bridge.web.openapi.portal import ABSENT, TAG, TO_THE_CHOOSER, WHICH
from eid_kit.http.openapi.answers import NO_STORE, header, json_answer, page
from eid_kit.http.openapi.operations import TEXT, Operation, Schema, component, record
from eid_kit.http.openapi.protocol_schemas import EXAMPLE_JWT, LANGUAGE

_MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
_MAYBE_MOMENT: Final[Schema] = {"type": ["string", "null"], "format": "date-time"}
_MAYBE_TEXT: Final[Schema] = {"type": ["string", "null"]}
_BOTH: Final[Schema] = record({"vi": TEXT, "en": TEXT})
_CLAIMS: Final[Schema] = {"type": "array", "items": {"type": "string", "enum": list(ATTRIBUTES)}}
_DAY: Final = "2026-11-21T18:45:12.345678Z"


def _words(words: Any) -> Schema:
    return {"type": "string", "enum": [str(word) for word in words]}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _by_country(schema: Schema) -> Schema:
    return record({"VN": schema, "SG": schema}, optional=("VN", "SG"))


EXPORT_SCHEMAS: Final[dict[str, Schema]] = {
    "CitizenExport": record(
        {
            "schema_version": {"const": EXPORT_VERSION},
            "made_at": _MOMENT,
            "identity_provider": {"type": "string", "enum": ["vneid", "singpass"]},
            "records": {"type": "array", "items": component("CitizenExportRecord")},
            "requests": {"type": "array", "items": component("CitizenExportRequest")},
        }
    ),
    "CitizenExportRecord": record(
        {
            "record_id": TEXT,
            "status": _words(Status),
            "asked_by": record(
                {"name": _BOTH, "country": TEXT, "contact": TEXT, "verified": {"type": "boolean"}}
            ),
            "purpose": record({"code": TEXT, "text": _BOTH}),
            "clause": TEXT,
            "legal_basis": _by_country(_BOTH),
            "answered_at": _MOMENT,
            "approved": _CLAIMS,
            "declined": _CLAIMS,
            "valid_until": _MAYBE_MOMENT,
            "retention": {"type": "string", "description": "An ISO 8601 duration, for the recipient."},
            "held_until": _MAYBE_MOMENT,
            "releases": {"type": "array", "items": record({"at": _MOMENT, "claims": _CLAIMS})},
            "ended": _or_null(record({"at": _MOMENT, "by": _words(Actor)})),
            "denied": _or_null(record({"reason": TEXT, "attribute": _MAYBE_TEXT})),
            "receipt": _MAYBE_TEXT,
            "notices": {
                "type": "array",
                "description": "What was read before the answer; `sha256` is of the UTF-8 of `words`.",
                "items": record({"sha256": TEXT, "words": TEXT}),
            },
        }
    ),
    "CitizenExportRequest": record(
        {
            "request_id": TEXT,
            "kind": _words(RightsKind),
            "misuse": _or_null(_words(Misuse)),
            "recipient": _BOTH,
            "record_id": _MAYBE_TEXT,
            "state": _words(RightsState),
            "received_at": _MOMENT,
            "acknowledge_before": _MOMENT,
            "acknowledged_at": _MAYBE_MOMENT,
            "extended_at": _MAYBE_MOMENT,
            "answer_before": _by_country(_MOMENT),
            "answer": _or_null(
                record({"at": _MOMENT, "outcome": _words(Outcome), "ground": _words(AnswerGround)})
            ),
        }
    ),
}
_ATTACHED: Final = NO_STORE | {"Content-Disposition": header("To keep, not to show.")}

RECEIPT_PAGE: Final = Operation(
    id="showOwnReceipt",
    tag=TAG,
    summary="The citizen's receipt, to read",
    description="For an answer of either kind; a denial has none.",
    parameters=(WHICH, LANGUAGE),
    responses={"200": page("The receipt's payload."), "303": TO_THE_CHOOSER, **TROUBLE, **ABSENT},
)
RECEIPT: Final = Operation(
    id="downloadOwnReceipt",
    tag=TAG,
    summary="The citizen's receipt, signed",
    description="The whole record, also what was declined: the partner's receipt says less.",
    parameters=(WHICH, LANGUAGE),
    responses={
        "200": {
            "description": "A compact JWS of type `consent-receipt+jwt`; its payload is docs/receipts.md.",
            "headers": _ATTACHED,
            "content": {"application/jwt": {"schema": TEXT, "examples": {"usual": {"value": EXAMPLE_JWT}}}},
        },
        "303": TO_THE_CHOOSER,
        **TROUBLE,
        **ABSENT,
    },
)
NOTICE: Final = Operation(
    id="showOwnNotice",
    tag=TAG,
    summary="The words that the citizen read before the answer",
    description="As they were kept then, in the language of then, with the digest that the receipt has.",
    parameters=(WHICH, LANGUAGE),
    responses={"200": page("The words, and no value."), "303": TO_THE_CHOOSER, **TROUBLE, **ABSENT},
)
DOWNLOAD: Final = Operation(
    id="downloadEverything",
    tag=TAG,
    summary="Everything the bridge knows of this citizen, in one document",
    description="Every record with its signed receipt, and every request. Names of items, and no value.",
    parameters=(LANGUAGE,),
    responses={
        "200": json_answer(
            "All of it.",
            component("CitizenExport"),
            {
                "schema_version": EXPORT_VERSION,
                "made_at": _DAY,
                "identity_provider": "vneid",
                "records": [],
                "requests": [],
            },
            headers=_ATTACHED,
        ),
        "303": TO_THE_CHOOSER,
        **TROUBLE,
    },
)
