"""The rules of an International Patient Summary that its structure alone does not show, as a table of ours.

From HL7's IPS Implementation Guide 2.0 and FHIR R4 (Bundle: bdl-7, bdl-9, bdl-10, bdl-11), as far as our
subset goes. A FHIR library checks members and types; it takes a list of allergies for a patient summary.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Bundle = Mapping[str, Any]
LOINC = "http://loinc.org"
REQUIRED_SECTIONS = {
    "48765-2": "AllergyIntolerance",
    "11450-4": "Condition",
    "10160-0": "MedicationStatement",
}
SECTIONS = {**REQUIRED_SECTIONS, "11369-6": "Immunization"}
# What a Patient of ours may hold: no identifier, no contact, no relative.
PATIENT_MEMBERS = {"resourceType", "name", "gender", "birthDate", "_birthDate"}


def _resources(bundle: Bundle) -> list[Any]:
    return [entry["resource"] for entry in bundle["entry"]]


def _composition(bundle: Bundle) -> Any:
    return next(each for each in _resources(bundle) if each["resourceType"] == "Composition")


def _is_loinc(concept: Mapping[str, Any], code: str) -> bool:
    first = concept["coding"][0]
    return (first.get("system"), first.get("code")) == (LOINC, code)


def _references(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for part in value.values():
            yield from _references(part)
    elif isinstance(value, list):
        for part in value:
            yield from _references(part)


def _is_document(bundle: Bundle) -> bool:
    return bool(bundle["type"] == "document")


def _is_identified(bundle: Bundle) -> bool:
    return bool(bundle.get("identifier", {}).get("system") and bundle["identifier"].get("value"))


def _is_dated(bundle: Bundle) -> bool:
    return bool(bundle.get("timestamp"))


def _begins_with_the_composition(bundle: Bundle) -> bool:
    kinds = [each["resourceType"] for each in _resources(bundle)]
    return bool(kinds[0] == "Composition" and kinds.count("Composition") == 1)


def _urls_differ(bundle: Bundle) -> bool:
    urls = [entry.get("fullUrl") for entry in bundle["entry"]]
    return None not in urls and len(set(urls)) == len(urls)


def _is_a_patient_summary(bundle: Bundle) -> bool:
    return _is_loinc(_composition(bundle)["type"], "60591-5")


def _has_the_required_sections(bundle: Bundle) -> bool:
    sections = _composition(bundle)["section"]
    return all(any(_is_loinc(s["code"], code) for s in sections) for code in REQUIRED_SECTIONS)


def _sections_hold_their_kind(bundle: Bundle) -> bool:
    kinds = {entry["fullUrl"]: entry["resource"]["resourceType"] for entry in bundle["entry"]}
    return all(
        kinds.get(entry["reference"]) == SECTIONS[section["code"]["coding"][0]["code"]]
        for section in _composition(bundle)["section"]
        for entry in section.get("entry", ())
    )


def _sections_have_entries_or_a_reason(bundle: Bundle) -> bool:
    return all(bool(s.get("entry")) is not ("emptyReason" in s) for s in _composition(bundle)["section"])


def _sections_have_text(bundle: Bundle) -> bool:
    return all(s["title"] and s.get("text", {}).get("div") for s in _composition(bundle)["section"])


def _references_resolve(bundle: Bundle) -> bool:
    return set(_references(bundle)) <= {entry["fullUrl"] for entry in bundle["entry"]}


def _nothing_lies_about_unreferenced(bundle: Bundle) -> bool:
    return {entry["fullUrl"] for entry in bundle["entry"][1:]} <= set(_references(bundle))


def _is_about_its_one_patient(bundle: Bundle) -> bool:
    patients = [e["fullUrl"] for e in bundle["entry"] if e["resource"]["resourceType"] == "Patient"]
    clinical = [each for each in _resources(bundle) if each["resourceType"] in SECTIONS.values()]
    subjects = [each.get("patient", each.get("subject", {})).get("reference") for each in clinical]
    return [_composition(bundle)["subject"]["reference"]] == patients and set(subjects) <= set(patients)


def _patient_is_minimal(bundle: Bundle) -> bool:
    (patient,) = (each for each in _resources(bundle) if each["resourceType"] == "Patient")
    return set(patient) <= PATIENT_MEMBERS


def _patient_has_name_and_birth_date_or_says_why_not(bundle: Bundle) -> bool:
    (patient,) = (each for each in _resources(bundle) if each["resourceType"] == "Patient")
    named = all(name.get("text") or name.get("extension") for name in patient.get("name", [{}]))
    return named and ("birthDate" in patient) is not ("_birthDate" in patient)


RULES: Mapping[str, Callable[[Bundle], bool]] = {
    "the Bundle is a document": _is_document,
    "it has an identifier with system and value": _is_identified,
    "it has the moment it was put together": _is_dated,
    "the Composition comes first, and there is one": _begins_with_the_composition,
    "each entry has a URL of its own": _urls_differ,
    "the Composition is a patient summary": _is_a_patient_summary,
    "the three required sections are there": _has_the_required_sections,
    "a section holds resources of its own kind": _sections_hold_their_kind,
    "a section has entries, or a reason for having none": _sections_have_entries_or_a_reason,
    "a section has a title and text": _sections_have_text,
    "every reference leads to an entry": _references_resolve,
    "every entry is referred to": _nothing_lies_about_unreferenced,
    "everything is about the one Patient": _is_about_its_one_patient,
    "the Patient holds name, sex and birth date at most": _patient_is_minimal,
    "name and birth date, or a word on why not": _patient_has_name_and_birth_date_or_says_why_not,
}


def broken_rules(bundle: Bundle) -> set[str]:
    """Every rule that this Bundle does not keep."""
    return {name for name, is_kept in RULES.items() if not is_kept(bundle)}
