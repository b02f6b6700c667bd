"""The notice: what the law asks to be said before a consent, in both languages, and one digest over it."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain import notice_words, notice_words_for_children
from bridge.domain.attribute_whys import WHY, WHY_MANDATORY, why_asked
from bridge.domain.attribute_whys_of_children import OF_THE_CHILD, to_a_child, why_told
from bridge.domain.attributes import ATTRIBUTES, MRZ_NAME, PURPOSES, REQUESTABLE, Text
from bridge.domain.calendar_words import day_after, day_words, duration_words
from bridge.domain.clauses import Clause
from bridge.domain.notice_writer import NoticeWriter
from bridge.domain.notices import NOTICE_VERSION, Notice, Reader
from domain.samples import AGREEMENT, HEALTH, HOSPITAL, HOTEL, PORTAL, TOURISM, notice
from journeys.notices import words_of

DAY = date(2026, 11, 22)
LANGUAGES = ("vi", "en")
UNTIL = {"vi": "ngày 22 tháng 12 năm 2026", "en": "22 December 2026"}


def written(terms: Clause = HEALTH, language: str = "vi", **changes: Any) -> Notice:
    given: dict[str, Any] = {
        "offered": terms.attributes,
        "language": language,
        "on": DAY,
        "partner": HOTEL if terms is TOURISM else HOSPITAL,
        "agreement": AGREEMENT,
    } | changes
    return notice(given.pop("agreement"), terms, given.pop("partner"), **given)


def terms_of(shown: Notice) -> dict[str, str]:
    return {each.term: each.words for each in (*shown.request, *shown.terms, *shown.law, *shown.rights)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("terms", AGREEMENT.clauses, ids=lambda clause: clause.id)
def test_a_notice_says_who_what_why_until_when_and_by_which_law(terms: Clause, language: str) -> None:
    shown = written(terms, language)
    said = terms_of(shown).values()
    assert AGREEMENT.purposes[terms.purpose].text.in_(language) in said
    assert {basis.in_(language) for basis in terms.legal_basis.values()} <= set(said)
    assert [item.claim for item in shown.mandatory if item.claim != MRZ_NAME] == [
        claim for claim in ATTRIBUTES if claim in terms.mandatory
    ]
    assert {item.claim for item in shown.optional} == set(terms.optional)
    assert [stop.is_here for stop in shown.stops] == [False, True, False]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_last_day_of_keeping_is_a_day_of_the_calendar(language: str) -> None:
    assert UNTIL[language] in " ".join(terms_of(written(language=language)).values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_sensitive_data_is_announced_in_the_words_of_the_law(language: str) -> None:
    shown, of_a_hotel = written(language=language), written(TOURISM, language)
    words = {"vi": "dữ liệu cá nhân nhạy cảm", "en": "sensitive personal data"}[language]
    marked = {item.claim for item in (*shown.mandatory, *shown.optional) if item.tag == words}
    assert marked == {claim for claim in HEALTH.attributes if ATTRIBUTES[claim].sensitive}
    assert words in shown.sensitive
    assert all(ATTRIBUTES[claim].label.in_(language) in shown.sensitive for claim in marked)
    assert of_a_hotel.sensitive == ""
    assert {item.tag for item in of_a_hotel.mandatory} == {""}


def test_a_recipient_that_nobody_vouches_for_is_shown_as_such() -> None:
    unverified = written(partner=replace(HOSPITAL, verified=False))
    assert [each.warning for each in unverified.request] == [False, False, True, False]
    assert not any(each.warning for each in written().request)


def test_a_consent_for_several_deliveries_says_how_many() -> None:
    assert "tối đa 3 lần" in terms_of(written(replace(HEALTH, userinfo_calls=3)))["Sự đồng ý này"]


def test_what_the_source_does_not_hold_is_told_and_not_offered() -> None:
    shown = written(offered=HEALTH.attributes - {"blood_group"}, missing=("blood_group",))
    assert "Nhóm máu" in shown.missing
    assert "blood_group" not in {item.claim for item in shown.optional}


@pytest.mark.parametrize("reader", Reader)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_way_to_withdraw_is_an_absolute_link(reader: Reader, language: str) -> None:
    writer = NoticeWriter(AGREEMENT, HEALTH, HOSPITAL, language, DAY, PORTAL, reader)
    links = [each.link for each in writer.write(HEALTH.attributes).rights]
    assert links == [PORTAL, ""]


def test_what_is_kept_of_a_notice_is_what_its_digest_is_of() -> None:
    shown = written()
    assert hashlib.sha256(shown.canonical.encode()).hexdigest() == shown.sha256
    assert json.loads(shown.canonical)["heading"] == shown.heading


def test_the_map_names_the_law_that_binds_who_lets_the_data_out() -> None:
    assert [stop.law for stop in written(TOURISM, "en").stops] == [
        "Under Singapore's Public Sector (Governance) Act 2018 (PSGA)",
        "The laws of both countries hold",
        "Under Viet Nam's Personal Data Protection Law 91/2025/QH15",
    ]
    assert "PDPA" in written(HEALTH, "en").stops[-1].law


ALL_WORDS = {3: "36fbf1e7b0260376b80d4e67a4d41b207bbf9b82e975bbd5a12fa342573f87ca"}


def every_word() -> str:
    """The digest over every text that a notice can be made of, but those of the agreement."""
    tables = [vars(module) for module in (notice_words, notice_words_for_children)]
    said = [
        sorted(map(repr, _texts(table[name])))
        for table in tables
        for name in sorted(table)
        if name[:2] != "__"
    ]
    whys = sorted(
        f"{key} {text!r}" for each in (WHY, WHY_MANDATORY, OF_THE_CHILD) for key, text in each.items()
    )
    names = sorted(repr((claim, each.label, each.note)) for claim, each in ATTRIBUTES.items())
    days = [duration_words("P1Y2M3W4DT5H6M", language) + day_words(DAY, language) for language in LANGUAGES]
    return hashlib.sha256(json.dumps([said, whys, names, days]).encode()).hexdigest()


def _texts(part: object) -> Iterator[object]:
    if isinstance(part, Text | str):
        yield part
    elif isinstance(part, Mapping):
        for inner in part.values():
            yield from _texts(inner)
    elif isinstance(part, tuple):
        for inner in part:
            yield from _texts(inner)
    elif is_dataclass(part):
        yield from _texts(tuple(getattr(part, each.name) for each in fields(part)))


def test_other_words_are_another_version() -> None:
    """Where this fails: raise `NOTICE_VERSION`, and put the new digest here beside it."""
    assert {NOTICE_VERSION: every_word()} == ALL_WORDS


ANOTHER: list[Any] = [
    pytest.param({"language": "en"}, id="in the other language"),
    pytest.param({"on": date(2026, 11, 23)}, id="on another day"),
    pytest.param({"offered": HEALTH.attributes - {"blood_group"}}, id="of fewer attributes"),
    pytest.param({"missing": ("immunizations",)}, id="of another citizen's register"),
    pytest.param({"partner": replace(HOSPITAL, verified=False)}, id="of an unverified partner"),
    pytest.param({"partner": replace(HOSPITAL, dpo_contact="other@hospital.example")}, id="contact"),
    pytest.param({"partner": replace(HOSPITAL, legal_name=Text("Khác", "Other"))}, id="another name"),
    pytest.param({"terms": replace(HEALTH, retention="P31D")}, id="of a longer retention"),
    pytest.param({"terms": replace(HEALTH, onward_transfer=True)}, id="of an onward transfer"),
    pytest.param({"terms": replace(HEALTH, userinfo_calls=2)}, id="of two uses"),
    pytest.param({"terms": replace(HEALTH, mandatory=HEALTH.mandatory[:-1])}, id="of less that must be"),
    pytest.param({"agreement": replace(AGREEMENT, serial=AGREEMENT.serial + 1)}, id="of a later agreement"),
]


@pytest.mark.parametrize("changes", ANOTHER)
def test_another_notice_has_another_digest(changes: dict[str, Any]) -> None:
    assert written(**changes).sha256 != written().sha256


def test_the_order_in_which_attributes_are_named_changes_nothing() -> None:
    assert written(offered=sorted(HEALTH.attributes)).sha256 == written().sha256


@pytest.mark.parametrize("name", [name for name, it in vars(notice_words).items() if isinstance(it, Text)])
def test_every_sentence_is_there_in_both_languages_and_asks_for_the_same_facts(name: str) -> None:
    text = getattr(notice_words, name)
    assert set(re.findall(r"\{\w+\}", text.vi)) == set(re.findall(r"\{\w+\}", text.en))
    assert text.vi != text.en
    assert unicodedata.is_normalized("NFC", text.vi)


def test_every_attribute_of_every_clause_has_a_why_of_its_own_and_nothing_else_has() -> None:
    asked = {(clause.purpose, claim) for clause in AGREEMENT.clauses for claim in clause.attributes}
    assert asked - set(WHY) == set()
    assert {purpose for purpose, _ in WHY} <= PURPOSES
    assert {claim for _, claim in WHY} <= REQUESTABLE


@pytest.mark.parametrize("text", [*WHY.values(), *WHY_MANDATORY.values()])
def test_a_why_is_one_plain_clause_in_each_language(text: Text) -> None:
    assert text.vi != text.en
    for words in (text.vi, text.en):
        assert 20 <= len(words) <= 90
        assert not words.endswith(".")


def test_an_attribute_that_another_agreement_lets_cross_is_explained_by_its_purpose() -> None:
    purpose = AGREEMENT.purposes["tourism.age_check"]
    assert why_asked(purpose, "email", mandatory=False) == purpose.why


LEFT_TO_THE_CITIZEN = re.compile(
    r"\b(if you (like|want|handed)|where a course asks|some schools|"
    r"nếu bạn (muốn|đã)|nếu ngành|một số trường)",
    re.IGNORECASE,
)


@pytest.mark.parametrize(("purpose", "claim"), [key for key in WHY if key[0] in AGREEMENT.purposes])
def test_no_why_contradicts_a_clause_that_makes_its_attribute_mandatory(purpose: str, claim: str) -> None:
    text = why_asked(AGREEMENT.purposes[purpose], claim, mandatory=True)
    assert not LEFT_TO_THE_CITIZEN.search(f"{text.vi} / {text.en}")


def test_what_becomes_mandatory_is_explained_as_such_on_the_page() -> None:
    clause = next(each for each in AGREEMENT.clauses if each.id == "VNSG-EDUCATION-1")
    others = tuple(each for each in clause.optional if each != "gender")
    stricter = replace(clause, mandatory=(*clause.mandatory, "gender"), optional=others)
    (as_it_is,) = written(clause, "en", offered={"gender"}).optional
    (as_it_would_be,) = written(stricter, "en", offered={"gender"}).mandatory
    assert as_it_is.why == "Why: Only to find you a room in a hall, if you like"
    assert as_it_would_be.why == "Why: To find students a room in a hall"


@pytest.mark.parametrize(
    ("duration", "vi", "en", "last"),
    [
        pytest.param("P30D", "30 ngày", "30 days", date(2026, 12, 22), id="days"),
        pytest.param("P1Y6M", "1 năm 6 tháng", "1 year 6 months", date(2028, 5, 22), id="years and months"),
        pytest.param("P2W", "2 tuần", "2 weeks", date(2026, 12, 6), id="weeks"),
        pytest.param("PT36H", "36 giờ", "36 hours", DAY, id="hours, told too early and never too late"),
        pytest.param("P9999Y", "9999 năm", "9999 years", None, id="beyond the calendar"),
    ],
)
def test_a_length_of_time_in_words(duration: str, vi: str, en: str, last: date | None) -> None:
    assert (duration_words(duration, "vi"), duration_words(duration, "en")) == (vi, en)
    assert day_after(DAY, duration) == last


def test_a_month_without_that_day_ends_on_its_last() -> None:
    assert day_after(date(2027, 1, 31), "P1M") == date(2027, 2, 28)
    assert day_after(date(2028, 2, 29), "P1Y") == date(2029, 2, 28)


@given(st.dates(), st.integers(0, 999), st.integers(0, 99), st.integers(0, 400))
def test_a_later_end_is_never_told_for_a_shorter_time(day: date, years: int, months: int, days: int) -> None:
    shorter, longer = (day_after(day, f"P{years}Y{months}M{d}D") for d in (days, days + 1))
    assert longer is None or (shorter is not None and day <= shorter < longer)


def test_a_duration_that_no_agreement_can_have_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="no duration"):
        duration_words("thirty days", "vi")


def test_a_notice_without_an_end_in_the_calendar_names_the_length_alone() -> None:
    forever = terms_of(written(replace(HEALTH, retention="P9999Y")))["Thời hạn lưu trữ"]
    assert forever == "9999 năm; sau đó không được giữ nữa"


def test_days_in_both_languages() -> None:
    assert [day_words(DAY, language) for language in LANGUAGES] == [
        "ngày 22 tháng 11 năm 2026",
        "22 November 2026",
    ]


NAMED_SHARING = {"patient_summary"}
"""Whose note speaks of what the reader shares: that is the representative's own doing."""


