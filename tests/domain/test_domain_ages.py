"""Ages: what cannot be told counts as the more protected answer, or is not told at all."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.ages import has_reached, is_under

TODAY = date(2026, 11, 21)

AGES = [
    pytest.param("2010-11-21", False, id="sixteen today"),
    pytest.param("2010-11-22", True, id="sixteen tomorrow"),
    pytest.param("2010-11-20", False, id="sixteen since yesterday"),
    pytest.param("1991-04-12", False, id="grown up"),
    pytest.param("2026-11-21", True, id="born today"),
    pytest.param("2027-01-01", True, id="born in the future"),
    pytest.param("2010-11", True, id="the month alone, perhaps not yet"),
    pytest.param("2010-10", False, id="the month alone, surely"),
    pytest.param("2010", True, id="the year alone, perhaps not yet"),
    pytest.param("2009", False, id="the year alone, surely"),
    pytest.param(None, None, id="unknown"),
    pytest.param("", None, id="empty"),
    pytest.param("12/04/1991", None, id="another form"),
    pytest.param("1991-13-01", None, id="a month that is none"),
    pytest.param("1991-02-30", None, id="a day that is none"),
    pytest.param("1991-04-12\n", None, id="with a line feed"),
    pytest.param("０１９９１-04-12", None, id="with other digits"),
    pytest.param("\u0661\u0669\u0669\u0661-04-12", None, id="in Arabic digits"),
    pytest.param("0000", None, id="the year nought"),
]


@pytest.mark.parametrize(("birthdate", "expected"), AGES)
def test_whether_a_person_is_under_sixteen(birthdate: str | None, expected: bool | None) -> None:
    assert is_under(16, birthdate, TODAY) is expected


@pytest.mark.parametrize(
    ("today", "expected"),
    [(date(2026, 2, 28), True), (date(2026, 3, 1), False), (date(2024, 2, 29), True)],
)
def test_who_was_born_on_a_leap_day_grows_older_on_the_first_of_march(today: date, expected: bool) -> None:
    assert is_under(18, "2008-02-29", today) is expected


@pytest.mark.parametrize(
    ("birthdate", "expected"),
    [
        pytest.param("2008-11-21", True, id="eighteen today"),
        pytest.param("2008-11-22", False, id="eighteen tomorrow"),
        pytest.param("2008-10", True, id="the month alone, surely"),
        pytest.param("2008-11", None, id="the month alone, perhaps"),
        pytest.param("2008-12", False, id="the month alone, surely not"),
        pytest.param("2007", True, id="the year alone, surely"),
        pytest.param("2008", None, id="the year alone, perhaps"),
        pytest.param("2009", False, id="the year alone, surely not"),
        pytest.param("2030", False, id="born in the future"),
        pytest.param(None, None, id="unknown"),
        pytest.param(20081121, None, id="a number"),
        pytest.param("2008-02-30", None, id="a day that is none"),
    ],
)
def test_whether_a_person_is_eighteen_is_said_only_where_it_is_certain(
    birthdate: object, expected: bool | None
) -> None:
    assert has_reached(18, birthdate, TODAY) is expected


@given(st.dates(date(1900, 1, 1), date(2030, 12, 31)), st.integers(0, 30), st.dates(date(1990, 1, 1)))
def test_a_partial_date_never_says_more_than_the_whole_one(born: date, years: int, today: date) -> None:
    whole = has_reached(years, born.isoformat(), today)
    for known in (7, 4):
        assert has_reached(years, born.isoformat()[:known], today) in (whole, None)
