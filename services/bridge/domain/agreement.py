"""The bilateral agreement: its values (`clauses`) and its parser (`agreement_parser`), by one name."""

from bridge.domain.agreement_parser import canonical_form, parse_agreement
from bridge.domain.clauses import (
    Agreement,
    Clause,
    Country,
    Direction,
    Fault,
    Instrument,
    InstrumentKind,
    Purpose,
    Suspension,
    direction_for,
)

__all__ = [
    "Agreement",
    "Clause",
    "Country",
    "Direction",
    "Fault",
    "Instrument",
    "InstrumentKind",
    "Purpose",
    "Suspension",
    "canonical_form",
    "direction_for",
    "parse_agreement",
]
