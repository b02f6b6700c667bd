"""A clock that a tester can move: expiry and retention become testable without waiting."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def system_now() -> datetime:
    """The machine's time, aware, in UTC."""
    return datetime.now(UTC)


class MovableClock:
    """Time as the simulator sees it: the base clock plus an offset, so it keeps running when moved.

    `now` is passed as a bound method to everything that looks at the time.
    """

    def __init__(self, base: Callable[[], datetime] = system_now) -> None:
        self._base = base
        self._offset = timedelta()

    def now(self) -> datetime:
        """The simulated time, aware, in UTC."""
        return self._base() + self._offset

    @property
    def offset_seconds(self) -> float:
        """How far the simulated time is ahead of the base clock; negative when it is behind."""
        return self._offset.total_seconds()

    def set(self, moment: datetime) -> None:
        """Makes it `moment` now. Raises ValueError for a moment without a time zone."""
        if moment.tzinfo is None:
            # A naive moment would be read in the zone of the machine: the same test, another result.
            raise ValueError("the moment needs a time zone, as in 2030-01-01T00:00:00Z")
        self._move_to(moment.astimezone(UTC) - self._base())

    def advance(self, seconds: float) -> None:
        """Moves the time by `seconds`; a negative number moves it back."""
        self._move_to(self._offset + timedelta(seconds=seconds))

    def reset(self) -> None:
        """Back to the base clock."""
        self._offset = timedelta()

    def _move_to(self, offset: timedelta) -> None:
        moved = self._base() + offset  # OverflowError before the clock is touched, not at the next look
        if not 1970 < moved.year < 9000:
            # Numeric dates count from 1970, and a deadline is always computed some way ahead of now.
            raise ValueError("the clock moves between the years 1971 and 8999")
        self._offset = offset
