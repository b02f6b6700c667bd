"""What is kept beyond a journey, in memory: citizens' records, and what partners are still to be told."""

from dataclasses import dataclass
from datetime import datetime

from bridge.adapters.memory.table import Table
from bridge.adapters.store_errors import NotFound
from bridge.domain.partner_events import PartnerEvent
from bridge.domain.records import ConsentRecord
from bridge.flows.record_ports import Outgoing, OutgoingState


@dataclass(frozen=True, slots=True)
class MemoryRecords:
    table: Table[ConsentRecord]

    def insert(self, record: ConsentRecord) -> None:
        self.table.insert(record.id, record)

    def get(self, record_id: str) -> ConsentRecord | None:
        return self.table.get(record_id)

    def replace(self, record: ConsentRecord) -> None:
        if self.table.get(record.id) is None:
            raise NotFound("there is no such record to replace")
        self.table.put(record.id, record)

    def of_principal(
        self, principal_ref: str, *, limit: int, before: ConsentRecord | None = None
    ) -> tuple[ConsentRecord, ...]:
        own = [each for each in self.table.values.values() if each.principal_ref == principal_ref]
        newest_first = sorted(own, key=_place, reverse=True)
        wanted = [each for each in newest_first if before is None or _place(each) < _place(before)]
        return tuple(wanted[:limit])


def _place(record: ConsentRecord) -> tuple[datetime, str]:
    return record.given_at, record.id


@dataclass(frozen=True, slots=True)
class MemoryOutbox:
    table: Table[Outgoing]

    def append(self, event: PartnerEvent) -> None:
        self.table.insert(event.id, Outgoing.of(event))

    def due(self, now: datetime, *, limit: int) -> tuple[Outgoing, ...]:
        waiting = [
            each
            for each in self.table.values.values()
            if each.state is OutgoingState.WAITING and each.next_attempt_at <= now
        ]
        return tuple(sorted(waiting, key=lambda each: (each.next_attempt_at, each.event.id))[:limit])

    def get(self, event_id: str) -> Outgoing | None:
        return self.table.get(event_id)

    def replace(self, outgoing: Outgoing) -> None:
        if self.table.get(outgoing.event.id) is None:
            raise NotFound("there is no such event to replace")
        self.table.put(outgoing.event.id, outgoing)
