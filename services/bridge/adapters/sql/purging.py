"""Purging: deletes what has expired, in bounded batches, so that no writer waits behind it for long."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Column, ColumnElement, Table, delete, select

from bridge.adapters.retention import TRANSACTION_GRACE
from bridge.adapters.sql.rows import Rows, microseconds
from bridge.adapters.sql.tables import (
    access_grants,
    carriers,
    citizen_sessions,
    consents,
    one_time,
    outbox,
    records,
    rights_requests,
    transactions,
)

BATCH = 500
_EXPIRING = (carriers, access_grants, one_time, citizen_sessions, rights_requests)


def purge_batch(rows: Rows, now: datetime) -> int:
    """Deletes at most `BATCH` rows of each kind that had expired by `now`; how many went altogether.

    A consent goes with its record and not before. Log rows are never purged here: they are what happened.
    """
    expired = sum(_delete_expired(rows, table, until) for table, until in _expiries(now))
    settled = _delete_where(rows, outbox, outbox.c.kept_until <= microseconds(now))
    return expired + settled + _delete_records(rows, microseconds(now))


def is_last(gone: int) -> bool:
    """Whether a batch that deleted `gone` rows can have left nothing behind."""
    return gone < BATCH


def _expiries(now: datetime) -> Iterator[tuple[Table, int]]:
    yield from ((table, microseconds(now)) for table in _EXPIRING)
    yield transactions, microseconds(now - TRANSACTION_GRACE)


def _delete_expired(rows: Rows, table: Table, until: int) -> int:
    return _delete_where(rows, table, table.c.expires_at <= until)


def _delete_where(rows: Rows, table: Table, condition: ColumnElement[bool]) -> int:
    key: Column[str] = next(iter(table.primary_key.columns))
    chosen = select(key).where(condition).limit(BATCH)
    return rows.change(delete(table).where(key.in_(chosen)))


def _delete_records(rows: Rows, until: int) -> int:
    over = select(records.c.id).where(records.c.kept_until <= until).order_by(records.c.id).limit(BATCH)
    ids = [row.id for row in rows.all(over)]
    if not ids:
        return 0
    consented = rows.change(delete(consents).where(consents.c.id.in_(ids)))
    return consented + rows.change(delete(records).where(records.c.id.in_(ids)))
