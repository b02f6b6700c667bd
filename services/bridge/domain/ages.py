"""Ages, of which a birth date known only to its year or month says the least it can."""

import calendar
import re
from datetime import date

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def has_reached(years: int, birthdate: object, today: date) -> bool | None:
    """Whether somebody has had their birthday number `years`; `None` where the birth date leaves it open."""
    span = _born_between(birthdate)
    if span is None:
        return None
    earliest, latest = (_had_birthday(years, born, today) for born in span)
    return earliest if earliest is latest else None


def is_under(years: int, birthdate: object, today: date) -> bool | None:
    """Whether somebody counts as younger than `years` today; `None` where nothing is known.

    A birth date known only to the month or year counts as its last day: the youngest the person can be.
    """
    span = _born_between(birthdate)
    return None if span is None else not _had_birthday(years, span[1], today)


def _born_between(birthdate: object) -> tuple[date, date] | None:
    """The first and the last day that a full or partial date may mean."""
    found = _DATE.fullmatch(birthdate) if isinstance(birthdate, str) else None
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        last_month = month or 12
        last_day = day or calendar.monthrange(first.year, last_month)[1]
        return first, date(first.year, last_month, last_day)
    except ValueError:
        return None


def _had_birthday(years: int, born: date, today: date) -> bool:
    # Compared as (year, month, day): the birthday itself counts as reached, 29 February on 1 March.
    return (today.year - years, today.month, today.day) >= (born.year, born.month, born.day)
