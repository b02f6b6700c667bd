"""What the rules need to know about a person, reduced from an identity at once: booleans and a level."""

import calendar
import re
from datetime import date

from bridge.domain.clauses import Agreement
from bridge.domain.policy import Person
from bridge.flows.transaction import PartnerRequest
from bridge.flows.upstream import Identity

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def person_of(identity: Identity, agreement: Agreement, request: PartnerRequest, *, today: date) -> Person:
    """The facts for `decide`. An age that cannot be told is `None`, which the policy refuses."""
    clause = agreement.clause_for(request.purpose, request.direction)
    child = None if clause is None else is_under(clause.child_below, identity.birthdate, today)
    return Person(
        assurance=identity.assurance,
        account_active=True,  # a locked account completes no sign-in at either provider
        under_child_age=child,
        proofing_sensitive_allowed=identity.sensitive_allowed,
    )


def is_under(years: int, birthdate: str | None, today: date) -> bool | None:
    """Whether somebody born on `birthdate` is younger than `years` today; `None` where it is not known.

    A birth date known only to the month or year counts as its last day: the youngest the person can be.
    """
    found = _DATE.fullmatch(birthdate or "")
    if found is None:
        return None
    year, month = int(found[1]), int(found[2] or 12)
    try:
        born = date(year, month, int(found[3] or calendar.monthrange(year, month)[1]))
    except ValueError:
        return None
    # Compared as (year, month, day): the birthday itself counts as reached, 29 February on 1 March.
    return (today.year - years, today.month, today.day) < (born.year, born.month, born.day)
