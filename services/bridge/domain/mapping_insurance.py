"""Health insurance as two answers: whether it is valid, and until when. The card's number is never read."""

from datetime import date

from bridge.domain.mapping import Mapped, Quality, unavailable
from bridge.domain.mapping_values import full_date


def insured(source: str, valid_from: object, valid_until: object, *, today: date) -> Mapped:
    """`insurance_valid` on this day, both ends included; open without both ends."""
    start, end = full_date(valid_from), full_date(valid_until)
    if start is None or end is None:
        return unavailable("insurance_valid", source)
    return Mapped("insurance_valid", start <= today.isoformat() <= end, Quality.DERIVED, source)


def insured_until(source: str, valid_until: object) -> Mapped:
    """`insurance_valid_until`, the last day."""
    end = full_date(valid_until)
    claim = "insurance_valid_until"
    return unavailable(claim, source) if end is None else Mapped(claim, end, Quality.EXACT, source)
