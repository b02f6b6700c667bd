"""Invented people stay who they are, whenever the simulator starts."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eid_kit.simulator.lasting import moved, years_to_stay_in_force, years_to_stay_minor
from singpass_mock.persona_dates import personas_on
from singpass_mock.persona_values import WRITTEN_ON
from singpass_mock.personas import PERSONAS
from vneid_mock.citizens import load_personas

LATER = st.dates(WRITTEN_ON, date(2070, 1, 1))
AGES = {"le-bao-an": 15, "pham-gia-bao": 6, "ong-wei-jie": 16}


def years_old(born: str, today: date) -> int:
    birth = date.fromisoformat(born)
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def people_on(today: date) -> dict[str, dict[str, Any]]:
    """The record of every persona of both mocks, as its controls would show it."""
    citizens = {c.id: c.document()["record"] for c in load_personas(today).everyone()}
    return citizens | {r.id: r.model_dump(mode="json")["items"] for r in personas_on(today)}


def born(record: dict[str, Any]) -> str:
    return str(record["birthDate"] if "birthDate" in record else record["dob"]["value"])


@given(LATER)
def test_the_minors_are_as_old_as_the_documentation_says_on_every_day(today: date) -> None:
    people = people_on(today)
    assert {person: years_old(born(people[person]), today) for person in AGES} == AGES


@given(LATER)
def test_the_papers_that_are_good_stay_good_and_what_ran_out_has_run_out(today: date) -> None:
    people = people_on(today)
    hoa, bao, priya = people["nguyen-thi-hoa"], people["pham-gia-bao"], people["priya-nair"]
    good = (
        hoa["BaoHiemYTe"]["denNgay"],
        hoa["HoChieu"]["ngayHetHan"],
        people["le-bao-an"]["HoChieu"]["ngayHetHan"],
        people["tan-mei-ling"]["passportexpirydate"]["value"],
        people["tan-mei-ling"]["x-health"]["insurance"]["validuntil"]["value"],
        priya["passexpirydate"]["value"],
    )
    run_out = (
        bao["BaoHiemYTe"]["denNgay"],
        people["muhammad-irfan"]["x-health"]["insurance"]["validuntil"]["value"],
    )
    assert max(run_out) < today.isoformat() <= min(good)


@given(LATER)
def test_nothing_in_a_record_is_dated_before_the_birth_or_issued_in_the_future(today: date) -> None:
    people = people_on(today)
    bao, hoa = people["pham-gia-bao"], people["nguyen-thi-hoa"]
    assert bao["birthDate"] <= bao["SoSucKhoe"]["tiemChung"][0]["ngayTiem"] <= today.isoformat()
    assert bao["citizenPid"] == bao["BaoHiemYTe"]["maThe"]
    for issued in (hoa["HoChieu"]["ngayCap"], hoa["BaoHiemYTe"]["tuNgay"]):
        assert issued <= today.isoformat()
    school_year = people["le-bao-an"]["HocBa"][0]["namHoc"]
    assert school_year == f"{today.year - (today < date(today.year, 9, 5))}-{school_year[5:]}"


def test_on_the_day_for_which_they_were_written_nobody_has_moved() -> None:
    assert personas_on(WRITTEN_ON) == PERSONAS
    assert load_personas(WRITTEN_ON).everyone() == load_personas().everyone()


@given(LATER)
def test_who_is_grown_up_keeps_the_birth_date(today: date) -> None:
    people = people_on(today)
    assert (born(people["nguyen-thi-hoa"]), born(people["tan-mei-ling"])) == ("1991-04-12", "1988-06-17")


WRITTEN = date(2026, 11, 22)
MINORS = [
    pytest.param("2011-11-22", "2027-11-21", 0, id="the day before the birthday"),
    pytest.param("2011-11-22", "2027-11-22", 1, id="the birthday"),
    pytest.param("2012-02-29", "2027-02-28", 0, id="29 February counts on 1 March"),
    pytest.param("2012-02-29", "2027-03-01", 1, id="1 March"),
    pytest.param("2008-11-22", "2040-01-01", 0, id="an adult of exactly 18"),
    pytest.param("2011-11-22", "2020-01-01", 0, id="before it was written"),
]


@pytest.mark.parametrize(("birth", "today", "years"), MINORS)
def test_a_minor_is_born_later_by_the_birthdays_that_have_passed(birth: str, today: str, years: int) -> None:
    assert years_to_stay_minor(birth, written_on=WRITTEN, today=date.fromisoformat(today)) == years


PAPERS = [
    pytest.param("2026-11-22", "2026-11-22", 0, id="its last day"),
    pytest.param("2026-11-22", "2026-11-23", 1, id="the day after"),
    pytest.param("2028-02-29", "2028-03-01", 1, id="29 February is renewed to 28 February"),
    pytest.param("2026-11-21", "2030-01-01", 0, id="had run out when it was written"),
]


@pytest.mark.parametrize(("until", "today", "years"), PAPERS)
def test_a_paper_is_renewed_by_no_more_years_than_it_needs(until: str, today: str, years: int) -> None:
    assert years_to_stay_in_force(until, written_on=WRITTEN, today=date.fromisoformat(today)) == years


MOVED = [
    pytest.param("2024-02-29", "2025-02-28", id="a leap day"),
    pytest.param("2024-05", "2025-05", id="a month"),
    pytest.param("2024", "2025", id="a year"),
    pytest.param("2024-2025", "2025-2026", id="a school year"),
    pytest.param("MP-2024-01", "MP-2024-01", id="a number that only looks like a date"),
    pytest.param("099211000003", "099211000003", id="a personal number"),
    pytest.param(2024, 2024, id="no text"),
    pytest.param({"a": ["2024"]}, {"a": ["2025"]}, id="inside"),
]


@pytest.mark.parametrize(("before", "after"), MOVED)
def test_dates_move_and_nothing_else(before: object, after: object) -> None:
    assert moved(before, 1) == after


@given(st.dates(date(1950, 1, 1), date(2040, 1, 1)), st.integers(0, 40))
def test_a_moved_day_is_a_day_that_many_years_later(day: date, years: int) -> None:
    later = date.fromisoformat(str(moved(day.isoformat(), years)))
    assert later.year == day.year + years
    assert (later.month, later.day) in {(day.month, day.day), (2, 28)}
