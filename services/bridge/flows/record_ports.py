"""The ports to what is kept beyond a journey: citizens' records, and what partners are still to be told."""

from typing import Protocol

from bridge.domain.records import ConsentRecord
from bridge.flows.outbox_port import Outbox


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


class KeptBeyondJourneys(Protocol):
    """The part of a unit that outlives the journeys."""

    @property
    def records(self) -> Records: ...

    @property
    def outbox(self) -> Outbox: ...
