"""A person is reduced to a few facts; what cannot be told counts as the more protected answer."""

from datetime import date

import pytest

from bridge.domain.ages import is_under

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
