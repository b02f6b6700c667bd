"""The schemas of the agreement. Words come from the vocabulary."""

from collections.abc import Iterable, Mapping
from typing import Final

from bridge.domain.assurance import Assurance
from bridge.domain.attributes import PURPOSES, REQUESTABLE, SECTORS
from bridge.domain.clauses import Country, Direction, InstrumentKind
from bridge.domain.instruments import CONTENTS, Exemption
from eid_kit.http.openapi.operations import TEXT, Schema, component, record


def one_of(words: Iterable[str]) -> Schema:
    """One of these words."""
    return {"type": "string", "enum": sorted(words)}


def list_of(items: Schema) -> Schema:
    """A list of such items."""
    return {"type": "array", "items": items}


def or_null(schema: Schema) -> Schema:
    """That, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


ATTRIBUTES_LIST: Final = list_of(one_of(REQUESTABLE))
ASSURANCE: Final = one_of(level.word for level in Assurance)
DIRECTION: Final = one_of(Direction)
_SECTORS: Final = list_of(one_of(SECTORS))
BILINGUAL: Final = component("Bilingual")
DAY: Final[Schema] = {"type": "string", "format": "date"}
TRUTH: Final[Schema] = {"type": "boolean"}
VERSION: Final = record({"serial": {"type": "integer"}, "digest": TEXT})

_PURPOSE: Final = {"text": BILINGUAL, "why": BILINGUAL}
_TERMS: Final[Mapping[str, Schema]] = {
    "direction": DIRECTION,
    "mandatory": {**ATTRIBUTES_LIST, "description": "Cannot be unticked, if asked for."},
    "optional": {**ATTRIBUTES_LIST, "description": "A box of its own for each, off until ticked."},
    "minimum_assurance": ASSURANCE,
    "sectors": _SECTORS,
    "baseline_allowed": TRUTH,
}
BASES: Final = record({str(country): BILINGUAL for country in Country})


def _by_regime(value: Schema, stricter: str) -> Schema:
    own = record({str(country): value for country in Country})
    return {"anyOf": [value, own], "description": f"Or each country's own, of which the {stricter} holds."}


_CLAUSE: Final = record(
    {
        **_TERMS,
        "id": TEXT,
        "purpose": one_of(PURPOSES),
        "text": BILINGUAL,
        "legal_basis": BASES,
        "retention": _by_regime({"type": "string", "format": "duration"}, "shorter"),
        "onward_transfer": TRUTH,
        "instrument": TEXT,
        "child_below": _by_regime({"type": "integer", "minimum": 0}, "higher"),
        "userinfo_calls": {"type": "integer", "minimum": 1},
        "written_summary": BILINGUAL,
    },
    optional=("written_summary",),
)
_INSTRUMENT: Final = record(
    {
        "direction": DIRECTION,
        "kind": one_of(InstrumentKind),
        "reference": TEXT,
        "in_force_from": DAY,
        "in_force_until": DAY,
        "contents": {**record(dict.fromkeys(CONTENTS, TEXT)), "description": "Decree 356/2025 art 7.1."},
        "impact_dossier": record({"reference": TEXT, "filed_on": DAY}),
        "exemption": {**one_of(Exemption), "description": "The point of PDPL article 20."},
        "data_sharing_direction": record(
            {
                "reference": TEXT,
                "in_force_from": DAY,
                "in_force_until": DAY,
                "purposes": list_of(one_of(PURPOSES)),
                "sectors": _SECTORS,
            }
        ),
    },
    optional=("contents", "impact_dossier", "exemption", "data_sharing_direction"),
)
_INSTANT: Final[Schema] = {"type": "string", "format": "date-time"}
_SIGNATURE: Final = record({"kid": one_of(Country), "thumbprint": {**TEXT, "description": "RFC 7638."}})
_SUSPENSION: Final = record(
    {
        "id": TEXT,
        "party": {**or_null(one_of(Country)), "description": "Null where the statement is unreadable."},
        "since": _INSTANT,
        "reason": or_null(BILINGUAL),
        "signature_verified": {
            **TRUTH,
            "description": "It suspends either way: only a lift needs signatures that are good.",
        },
    }
)
_STANDING: Final = record(
    {
        "activated_at": {**or_null(_INSTANT), "description": "When it came into force here."},
        "signatures": {
            **record({str(country): or_null(_SIGNATURE) for country in Country}),
            "description": "The key that each party signed with; null where nobody did, as in a sandbox.",
        },
        "suspensions": {
            **list_of(_SUSPENSION),
            "description": "While there is one, every request is denied: agreement_suspended.",
        },
    }
)
AGREEMENT_SCHEMAS: Final[Mapping[str, Schema]] = {
    "Bilingual": record({"vi": TEXT, "en": TEXT}),
    "Agreement": record(
        {
            "title": BILINGUAL,
            "serial": {"type": "integer", "minimum": 1},
            "in_force_from": DAY,
            "in_force_until": DAY,
            "purposes": {"type": "object", "additionalProperties": record(_PURPOSE)},
            "instruments": {"type": "object", "additionalProperties": _INSTRUMENT},
            "clauses": list_of(_CLAUSE),
            "digest": {**TEXT, "description": "Hex SHA-256 of the file's RFC 8785 form."},
            "standing": _STANDING,
        }
    ),
    "PurposeList": record(
        {
            "agreement": VERSION,
            "purposes": list_of(
                record(
                    {
                        "purpose": one_of(PURPOSES),
                        **_PURPOSE,
                        "directions": list_of(
                            record(
                                {
                                    **_TERMS,
                                    "clause": TEXT,
                                    "partner_country": one_of(Country),
                                    "identity_provider": one_of(("vneid", "singpass")),
                                }
                            )
                        ),
                    }
                )
            ),
        }
    ),
}
