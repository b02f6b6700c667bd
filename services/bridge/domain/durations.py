"""When a time that is given as an ISO 8601 duration is over."""

import calendar
import re
from datetime import UTC, datetime, timedelta
from typing import Final

# An agreement may say P9999Y, and a calendar ends: beyond this year, a time has no end to reckon with.
FOR_EVER: Final = datetime(9000, 1, 1, tzinfo=UTC)
_DURATION: Final = re.compile(
    r"P(?:(?P<years>[0-9]{1,4})Y)?(?:(?P<months>[0-9]{1,4})M)?(?:(?P<weeks>[0-9]{1,4})W)?"
    r"(?:(?P<days>[0-9]{1,4})D)?(?:T(?:(?P<hours>[0-9]{1,4})H)?(?:(?P<minutes>[0-9]{1,4})M)?)?"
)


def after(start: datetime, duration: str) -> datetime:
    """The moment at which `duration` (ISO 8601, as agreements have them) is over that began at `start`.

    Years and months are those of the calendar: a month after 31 January is the last day of February.
    `FOR_EVER` at the latest. Raises `ValueError` for anything that is no such duration.
    """
    found = _DURATION.fullmatch(duration)
    if found is None:
        raise ValueError("not an ISO 8601 duration as agreements have them")
    parts = {unit: int(number or 0) for unit, number in found.groupdict().items()}
    months = 12 * parts.pop("years") + parts.pop("months")
    if start.year + months // 12 >= FOR_EVER.year - 100:
        return FOR_EVER
    return _months_later(start, months) + timedelta(**parts)


def _months_later(start: datetime, months: int) -> datetime:
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return start.replace(year=year, month=month + 1, day=min(start.day, last))
