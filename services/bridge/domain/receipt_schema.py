"""The two projections as one JSON Schema (draft 2020-12), closed: exactly these members and no others."""

from collections.abc import Mapping
from typing import Any, Final

from bridge.domain.assurance import Assurance
from bridge.domain.attributes import ATTRIBUTES, PURPOSES
from bridge.domain.clauses import Country, Direction, InstrumentKind
from bridge.domain.instruments import Exemption
from bridge.domain.notices import NOTICE_VERSION
from bridge.domain.receipt_members import SCHEMA_VERSION
from bridge.domain.receipt_terms import (
    AUTHORITIES,
    DPV_CATEGORY,
    DPV_PURPOSE,
    DPV_STATUS,
    EXPORTERS,
    EXPORTING_REGIME,
    IMPORTING_REGIME,
    VOCABULARIES,
)
from bridge.domain.receipts import REQUESTED
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
_DAY: Final[Schema] = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_DURATION: Final[Schema] = {"type": "string", "pattern": "^P[0-9A-Z]+$"}
_ADDRESS: Final[Schema] = {"type": "string", "pattern": "^https?://[^ ]+$"}
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
    "issued_at": _MOMENT,
    "principal": _record(pairwise_sub=_REFERENCE, identity_provider=_one_of("vneid", "singpass")),
    "exporter": _record(
        party_id=_one_of("vneid", "singpass"),
        name=_one_of(*(each.name for each in EXPORTERS.values())),
        address=_one_of(*(each.address for each in EXPORTERS.values())),
        contact=_one_of(*(each.contact for each in EXPORTERS.values())),
        country=_COUNTRY,
        role={"const": "dpv:DataExporter"},
        regime=_one_of(*EXPORTING_REGIME.values()),
    ),
    "recipient": _record(
        party_id=_REFERENCE,
        name=_TEXT,
        contact=_WORDS,
        country=_COUNTRY,
        role={"const": "dpv:DataImporter"},
        regime=_one_of(*IMPORTING_REGIME.values()),
        verified={"type": "boolean"},
    ),
    "purpose": _record(code=_one_of(*PURPOSES), dpv=_one_of(*DPV_PURPOSE.values()), text=_TEXT),
    "legal_basis": _record(**{country.value: _TEXT for country in Country}),
    "agreement": _record(serial={"type": "integer", "minimum": 1}, sha256=_SHA256, clause=_WORDS),
    "transfer": _record(
        ("impact_dossier", "exemption", "data_sharing_direction", "comparable_protection_summary_shown"),
        direction=_one_of(*Direction),
        instrument=_WORDS,
        kind=_one_of(*InstrumentKind),
        onward={"type": "boolean"},
        first_transfer_at={"anyOf": [_MOMENT, {"type": "null"}]},
        impact_dossier=_record(reference=_WORDS, filed_on=_DAY),
        exemption=_one_of(*Exemption),
        data_sharing_direction=_WORDS,
        comparable_protection_summary_shown={"type": "boolean"},
    ),
    "assurance": _record(required=_LEVEL, achieved=_LEVEL),
    "mode": {"const": "ONETIME"},
    "uses": {"type": "integer", "minimum": 1},
    "retention": _DURATION,
    "storage_location": _COUNTRY,
    "processing_location": {"type": "array", "items": _COUNTRY, "minItems": 1, "maxItems": 1},
    "jurisdictions": {"type": "array", "items": _COUNTRY, "minItems": 2, "maxItems": 2},
    "withdrawal": _record(url=_ADDRESS, contact=_WORDS, sla=_record(stop=_DURATION, erase=_DURATION)),
    "rights_url": _ADDRESS,
    "authority": {
        "type": "array",
        "items": _record(
            vi=_one_of(*(each.vi for each in AUTHORITIES.values())),
            en=_one_of(*(each.en for each in AUTHORITIES.values())),
        ),
        "minItems": 2,
        "maxItems": 2,
    },
    "status_dpv": _one_of(*DPV_STATUS.values()),
    "attributes": _ATTRIBUTES,
}
# What the signature adds (RFC 7519 section 4.1): who says so, when, and to whom it was handed.
_SIGNED: Final[Schema] = {"iss": _WORDS, "iat": {"type": "integer"}, "aud": _REFERENCE}

