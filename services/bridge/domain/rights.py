"""A citizen's request about what was shared: received, acknowledged, perhaps extended, answered; or overdue.

Everything in it is a word of a closed list or a reference. There is no free text on either side, so that a
request holds nothing about the person, and reads alike in both languages.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bridge.domain.attributes import Text
from bridge.domain.rights_clocks import (
    Deadline,
    RightsKind,
    acknowledge_by,
    deadlines,
    may_be_extended,
)

# How long an answered request is kept: whoever complains about the answer does so after it.
KEPT_AFTER_ANSWER: Final = timedelta(days=365)


class Misuse(StrEnum):
    """What a citizen reports. The words are stored: never rename one."""

    NOT_ME = "not_me"
    OTHER_PURPOSE = "other_purpose"
    PASSED_ON = "passed_on"
    KEPT_TOO_LONG = "kept_too_long"
    PRESSED = "pressed"
    SOMETHING_ELSE = "something_else"


class Outcome(StrEnum):
    """How a request was answered. The words are stored: never rename one."""

    GRANTED = "granted"
    PARTLY_GRANTED = "partly_granted"
    REFUSED = "refused"


class AnswerGround(StrEnum):
    """Why it was answered so. The words are stored: never rename one."""

    DONE = "done"
    NOTHING_HELD = "nothing_held"
    SOURCE_CORRECTS = "source_corrects"
    KEPT_BY_LAW = "kept_by_law"
    NOT_CONFIRMED = "not_confirmed"


class RightsState(StrEnum):
    """How a request stands at a moment."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    OVERDUE = "overdue"
    ANSWERED = "answered"


class NotPossible(ValueError):
    """The step cannot be taken as the request stands; the message says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the citizen was told, and when."""

    outcome: Outcome
    ground: AnswerGround
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsRequest:
    """One request. `record_id` is `None` where it is about everything that this recipient received.

    `reached_recipient` says whether anything had been released to it by then. `misuse` goes with the kind
    `protection`, and only with it. Times are aware.
    """

    id: str
    principal_ref: str
    kind: RightsKind
    partner_id: str
    recipient: Text
    record_id: str | None
    claims: tuple[str, ...]
    reached_recipient: bool
    received_at: datetime
    misuse: Misuse | None = None
    acknowledged_at: datetime | None = None
    extended_at: datetime | None = None
    answer: Answer | None = None

    def __post_init__(self) -> None:
        if (self.misuse is not None) != (self.kind is RightsKind.PROTECTION):
            raise ValueError("a kind of misuse goes with a request for protection, and only with it")

    @property
    def acknowledge_by(self) -> Deadline:
        """By when the citizen must hear that the request arrived."""
        return acknowledge_by(self.received_at)

    @property
    def deadlines(self) -> tuple[Deadline, ...]:
        """By when it must be answered, by each country's law; the stricter one first, and that one counts."""
        return deadlines(
            self.kind,
            self.received_at,
            reached_recipient=self.reached_recipient,
            is_extended=self.extended_at is not None,
        )

    @property
    def due_at(self) -> datetime:
        """The stricter deadline."""
        return self.deadlines[0].ends_at

    @property
    def kept_until(self) -> datetime | None:
        """Until when the request itself is kept; `None` while it waits for its answer."""
        return self.answer.at + KEPT_AFTER_ANSWER if self.answer else None

    def state(self, at: datetime) -> RightsState:
        """How it stands at an aware time. That it is overdue is read off the clock: nobody records it."""
        if self.answer is not None:
            return RightsState.ANSWERED
        unheard = self.acknowledged_at is None
        if at >= self.due_at or (unheard and at >= self.acknowledge_by.ends_at):
            return RightsState.OVERDUE
        return RightsState.RECEIVED if unheard else RightsState.ACKNOWLEDGED

    def acknowledged(self, at: datetime) -> "RightsRequest":
        """This request after the citizen was told that it arrived. Raises `NotPossible`."""
        if self.acknowledged_at is not None:
            raise NotPossible("this request was acknowledged before")
        return replace(self._open(), acknowledged_at=at)

    def extended(self, at: datetime) -> "RightsRequest":
        """This request with the one extension that the law allows. Raises `NotPossible`."""
        if not may_be_extended(self.kind):
            raise NotPossible("the time for this kind of request cannot be extended")
        if self.extended_at is not None:
            raise NotPossible("the time for this request was extended before; it can be only once")
        if at >= self.due_at:
            raise NotPossible("the time for this request is over: what has ended cannot be extended")
        return replace(self._open(), extended_at=at)

    def answered(self, outcome: Outcome, ground: AnswerGround, at: datetime) -> "RightsRequest":
        """This request with its answer, which acknowledges it too. Raises `NotPossible`."""
        if (outcome is Outcome.GRANTED) != (ground is AnswerGround.DONE):
            raise NotPossible("granted means done; every other outcome needs another ground")
        return replace(
            self._open(),
            acknowledged_at=self.acknowledged_at or at,
            answer=Answer(outcome, ground, at),
        )

    def _open(self) -> "RightsRequest":
        if self.answer is not None:
            raise NotPossible("this request was answered before")
        return self
