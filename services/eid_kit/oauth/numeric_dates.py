"""NumericDate (RFC 7519 section 2): seconds since 1970-01-01T00:00:00Z."""

from datetime import UTC, datetime

FUTURE_LEEWAY_S = 60
"""How far ahead ``iat`` and ``nbf`` may lie. FAPI 2.0 5.3.2.1: accept 10 s, refuse more than 60 s."""

_YEAR_9999 = 253_402_300_799


def to_numeric_date(moment: datetime) -> int:
    """Return whole seconds; raise ``ValueError`` on a naive datetime, which would mean another moment
    elsewhere.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return int(moment.timestamp())


def from_numeric_date(value: object) -> datetime:
    """Return the moment; raise ``ValueError`` on anything but a number between 1970 and 9999."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _YEAR_9999:
        raise ValueError("not a NumericDate between 1970 and 9999")
    return datetime.fromtimestamp(value, tz=UTC)
