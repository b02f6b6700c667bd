"""Whoever consents sees what leaves: every word and date of a value is on the page, in either language."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bridge.domain import fhir
from bridge.domain.attributes import ATTRIBUTES, MRZ_NAME
from bridge.domain.patient_summary import patient_summary
from bridge.web.display import duration, shown_date, shown_value
from bridge.web.page_sentences import SENTENCES

SERVICES = Path(__file__).parents[2] / "services"

# FHIR's own vocabulary, not a word about the person: codes stand beside the words they code.
VOCABULARY = {"system", "code", "coding", "resourceType", "patient", "subject"}
# How each kind of resource says that the patient says so; the page says it in words.
MARKS = {"asserter", "verificationStatus", "informationSource", "primarySource", "reportOrigin"}
PENICILLIN = fhir.concept("http://snomed.info/sct", "91936005", "Dị ứng penicillin")
HIVES = fhir.concept("http://snomed.info/sct", "126485001", "Mày đay")

RESOURCES = [
    pytest.param(
        "allergies",
        fhir.allergy(
            PENICILLIN, status="active", recorded="2009-06-15", reactions=(HIVES,), severity="severe"
        ),
        id="an allergy with a graded reaction",
    ),
    pytest.param(
        "allergies",
        fhir.allergy(PENICILLIN, status="resolved", recorded="2009", reactions=(), severity="mild"),
        id="an allergy that is graded without a reaction",
    ),
    pytest.param(
        "conditions",
        fhir.condition(PENICILLIN, status="resolved", onset="2018-09-02", abated="2018-09-20"),
        id="a condition that is over",
    ),
    pytest.param(
        "medications",
        fhir.medication(
            PENICILLIN, status="stopped", dosage="2 nhát hít", start="2015-03-20", end="2016-01-01"
        ),
        id="a medicine with its dosage and period",
    ),
    pytest.param(
        "immunizations",
        fhir.immunization(PENICILLIN, on="2021-11-05", dose=2, lot_number="MP-2111", facility="Bệnh viện"),
        id="a vaccination with dose, lot and place",
    ),
]


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            if name not in VOCABULARY | MARKS:
                yield from leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)
    else:
        yield str(value)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("claim", "resource"), RESOURCES)
def test_everything_of_a_health_record_that_would_leave_is_shown(
    claim: str, resource: dict[str, Any], language: str
) -> None:
    (line,) = shown_value(claim, [resource], language)
    shown = f"{line.words} {line.detail}"
    statuses = {"active", "resolved", "stopped", "completed", "severe", "mild", "severity: mild"}
    for word in leaves(resource):
        if word not in statuses:
            assert shown_date(word, language) in shown


@pytest.mark.parametrize(("claim", "resource"), RESOURCES)
def test_what_the_patient_keeps_is_told_from_what_a_hospital_wrote(
    claim: str, resource: dict[str, Any]
) -> None:
    for language, words in (("en", "kept by the patient, not confirmed"), ("vi", "do người bệnh tự khai")):
        (written,) = shown_value(claim, [resource], language)
        (kept,) = shown_value(claim, [fhir.self_reported(resource)], language)
        assert words in kept.detail
        assert words not in written.detail


QUALIFICATION = {
    "title": "Bằng cử nhân",
    "institution": "Đại học Mô Phỏng",
    "country": "VNM",
    "awarded_on": "2013-07-15",
    "credential_id": "MP-1",
}
TRANSCRIPT = {
    "name": "GCE O LEVEL",
    "year": "2004",
    "results": [{"subject": "Art", "level": "Ordinary", "grade": "A1"}, {"subject": "Toán", "grade": "9.1"}],
}
ADDRESS = {
    "formatted": "12 phố Mô Phỏng\nPhường Thử Nghiệm\nHà Nội",
    "street_address": "12 phố Mô Phỏng",
    "locality": "Phường Thử Nghiệm",
    "region": "Hà Nội",
    "country": "VNM",
}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("claim", "value"),
    [("qualifications", [QUALIFICATION]), ("transcripts", [TRANSCRIPT]), ("address", ADDRESS)],
)
def test_everything_of_a_study_or_an_address_that_would_leave_is_shown(
    claim: str, value: Any, language: str
) -> None:
    shown = "\n".join(f"{line.words} {line.detail}" for line in shown_value(claim, value, language))
    countries = {"VNM": {"vi": "Việt Nam", "en": "Viet Nam"}[language]}
    for word in leaves(value):
        for part in countries.get(word, shown_date(word, language)).splitlines():
            assert part.replace("9.1", {"vi": "9,1", "en": "9.1"}[language]) in shown


@pytest.mark.parametrize(
    ("claim", "value", "words"),
    [
        pytest.param("age_over_18", True, "Yes: aged 18 or over", id="of age"),
        pytest.param("age_over_18", False, "No: under 18", id="not of age"),
        pytest.param("insurance_valid", True, "Yes: the insurance is valid today", id="insured"),
        pytest.param("insurance_valid", False, "No: the insurance is not valid today", id="not insured"),
        pytest.param("is_enrolled", True, "Yes: enrolled at present", id="enrolled"),
        pytest.param("is_enrolled", False, "No: not enrolled at present", id="not enrolled"),
        pytest.param("qualifications", [], "None", id="no diploma"),
        pytest.param("transcripts", [{**TRANSCRIPT, "results": []}], "GCE O LEVEL, 2004", id="no results"),
        pytest.param("insurance_valid_until", "2026-12-31", "31 December 2026", id="a day"),
    ],
)
def test_an_answer_is_said_in_a_sentence(claim: str, value: object, words: str) -> None:
    (english,), (vietnamese,) = shown_value(claim, value, "en"), shown_value(claim, value, "vi")
    assert english.words == words
    assert vietnamese.words != words or claim == "transcripts"


@pytest.mark.parametrize(
    ("resource", "english"),
    [
        pytest.param(RESOURCES[0].values[1], "current", id="an active allergy"),
        pytest.param(RESOURCES[1].values[1], "severity: mild", id="a grade without a reaction"),
        pytest.param(RESOURCES[0].values[1], "severe", id="a severe reaction"),
        pytest.param(RESOURCES[2].values[1], "past", id="a resolved condition"),
        pytest.param(RESOURCES[3].values[1], "stopped", id="a stopped medicine"),
        pytest.param(RESOURCES[4].values[1], "given", id="a given vaccination"),
    ],
)
def test_a_status_is_said_in_words_of_the_page(resource: dict[str, Any], english: str) -> None:
    (in_english,) = shown_value("conditions", [resource], "en")
    (in_vietnamese,) = shown_value("conditions", [resource], "vi")
    assert english in in_english.detail
    assert english not in in_vietnamese.detail


def test_what_is_active_is_said_of_an_illness_an_allergy_and_a_medicine_as_people_say_it() -> None:
    active: dict[str, Any] = {"status": "active"}
    each = (
        fhir.allergy(PENICILLIN, **active, recorded="2009", reactions=(), severity="moderate"),
        fhir.condition(PENICILLIN, **active, onset="2018", abated=None),
        fhir.medication(PENICILLIN, **active, dosage="1 viên", start="2020-01-01", end=None),
    )
    said = [shown_value("conditions", [resource], "vi")[0].detail.split(" · ") for resource in each]
    assert [words[0] for words in said] == ["hiện còn", "đang mắc", "đang dùng"]
    assert said[0][1] == "mức độ: trung bình"


@pytest.mark.parametrize(
    ("code", "vi", "en"),
    [
        pytest.param("IND", "Ấn Độ", "India", id="three letters"),
        pytest.param("MYS", "Malaysia", "Malaysia", id="one name in both languages"),
        pytest.param("D", "Đức", "Germany", id="a passport's one letter"),
        pytest.param("VNM", "Việt Nam", "Viet Nam", id="its own spelling"),
        pytest.param("SG", "Singapore", "Singapore", id="two letters"),
        pytest.param("XXA", "XXA", "XXA", id="no country"),
    ],
)
def test_a_nationality_is_a_country_by_name(code: str, vi: str, en: str) -> None:
    said = [shown_value("nationalities", [code], language)[0].words for language in ("vi", "en")]
    assert said == [vi, en]


@pytest.mark.parametrize("name", ["NGUYEN<<THI<HOA", "TAN<MEI<LING"])
def test_a_name_for_machines_is_shown_in_words_with_the_form_that_is_sent(name: str) -> None:
    (line,) = shown_value(MRZ_NAME, name, "en")
    assert line.words == name.replace("<<", " ").replace("<", " ")
    assert line.detail == f"sent as {name}"


def test_an_empty_health_record_says_that_nothing_is_known() -> None:
    assert [line.words for line in shown_value("allergies", [], "en")] == ["None known"]
    assert [line.words for line in shown_value("allergies", [], "vi")] == ["Không có"]


def test_a_patient_summary_names_everything_that_it_holds() -> None:
    held = {
        "name": "NGUYỄN THỊ HOA",
        "birthdate": "1991-04",
        "allergies": [
            fhir.allergy(PENICILLIN, status="active", recorded="2009", reactions=(HIVES,), severity=None)
        ],
        "conditions": [],
        "medications": [],
        "immunizations": [],
    }
    bundle = patient_summary(held, seed="a seed", made_at=datetime(2026, 11, 21, tzinfo=UTC))
    assert [line.words for line in shown_value("patient_summary", bundle, "en")] == [
        "About: NGUYỄN THỊ HOA, April 1991",
        "Medicines in use: None known",
        "Allergies: Dị ứng penicillin",
        "Health conditions: None known",
        "Vaccinations (if that item is shared): None known",
    ]
    vietnamese = [line.words for line in shown_value("patient_summary", bundle, "vi")]
    assert vietnamese[0] == "Về: NGUYỄN THỊ HOA, tháng 4 năm 1991"
    assert vietnamese[-1] == "Tiêm chủng (nếu mục này được chia sẻ): Không có"


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("claim", sorted(ATTRIBUTES))
def test_any_claim_has_a_form_on_the_page(claim: str, language: str) -> None:
    sample = {"travel_document": {"number": "E0000088K", "issuing_country": "SGP"}}.get(claim, "1991-04-12")
    assert shown_value(claim, sample, language) or claim in {
        "allergies",
        "conditions",
        "medications",
        "immunizations",
        "patient_summary",
    }


def test_a_passport_shows_number_country_and_expiry() -> None:
    passport = {
        "type": "passport",
        "number": "E0000088K",
        "issuing_country": "SGP",
        "date_of_expiry": "2033-08-08",
    }
    (line,) = shown_value("travel_document", passport, "en")
    assert line.words == "Passport E0000088K, Singapore"
    assert line.detail == "valid until 8 August 2033"


@pytest.mark.parametrize(
    ("iso", "vietnamese", "english"),
    [
        pytest.param("P30D", "30 ngày", "30 days", id="days"),
        pytest.param("P1Y", "1 năm", "1 year", id="one of them"),
        pytest.param("P1Y6M", "1 năm 6 tháng", "1 year 6 months", id="two units"),
        pytest.param("PT5M", "PT5M", "PT5M", id="one we have no words for"),
    ],
)
def test_durations_are_said_in_words(iso: str, vietnamese: str, english: str) -> None:
    assert duration(iso, "vi") == vietnamese
    assert duration(iso, "en") == english


def test_a_partial_date_is_shown_as_it_is_known() -> None:
    assert shown_date("1958-07", "en") == "July 1958"
    assert shown_date("1958-07", "vi") == "tháng 7 năm 1958"
    assert shown_date("1958-13", "en") == "1958-13"
    assert shown_date("1958", "vi") == "1958"


def test_what_is_written_with_other_digits_is_shown_as_it_is() -> None:
    assert shown_date("\u0661\u0669\u0669\u0661-04-12", "en") == "\u0661\u0669\u0669\u0661-04-12"
    assert duration("P\u0663D", "en") == "P\u0663D"


def test_every_reason_a_citizen_may_meet_on_a_page_is_said_in_both_languages() -> None:
    """The words of `reason=` in the modules that a browser leads to."""
    modules = [
        "flows/opening.py",
        "flows/sign_in.py",
        "flows/consenting.py",
        "web/consent_pages.py",
        "web/sign_in_pages.py",
        "web/browser.py",
    ]
    source = "".join((SERVICES / "bridge" / module).read_text("utf-8") for module in modules)
    reasons = set(re.findall(r'reason="([a-z_]+)"', source))
    assert len(reasons) > 8
    assert reasons <= SENTENCES.keys()
    assert all(text.vi and text.en and text.vi != text.en for text in SENTENCES.values())
