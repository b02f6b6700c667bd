"""How each claim is written in a release. Which claims there are is the vocabulary's to say."""

from collections.abc import Mapping
from typing import Final

from bridge.domain.attributes import ATTRIBUTES
from bridge.domain.mapping import Quality
from bridge.domain.mapping_sources import SOURCES
from eid_kit.http.openapi.operations import TEXT, Schema, component, record

_DATE: Final[Schema] = {"type": "string", "pattern": r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}
_FLAG: Final[Schema] = {"type": "boolean"}


def _resources(kind: str) -> Schema:
    members = {
        "type": "object",
        "properties": {"resourceType": {"const": kind}},
        "required": ["resourceType"],
    }
    return {"type": "array", "items": members}


_FORMS: Final[Mapping[str, Schema]] = {
    "name": TEXT,
    "name#und-Latn-x-mrz": {"type": "string", "pattern": "^[A-Z0-9<]+$"},
    "birthdate": _DATE,
    "gender": {"type": "string", "enum": ["female", "male"]},
    "nationalities": {"type": "array", "items": {"type": "string", "pattern": "^[A-Z]{1,3}$"}},
    "travel_document": record(
        {"type": TEXT, "number": TEXT, "issuing_country": TEXT, "date_of_expiry": _DATE},
        optional=("issuing_country", "date_of_expiry"),
    ),
    "phone_number": {"type": "string", "pattern": r"^\+[1-9][0-9]{6,14}$"},
    "email": TEXT,
    "address": {"type": "object", "additionalProperties": TEXT},
    "insurance_valid": _FLAG,
    "insurance_valid_until": _DATE,
    "blood_group": {"type": "string", "pattern": "^(A|B|AB|O)[+-]$"},
    "allergies": _resources("AllergyIntolerance"),
    "conditions": _resources("Condition"),
    "medications": _resources("MedicationStatement"),
    "immunizations": _resources("Immunization"),
    "patient_summary": {
        "type": "object",
        "properties": {
            "resourceType": {"const": "Bundle"},
            "identifier": {"type": "object"},
            "type": {"const": "document"},
            "timestamp": {"type": "string", "format": "date-time"},
            "entry": {"type": "array", "items": {"type": "object"}, "minItems": 1},
        },
        "required": ["resourceType", "identifier", "type", "timestamp", "entry"],
    },
    "qualifications": {"type": "array", "items": {"type": "object"}},
    "transcripts": {"type": "array", "items": {"type": "object"}},
    "is_enrolled": _FLAG,
    "age_over_18": _FLAG,
}


def claims_schema() -> Schema:
    """The claims of a release: any of the vocabulary, and at least one."""
    return {
        "type": "object",
        "description": "What the citizen let go. A claim that is absent was declined or is not held.",
        "properties": {
            claim: {**_FORMS[claim], "description": attribute.label.en}
            for claim, attribute in ATTRIBUTES.items()
        },
        "minProperties": 1,
        "additionalProperties": False,
    }


# How a claim is mapped from one provider, in a release and in the vocabulary.
MAPPED: Final[Schema] = record(
    {
        "source": {**TEXT, "description": "The provider's own name of the field."},
        "quality": {"type": "string", "enum": sorted(q for q in Quality if q is not Quality.UNAVAILABLE)},
        "loss": component("Bilingual"),
    },
    optional=("loss",),
)


def mapping_schema() -> Schema:
    """`vnsg_mapping` of a release: by claim."""
    return {
        "type": "object",
        "description": "Where each value comes from and what is lost; where `claims` asked for it.",
        "properties": dict.fromkeys(ATTRIBUTES, MAPPED),
        "additionalProperties": False,
    }


def vocabulary_schema() -> Schema:
    """The vocabulary: every claim, where it comes from, and what is lost on the way."""
    claim = record(
        {
            "claim": {"type": "string", "enum": sorted(ATTRIBUTES)},
            "label": component("Bilingual"),
            "sensitive": _FLAG,
            "comes_with": TEXT,
            "made_of": {"type": "array", "items": TEXT},
            "from": record(dict.fromkeys(SOURCES, MAPPED)),
        },
        optional=("comes_with", "made_of"),
    )
    return record({"attributes": {"type": "array", "items": claim}})
