"""The schemas of the agreement and of decisions. Words come from the vocabulary."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from bridge.domain.advice import PREDICATES, NotNeeded
from bridge.domain.assurance import Assurance
from bridge.domain.attributes import PURPOSES, REQUESTABLE, SECTORS
from bridge.domain.clauses import Country, Direction, InstrumentKind
from bridge.domain.instruments import CONTENTS, Exemption
from bridge.domain.profiles import Profile
from bridge.domain.reasons import Reason
from bridge.domain.written_facts import MAX_LIST, MAX_WORD, OLDEST
from bridge.web.agreement_documents import NOT_COMPLETED, TOLD_IN_FULL
from eid_kit.http.openapi.operations import TEXT, Schema, component, record


def _one_of(words: Iterable[str]) -> Schema:
    return {"type": "string", "enum": sorted(words)}


def _list_of(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _known_or_any(words: Iterable[str]) -> dict[str, Any]:
    """The words there are; others may be asked, and are denied by name."""
    return {"anyOf": [_one_of(words), {"type": "string", "maxLength": MAX_WORD}]}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


_ATTRIBUTES: Final = _list_of(_one_of(REQUESTABLE))
_ASSURANCE: Final = _one_of(level.word for level in Assurance)
_DIRECTION: Final = _one_of(Direction)
_SECTORS: Final = _list_of(_one_of(SECTORS))
_BILINGUAL: Final = component("Bilingual")
_DAY: Final[Schema] = {"type": "string", "format": "date"}
_TRUTH: Final[Schema] = {"type": "boolean"}
_VERSION: Final = record({"serial": {"type": "integer"}, "digest": TEXT})

_PURPOSE: Final = {"text": _BILINGUAL, "why": _BILINGUAL}
_TERMS: Final[Mapping[str, Schema]] = {
    "direction": _DIRECTION,
    "mandatory": {**_ATTRIBUTES, "description": "Cannot be unticked, if asked for."},
    "optional": {**_ATTRIBUTES, "description": "A box of its own for each, off until ticked."},
    "minimum_assurance": _ASSURANCE,
    "sectors": _SECTORS,
    "baseline_allowed": _TRUTH,
}
_BASES: Final = record({str(country): _BILINGUAL for country in Country})


def _by_regime(value: Schema, stricter: str) -> Schema:
    own = record({str(country): value for country in Country})
    return {"anyOf": [value, own], "description": f"Or each country's own, of which the {stricter} holds."}


_CLAUSE: Final = record(
    {
        **_TERMS,
        "id": TEXT,
        "purpose": _one_of(PURPOSES),
        "text": _BILINGUAL,
        "legal_basis": _BASES,
        "retention": _by_regime({"type": "string", "format": "duration"}, "shorter"),
        "onward_transfer": _TRUTH,
        "instrument": TEXT,
        "child_below": _by_regime({"type": "integer", "minimum": 0}, "higher"),
        "userinfo_calls": {"type": "integer", "minimum": 1},
        "written_summary": _BILINGUAL,
    },
    optional=("written_summary",),
)
_INSTRUMENT: Final = record(
    {
        "direction": _DIRECTION,
        "kind": _one_of(InstrumentKind),
        "reference": TEXT,
        "in_force_from": _DAY,
        "in_force_until": _DAY,
        "contents": {**record(dict.fromkeys(CONTENTS, TEXT)), "description": "Decree 356/2025 art 7.1."},
        "impact_dossier": record({"reference": TEXT, "filed_on": _DAY}),
        "exemption": {**_one_of(Exemption), "description": "The point of PDPL article 20."},
        "data_sharing_direction": record(
            {
                "reference": TEXT,
                "in_force_from": _DAY,
                "in_force_until": _DAY,
                "purposes": _list_of(_one_of(PURPOSES)),
                "sectors": _SECTORS,
            }
        ),
    },
    optional=("contents", "impact_dossier", "exemption", "data_sharing_direction"),
)
_INSTANT: Final[Schema] = {"type": "string", "format": "date-time"}
_SIGNATURE: Final = record({"kid": _one_of(Country), "thumbprint": {**TEXT, "description": "RFC 7638."}})
_SUSPENSION: Final = record(
    {
        "id": TEXT,
        "party": {**_or_null(_one_of(Country)), "description": "Null where the statement is unreadable."},
        "since": _INSTANT,
        "reason": _or_null(_BILINGUAL),
        "signature_verified": {
            **_TRUTH,
            "description": "It suspends either way: only a lift needs signatures that are good.",
        },
    }
)
_STANDING: Final = record(
    {
        "activated_at": {**_or_null(_INSTANT), "description": "When it came into force here."},
        "signatures": {
            **record({str(country): _or_null(_SIGNATURE) for country in Country}),
            "description": "The key that each party signed with; null where nobody did, as in a sandbox.",
        },
        "suspensions": {
            **_list_of(_SUSPENSION),
            "description": "While there is one, every request is denied: agreement_suspended.",
        },
    }
)
_WORDS: Final = {**_list_of(_known_or_any(REQUESTABLE)), "maxItems": MAX_LIST}
_PERSON: Final = record(
    {
        "assurance": _ASSURANCE,
        "age": _or_null({"type": "integer", "minimum": 0, "maximum": OLDEST}),
        "account_active": {**_TRUTH, "default": True},
        "proofed_in_person": {**_TRUTH, "default": True},
        "represented": {
            **_TRUTH,
            "default": False,
            "description": "Of a child: the source names its legal representative.",
        },
    },
    optional=("age", "account_active", "proofed_in_person", "represented"),
)
_FACTS: Final = record(
    {
        "purpose": _known_or_any(PURPOSES),
        "country": {**_one_of(Country), "description": "The partner's; the citizens are the other's."},
        "sector": _known_or_any(SECTORS),
        "attributes": _WORDS,
        "registered_attributes": {
            **_or_null(_WORDS),
            "description": "A registration narrower than the clause.",
        },
        "person": {**_or_null(_PERSON), "description": "Without it: before anybody signed in."},
        "first_release": {
            **_or_null({"type": "string", "format": "date-time"}),
            "description": "When data first left under the instrument. Without it: none has left yet.",
        },
        "profile": {**_one_of(Profile), "default": "fapi", "description": "Of the issuer it is a client of."},
    },
    optional=("registered_attributes", "person", "first_release", "profile"),
)
_SPARE: Final = record(
    {
        "attribute": TEXT,
        "because": _one_of(NotNeeded),
        "instead": {**_one_of(PREDICATES.values()), "description": "A yes or no, where that is enough."},
    },
    optional=("instead",),
)
_ALWAYS: Final[Mapping[str, Schema]] = {
    "legal_basis": {**_or_null(_BASES), "description": "Of the clause, in both countries."},
    "agreement": _VERSION,
    "direction": _DIRECTION,
    "asked_at": _one_of(("request", "signed_in")),
    "not_needed": {
        **_list_of(_SPARE),
        "description": "What was asked for and is not mandatory for the purpose.",
    },
    "rules": {
        **_list_of(record({"name": TEXT, "demands": TEXT, "passed": _TRUTH})),
        "description": "In the order in which they were asked, up to the first that denies.",
    },
}
_PERMIT: Final = record(
    {
        "decision": {"type": "string", "const": "permit"},
        "clause": TEXT,
        "attributes": _ATTRIBUTES,
        "conditions": {**_list_of(TEXT), "description": "The clause's terms for the recipient."},
        **_ALWAYS,
    }
)
_DENY: Final = record(
    {
        "decision": {"type": "string", "const": "deny"},
        "reason": {**_one_of(Reason), "description": "A stable word, explained in docs/errors.md."},
        "rule": {"type": "integer", "minimum": 1, "maximum": 7},
        "clause": _or_null(TEXT),
        "attribute": _or_null(TEXT),
        "what_would_pass": TEXT,
        "partner_is": {
            **_one_of((TOLD_IN_FULL, NOT_COMPLETED)),
            "description": "Whether the partner learns the reason, or only that nothing came of it.",
        },
        "explanation": _BILINGUAL,
        **_ALWAYS,
    }
)

AGREEMENT_SCHEMAS: Final[Mapping[str, Schema]] = {
    "Bilingual": record({"vi": TEXT, "en": TEXT}),
    "Agreement": record(
        {
            "title": _BILINGUAL,
            "serial": {"type": "integer", "minimum": 1},
            "in_force_from": _DAY,
            "in_force_until": _DAY,
            "purposes": {"type": "object", "additionalProperties": record(_PURPOSE)},
            "instruments": {"type": "object", "additionalProperties": _INSTRUMENT},
            "clauses": _list_of(_CLAUSE),
            "digest": {**TEXT, "description": "Hex SHA-256 of the file's RFC 8785 form."},
            "standing": _STANDING,
        }
    ),
    "PurposeList": record(
        {
            "agreement": _VERSION,
            "purposes": _list_of(
                record(
                    {
                        "purpose": _one_of(PURPOSES),
                        **_PURPOSE,
                        "directions": _list_of(
                            record(
                                {
                                    **_TERMS,
                                    "clause": TEXT,
                                    "partner_country": _one_of(Country),
                                    "identity_provider": _one_of(("vneid", "singpass")),
                                }
                            )
                        ),
                    }
                )
            ),
        }
    ),
    "DecisionFacts": {**_FACTS, "description": "A request as facts: what the policy asks, and no more."},
    "Decision": {"oneOf": [_PERMIT, _DENY], "description": "The answer; a denial says what would pass."},
}
