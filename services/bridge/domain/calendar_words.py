"""Days and lengths of time in words that never change: they are part of a notice, and so of its digest.

A library's words would change with its next edition of the locale data, and a digest would then no longer be
that of what somebody read.
"""

import calendar
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_DURATION: Final = re.compile(
    r"P(?:(?P<years>[0-9]+)Y)?(?:(?P<months>[0-9]+)M)?(?:(?P<weeks>[0-9]+)W)?(?:(?P<days>[0-9]+)D)?"
    r"(?:T(?:(?P<hours>[0-9]+)H)?(?:(?P<minutes>[0-9]+)M)?)?"
)
_UNITS: Final[Mapping[str, tuple[str, str]]] = {
    "years": ("năm", "year"),
    "months": ("tháng", "month"),
    "weeks": ("tuần", "week"),
    "days": ("ngày", "day"),
    "hours": ("giờ", "hour"),
    "minutes": ("phút", "minute"),
}


def duration_words(duration: str, language: str) -> str:
    """An ISO 8601 duration of the agreement in words, as `30 ngày` or `1 year 6 months`."""
    return " ".join(
        f"{number} {_UNITS[unit][0] if language == 'vi' else _plural(_UNITS[unit][1], number)}"
        for unit, number in _parts(duration).items()
        if number
    )


def day_words(day: date, language: str) -> str:
    """`ngày 22 tháng 12 năm 2026`, `22 December 2026`."""
    if language == "vi":
        return f"ngày {day.day} tháng {day.month} năm {day.year}"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def day_after(day: date, duration: str) -> date | None:
    """The day on which a duration that begins on `day` is over; `None` beyond the calendar's last year.

    A month without that day ends on its last. Hours and minutes are left out: the day told is never too late.
    """
    parts = _parts(duration)
    months = day.month - 1 + parts["months"] + 12 * parts["years"]
    year, month = day.year + months // 12, months % 12 + 1
    try:
        first = date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
        return first + timedelta(days=parts["days"] + 7 * parts["weeks"])
    except (ValueError, OverflowError):
        return None


def _parts(duration: str) -> dict[str, int]:
    found = _DURATION.fullmatch(duration)
    if found is None:
        raise ValueError(f"{duration} is no duration of an agreement")
    return {unit: int(number or 0) for unit, number in found.groupdict().items()}


def _plural(unit: str, number: int) -> str:
    return unit if number == 1 else f"{unit}s"