def as_read_by(reader: Reader, terms: Clause, language: str) -> Notice:
    return NoticeWriter(AGREEMENT, terms, HOSPITAL, language, DAY, PORTAL, reader).write(terms.attributes)


@pytest.mark.parametrize("reader", [Reader.WITH_CHILD, Reader.FOR_CHILD])
@pytest.mark.parametrize("terms", AGREEMENT.clauses, ids=lambda clause: clause.id)
def test_a_representative_never_reads_that_the_childs_data_is_yours(terms: Clause, reader: Reader) -> None:
    for language in LANGUAGES:
        shown = as_read_by(reader, terms, language)
        items = [item for item in (*shown.mandatory, *shown.optional) if item.claim not in NAMED_SHARING]
        said = [AGREEMENT.purposes[terms.purpose].text.in_(language)]
        said += [words for item in items for words in (item.why, item.note)]
        assert not [words for words in said if re.search(r"\b(you|yours?|bạn)\b", words, re.IGNORECASE)]


@pytest.mark.parametrize("terms", AGREEMENT.clauses, ids=lambda clause: clause.id)
def test_a_child_is_addressed_as_em_in_every_vietnamese_sentence(terms: Clause) -> None:
    said = " ".join(words_of(as_read_by(Reader.CHILD, terms, "vi"))).replace("“Trang của bạn”", "")
    assert "bạn" not in said.lower()


