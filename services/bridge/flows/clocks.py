"""Machines that share one database, and do not agree to the second on what time it is."""

from datetime import datetime, timedelta
from typing import Final

CLOCKS_DIFFER: Final = timedelta(seconds=60)


def has_begun(start: datetime, at: datetime) -> bool:
    """Whether `start` is past at `at`, or could be by the clock that wrote it.

    Without this, whoever answers half a second after another machine wrote would refuse what that one gave.
    """
    return start - CLOCKS_DIFFER <= at


def not_before(start: datetime, at: datetime) -> datetime:
    """The moment `at`, and `start` where only the clocks' difference puts it ahead of `at`."""
    return max(start, at) if has_begun(start, at) else at