DEFINITIONS: Final[Schema] = {"text": _record(vi=_WORDS, en=_WORDS), "attribute": _ATTRIBUTE, **_COMMON}
_REFERRED: Final[Schema] = {name: {"$ref": f"#/$defs/{name}"} for name in _COMMON}


# A receipt is signed anew from its record, which may be of the time of an earlier form of the notice.
_NOTICE: Final[Schema] = {
    "version": {"enum": [*range(1, NOTICE_VERSION + 1)]},
    "language": _one_of("vi", "en"),
    "sha256": _SHA256,
}
_COLLECTION: Final[Schema] = {
    "method": {"const": "form_with_explicit_answer"},
    "preselected": {"const": False},
}


def _event(*states: str, type_: str, actors: tuple[Actor, ...]) -> Schema:
    return _record(state=_one_of(*states), time=_MOMENT, type={"const": type_}, actor=_one_of(*actors))


def _expressed(*states: str, by: tuple[Actor, ...]) -> Schema:
    return _event(*states, type_="explicitly_expressed", actors=by)


def _events(*kinds: Schema) -> Schema:
    return {"type": "array", "items": {"oneOf": list(kinds)}, "minItems": 1}


_NOTED: Final[Schema] = _event(
    REQUESTED,
    Status.USED,
    Status.WITHDRAWN,
    Status.REVOKED,
    Status.EXPIRED,
    type_="recorded",
    actors=(Actor.RECIPIENT, Actor.OPERATOR, Actor.BRIDGE),
)
_EITHER_OF_THEM: Final = (Actor.PRINCIPAL, Actor.REPRESENTATIVE)
_WITHOUT_CONSENT: Final = frozenset({Status.REFUSED, Status.DENIED})


def _given(**others: Any) -> Schema:
    return _record(
        ("iss", "iat", "aud", "retain_until"),
        **_REFERRED,
        **_SIGNED,
        **others,
        status=_one_of(*(status for status in Status if status not in _WITHOUT_CONSENT)),
        valid_from=_MOMENT,
        valid_until=_MOMENT,
        retain_until=_MOMENT,
    )


_CITIZENS_OWN: Final[Schema] = {
    "projection": {"const": "citizen"},
    "notice": _record(("child_sha256", "url"), **_NOTICE, child_sha256=_SHA256, url=_ADDRESS),
    "collection": _record(**_COLLECTION, ui_sha256=_SHA256),
    "attributes_declined": _ATTRIBUTES,
    "age_band": _one_of(*AgeBand),
    "child_below": {"type": "integer", "minimum": 0},
    "representative": {"type": "boolean"},
}

PARTNER_SCHEMA: Final[Schema] = _given(
    projection={"const": "partner"},
    notice=_record(**_NOTICE),
    collection=_record(**_COLLECTION),
    events=_events(_expressed(Status.GIVEN, Status.WITHDRAWN, by=(Actor.PRINCIPAL,)), _NOTED),
)
CITIZEN_SCHEMA: Final[Schema] = {
    "oneOf": [
        _given(
            **_CITIZENS_OWN,
            events=_events(_expressed(Status.GIVEN, Status.WITHDRAWN, by=_EITHER_OF_THEM), _NOTED),
        ),
        _record(
            ("iss", "iat", "aud"),
            **_REFERRED,
            **_SIGNED,
            **_CITIZENS_OWN,
            status={"const": Status.REFUSED.value},
            events=_events(
                _expressed(Status.REFUSED, by=_EITHER_OF_THEM),
                # A child's own yes comes before its representative's no.
                _expressed(Status.GIVEN, by=(Actor.PRINCIPAL,)),
                _event(REQUESTED, type_="recorded", actors=(Actor.RECIPIENT,)),
            ),
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
