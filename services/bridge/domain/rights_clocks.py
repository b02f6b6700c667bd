"""By when a citizen's request must be answered: both countries' clocks, as data, and the stricter of them.

Modelled on Decree 356/2025/NĐ-CP article 5 (Viet Nam) and on PDPA 2012 sections 21 and 22 with regulation 5
of its 2021 Regulations (Singapore). The day of the request does not count, and a term ends with its last
day, in the time of the country whose law it is. A working day is any from Monday to Friday: public holidays
are not known here, so that a clock may end before the law's, and never after it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bridge.domain.attributes import Text
from bridge.domain.clauses import Country

ACKNOWLEDGEMENT_WORKING_DAYS: Final = 2
_SATURDAY: Final = 5
# Neither country has summer time.
_ZONES: Final = {Country.VN: timezone(timedelta(hours=7)), Country.SG: timezone(timedelta(hours=8))}


class RightsKind(StrEnum):
    """What is asked for. The words are stored: never rename one."""

    ACCESS = "access"
    CORRECTION = "correction"
    DELETION = "deletion"
    RESTRICTION = "restriction"
    OBJECTION = "objection"
    PROTECTION = "protection"


@dataclass(frozen=True, slots=True)
class Term:
    """One country's time for one kind of request, in calendar days.

    `with_recipient` is the time where somebody who received data must act as well. `extension` may be added
    once; with `None` it cannot, or the law asks only that the citizen is told until when.
    """

    basis: Text
    days: int
    with_recipient: int
    extension: int | None


def _decree_356(days: int, with_recipient: int, extension: int | None) -> Term:
    return Term(
        Text("Điều 5 Nghị định 356/2025/NĐ-CP", "Decree 356/2025/NĐ-CP, article 5"),
        days,
        with_recipient,
        extension,
    )


def _pdpa(section: str) -> Term:
    # As soon as reasonably possible; whoever needs more than 30 days says within them until when.
    return Term(Text(f"Mục {section} PDPA 2012", f"PDPA 2012, section {section}"), 30, 30, None)


TERMS: Final[Mapping[RightsKind, Mapping[Country, Term]]] = MappingProxyType(
    {
        RightsKind.ACCESS: {Country.VN: _decree_356(10, 15, 10), Country.SG: _pdpa("21")},
        RightsKind.CORRECTION: {Country.VN: _decree_356(10, 15, 10), Country.SG: _pdpa("22")},
        # The PDPA has no right to deletion, restriction or objection with a clock of its own: withdrawal
        # (section 16) and the end of retention (section 25) do their work.
        RightsKind.DELETION: {Country.VN: _decree_356(20, 30, 20)},
        RightsKind.RESTRICTION: {Country.VN: _decree_356(15, 20, 15)},
        RightsKind.OBJECTION: {Country.VN: _decree_356(15, 20, 15)},
        RightsKind.PROTECTION: {Country.VN: _decree_356(15, 15, None)},
    }
)


# All that has no term is Singapore's; a test holds that.
_WITHDRAWAL_AND_RETENTION: Final = Text(
    "PDPA 2012: rút lại sự đồng ý (điều 16) và hết thời hạn lưu trữ (điều 25) thay cho quyền này",
    "PDPA 2012: withdrawal (section 16) and the end of retention (section 25) stand in its place",
)
_PDPC: Final = Text(
    "PDPA 2012: ai cũng có thể khiếu nại đến PDPC", "PDPA 2012: anybody may complain to the PDPC"
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """When one country's clock ends (excluded), and on what basis."""

    country: Country
    basis: Text
    ends_at: datetime


def acknowledge_by(received_at: datetime) -> Deadline:
    """The end of the second working day after an aware time: Viet Nam's alone, Singapore has none."""
    day = _local_day(received_at, Country.VN)
    for _ in range(ACKNOWLEDGEMENT_WORKING_DAYS):
        day = _next_working_day(day)
    basis = TERMS[RightsKind.ACCESS][Country.VN].basis
    return Deadline(Country.VN, basis, _end_of(day, Country.VN))


def deadlines(
    kind: RightsKind, received_at: datetime, *, reached_recipient: bool, is_extended: bool
) -> tuple[Deadline, ...]:
    """Both countries' deadlines for an answer, the stricter one first."""
    each = [
        _deadline(country, term, received_at, reached_recipient=reached_recipient, is_extended=is_extended)
        for country, term in TERMS[kind].items()
    ]
    return tuple(sorted(each, key=lambda deadline: deadline.ends_at))


def without_term(kind: RightsKind) -> tuple[tuple[Country, Text], ...]:
    """Each country whose law sets no time of its own for this, and what it has in its place."""
    instead = _PDPC if kind is RightsKind.PROTECTION else _WITHDRAWAL_AND_RETENTION
    return tuple((country, instead) for country in Country if country not in TERMS[kind])


def may_be_extended(kind: RightsKind) -> bool:
    """Whether the stricter law allows more time at all."""
    return TERMS[kind][Country.VN].extension is not None


def _deadline(
    country: Country, term: Term, received_at: datetime, *, reached_recipient: bool, is_extended: bool
) -> Deadline:
    days = term.with_recipient if reached_recipient else term.days
    days += term.extension if is_extended and term.extension else 0
    last = _local_day(received_at, country) + timedelta(days=days)
    return Deadline(country, term.basis, _end_of(last, country))


def _local_day(at: datetime, country: Country) -> date:
    return at.astimezone(_ZONES[country]).date()


def _end_of(day: date, country: Country) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, _ZONES[country])


def _next_working_day(day: date) -> date:
    following = day + timedelta(days=1)
    while following.weekday() >= _SATURDAY:
        following += timedelta(days=1)
    return following
