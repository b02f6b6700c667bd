"""What is kept beyond a journey: citizens' records."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, or_, select, update

from bridge.adapters.sql.codec import RECORD
from bridge.adapters.sql.rows import Rows, microseconds
from bridge.adapters.sql.tables import records
from bridge.adapters.store_errors import NotFound
from bridge.domain.records import ConsentRecord


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
        wanted = select(records.c.body).where(
            or_(records.c.principal_ref == principal_ref, records.c.representative_ref == principal_ref)
        )
        if before is not None:
            wanted = _after(wanted, before)
        newest_first = wanted.order_by(records.c.given_at.desc(), records.c.id.desc()).limit(limit)
        return tuple(RECORD.validate_json(row.body) for row in self.rows.all(newest_first))


def _record_values(record: ConsentRecord) -> dict[str, Any]:
    return {
        "principal_ref": record.principal_ref,
        "representative_ref": record.representative_ref,
        "given_at": microseconds(record.given_at),
        "kept_until": microseconds(record.kept_until),
        "body": RECORD.dump_json(record).decode(),
    }


def _after(wanted: Select[Any], record: ConsentRecord) -> Select[Any]:
    """By place and not by number: what is added meanwhile moves nothing from one page to the next."""
    at, same = microseconds(record.given_at), records.c.id < record.id
    return wanted.where(or_(records.c.given_at < at, and_(records.c.given_at == at, same)))
