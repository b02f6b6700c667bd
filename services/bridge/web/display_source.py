"""Which language a record is written in, where the page speaks the other one.

What a doctor wrote is shown and sent as it was written: a translation could do harm. Unsaid, that looks like
a slip.
"""

from collections.abc import Mapping
from typing import Final

from bridge.domain.attributes import PATIENT_SUMMARY
from bridge.domain.clauses import Country
from bridge.web.display_line import Line

_IN_THE_DOCTORS_WORDS: Final = frozenset(
    {"allergies", "conditions", "medications", "immunizations", PATIENT_SUMMARY}
)
_NOTES: Final[Mapping[tuple[Country, str], str]] = {
    (Country.VN, "en"): "as the record has it, in Vietnamese",
    (Country.SG, "vi"): "theo nguyên văn hồ sơ, bằng tiếng Anh",
}


def own_language(claim: str, value: object, language: str, *, source: Country) -> list[Line]:
    """A line to stand below the value, if it has words of the record's own in another language."""
    note = _NOTES.get((source, language))
    if note is None or claim not in _IN_THE_DOCTORS_WORDS or not _has_entries(value):
        return []
    return [Line("", note)]


def _has_entries(value: object) -> bool:
    if not isinstance(value, Mapping):
        return bool(value)
    composition = value["entry"][0]["resource"]  # of a FHIR document, always the first
    return any(section.get("entry") for section in composition["section"])
