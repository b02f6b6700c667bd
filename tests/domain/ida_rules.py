"""The rules of a `verified_claims` element as a JSON schema, from OpenID Identity Assurance 1.0, section 5.

Ours, not the published schema file: stricter in one way, as it refuses members it does not know.
"""

from typing import Any

_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}


def _object(required: tuple[str, ...] = (), **members: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": members,
        "required": list(required),
        "additionalProperties": False,
    }


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": 1}


_SOURCE = _object(name=_TEXT, formatted=_TEXT, country=_TEXT, country_code=_TEXT, jurisdiction=_TEXT)
_CHECK = _object(("check_method",), check_method=_TEXT, organization=_TEXT, check_id=_TEXT, time=_TEXT)
_DETAIL = _object(assurance_type=_TEXT, assurance_classification=_TEXT)
_RECORD = _object(type=_TEXT, created_at=_TEXT, date_of_expiry=_TEXT, source=_SOURCE)
_ELECTRONIC_RECORD = _object(
    ("type",), type={"const": "electronic_record"}, check_details=_list(_CHECK), time=_TEXT, record=_RECORD
)
_VERIFICATION = _object(
    ("trust_framework",),
    trust_framework=_TEXT,
    assurance_level=_TEXT,
    assurance_process=_object(policy=_TEXT, procedure=_TEXT, assurance_details=_list(_DETAIL)),
    time=_TEXT,
    verification_process=_TEXT,
    evidence=_list(_ELECTRONIC_RECORD),
)

VERIFIED_CLAIMS: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    **_object(
        ("verification", "claims"), verification=_VERIFICATION, claims={"type": "object", "minProperties": 1}
    ),
}
