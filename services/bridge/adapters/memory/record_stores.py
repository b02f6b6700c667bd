"""What is kept beyond a journey, in memory: citizens' records."""

from dataclasses import dataclass
from datetime import datetime

from bridge.adapters.memory.table import Table
from bridge.adapters.store_errors import NotFound
from bridge.domain.records import ConsentRecord


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
        own = [each for each in self.table.values.values() if each.is_own(principal_ref)]
        newest_first = sorted(own, key=_place, reverse=True)
        wanted = [each for each in newest_first if before is None or _place(each) < _place(before)]
        return tuple(wanted[:limit])


def _place(record: ConsentRecord) -> tuple[datetime, str]:
    return record.given_at, record.id
