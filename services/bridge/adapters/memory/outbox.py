"""What partners are still to be told, in memory."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from bridge.adapters.memory.table import Table
from bridge.domain.deliveries import Delivery, DeliveryState
from bridge.domain.partner_events import PartnerEvent


@dataclass(frozen=True, slots=True)
class MemoryOutbox:
    table: Table[Delivery]

    def append(self, event: PartnerEvent) -> None:
        self.table.insert(event.id, Delivery.of(event))

    def waiting(self, at: datetime, limit: int) -> tuple[str, ...]:
        longest: dict[str, datetime] = {}
        for each in self._where(lambda each: each.is_due(at)):
            longest[each.partner_id] = min(longest.get(each.partner_id, at), each.next_attempt_at)
        return tuple(sorted(longest, key=lambda partner_id: (longest[partner_id], partner_id))[:limit])

    def claim(self, partner_id: str, at: datetime) -> Delivery | None:
        due = self._where(lambda each: each.partner_id == partner_id and each.is_due(at))
        if not due:
            return None
        found = min(due, key=lambda each: (each.next_attempt_at, each.id))
        claimed = found.claimed(at)
        return claimed if self.replace(found, claimed) else None

    def replace(self, old: Delivery, new: Delivery) -> bool:
        stored = self.table.get(old.id)
        if stored is None or (stored.state, stored.attempts) != (old.state, old.attempts):
            return False
        self.table.put(old.id, new)
        return True

    def get(self, event_id: str) -> Delivery | None:
        return self.table.get(event_id)

    def of_record(self, record_id: str) -> tuple[Delivery, ...]:
        return self._where(lambda each: each.record_id == record_id)

    def listed(self, states: Collection[DeliveryState], limit: int) -> tuple[Delivery, ...]:
        return self._where(lambda each: each.state in states)[:limit]

    def _where(self, condition: Callable[[Delivery], bool]) -> tuple[Delivery, ...]:
        found = filter(condition, self.table.values.values())
        return tuple(sorted(found, key=lambda each: (each.queued_at, each.id)))
