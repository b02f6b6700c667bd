"""How received values are written for a reader, in Vietnamese and English. Nothing is left out silently."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from babel.dates import format_date

_LOCALES = {"vi": "vi_VN", "en": "en_GB"}
_WORDS = {
    "female": {"vi": "Nữ", "en": "Female"},
    "male": {"vi": "Nam", "en": "Male"},
    "VNM": {"vi": "Việt Nam", "en": "Viet Nam"},
    "SGP": {"vi": "Singapore", "en": "Singapore"},
    "passport": {"vi": "Hộ chiếu", "en": "Passport"},
    "active": {"vi": "đang có", "en": "active"},
    "resolved": {"vi": "đã khỏi", "en": "resolved"},
    "stopped": {"vi": "đã ngừng", "en": "stopped"},
    "mild": {"vi": "nhẹ", "en": "mild"},
    "moderate": {"vi": "vừa", "en": "moderate"},
    "severe": {"vi": "nặng", "en": "severe"},
}
_CONCEPTS = ("code", "medicationCodeableConcept", "vaccineCode")
_DATES = ("recordedDate", "onsetDateTime", "occurrenceDateTime")


def lines_of(claim: str, value: object, language: str) -> list[tuple[str, str]]:
    """The value as lines, each with a smaller remark (or an empty one)."""
    if claim in _RULES:
        return _RULES[claim](value, language)
    if isinstance(value, list):
        return _list(value, language)
    return [(_word(value, language), "")]


def _word(value: object, language: str) -> str:
    return _WORDS.get(str(value), {}).get(language, str(value))


def _date(value: object, language: str) -> str:
    text = str(value)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) is None:
        return text  # known to the month or the year only
    return format_date(date.fromisoformat(text), format="long", locale=_LOCALES[language])


def _birthdate(value: object, language: str) -> list[tuple[str, str]]:
    return [(_date(value, language), "")]


def _travel_document(value: object, language: str) -> list[tuple[str, str]]:
    if not isinstance(value, Mapping):
        return [(str(value), "")]
    remarks = [_word(value.get("issuing_country", "?"), language)]
    if "date_of_expiry" in value:
        until = {"vi": "có giá trị đến", "en": "valid until"}[language]
        remarks.append(f"{until} {_date(value['date_of_expiry'], language)}")
    return [(f"{_word(value.get('type', '?'), language)} {value.get('number', '?')}", ", ".join(remarks))]


def _list(values: list[Any], language: str) -> list[tuple[str, str]]:
    if not values:
        # The source was asked and knows of none; that differs from not having received the list.
        return [({"vi": "Không ghi nhận", "en": "None on record"}[language], "")]
    return [
        _resource(value, language) if isinstance(value, Mapping) else (_word(value, language), "")
        for value in values
    ]


def _resource(resource: Mapping[str, Any], language: str) -> tuple[str, str]:
    """A FHIR resource by what it says, with status, reactions, dosage and date as the remark."""
    concept: Mapping[str, Any] = next((resource[name] for name in _CONCEPTS if name in resource), {})
    codes = concept.get("coding", [{}])
    remarks = [*_statuses(resource, language), *_reactions(resource, language)]
    remarks += [dosage["text"] for dosage in resource.get("dosage", []) if "text" in dosage]
    remarks += [note["text"] for note in resource.get("note", []) if "text" in note]
    remarks += [_date(resource[name], language) for name in _DATES if name in resource]
    return str(concept.get("text") or codes[0].get("code", "?")), " · ".join(remarks)


def _statuses(resource: Mapping[str, Any], language: str) -> list[str]:
    codings = resource.get("clinicalStatus", {}).get("coding", [])
    words = [coding["code"] for coding in codings if "code" in coding]
    if resource.get("status") == "stopped":
        words.append("stopped")
    return [_word(word, language) for word in words]


def _reactions(resource: Mapping[str, Any], language: str) -> list[str]:
    said = []
    for reaction in resource.get("reaction", []):
        names = ", ".join(str(sign.get("text", "?")) for sign in reaction.get("manifestation", []))
        severity = reaction.get("severity")
        said.append(f"{names} ({_word(severity, language)})" if severity else names)
    return said


_RULES: Mapping[str, Callable[[object, str], list[tuple[str, str]]]] = {
    "birthdate": _birthdate,
    "travel_document": _travel_document,
}
