"""The patient summary: a document of what is released and of nothing else, by the rules of IPS."""

import copy
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.attributes import REQUESTABLE
from bridge.domain.mapping_singpass import map_singpass
from bridge.domain.mapping_vneid import map_vneid
from bridge.domain.national_numbers import NRIC_FORM
from bridge.domain.patient_summary import can_be_made, patient_summary
from domain.ips_rules import RULES, broken_rules
from domain.mapped_people import HOA, MEI_LING
from domain.samples import NOON, TODAY
from eid_kit.oauth.jwt import MAX_PAYLOAD_BYTES

CLAIMS_OF: Mapping[str, Mapping[str, Any]] = {
    "Hoa": {e.claim: e.value for e in map_vneid(HOA, REQUESTABLE, today=TODAY)},
    "Mei Ling": {e.claim: e.value for e in map_singpass(MEI_LING, REQUESTABLE, today=TODAY)},
}
REQUIRED = ("allergies", "conditions", "medications")
WHOLE = ("name", "birthdate", "gender", *REQUIRED, "immunizations")


def made(*claims: str, of: str = "Hoa", **changes: Any) -> dict[str, Any]:
    """The document of these claims of somebody, with some of them changed."""
    person = {**CLAIMS_OF[of], **changes}
    return patient_summary({claim: person[claim] for claim in claims}, seed="a seed", made_at=NOON)


def section(bundle: Mapping[str, Any], code: str) -> dict[str, Any]:
    sections = bundle["entry"][0]["resource"]["section"]
    (found,) = (each for each in sections if each["code"]["coding"][0]["code"] == code)
    return dict(found)


def resources(bundle: Mapping[str, Any], kind: str) -> list[dict[str, Any]]:
    every = (entry["resource"] for entry in bundle["entry"])
    return [each for each in every if each["resourceType"] == kind]


@pytest.mark.parametrize("of", CLAIMS_OF)
@pytest.mark.parametrize("claims", [WHOLE, REQUIRED], ids=["everything", "the required sections alone"])
def test_a_summary_is_valid_fhir_and_keeps_every_rule(of: str, claims: tuple[str, ...]) -> None:
    bundle = made(*claims, of=of)
    Bundle.model_validate(bundle)
    assert broken_rules(bundle) == set()


def _entries(bundle: dict[str, Any]) -> Any:
    return bundle["entry"]


def _sections(bundle: dict[str, Any]) -> Any:
    return bundle["entry"][0]["resource"]["section"]


DAMAGE: dict[str, Callable[[dict[str, Any]], Any]] = {
    "the Bundle is a document": lambda b: b.update(type="collection"),
    "it has an identifier with system and value": lambda b: b["identifier"].pop("value"),
    "it has the moment it was put together": lambda b: b.pop("timestamp"),
    "the Composition comes first, and there is one": lambda b: _entries(b).reverse(),
    "each entry has a URL of its own": lambda b: _entries(b).append(copy.deepcopy(_entries(b)[-1])),
    "the Composition is a patient summary": lambda b: _entries(b)[0]["resource"].update(
        type={"coding": [{"system": "http://loinc.org", "code": "34133-9"}]}
    ),
    "the three required sections are there": lambda b: _sections(b).pop(),
    "a section holds resources of its own kind": lambda b: _sections(b)[0].update(
        entry=_sections(b)[1]["entry"]
    ),
    "a section has entries, or a reason for having none": lambda b: _sections(b)[0].update(entry=[]),
    "a section has a title and text": lambda b: _sections(b)[0].pop("text"),
    "every reference leads to an entry": lambda b: _sections(b)[0]["entry"].append({"reference": "urn:x"}),
    "every entry is referred to": lambda b: _sections(b)[0]["entry"].pop(),
    "everything is about the one Patient": lambda b: _entries(b)[-1]["resource"].update(
        subject={"display": "somebody"}
    ),
    "the Patient holds name, sex and birth date at most": lambda b: _entries(b)[1]["resource"].update(
        identifier=[{"value": "099191000001"}]
    ),
    "name and birth date, or a word on why not": lambda b: _entries(b)[1]["resource"].pop("birthDate"),
}


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_finds_what_breaks_it(rule: str) -> None:
    bundle = copy.deepcopy(made("name", "birthdate", *REQUIRED))
    DAMAGE[rule](bundle)
    assert rule in broken_rules(bundle)


@pytest.mark.parametrize("missing", REQUIRED)
def test_without_a_required_section_there_is_none(missing: str) -> None:
    assert can_be_made(REQUIRED)
    assert not can_be_made([claim for claim in WHOLE if claim != missing])


