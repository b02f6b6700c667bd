"""Telling a partner until it has heard: what each attempt makes of an event that waits to be delivered.

Only what is waiting is ever pushed. An event is claimed before it is pushed, for a while: nobody else pushes
it meanwhile, and a claim whose holder died runs out by itself.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bridge.domain.partner_events import PartnerEvent

# The first pause and the longest; between them each is twice the one before.
FIRST_PAUSE: Final = timedelta(seconds=5)
LONGEST_PAUSE: Final = timedelta(hours=1)
TOLD_FOR: Final = timedelta(hours=24)
# Longer than a push and its two writes take at their slowest.
CLAIMED_FOR: Final = timedelta(seconds=30)
# What is settled is kept for whoever asks whether the partner was told; longer where it was not.
DELIVERED_KEPT: Final = timedelta(days=90)
UNDELIVERED_KEPT: Final = timedelta(days=365)


class DeliveryState(StrEnum):
    """Where an event stands. The words are stored and shown: never rename one.

    `undelivered` means that we gave up, or that the partner refused it for good: `setback` says which.
    """

    WAITING = "waiting"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"


class Setback(StrEnum):
    """Why an attempt delivered nothing. The words are shown and logged: never rename one."""

    # What the receiver may answer (RFC 8935 section 2.4), and a code that is not among those.
    INVALID_REQUEST = "invalid_request"
    INVALID_KEY = "invalid_key"
    INVALID_ISSUER = "invalid_issuer"
    INVALID_AUDIENCE = "invalid_audience"
    AUTHENTICATION_FAILED = "authentication_failed"
    ACCESS_DENIED = "access_denied"
    OTHER_REJECTION = "other_rejection"
    # Its registration.
    PARTNER_GONE = "partner_gone"
    NO_ENDPOINT = "no_endpoint"
    # Its endpoint.
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    ADDRESS_NOT_ALLOWED = "address_not_allowed"
    REDIRECTED = "redirected"
    UNEXPECTED_STATUS = "unexpected_status"
    UNREADABLE_ANSWER = "unreadable_answer"

    @property
    def is_final(self) -> bool:
        """Whether the same event, sent again, could not but be refused again."""
        return self in _FINAL


# What is wrong with the token itself stays wrong. A receiver that has not learned a new key yet, or whose own
# door is locked, may take it an hour later: RFC 8935 calls none of its codes permanent.
_FINAL: Final = frozenset(
    {
        Setback.INVALID_REQUEST,
        Setback.INVALID_ISSUER,
        Setback.INVALID_AUDIENCE,
        Setback.OTHER_REJECTION,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One event on its way to one partner. Times are aware.

    While it is waiting, `next_attempt_at` is from when it may be claimed. `setback` is what the last attempt
    came to; none while one is under way. `event` is gone once it is delivered: then `set_sha256`, the hex
    digest of the token that was accepted, is all that is left of it.
    """

    id: str
    partner_id: str
    record_id: str
    event: PartnerEvent | None
    queued_at: datetime
    next_attempt_at: datetime
    give_up_at: datetime
    state: DeliveryState = DeliveryState.WAITING
    attempts: int = 0
    # How many there had been when the operator had it tried anew: the pauses begin again from there.
    attempts_before: int = 0
    setback: Setback | None = None
    settled_at: datetime | None = None
    set_sha256: str | None = None

    @classmethod
    def of(cls, event: PartnerEvent) -> "Delivery":
        """The event as it is queued: due at once."""
        return cls(
            id=event.id,
            partner_id=event.partner_id,
            record_id=event.record_id,
            event=event,
            queued_at=event.at,
            next_attempt_at=event.at,
            give_up_at=event.at + TOLD_FOR,
        )

    @property
    def kept_until(self) -> datetime | None:
        """When what is settled may go; `None` while it is waiting."""
        if self.settled_at is None:
            return None
        is_told = self.state is DeliveryState.DELIVERED
        return self.settled_at + (DELIVERED_KEPT if is_told else UNDELIVERED_KEPT)

    def is_due(self, at: datetime) -> bool:
        return self.state is DeliveryState.WAITING and self.next_attempt_at <= at

    def is_under_way(self, at: datetime) -> bool:
        """Whether somebody claimed it and may be pushing it at this moment."""
        is_claimed = self.attempts > self.attempts_before and self.setback is None
        return self.state is DeliveryState.WAITING and is_claimed and self.next_attempt_at > at

    def claimed(self, at: datetime) -> "Delivery":
        """For one attempt. The count, which never goes back, tells this claim from any other."""
        return replace(self, attempts=self.attempts + 1, setback=None, next_attempt_at=at + CLAIMED_FOR)

    def accepted(self, at: datetime, *, set_sha256: str) -> "Delivery":
        """The partner has it."""
        return replace(
            self,
            state=DeliveryState.DELIVERED,
            event=None,
            setback=None,
            settled_at=at,
            set_sha256=set_sha256,
        )

    def set_back(self, setback: Setback, at: datetime, *, chance: float) -> "Delivery":
        """After an attempt that delivered nothing: tried again later, or settled. `chance` as for `pause`."""
        later = at + pause(self.attempts - self.attempts_before, chance)
        if setback.is_final or later > self.give_up_at:
            return replace(self, state=DeliveryState.UNDELIVERED, setback=setback, settled_at=at)
        return replace(self, setback=setback, next_attempt_at=later)

    def begun_again(self, at: datetime) -> "Delivery":
        """For the operator: due now, and for as long as a new one. Raises `ValueError` once delivered, and
        while an attempt is under way: what that one comes to would undo this.
        """
        if self.event is None:
            raise ValueError("the partner has it already, and nothing is left to send")
        if self.is_under_way(at):
            raise ValueError("it is being delivered at this moment")
        return replace(
            self,
            state=DeliveryState.WAITING,
            attempts_before=self.attempts,
            next_attempt_at=at,
            give_up_at=at + TOLD_FOR,
            settled_at=None,
        )


def pause(attempts: int, chance: float) -> timedelta:
    """How long to wait after the attempt of that number. `chance`, from 0 included to 1 excluded, takes up to
    half of it off: partners that failed together are not all asked again together.
    """
    # The power is bounded before it is taken: attempts of a year would not fit a timedelta.
    doubled: timedelta = FIRST_PAUSE * 2 ** min(max(attempts, 1) - 1, 20)
    return min(doubled, LONGEST_PAUSE) * (1 - chance / 2)
