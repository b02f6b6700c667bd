"""The patient summary in words: whom it is about, and by name what each of its sections holds.

The details of each entry stand on the same page already, with the claim that the section is made of: a
summary is never asked for without them.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from bridge.domain.attributes import ATTRIBUTES, PATIENT_SUMMARY
from bridge.domain.patient_summary import SECTIONS
from bridge.web.display_health import resource_name
from bridge.web.display_line import Line

ShowValue = Callable[[str, object, str], list[Line]]

_NONE_KNOWN: Final = {"vi": "Không có", "en": "None known"}
_IF_SHARED: Final = {"vi": "nếu mục này được chia sẻ", "en": "if that item is shared"}
_ABOUT: Final = {"vi": "Về", "en": "About"}
_OF_THE_PATIENT: Final = {"birthDate": "birthdate", "gender": "gender"}
_REQUIRED: Final = ATTRIBUTES[PATIENT_SUMMARY].made_of


def summary_lines(bundle: Mapping[str, Any], language: str, show: ShowValue) -> Iterator[Line]:
    """A line about the person as far as that is asked for, and one for each section."""
    resources = {entry["fullUrl"]: entry["resource"] for entry in bundle["entry"]}
    composition = next(iter(resources.values()))
    about = list(_about(resources[composition["subject"]["reference"]], language, show))
    if about:
        yield Line(f"{_ABOUT[language]}: {', '.join(about)}")
    claims = {section.code: section.claim for section in SECTIONS}
    for section in composition["section"]:
        claim = claims[section["code"]["coding"][0]["code"]]
        names = [resource_name(resources[entry["reference"]]) for entry in section.get("entry", ())]
        yield Line(f"{_title(claim, language)}: {', '.join(names) or _NONE_KNOWN[language]}")


def _title(claim: str, language: str) -> str:
    label = ATTRIBUTES[claim].label.in_(language)
    return label if claim in _REQUIRED else f"{label} ({_IF_SHARED[language]})"


def _about(patient: Mapping[str, Any], language: str, show: ShowValue) -> Iterator[str]:
    yield from (name["text"] for name in patient["name"] if "text" in name)
    for member, claim in _OF_THE_PATIENT.items():
        if member in patient:
            yield from (line.words for line in show(claim, patient[member], language))
