"""What would pass, in words: from the agreement itself, in the language of the page."""

import re
from dataclasses import replace
from datetime import date

import pytest

from bridge.domain.assurance import Assurance
from bridge.domain.attributes import SECTORS
from bridge.domain.clauses import Agreement, Country, InstrumentKind
from bridge.domain.decisions import Deny
from bridge.domain.facts import Facts, PersonFacts, decide_facts
from bridge.web.agreement_words import ASSURANCE, INSTRUMENT, SECTOR, sectors, what_would_pass
from domain.samples import AGREEMENT, NOON

HOTEL = Facts("tourism.checkin", Country.VN, "tourism", frozenset({"name"}))
SUMMARY = Facts("health.patient_summary", Country.VN, "health", frozenset({"patient_summary"}))
GUEST = PersonFacts(Assurance.SUBSTANTIAL, 30)
WITHOUT_TOURISM = replace(AGREEMENT, clauses=tuple(c for c in AGREEMENT.clauses if c.id != "SGVN-TOURISM-1"))
ENDED = replace(AGREEMENT, in_force_until=date(2026, 2, 1))
WITHOUT_INSTRUMENTS = replace(AGREEMENT, instruments={})


def remedy(agreement: Agreement, facts: Facts, language: str) -> str:
    denial = decide_facts(agreement, facts, NOON)
    assert isinstance(denial, Deny), denial
    return what_would_pass(agreement, facts, denial, language=language)


@pytest.mark.parametrize(
    ("agreement", "facts", "vi", "en"),
    [
        pytest.param(AGREEMENT, replace(HOTEL, purpose="x"), "Kiểm tra văn bằng", "Check of a", id="purpose"),
        pytest.param(AGREEMENT, replace(HOTEL, attributes=frozenset({"x"})), "danh sách", "lists", id="data"),
        pytest.param(AGREEMENT, replace(HOTEL, attributes=frozenset()), "ít nhất", "at least", id="no data"),
        pytest.param(AGREEMENT, SUMMARY, "mục tạo nên bản tóm tắt: Dị ứng", "made of: Allergies", id="parts"),
        pytest.param(
            AGREEMENT,
            replace(HOTEL, attributes=frozenset({"allergies"})),
            "Ngày sinh, Giới tính",
            "Date of birth, Sex",
            id="an attribute too many",
        ),
        pytest.param(WITHOUT_TOURISM, HOTEL, "theo chiều SG→VN", "direction SG→VN", id="direction"),
        pytest.param(
            ENDED, HOTEL, "trước ngày 1 tháng 2 năm 2026", "before 1 February 2026", id="agreement ended"
        ),
        pytest.param(AGREEMENT, replace(HOTEL, sector="health"), "du lịch", "of tourism", id="sector"),
        pytest.param(WITHOUT_INSTRUMENTS, HOTEL, "chiều SG→VN đang", "SG→VN that is", id="instrument"),
        pytest.param(
            AGREEMENT,
            replace(HOTEL, person=replace(GUEST, assurance=Assurance.LOW)),
            "“trung bình”",
            "“substantial”",
            id="assurance",
        ),
        pytest.param(
            AGREEMENT, replace(HOTEL, person=replace(GUEST, age=None)), "ngày sinh", "date of birth", id="age"
        ),
        pytest.param(
            AGREEMENT,
            replace(HOTEL, person=replace(GUEST, age=15)),
            "từ 16 tuổi",
            "of 16 or older",
            id="child",
        ),
    ],
)
def test_what_would_pass_is_said_in_both_languages(
    agreement: Agreement, facts: Facts, vi: str, en: str
) -> None:
    for language, words in (("vi", vi), ("en", en)):
        said = remedy(agreement, facts, language)
        assert words in said
        assert re.search("[{}_]", said) is None


def test_what_the_form_cannot_meet_is_told_in_the_words_of_the_policy() -> None:
    locked = replace(HOTEL, person=replace(GUEST, account_active=False))
    assert remedy(AGREEMENT, locked, "en") == "an account that is active at its identity provider"


def test_everything_that_an_agreement_may_name_has_words() -> None:
    assert set(SECTOR) == SECTORS
    assert set(INSTRUMENT) == set(InstrumentKind)
    assert set(ASSURANCE) == set(Assurance)
    assert sectors(SECTORS, "en") == "education, health care, tourism"
