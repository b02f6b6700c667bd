"""Invented people who stay who they are: written down as 15, somebody is 15 whenever the simulator starts.

Owns    by how many whole years the dates of a person move, and moving them.
Not     the clock: whoever moves it while a simulator runs sees people grow older and papers run out.
"""

import re
from datetime import date
from itertools import count
from typing import Any

_ADULT = 18
_YEAR = r"(?:19|20)[0-9]{2}"
_DATED = re.compile(rf"(?P<year>{_YEAR})(?P<rest>-[0-9]{{2}}(?:-[0-9]{{2}})?|)")
_SCHOOL_YEAR = re.compile(rf"(?P<first>{_YEAR})-(?P<last>{_YEAR})")


def years_to_stay_minor(born: str, *, written_on: date, today: date) -> int:
    """By how many years a minor must be born later to be as old `today` as on `written_on`; 0 for an adult.

    `born` is a whole date. A day before `written_on` moves nobody: they are as they were written.
    """
    age = _age(date.fromisoformat(born), written_on)
    if age >= _ADULT:
        return 0
    return max(0, _age(date.fromisoformat(born), today) - age)


def years_to_stay_in_force(until: str, *, written_on: date, today: date) -> int:
    """By how many years a paper that was good on `written_on` must be renewed to be good `today`.

    `until`, a whole date, is its last day. One that had run out is there for that, and stays as it is.
    """
    if date.fromisoformat(until) < written_on:
        return 0
    return next(years for years in count() if _moved_text(until, years) >= today.isoformat())


def moved(document: Any, years: int) -> Any:
    """JSON data in which each text that is a date, a month, a year or a school year lies `years` later."""
    if years == 0:
        return document
    if isinstance(document, dict):
        return {name: moved(value, years) for name, value in document.items()}
    if isinstance(document, list | tuple):
        return [moved(value, years) for value in document]
    return _moved_text(document, years) if isinstance(document, str) else document


def _moved_text(text: str, years: int) -> str:
    if found := _DATED.fullmatch(text):
        rest = found["rest"] if found["rest"] != "-02-29" else "-02-28"
        return f"{int(found['year']) + years}{rest}"
    if found := _SCHOOL_YEAR.fullmatch(text):
        return f"{int(found['first']) + years}-{int(found['last']) + years}"
    return text


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
