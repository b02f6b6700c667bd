"""What partners are still to be told, in SQL."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, update

from bridge.adapters.sql.codec import DELIVERY
from bridge.adapters.sql.rows import Rows, microseconds
from bridge.adapters.sql.tables import outbox
from bridge.domain.deliveries import Delivery, DeliveryState
from bridge.domain.partner_events import PartnerEvent


@dataclass(frozen=True, slots=True)
class SqlOutbox:
    rows: Rows

    def append(self, event: PartnerEvent) -> None:
        self.rows.insert(outbox, {"id": event.id, **_values(Delivery.of(event))})

    def waiting(self, at: datetime, limit: int) -> tuple[str, ...]:
        longest = func.min(outbox.c.next_attempt_at)
        found = select(outbox.c.partner_id).where(*_due(at)).group_by(outbox.c.partner_id)
        rows = self.rows.all(found.order_by(longest, outbox.c.partner_id).limit(limit))
        return tuple(row.partner_id for row in rows)

    def claim(self, partner_id: str, at: datetime) -> Delivery | None:
        due = select(outbox.c.body).where(outbox.c.partner_id == partner_id, *_due(at))
        row = self.rows.locked(due.order_by(outbox.c.next_attempt_at, outbox.c.id).limit(1))
        if row is None:
            return None
        found = DELIVERY.validate_json(row.body)
        claimed = found.claimed(at)
        return claimed if self.replace(found, claimed) else None

    def replace(self, old: Delivery, new: Delivery) -> bool:
        unchanged = (
            outbox.c.id == old.id,
            outbox.c.state == old.state.value,
            outbox.c.attempts == old.attempts,
        )
        return self.rows.change(update(outbox).where(*unchanged).values(_values(new))) == 1

    def get(self, event_id: str) -> Delivery | None:
        row = self.rows.one(select(outbox.c.body).where(outbox.c.id == event_id))
        return None if row is None else DELIVERY.validate_json(row.body)

    def of_record(self, record_id: str) -> tuple[Delivery, ...]:
        return self._all(select(outbox.c.body).where(outbox.c.record_id == record_id))

    def listed(self, states: Collection[DeliveryState], limit: int) -> tuple[Delivery, ...]:
        wanted = outbox.c.state.in_([state.value for state in states])
        return self._all(select(outbox.c.body).where(wanted).limit(limit))

    def _all(self, wanted: Select[Any]) -> tuple[Delivery, ...]:
        found = self.rows.all(wanted.order_by(outbox.c.queued_at, outbox.c.id))
        return tuple(DELIVERY.validate_json(row.body) for row in found)


def _due(at: datetime) -> tuple[Any, Any]:
    return outbox.c.state == DeliveryState.WAITING.value, outbox.c.next_attempt_at <= microseconds(at)


def _values(delivery: Delivery) -> dict[str, Any]:
    kept_until = delivery.kept_until
    return {
        "partner_id": delivery.partner_id,
        "record_id": delivery.record_id,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "queued_at": microseconds(delivery.queued_at),
        "next_attempt_at": microseconds(delivery.next_attempt_at),
        "kept_until": None if kept_until is None else microseconds(kept_until),
        "body": DELIVERY.dump_json(delivery).decode(),
    }
