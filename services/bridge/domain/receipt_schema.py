"""The two projections as one JSON Schema (draft 2020-12), closed: exactly these members and no others."""

from collections.abc import Mapping
from typing import Any, Final

from bridge.domain.assurance import Assurance
from bridge.domain.attributes import ATTRIBUTES, PURPOSES
from bridge.domain.clauses import Country, Direction, InstrumentKind
from bridge.domain.notices import NOTICE_VERSION
from bridge.domain.receipt_members import SCHEMA_VERSION
from bridge.domain.receipt_terms import (
    DPV_CATEGORY,
    DPV_PURPOSE,
    DPV_STATUS,
    EXPORTERS,
    REGIMES,
    VOCABULARIES,
)
from bridge.domain.records import Actor, AgeBand, Status

Schema = Mapping[str, Any]


def _record(optional: tuple[str, ...] = (), /, **members: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": members,
        "required": [name for name in members if name not in optional],
        "additionalProperties": False,
    }


def _one_of(*words: Any) -> dict[str, Any]:
    return {"type": "string", "enum": sorted({str(word) for word in words})}


_WORDS: Final[Schema] = {"type": "string", "minLength": 1}
_TEXT: Final[Schema] = {"$ref": "#/$defs/text"}
_SHA256: Final[Schema] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_REFERENCE: Final[Schema] = {"type": "string", "pattern": "^[A-Za-z0-9._~-]{1,128}$"}
_MOMENT: Final[Schema] = {
    "type": "string",
    "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$",
}
_COUNTRY: Final[Schema] = _one_of(*Country)
_LEVEL: Final[Schema] = _one_of(*(level.word for level in Assurance))
_ATTRIBUTE: Final[Schema] = _record(
    claim=_one_of(*ATTRIBUTES),
    dpv=_one_of(*DPV_CATEGORY.values()),
    sensitive={"type": "boolean"},
    required={"type": "boolean"},
)
_ATTRIBUTES: Final[Schema] = {
    "type": "array",
    "items": {"$ref": "#/$defs/attribute"},
    "uniqueItems": True,
}

_COMMON: Final[Schema] = {
    "schema_version": {"const": SCHEMA_VERSION},
    "vocabularies": {"const": dict(VOCABULARIES)},
    "receipt_id": _REFERENCE,
    "record_id": _REFERENCE,
    "principal": _record(pairwise_sub=_REFERENCE, identity_provider=_one_of("vneid", "singpass")),
    "exporter": _record(
        party_id=_one_of("vneid", "singpass"),
        name=_one_of(*EXPORTERS.values()),
        country=_COUNTRY,
        role={"const": "dpv:DataExporter"},
        regime=_one_of(*REGIMES.values()),
    ),
    "recipient": _record(
        party_id=_REFERENCE,
        name=_TEXT,
        contact=_WORDS,
        country=_COUNTRY,
        role={"const": "dpv:DataImporter"},
        regime=_one_of(*REGIMES.values()),
        verified={"type": "boolean"},
    ),
    "purpose": _record(code=_one_of(*PURPOSES), dpv={"const": DPV_PURPOSE}, text=_TEXT),
    "legal_basis": _record(**{country.value: _TEXT for country in Country}),
    "agreement": _record(serial={"type": "integer", "minimum": 1}, sha256=_SHA256, clause=_WORDS),
    "transfer": _record(
        direction=_one_of(*Direction),
        instrument=_WORDS,
        kind=_one_of(*InstrumentKind),
        onward={"type": "boolean"},
    ),
    "assurance": _record(required=_LEVEL, achieved=_LEVEL),
    "uses": {"type": "integer", "minimum": 1},
    "retention": {"type": "string", "pattern": "^P[0-9A-Z]+$"},
    "storage_location": _COUNTRY,
    "jurisdictions": {"type": "array", "items": _COUNTRY, "minItems": 2, "maxItems": 2},
    "withdrawal": _record(contact=_WORDS),
    "collection": _record(method={"const": "form_with_explicit_answer"}, preselected={"const": False}),
    # A receipt is signed anew from its record, which may be of the time of an earlier form of the notice.
    "notice": _record(
        version={"enum": [*range(1, NOTICE_VERSION + 1)]}, language=_one_of("vi", "en"), sha256=_SHA256
    ),
    "status_dpv": _one_of(*DPV_STATUS.values()),
    "attributes": _ATTRIBUTES,
}
# What the signature adds (RFC 7519 section 4.1): who says so, when, and to whom it was handed.
_SIGNED: Final[Schema] = {"iss": _WORDS, "iat": {"type": "integer"}, "aud": _REFERENCE}

DEFINITIONS: Final[Schema] = {"text": _record(vi=_WORDS, en=_WORDS), "attribute": _ATTRIBUTE, **_COMMON}
_REFERRED: Final[Schema] = {name: {"$ref": f"#/$defs/{name}"} for name in _COMMON}


def _event(*states: Status, type_: str, actors: tuple[Actor, ...]) -> Schema:
    return _record(state=_one_of(*states), time=_MOMENT, type={"const": type_}, actor=_one_of(*actors))


_BY_THE_PRINCIPAL: Final[Schema] = _event(
    Status.GIVEN, Status.WITHDRAWN, type_="explicitly_expressed", actors=(Actor.PRINCIPAL,)
)
_BY_OTHERS: Final[Schema] = _event(
    Status.USED,
    Status.WITHDRAWN,
    Status.REVOKED,
    Status.EXPIRED,
    type_="recorded",
    actors=(Actor.RECIPIENT, Actor.OPERATOR, Actor.BRIDGE),
)
_REFUSAL: Final[Schema] = _event(Status.REFUSED, type_="explicitly_expressed", actors=(Actor.PRINCIPAL,))
_WITHOUT_CONSENT: Final = frozenset({Status.REFUSED, Status.DENIED})


def _given(**others: Any) -> Schema:
    return _record(
        ("iss", "iat", "aud"),
        **_REFERRED,
        **_SIGNED,
        **others,
        status=_one_of(*(status for status in Status if status not in _WITHOUT_CONSENT)),
        valid_from=_MOMENT,
        valid_until=_MOMENT,
        events={"type": "array", "items": {"oneOf": [_BY_THE_PRINCIPAL, _BY_OTHERS]}, "minItems": 1},
    )


_CITIZENS_OWN: Final[Schema] = {
    "projection": {"const": "citizen"},
    "attributes_declined": _ATTRIBUTES,
    "age_band": _one_of(*AgeBand),
    "child_below": {"type": "integer", "minimum": 0},
    "representative": {"type": "boolean"},
}

PARTNER_SCHEMA: Final[Schema] = _given(projection={"const": "partner"})
CITIZEN_SCHEMA: Final[Schema] = {
    "oneOf": [
        _given(**_CITIZENS_OWN),
        _record(
            ("iss", "iat", "aud"),
            **_REFERRED,
            **_SIGNED,
            **_CITIZENS_OWN,
            status={"const": Status.REFUSED.value},
            events={"type": "array", "items": _REFUSAL, "minItems": 1, "maxItems": 1},
        ),
    ]
}


def receipt_schema() -> dict[str, Any]:
    """The payload of a receipt, of either projection. `iss`, `iat` and `aud` come with the signature."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Consent receipt of the VNeID - Singpass link (simulator)",
        "oneOf": [PARTNER_SCHEMA, CITIZEN_SCHEMA],
        "$defs": dict(DEFINITIONS),
    }
