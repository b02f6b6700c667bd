"""The reasons, explained to a person and to a program."""

from collections.abc import Mapping
from typing import Any, Final

from bridge.web.openapi.agreement import UNLESS
from bridge.web.reason_catalogue import CATALOGUE, Listener
from eid_kit.http.openapi.answers import header, json_answer, page
from eid_kit.http.openapi.operations import Operation, Schema, component, record
from eid_kit.http.openapi.protocol_schemas import LANGUAGE

_TAG: Final = "about"
_EXAMPLE: Final[Mapping[str, Any]] = {
    "reasons": [
        {
            "reason": "purpose_not_single",
            "group": "pushed",
            "told_to": "partner",
            "explanation": {
                "vi": "Yêu cầu phải có đúng một mục đích.",
                "en": "A request has exactly one purpose.",
            },
        }
    ]
}
_REVALIDATED: Final = {
    "Cache-Control": header("May be kept, and is asked for again before use.", const="no-cache"),
    "ETag": header("The digest of the list, in quotation marks.", pattern='^"[0-9a-f]{64}"$'),
}
_WORD: Final[Schema] = {"type": "string", "pattern": "^[a-z0-9_]+$"}

REASON_SCHEMAS: Final[Mapping[str, Schema]] = {
    "ReasonList": record(
        {
            "reasons": {
                "type": "array",
                "items": record(
                    {
                        "reason": {**_WORD, "description": "The `reason` of an answer; never renamed."},
                        "group": {"type": "string", "enum": sorted(group.id for group in CATALOGUE)},
                        "told_to": {"type": "string", "enum": sorted(Listener)},
                        "explanation": component("Bilingual"),
                    }
                ),
            }
        }
    )
}
REASONS_LIST: Final = Operation(
    id="listReasons",
    tag=_TAG,
    summary="Every reason of a refusal, in plain Vietnamese and English",
    description="What the word means and who is told it. docs/errors.md of the repository: what would pass.",
    parameters=UNLESS,
    responses={
        "200": json_answer("The reasons.", component("ReasonList"), _EXAMPLE, headers=_REVALIDATED),
        "304": {"description": "The same list as then.", "headers": _REVALIDATED},
    },
)
REASONS_PAGE: Final = Operation(
    id="showReasonsPage",
    tag=_TAG,
    summary="Every reason of a refusal, for a person",
    description="In Vietnamese or English; `#word` leads to a reason.",
    parameters=(LANGUAGE,),
    responses={"200": page("The reasons, by who is told them.")},
)
