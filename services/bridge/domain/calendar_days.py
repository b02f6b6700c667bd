"""Which day it is where the data comes from: a birthday, or the last day of an insurance, is a local day."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Final

from bridge.domain.clauses import Country

# Neither country has summer time, and neither has moved its clocks since 1982. Fixed offsets need no database
# of time zones, which a small container may not have; a test compares them with one.
_OFFSETS: Final[Mapping[Country, timezone]] = MappingProxyType(
    {Country.VN: timezone(timedelta(hours=7)), Country.SG: timezone(timedelta(hours=8))}
)


def day_in(country: Country, at: datetime) -> date:
    """The calendar day in a country at a moment (aware)."""
    return at.astimezone(_OFFSETS[country]).date()