def test_a_section_that_was_not_agreed_to_is_not_there_and_never_none_known() -> None:
    bundle = made(*REQUIRED)
    assert "11369-6" not in json.dumps(bundle)
    assert resources(bundle, "Immunization") == []
    assert "none known" not in json.dumps(bundle).lower()


def test_none_known_is_said_where_the_source_says_so() -> None:
    told = section(made(*REQUIRED, allergies=[]), "48765-2")
    assert told["emptyReason"]["coding"][0]["code"] == "nilknown"
    assert "None known" in told["text"]["div"]
    assert "entry" not in told


def test_the_patient_is_who_is_released_and_no_more() -> None:
    (patient,) = resources(made(*WHOLE), "Patient")
    assert patient == {
        "resourceType": "Patient",
        "name": [{"use": "official", "text": "NGUYỄN THỊ HOA"}],
        "gender": "female",
        "birthDate": "1991-04-12",
    }


def test_a_name_that_is_not_released_is_said_to_be_unknown_and_nothing_else() -> None:
    (patient,) = resources(made(*REQUIRED), "Patient")
    reason = {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}
    absent = {"extension": [reason]}
    assert patient == {"resourceType": "Patient", "name": [absent], "_birthDate": absent}


def test_claims_that_are_no_part_of_it_are_not_in_it() -> None:
    told = json.dumps(made(*CLAIMS_OF["Hoa"]), ensure_ascii=False)
    for claim in ("email", "phone_number", "blood_group"):
        assert str(CLAIMS_OF["Hoa"][claim]) not in told
    assert CLAIMS_OF["Hoa"]["travel_document"]["number"] not in told


def test_what_the_patient_keeps_is_marked_for_machine_and_reader() -> None:
    bundle = made(*WHOLE, of="Mei Ling")
    patient = bundle["entry"][1]["fullUrl"]
    (allergy,) = resources(bundle, "AllergyIntolerance")
    assert allergy["verificationStatus"]["coding"][0]["code"] == "unconfirmed"
    assert allergy["asserter"] == allergy["patient"] == {"reference": patient}
    assert "kept by the patient, not confirmed" in section(bundle, "48765-2")["text"]["div"]
    assert "not confirmed" not in json.dumps(made(*WHOLE))


def test_the_text_of_a_section_is_for_a_reader_and_cannot_be_broken_out_of() -> None:
    sly = copy.deepcopy(CLAIMS_OF["Hoa"]["medications"])
    sly[0]["dosage"] = [{"text": "<script>alert(1)</script>"}]
    text = section(made(*REQUIRED, medications=sly), "10160-0")["text"]["div"]
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert sly[1]["medicationCodeableConcept"]["text"] in text


def test_the_same_consent_gives_the_same_document_and_another_one_another() -> None:
    elsewhere = NOON.astimezone(timezone(timedelta(hours=8)))
    claims = {claim: CLAIMS_OF["Hoa"][claim] for claim in WHOLE}
    assert made(*WHOLE) == patient_summary(claims, seed="a seed", made_at=elsewhere)
    other = patient_summary(claims, seed="another seed", made_at=NOON)
    urls = [{entry["fullUrl"] for entry in bundle["entry"]} for bundle in (made(*WHOLE), other)]
    assert not urls[0] & urls[1]
    assert made(*WHOLE)["timestamp"] == "2026-11-21T12:00:00Z"


@given(st.text(min_size=1, max_size=40))
def test_no_identifier_looks_like_a_national_number(seed: str) -> None:
    claims = {claim: CLAIMS_OF["Mei Ling"][claim] for claim in WHOLE}
    bundle = patient_summary(claims, seed=seed, made_at=datetime(2026, 1, 1, tzinfo=UTC))
    urls = [entry["fullUrl"] for entry in bundle["entry"]] + [bundle["identifier"]["value"]]
    assert not any(NRIC_FORM.search(re.sub(r"[^0-9A-Z]", "", url.upper())) for url in urls)


def test_a_long_history_stays_within_what_an_encrypted_answer_may_hold() -> None:
    long = {claim: CLAIMS_OF["Hoa"][claim] * 60 for claim in (*REQUIRED, "immunizations")}
    bundle = made(*WHOLE, **long)
    released = {**CLAIMS_OF["Hoa"], **long, "patient_summary": bundle}
    assert len(bundle["entry"]) > 400
    assert 128 * 1024 < len(json.dumps(released).encode()) < MAX_PAYLOAD_BYTES
    assert broken_rules(bundle) == set()
