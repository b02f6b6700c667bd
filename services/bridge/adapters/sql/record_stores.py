"""What is kept beyond a journey: citizens' records, and what partners are still to be told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select, update

from bridge.adapters.sql.codec import PARTNER_EVENT, RECORD
from bridge.adapters.sql.rows import Rows, instant, microseconds
from bridge.adapters.sql.tables import outbox, records
from bridge.adapters.store_errors import NotFound
from bridge.domain.partner_events import PartnerEvent
from bridge.domain.records import ConsentRecord
from bridge.flows.record_ports import Outgoing, OutgoingState


@dataclass(frozen=True, slots=True)
class SqlRecords:
    rows: Rows

    def insert(self, record: ConsentRecord) -> None:
        self.rows.insert(records, {"id": record.id, **_record_values(record)})

    def get(self, record_id: str) -> ConsentRecord | None:
        row = self.rows.one(select(records.c.body).where(records.c.id == record_id))
        return None if row is None else RECORD.validate_json(row.body)

    def replace(self, record: ConsentRecord) -> None:
        statement = update(records).where(records.c.id == record.id).values(_record_values(record))
        if not self.rows.change(statement):
            raise NotFound("there is no such record to replace")

    def of_principal(
        self, principal_ref: str, *, limit: int, before: ConsentRecord | None = None
    ) -> tuple[ConsentRecord, ...]:
        wanted = select(records.c.body).where(records.c.principal_ref == principal_ref)
        if before is not None:
            wanted = _after(wanted, before)
        newest_first = wanted.order_by(records.c.given_at.desc(), records.c.id.desc()).limit(limit)
        return tuple(RECORD.validate_json(row.body) for row in self.rows.all(newest_first))


def _record_values(record: ConsentRecord) -> dict[str, Any]:
    return {
        "principal_ref": record.principal_ref,
        "given_at": microseconds(record.given_at),
        "kept_until": microseconds(record.kept_until),
        "body": RECORD.dump_json(record).decode(),
    }


def _after(wanted: Select[Any], record: ConsentRecord) -> Select[Any]:
    """By place and not by number: what is added meanwhile moves nothing from one page to the next."""
    at, same = microseconds(record.given_at), records.c.id < record.id
    return wanted.where(or_(records.c.given_at < at, and_(records.c.given_at == at, same)))


@dataclass(frozen=True, slots=True)
class SqlOutbox:
    rows: Rows

    def append(self, event: PartnerEvent) -> None:
        self.rows.insert(outbox, {"id": event.id, **_outgoing_values(Outgoing.of(event))})

    def due(self, now: datetime, *, limit: int) -> tuple[Outgoing, ...]:
        is_due = (
            outbox.c.state == OutgoingState.WAITING.value,
            outbox.c.next_attempt_at <= microseconds(now),
        )
        found = select(outbox).where(*is_due).order_by(outbox.c.next_attempt_at, outbox.c.id).limit(limit)
        return tuple(_outgoing(row) for row in self.rows.all(found))

    def get(self, event_id: str) -> Outgoing | None:
        row = self.rows.one(select(outbox).where(outbox.c.id == event_id))
        return None if row is None else _outgoing(row)

    def replace(self, outgoing: Outgoing) -> None:
        statement = update(outbox).where(outbox.c.id == outgoing.event.id)
        if not self.rows.change(statement.values(_outgoing_values(outgoing))):
            raise NotFound("there is no such event to replace")


def _outgoing_values(outgoing: Outgoing) -> dict[str, Any]:
    return {
        "partner_id": outgoing.event.partner_id,
        "body": PARTNER_EVENT.dump_json(outgoing.event).decode(),
        "created_at": microseconds(outgoing.created_at),
        "next_attempt_at": microseconds(outgoing.next_attempt_at),
        "attempts": outgoing.attempts,
        "state": outgoing.state.value,
    }


def _outgoing(row: Any) -> Outgoing:
    return Outgoing(
        event=PARTNER_EVENT.validate_json(row.body),
        created_at=instant(row.created_at),
        next_attempt_at=instant(row.next_attempt_at),
        attempts=row.attempts,
        state=OutgoingState(row.state),
    )
