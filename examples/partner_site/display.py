"""How received values are written for a reader, in Vietnamese and English. Nothing is left out silently."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from babel.dates import format_date

from examples.partner_site.labels import WORDS

_LOCALES = {"vi": "vi_VN", "en": "en_GB"}
# CLDR's Vietnamese forms leave out the word for the year.
_DAYS = {"vi": "d 'tháng' M 'năm' y", "en": "d MMMM y"}
_MONTHS = {"vi": "'tháng' M 'năm' y", "en": "MMMM y"}
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
    return WORDS.get(str(value), {}).get(language, str(value))


def _date(value: object, language: str) -> str:
    text = str(value)
    if re.fullmatch(r"\d{4}-\d{2}", text):
        return format_date(date.fromisoformat(f"{text}-01"), _MONTHS[language], locale=_LOCALES[language])
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) is None:
        return text  # known to the year only
    return shown_day(date.fromisoformat(text), language)


def shown_day(day: date, language: str) -> str:
    """A day as the language writes it."""
    return format_date(day, _DAYS[language], locale=_LOCALES[language])


def _dated(value: object, language: str) -> list[tuple[str, str]]:
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


def _patient_summary(value: object, language: str) -> list[tuple[str, str]]:
    """An IPS document by its sections; the software that keeps the record would take it whole."""
    if not isinstance(value, Mapping):
        return [(str(value), "")]
    resources = {entry["fullUrl"]: entry["resource"] for entry in value["entry"]}
    composition = next(iter(resources.values()))
    lines = []
    for section in composition["section"]:
        held = [resources[entry["reference"]] for entry in section.get("entry", [])]
        names = ", ".join(_resource(one, language)[0] for one in held)
        lines.append((section["title"], names or _list([], language)[0][0]))
    return lines


def _address(value: object, language: str) -> list[tuple[str, str]]:
    """As one writes it on an envelope (OpenID Connect Core 5.1.1)."""
    if not isinstance(value, Mapping):
        return [(str(value), "")]
    if formatted := value.get("formatted"):
        return [(line, "") for line in str(formatted).splitlines()]
    town = " ".join(str(value[name]) for name in ("locality", "region", "postal_code") if value.get(name))
    lines = [
        *str(value.get("street_address", "")).splitlines(),
        town,
        _word(value.get("country", ""), language),
    ]
    return [(line, "") for line in lines if line]


def _qualifications(value: object, language: str) -> list[tuple[str, str]]:
    if not isinstance(value, list) or not value:
        return _list(value if isinstance(value, list) else [value], language)
    return [_qualification(one, language) for one in value]


def _qualification(one: Mapping[str, Any], language: str) -> tuple[str, str]:
    remarks = [str(one[name]) for name in ("institution",) if one.get(name)]
    remarks += [_word(one["country"], language)] if one.get("country") else []
    remarks += [_date(one["awarded_on"], language)] if one.get("awarded_on") else []
    remarks += [str(one["credential_id"])] if one.get("credential_id") else []
    return str(one.get("title", "?")), " · ".join(remarks)


def _transcripts(value: object, language: str) -> list[tuple[str, str]]:
    """A line for each year, with subjects and grades as the remark."""
    if not isinstance(value, list) or not value:
        return _list(value if isinstance(value, list) else [value], language)
    return [
        (
            " · ".join(str(one[name]) for name in ("name", "year") if one.get(name)),
            " · ".join(_result(result, language) for result in one.get("results", [])),
        )
        for one in value
    ]


def _result(result: Mapping[str, Any], language: str) -> str:
    level = f" ({result['level']})" if result.get("level") else ""
    grade = str(result.get("grade", "?"))
    if language == "vi" and re.fullmatch(r"\d+\.\d+", grade):
        grade = grade.replace(".", ",")  # 9,1: a full stop would group thousands
    return f"{result.get('subject', '?')}{level}: {grade}"


_RULES: Mapping[str, Callable[[object, str], list[tuple[str, str]]]] = {
    "birthdate": _dated,
    "insurance_valid_until": _dated,
    "travel_document": _travel_document,
    "address": _address,
    "patient_summary": _patient_summary,
    "qualifications": _qualifications,
    "transcripts": _transcripts,
}
