"""The question the policy answers, and its answer: a value with a reason, never a bare boolean."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from bridge.domain.assurance import Assurance
from bridge.domain.clauses import Direction
from bridge.domain.consent import Consent
from bridge.domain.partners import Partner
from bridge.domain.reasons import PERSON_DEPENDENT, Reason


class Stage(StrEnum):
    """When it is asked. Each stage runs the rules of those before it again, at its own moment."""

    REQUEST = "request"
    SIGNED_IN = "signed_in"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Person:
    """What the rules need to know of whoever signed in: facts already reduced, never a value.

    `under_child_age` is about the clause's `child_below` and `None` where the source does not say;
    `proofing_sensitive_allowed` is false for an account whose proofing never yields sensitive attributes.
    Of a child, `represented` says that the source names its legal representative, and
    `too_young_to_answer` that the representative answers alone.
    """

    assurance: Assurance
    account_active: bool
    under_child_age: bool | None
    proofing_sensitive_allowed: bool
    represented: bool = False
    too_young_to_answer: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """May this partner have these attributes for this purpose, now?

    `direction` is `None` when a hint in the request contradicts the partner's country. `now` is aware UTC.
    `first_release` is when the first release ever left under the clause's instrument, `None` for not yet.
    `person` belongs to `SIGNED_IN` and `RELEASE`, `consent` and whose release it is (`principal_ref`) to
    `RELEASE`; where one is due and absent, the answer is a denial.
    """

    purpose: str
    direction: Direction | None
    attributes: frozenset[str]
    partner: Partner
    now: datetime
    first_release: datetime | None
    stage: Stage
    person: Person | None = None
    consent: Consent | None = None
    principal_ref: str | None = None

    @property
    def today(self) -> date:
        """The UTC day on which dates in the agreement are compared."""
        return self.now.astimezone(UTC).date()


@dataclass(frozen=True, slots=True)
class Permit:
    """Allowed, by which clause, and exactly what. `conditions` are the clause's terms for the recipient."""

    clause: str
    attributes: frozenset[str]
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deny:
    """Not allowed. `rule` is the number of the rule in docs/agreement.md (1 to 7)."""

    reason: Reason
    clause: str | None
    attribute: str | None
    what_would_pass: str
    rule: int

    @property
    def person_dependent(self) -> bool:
        """Whether telling the partner the reason would tell it something about a person."""
        return self.reason in PERSON_DEPENDENT


Decision = Permit | Deny
