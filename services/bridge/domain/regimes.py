"""Both regimes apply: where they differ, the stricter of the two is what a clause demands.

Pure functions from what each country asks for to the one value that satisfies both.
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from bridge.domain.clauses import Country, Regime

# The mean Gregorian month and year, in minutes: P30D is shorter than P1M, P365D than P1Y, and P52W than both.
_MINUTES: Final[Mapping[str, int]] = MappingProxyType(
    {"Y": 525949, "M": 43829, "W": 10080, "D": 1440, "TH": 60, "TM": 1}
)


def stricter_retention(durations: Iterable[str]) -> str:
    """The shortest of ISO 8601 durations, which must be well formed; equally long ones are equally strict."""
    return min(durations, key=_minutes)


def stricter_child_age(ages: Iterable[int]) -> int:
    """The highest age below which a representative consents; 0 is no such rule."""
    return max(ages)


def stricter(by_regime: Mapping[Country, Regime]) -> Regime:
    """The terms that satisfy every regime at once: each taken from whichever asks for more."""
    return Regime(
        retention=stricter_retention(regime.retention for regime in by_regime.values()),
        child_below=stricter_child_age(regime.child_below for regime in by_regime.values()),
    )


def _minutes(duration: str) -> int:
    days, _, hours = duration.removeprefix("P").partition("T")
    counted = (*_counted(days, ""), *_counted(hours, "T"))
    return sum(number * _MINUTES[unit] for number, unit in counted)


def _counted(part: str, prefix: str) -> list[tuple[int, str]]:
    return [(int(number), prefix + unit) for number, unit in re.findall(r"([0-9]+)([A-Z])", part)]