@pytest.mark.parametrize("reader", [Reader.WITH_CHILD, Reader.FOR_CHILD])
def test_no_why_of_this_agreement_falls_back_to_the_purpose_for_a_representative(reader: Reader) -> None:
    for terms in AGREEMENT.clauses:
        purpose = AGREEMENT.purposes[terms.purpose]
        for claim in terms.attributes:
            told = why_told(purpose, claim, reader, mandatory=claim in terms.mandatory)
            assert told != purpose.text, claim


def test_a_why_that_speaks_to_you_and_has_no_other_words_is_the_purpose_to_a_representative() -> None:
    purpose = AGREEMENT.purposes["health.registration"]
    assert why_told(purpose, "blood_group", Reader.WITH_CHILD, mandatory=False) == purpose.text
    assert why_told(purpose, "blood_group", Reader.CHILD, mandatory=True).vi == to_a_child(purpose.why).vi


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("terms", AGREEMENT.clauses, ids=lambda clause: clause.id)
def test_the_page_speaks_to_its_reader_and_never_of_a_citizen_of_some_country(
    terms: Clause, language: str
) -> None:
    shown = written(terms, language)
    assert shown.purpose.startswith({"vi": "Nếu bạn đồng ý, ", "en": "If you agree, "}[language])
    assert terms.text.in_(language) not in list(words_of(shown))


def test_the_plain_name_is_explained_as_it_is_sent_with_and_without_a_known_family_name() -> None:
    note = ATTRIBUTES[MRZ_NAME].note
    assert note is not None
    assert "passport prints" not in note.en
    assert "where that is known" in note.en
