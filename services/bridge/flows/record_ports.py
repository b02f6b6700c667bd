"""The ports to what is kept beyond a journey: citizens' records, and what partners are still to be told."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bridge.domain.partner_events import PartnerEvent
from bridge.domain.records import ConsentRecord


class OutgoingState(StrEnum):
    """Where an event to a partner stands. The words are stored: never rename one."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An event on its way to its partner."""

    event: PartnerEvent
    created_at: datetime
    next_attempt_at: datetime
    attempts: int = 0
    state: OutgoingState = OutgoingState.WAITING

    @classmethod
    def of(cls, event: PartnerEvent) -> "Outgoing":
        """Not tried yet, and due at once."""
        return cls(event, event.at, event.at)


class Records(Protocol):
    """What citizens were asked, and what became of it. Whoever changes one holds its consent's lock."""

    def insert(self, record: ConsentRecord) -> None: ...

    def get(self, record_id: str) -> ConsentRecord | None: ...

    def replace(self, record: ConsentRecord) -> None: ...

    def of_principal(
        self, principal_ref: str, *, limit: int, before: ConsentRecord | None = None
    ) -> tuple[ConsentRecord, ...]:
        """At most `limit` of a person's records, newest first; with `before`, those that come after it."""
        ...


class Outbox(Protocol):
    """What partners are still to be told."""

    def append(self, event: PartnerEvent) -> None:
        """Durable with the rest of the unit, or not at all: what happened is told, and nothing else is."""
        ...

    def due(self, now: datetime, *, limit: int) -> tuple[Outgoing, ...]:
        """At most `limit` that are waiting and may be tried by now, the longest waiting first."""
        ...

    def get(self, event_id: str) -> Outgoing | None: ...

    def replace(self, outgoing: Outgoing) -> None: ...


class KeptBeyondJourneys(Protocol):
    """The part of a unit that outlives the journeys."""

    @property
    def records(self) -> Records: ...

    @property
    def outbox(self) -> Outbox: ...
