"""The patient summary: one FHIR R4 document of the claims of a release, and of nothing else.

A subset of HL7's International Patient Summary (IPS 2.0): its document, its three required sections, and one
of the recommended ones. A section that is not there says nothing; "none known" is said only where the source
says so, by an empty list.
"""

import itertools
import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any, Final

from bridge.domain.attributes import ATTRIBUTES, PATIENT_SUMMARY
from bridge.domain.fhir import SUBJECT, Resource
from bridge.domain.national_numbers import NRIC_FORM

LOINC: Final = "http://loinc.org"
DOCUMENT_CODE: Final = "60591-5"
_EMPTY_REASONS: Final = "http://terminology.hl7.org/CodeSystem/list-empty-reason"
_ABSENT: Final = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
_XHTML: Final = "http://www.w3.org/1999/xhtml"
_MAKER: Final = "VNeID - Singpass bridge (SIMULATOR)"
_CONCEPTS: Final = ("code", "medicationCodeableConcept", "vaccineCode")
_SAID_BY_THE_PATIENT: Final = ("asserter", "informationSource", "reportOrigin")


@dataclass(frozen=True, slots=True)
class Section:
    """The part of the document that one claim fills; `code` is LOINC's."""

    claim: str
    title: str
    code: str


SECTIONS: Final = (
    Section("medications", "Medication summary", "10160-0"),
    Section("allergies", "Allergies and intolerances", "48765-2"),
    Section("conditions", "Problem list", "11450-4"),
    Section("immunizations", "Immunizations", "11369-6"),
)


def can_be_made(claims: Collection[str]) -> bool:
    """Whether the required sections are all there: IPS has no document without them."""
    return all(part in claims for part in ATTRIBUTES[PATIENT_SUMMARY].made_of)


def patient_summary(claims: Mapping[str, Any], *, seed: str, made_at: datetime) -> Resource:
    """The document Bundle of these claims; the same `seed` and moment (aware) give the same document.

    No identifier in it is the person's: they are UUIDs of the `seed`, which is a secret of one consent.
    Only where `can_be_made` holds is it a patient summary.
    """
    moment = made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    parts = _parts(claims, seed)
    maker = {"resourceType": "Device", "deviceName": [{"name": _MAKER, "type": "user-friendly-name"}]}
    # FHIR R4 invariant bdl-11: a document begins with its Composition.
    entries = {
        _urn(seed, "composition"): _composition(parts, seed, moment),
        _urn(seed, "patient"): _patient(claims),
        _urn(seed, "author"): maker,
    }
    for part in parts.values():
        entries |= part
    return {
        "resourceType": "Bundle",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": _urn(seed, "bundle")},
        "type": "document",
        "timestamp": moment,
        "entry": [{"fullUrl": url, "resource": resource} for url, resource in entries.items()],
    }


def _composition(parts: Mapping[str, Mapping[str, Resource]], seed: str, moment: str) -> Resource:
    coding = {"system": LOINC, "code": DOCUMENT_CODE, "display": "Patient summary Document"}
    there = (section for section in SECTIONS if section.claim in parts)
    return {
        "resourceType": "Composition",
        "status": "final",
        "type": {"coding": [coding]},
        "subject": {"reference": _urn(seed, "patient")},
        "date": moment,
        "author": [{"reference": _urn(seed, "author")}],
        "title": "Patient summary (SIMULATOR, IPS subset)",
        "section": [_section(section, parts[section.claim]) for section in there],
    }


def _parts(claims: Mapping[str, Any], seed: str) -> dict[str, dict[str, Resource]]:
    """By claim, its resources under their URLs; each is about the document's own Patient."""
    patient = {"reference": _urn(seed, "patient")}
    return {
        section.claim: {
            _urn(seed, f"{section.claim}/{number}"): _about(resource, patient)
            for number, resource in enumerate(claims[section.claim])
        }
        for section in SECTIONS
        if section.claim in claims
    }


def _about(resource: Resource, patient: Mapping[str, str]) -> Resource:
    return {name: dict(patient) if value == SUBJECT else value for name, value in resource.items()}


def _patient(claims: Mapping[str, Any]) -> Resource:
    """Name, sex and birth date as far as they are released. IPS wants the first and the last in any case, or
    a word on why they are not there: `unknown` says no more than that.
    """
    absent = {"extension": [{"url": _ABSENT, "valueCode": "unknown"}]}
    named = "name" in claims
    patient: Resource = {"resourceType": "Patient"}
    patient["name"] = [{"use": "official", "text": claims["name"]} if named else absent]
    patient |= {"gender": claims["gender"]} if "gender" in claims else {}
    return patient | ({"birthDate": claims["birthdate"]} if "birthdate" in claims else {"_birthDate": absent})


def _section(section: Section, part: Mapping[str, Resource]) -> dict[str, Any]:
    told = {
        "title": section.title,
        "code": {"coding": [{"system": LOINC, "code": section.code}]},
        "text": {"status": "generated", "div": _narrative(part)},
    }
    # IPS: a section has entries, or says why it has none. The source was asked, and knows of none.
    none_known = {"coding": [{"system": _EMPTY_REASONS, "code": "nilknown"}]}
    return told | ({"entry": [{"reference": url} for url in part]} if part else {"emptyReason": none_known})


def _narrative(part: Mapping[str, Resource]) -> str:
    """The section for a reader without software, in the words of the source."""
    items = "".join(f"<li>{escape('; '.join(_words(resource)))}</li>" for resource in part.values())
    return f'<div xmlns="{_XHTML}">{f"<ul>{items}</ul>" if items else "<p>None known</p>"}</div>'


def _words(resource: Resource) -> Iterator[str]:
    """A word of ours stands between any two of the source's: run together, two could be read as a third."""
    yield next(str(resource[name]["text"]) for name in _CONCEPTS if name in resource)
    yield f"status: {_status(resource)}"
    for reaction in resource.get("reaction", ()):
        graded = reaction.get("severity", "not graded")
        for manifestation in reaction["manifestation"]:
            yield f"reaction: {manifestation['text']} ({graded})"
    yield from (f"dosage: {dosage['text']}" for dosage in resource.get("dosage", ()))
    yield from (f"note: {note['text']}" for note in resource.get("note", ()))
    if any(name in resource for name in _SAID_BY_THE_PATIENT):
        yield "kept by the patient, not confirmed"


def _status(resource: Resource) -> str:
    clinical = resource.get("clinicalStatus")
    return str(clinical["coding"][0]["code"] if clinical else resource["status"])


def _urn(seed: str, name: str) -> str:
    for attempt in itertools.count():
        found = uuid.uuid5(uuid.NAMESPACE_URL, f"{seed}/{name}/{attempt}")
        # Hexadecimal digits can look like an NRIC, and no release may hold anything that does.
        if not NRIC_FORM.search(found.hex.upper()):
            return found.urn
    raise AssertionError("counting does not end")
