"""The movable clock."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from eid_kit.simulator.clock import MovableClock, system_now

START = datetime(2026, 11, 21, 10, tzinfo=UTC)


class Ticking:
    """A base clock that a test moves by hand."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        return self.moment


def test_it_tells_the_time_of_its_base_until_it_is_moved() -> None:
    clock = MovableClock(lambda: START)
    assert (clock.now(), clock.offset_seconds) == (START, 0.0)


def test_it_goes_on_running_after_it_was_set() -> None:
    base = Ticking()
    clock = MovableClock(base)
    clock.set(datetime(2030, 1, 1, tzinfo=UTC))
    base.moment += timedelta(seconds=5)
    assert clock.now() == datetime(2030, 1, 1, 0, 0, 5, tzinfo=UTC)


def test_advances_add_up_and_go_back_too() -> None:
    clock = MovableClock(lambda: START)
    clock.advance(90)
    clock.advance(-30)
    assert clock.offset_seconds == 60
    clock.reset()
    assert clock.now() == START


def test_a_moment_of_another_zone_is_the_same_moment_in_utc() -> None:
    clock = MovableClock(lambda: START)
    clock.set(datetime(2030, 1, 1, 7, tzinfo=timezone(timedelta(hours=7))))
    assert clock.now() == datetime(2030, 1, 1, tzinfo=UTC)
    assert clock.now().tzinfo is UTC


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(datetime(2030, 1, 1), id="no time zone"),  # noqa: DTZ001  the fault under test
        pytest.param(datetime(1969, 12, 31, tzinfo=UTC), id="before numeric dates begin"),
        pytest.param(datetime(9999, 1, 1, tzinfo=UTC), id="too late to compute a deadline"),
    ],
)
def test_a_moment_it_cannot_be_is_refused_and_changes_nothing(moment: datetime) -> None:
    clock = MovableClock(lambda: START)
    with pytest.raises(ValueError, match=r"time zone|1971"):
        clock.set(moment)
    assert clock.now() == START


def test_a_leap_beyond_the_calendar_is_refused_and_changes_nothing() -> None:
    clock = MovableClock(lambda: START)
    with pytest.raises(OverflowError):
        clock.advance(1e15)
    assert clock.now() == START


def test_the_machines_time_is_aware_and_in_utc() -> None:
    assert system_now().tzinfo is UTC
