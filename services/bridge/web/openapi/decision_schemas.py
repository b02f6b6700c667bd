"""The schemas of a request as facts, and of the decision about it. Words come from the vocabulary."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from bridge.domain.advice import PREDICATES, NotNeeded
from bridge.domain.attributes import PURPOSES, REQUESTABLE, SECTORS
from bridge.domain.clauses import Country
from bridge.domain.profiles import Profile
from bridge.domain.reasons import Reason
from bridge.domain.written_facts import MAX_LIST, MAX_WORD, OLDEST
from bridge.web.decision_documents import FROM_BRIDGE, FROM_REQUEST, NOT_COMPLETED, TOLD_IN_FULL
from bridge.web.openapi.agreement_schemas import (
    ASSURANCE,
    ATTRIBUTES_LIST,
    BASES,
    BILINGUAL,
    DAY,
    DIRECTION,
    TRUTH,
    VERSION,
    list_of,
    one_of,
    or_null,
)
from eid_kit.http.openapi.operations import TEXT, Schema, record


def _known_or_any(words: Iterable[str]) -> dict[str, Any]:
    """The words there are; others may be asked, and are denied by name."""
    return {"anyOf": [one_of(words), {"type": "string", "maxLength": MAX_WORD}]}


_WORDS: Final = {**list_of(_known_or_any(REQUESTABLE)), "maxItems": MAX_LIST}
_PERSON: Final = record(
    {
        "assurance": ASSURANCE,
        "age": or_null({"type": "integer", "minimum": 0, "maximum": OLDEST}),
        "account_active": {**TRUTH, "default": True},
        "proofed_in_person": {**TRUTH, "default": True},
        "represented": {
            **TRUTH,
            "default": False,
            "description": "Of a child: the source names its legal representative.",
        },
    },
    optional=("age", "account_active", "proofed_in_person", "represented"),
)
_FACTS: Final = record(
    {
        "purpose": _known_or_any(PURPOSES),
        "country": {**one_of(Country), "description": "The partner's; the citizens are the other's."},
        "sector": _known_or_any(SECTORS),
        "attributes": _WORDS,
        "registered_attributes": {
            **or_null(_WORDS),
            "description": "A registration narrower than the clause.",
        },
        "person": {**or_null(_PERSON), "description": "Without it: before anybody signed in."},
        "first_release": {
            **or_null({"type": "string", "format": "date-time"}),
            "description": "When data first left under the instrument. Without it: as the bridge knows.",
        },
        "profile": {**one_of(Profile), "default": "fapi", "description": "Of the issuer it is a client of."},
    },
    optional=("registered_attributes", "person", "first_release", "profile"),
)
_SPARE: Final = record(
    {
        "attribute": TEXT,
        "because": one_of(NotNeeded),
        "instead": {**one_of(PREDICATES.values()), "description": "A yes or no, where that is enough."},
    },
    optional=("instead",),
)
_ALWAYS: Final[Mapping[str, Schema]] = {
    "legal_basis": {**or_null(BASES), "description": "Of the clause, in both countries."},
    "agreement": VERSION,
    "direction": DIRECTION,
    "asked_at": one_of(("request", "signed_in")),
    "not_needed": {
        **list_of(_SPARE),
        "description": "What was asked for and is not mandatory for the purpose.",
    },
    "first_release": {
        **record({"day": DAY, "from": one_of((FROM_REQUEST, FROM_BRIDGE))}),
        "description": "The local day that an impact dossier's days are counted from, and who knew it.",
    },
    "rules": {
        **list_of(record({"name": TEXT, "demands": TEXT, "passed": TRUTH})),
        "description": "In the order in which they were asked, up to the first that denies.",
    },
}
_PERMIT: Final = record(
    {
        "decision": {"type": "string", "const": "permit"},
        "clause": TEXT,
        "attributes": ATTRIBUTES_LIST,
        "conditions": {**list_of(TEXT), "description": "The clause's terms for the recipient."},
        **_ALWAYS,
    },
    optional=("first_release",),
)
_DENY: Final = record(
    {
        "decision": {"type": "string", "const": "deny"},
        "reason": {**one_of(Reason), "description": "A stable word, explained at `/reasons`."},
        "rule": {"type": "integer", "minimum": 1, "maximum": 7},
        "clause": or_null(TEXT),
        "attribute": or_null(TEXT),
        "what_would_pass": TEXT,
        "partner_is": {
            **one_of((TOLD_IN_FULL, NOT_COMPLETED)),
            "description": "Whether the partner learns the reason, or only that nothing came of it.",
        },
        "explanation": BILINGUAL,
        **_ALWAYS,
    },
    optional=("first_release",),
)

DECISION_SCHEMAS: Final[Mapping[str, Schema]] = {
    "DecisionFacts": {**_FACTS, "description": "A request as facts: what the policy asks, and no more."},
    "Decision": {"oneOf": [_PERMIT, _DENY], "description": "The answer; a denial says what would pass."},
}
