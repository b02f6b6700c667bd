"""A FHIR resource in words: everything of it that would be released, and none of its codes.

Whoever consents must see what leaves, down to a dosage or a lot number; a test holds this page to that.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

Resource = Mapping[str, Any]
DateWriter = Callable[[str, str], str]

_CONCEPTS: Final = ("code", "medicationCodeableConcept", "vaccineCode")
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "AllergyIntolerance active": {"vi": "hiện còn", "en": "current"},
    "Condition active": {"vi": "đang mắc", "en": "current"},
    "MedicationStatement active": {"vi": "đang dùng", "en": "in use"},
    "resolved": {"vi": "đã khỏi", "en": "past"},
    "stopped": {"vi": "đã ngừng", "en": "stopped"},
    "completed": {"vi": "đã tiêm", "en": "given"},
    "severity": {"vi": "mức độ", "en": "severity"},
    "mild": {"vi": "nhẹ", "en": "mild"},
    "moderate": {"vi": "trung bình", "en": "moderate"},
    "severe": {"vi": "nặng", "en": "severe"},
    "recordedDate": {"vi": "ghi nhận", "en": "recorded"},
    "onsetDateTime": {"vi": "từ", "en": "since"},
    "abatementDateTime": {"vi": "khỏi", "en": "recovered"},
    "start": {"vi": "từ", "en": "from"},
    "end": {"vi": "đến", "en": "until"},
    "dose": {"vi": "mũi", "en": "dose"},
    "lot": {"vi": "số lô", "en": "lot"},
    "self_reported": {
        "vi": "do người bệnh tự khai, chưa được xác nhận",
        "en": "kept by the patient, not confirmed",
    },
}
# Where each kind of resource says that the patient is the one who says so.
_SELF_REPORTED: Final = ("asserter", "informationSource", "reportOrigin")
_DATES: Final = ("recordedDate", "onsetDateTime", "abatementDateTime")


def resource_name(resource: Resource) -> str:
    """What it is about, in the words of the source."""
    return next(_text(resource[name]) for name in _CONCEPTS if name in resource)


def resource_details(resource: Resource, language: str, write_date: DateWriter) -> Iterator[str]:
    """Everything else that is released of it: status, reactions, doses, dates, places."""
    status = _status(resource)
    # One word of FHIR's, and another of Vietnamese for an illness, an allergy and a medicine.
    yield _word(f"{resource['resourceType']} {status}" if status == "active" else status, language)
    for reaction in resource.get("reaction", ()):
        yield _reaction(reaction, language)
    yield from (_note(note["text"], language) for note in resource.get("note", ()))
    yield from (dosage["text"] for dosage in resource.get("dosage", ()))
    for name in _DATES:
        if name in resource:
            yield f"{_word(name, language)} {write_date(resource[name], language)}"
    for name, value in resource.get("effectivePeriod", {}).items():
        yield f"{_word(name, language)} {write_date(value, language)}"
    yield from _vaccination(resource, language, write_date)
    if any(mark in resource for mark in _SELF_REPORTED):
        yield _word("self_reported", language)


def _vaccination(resource: Resource, language: str, write_date: DateWriter) -> Iterator[str]:
    for protocol in resource.get("protocolApplied", ()):
        yield f"{_word('dose', language)} {protocol['doseNumberPositiveInt']}"
    if "occurrenceDateTime" in resource:
        yield write_date(resource["occurrenceDateTime"], language)
    if "location" in resource:
        yield resource["location"]["display"]
    if "lotNumber" in resource:
        yield f"{_word('lot', language)} {resource['lotNumber']}"


def _status(resource: Resource) -> str:
    if "clinicalStatus" in resource:
        return str(resource["clinicalStatus"]["coding"][0]["code"])
    return str(resource["status"])


def _reaction(reaction: Resource, language: str) -> str:
    seen = ", ".join(_text(manifestation) for manifestation in reaction["manifestation"])
    return f"{seen} ({_word(reaction['severity'], language)})" if "severity" in reaction else seen


def _note(text: str, language: str) -> str:
    # `fhir.allergy` writes a grade without a reaction as such a note.
    name, _, grade = text.partition(": ")
    if name != "severity" or grade not in _WORDS:
        return text
    return f"{_word('severity', language)}: {_word(grade, language)}"


def _text(concept: Mapping[str, Any]) -> str:
    return str(concept.get("text") or concept["coding"][0].get("code"))


def _word(word: str, language: str) -> str:
    return _WORDS.get(word, {}).get(language, word)
