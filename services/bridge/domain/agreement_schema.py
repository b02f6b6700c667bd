"""The form of an agreement as JSON Schema (draft 2020-12), for editors and for readers in other languages.

It says what each part must look like, in the words of the vocabulary. What must hold between parts (dates in
order, one clause for one thing, instruments that fit the law) only `parse_agreement` can tell.
"""

from typing import Any, Final

from bridge.domain.agreement_fields import LONGEST_WORDS
from bridge.domain.agreement_parser import ID_PATTERN
from bridge.domain.assurance import Assurance
from bridge.domain.attributes import PURPOSES, REQUESTABLE, SECTORS
from bridge.domain.clauses import Country, Direction, InstrumentKind
from bridge.domain.instruments import CONTENTS, Exemption

SCHEMA_ID: Final = "https://vnsg-bridge.example/schemas/agreement"

_TEXT: Final = {"$ref": "#/$defs/text"}
_WORDS: Final = {"$ref": "#/$defs/words"}
_DAY: Final = {"$ref": "#/$defs/day"}
_ID: Final = {"$ref": "#/$defs/identifier"}


def _record(optional: tuple[str, ...] = (), /, **members: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": members,
        "required": [name for name in members if name not in optional],
        "additionalProperties": False,
    }


def _one_of(words: Any) -> dict[str, Any]:
    return {"type": "string", "enum": sorted(str(word) for word in words)}


def _list_of(items: dict[str, Any], *, least: int) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": least, "uniqueItems": True}


def _whole(least: int, most: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": most}


def _named(names: dict[str, Any], part: str) -> dict[str, Any]:
    values = {"$ref": f"#/$defs/{part}"}
    return {"type": "object", "propertyNames": names, "additionalProperties": values, "minProperties": 1}


def agreement_schema() -> dict[str, Any]:
    """The schema of the whole file, read as YAML 1.2 and seen as JSON."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "A bilateral agreement of the VNeID and Singpass bridge (a simulator)",
        "description": "The form alone: `eid-bridge agreement check` tells every fault (docs/agreement.md).",
        **_record(
            title=_TEXT,
            serial=_whole(1, 10**9),
            in_force_from=_DAY,
            in_force_until=_DAY,
            purposes=_named(_one_of(PURPOSES), "purpose"),
            instruments=_named(_ID, "instrument"),
            clauses={"type": "array", "items": {"$ref": "#/$defs/clause"}, "minItems": 1},
        ),
        "$defs": {
            "words": {"type": "string", "maxLength": LONGEST_WORDS, "pattern": r"\S"},
            "text": _record(vi=_WORDS, en=_WORDS),
            "day": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "format": "date"},
            "identifier": {"type": "string", "pattern": f"^{ID_PATTERN}$"},
            "attributes": _list_of(_one_of(REQUESTABLE), least=0),
            "duration": {"type": "string", "pattern": "^(?=.*[1-9])P[0-9YMWDTH]+$", "format": "duration"},
            "purpose": _record(text=_TEXT, why=_TEXT),
            "instrument": _instrument(),
            "clause": _clause(),
        },
    }


def _instrument() -> dict[str, Any]:
    return _record(
        ("contents", "impact_dossier", "exemption", "data_sharing_direction"),
        direction=_one_of(Direction),
        kind=_one_of(InstrumentKind),
        reference=_WORDS,
        in_force_from=_DAY,
        in_force_until=_DAY,
        contents=_record(**dict.fromkeys(CONTENTS, _WORDS)),
        impact_dossier=_record(reference=_WORDS, filed_on=_DAY),
        exemption=_one_of(Exemption),
        data_sharing_direction=_record(
            reference=_WORDS,
            in_force_from=_DAY,
            in_force_until=_DAY,
            purposes=_list_of(_one_of(PURPOSES), least=1),
            sectors=_list_of(_one_of(SECTORS), least=1),
        ),
    )


def _of_each_regime(value: dict[str, Any]) -> dict[str, Any]:
    """One for both countries, or one for each, of which the stricter holds."""
    return {"anyOf": [value, _record(**{str(country): value for country in Country})]}


def _clause() -> dict[str, Any]:
    return _record(
        ("written_summary",),
        id=_ID,
        purpose=_one_of(PURPOSES),
        direction=_one_of(Direction),
        text=_TEXT,
        mandatory={"$ref": "#/$defs/attributes"},
        optional={"$ref": "#/$defs/attributes"},
        minimum_assurance=_one_of(level.word for level in Assurance),
        legal_basis=_record(**{str(country): _TEXT for country in Country}),
        retention=_of_each_regime({"$ref": "#/$defs/duration"}),
        onward_transfer={"type": "boolean"},
        instrument=_ID,
        sectors=_list_of(_one_of(SECTORS), least=1),
        baseline_allowed={"type": "boolean"},
        child_below=_of_each_regime(_whole(0, 18)),
        written_summary=_TEXT,
        userinfo_calls=_whole(1, 10),
    )
