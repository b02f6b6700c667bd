"""What a citizen allowed: to whom, for which one purpose, which attributes, on which words, until when.

A consent is an answer to an offer. `give` is the only way a flow makes one, and it invents nothing: no
attribute is in a consent that was not in the answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bridge.domain.clauses import Clause, Direction

# An access token's whole life: a consent that outlived its token would be a standing permission.
LONGEST_LIFE: Final = timedelta(minutes=5)


class ConsentState(StrEnum):
    """`used` means every use is spent; `expired` that its time ran out first; `revoked` that the partner gave
    its access token back or the operator ended it, `withdrawn` that the citizen took the consent back.
    """

    GIVEN = "given"
    USED = "used"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    EXPIRED = "expired"


class InvalidAnswer(Exception):
    """The answer on the consent form is not one the form could have given. `reason` is a stable word."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Offer:
    """What the consent page shows: one recipient, one purpose, and each attribute it may ask to let go.

    `notice_sha256` is the hex digest of the words shown; `locale` the language they were shown in.
    """

    transaction_id: str
    partner_id: str
    principal_ref: str
    clause: Clause
    attributes: frozenset[str]
    agreement_digest: str
    notice_sha256: str
    locale: str

    @property
    def mandatory(self) -> frozenset[str]:
        """Those that cannot be unticked: refusing one is refusing the whole."""
        return self.attributes & frozenset(self.clause.mandatory)

    @property
    def optional(self) -> frozenset[str]:
        """Those with a box of their own, off until ticked."""
        return self.attributes - self.mandatory


@dataclass(frozen=True, slots=True)
class Consent:
    """A given consent, bound to subject, recipient, purpose, attributes and notice (PDPL art 9)."""

    id: str
    transaction_id: str
    partner_id: str
    principal_ref: str
    purpose: str
    direction: Direction
    clause: str
    attributes: frozenset[str]
    declined: frozenset[str]
    agreement_digest: str
    notice_sha256: str
    locale: str
    given_at: datetime
    expires_at: datetime
    uses_left: int
    state: ConsentState

    def is_in_force(self, at: datetime) -> bool:
        """From `given_at` included until `expires_at` excluded, while given and not used up or withdrawn."""
        return self.state is ConsentState.GIVEN and self.given_at <= at < self.expires_at

    def used_once(self) -> "Consent":
        """This consent after one more release. Raises `ValueError` when no use is left to spend."""
        if self.state is not ConsentState.GIVEN or self.uses_left < 1:
            message = f"a consent that is {self.state} with {self.uses_left} uses left cannot be used"
            raise ValueError(message)
        left = self.uses_left - 1
        return replace(self, uses_left=left, state=ConsentState.GIVEN if left else ConsentState.USED)

    def withdrawn(self) -> "Consent":
        """This consent after the citizen took it back, used or not."""
        return replace(self, state=ConsentState.WITHDRAWN)

    def revoked(self) -> "Consent":
        """This consent after its token was given back, or the operator ended it: it serves nobody."""
        return replace(self, state=ConsentState.REVOKED)


def give(
    offer: Offer, agreed: Iterable[str], *, consent_id: str, now: datetime, lifetime: timedelta
) -> Consent:
    """The consent that `agreed` (every attribute let go, mandatory ones included) makes of an offer.

    `now` is aware UTC. Raises `InvalidAnswer` (`empty_answer`, `not_offered`, `mandatory_missing`) and
    `ValueError` for a lifetime beyond `LONGEST_LIFE`.
    """
    answer = frozenset(agreed)
    _require_answer_to(offer, answer)
    _require_short(lifetime)
    return Consent(
        id=consent_id,
        transaction_id=offer.transaction_id,
        partner_id=offer.partner_id,
        principal_ref=offer.principal_ref,
        purpose=offer.clause.purpose,
        direction=offer.clause.direction,
        clause=offer.clause.id,
        attributes=answer,
        declined=offer.attributes - answer,
        agreement_digest=offer.agreement_digest,
        notice_sha256=offer.notice_sha256,
        locale=offer.locale,
        given_at=now,
        expires_at=now + lifetime,
        uses_left=offer.clause.userinfo_calls,
        state=ConsentState.GIVEN,
    )


def _require_answer_to(offer: Offer, answer: frozenset[str]) -> None:
    if not answer:
        # Silence is not consent (PDPL art 9.4 d): an answer that names nothing allows nothing.
        reason, message = "empty_answer", "nothing was agreed to"
        raise InvalidAnswer(reason, message)
    if beyond := answer - offer.attributes:
        reason, message = "not_offered", f"not offered: {', '.join(sorted(beyond))}"
        raise InvalidAnswer(reason, message)
    if missing := offer.mandatory - answer:
        reason, message = "mandatory_missing", f"mandatory and not agreed to: {', '.join(sorted(missing))}"
        raise InvalidAnswer(reason, message)


def _require_short(lifetime: timedelta) -> None:
    if not timedelta(0) < lifetime <= LONGEST_LIFE:
        message = f"a consent lives at most {LONGEST_LIFE}, not {lifetime}"
        raise ValueError(message)
