"""Everything the database says, read past the bridge."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from bridge.adapters.sql.codec import CONSENT, GRANT, RECORD, TRANSACTION
from bridge.adapters.sql.engines import database_url as parsed
from bridge.adapters.sql.engines import reader_engine
from bridge.adapters.sql.rows import instant
from bridge.adapters.sql.tables import (
    access_grants,
    carriers,
    consents,
    log_leaves,
    one_time,
    records,
    transactions,
)
from bridge.domain.audit_events import AuditEvent, parse_body
from bridge.domain.consent import Consent
from bridge.domain.records import ConsentRecord
from bridge.flows.ports import AccessGrant, Hop, SealedRow
from bridge.flows.transaction import Transaction
from eid_cli.log_database import open_log
from eid_kit.tlog.merkle import leaf_hash

EPHEMERAL = (transactions, carriers, access_grants, one_time)
LASTING = (consents, records, log_leaves)


@dataclass(frozen=True, slots=True)
class Record:
    """Rows as values, and the log's entries in their order with the hash of each leaf."""

    transactions: Sequence[Transaction]
    consents: Sequence[Consent]
    records: Sequence[ConsentRecord]
    carriers: Sequence[SealedRow]
    grants: Sequence[AccessGrant]
    events: Sequence[AuditEvent]
    leaf_hashes: Sequence[bytes]


def read_record(database_url: str) -> Record:
    """The record while nobody writes. Raises SQLAlchemy's errors."""
    engine = reader_engine(parsed(database_url), connections=1)
    try:
        with engine.begin() as connection:
            rows = _rows(connection)
    finally:
        engine.dispose()
    with open_log(database_url) as log:
        entries = list(log.entries())
    return Record(
        **rows,
        events=[parse_body(entry.body or b"") for entry in entries],
        leaf_hashes=[leaf_hash(entry.leaf) for entry in entries],
    )


def _rows(connection: Connection) -> dict[str, Any]:
    return {
        "transactions": [
            TRANSACTION.validate_json(body) for body in connection.scalars(select(transactions.c.body))
        ],
        "consents": [CONSENT.validate_json(body) for body in connection.scalars(select(consents.c.body))],
        "records": [RECORD.validate_json(body) for body in connection.scalars(select(records.c.body))],
        "grants": [GRANT.validate_json(body) for body in connection.scalars(select(access_grants.c.body))],
        "carriers": [
            SealedRow(
                row.secret_digest,
                Hop(row.hop),
                row.transaction_id,
                bytes(row.ciphertext),
                instant(row.expires_at),
            )
            for row in connection.execute(select(carriers))
        ],
    }


def row_counts(database_url: str) -> dict[str, int]:
    """How many rows each table holds."""
    engine = reader_engine(parsed(database_url), connections=1)
    try:
        with engine.begin() as connection:
            return {
                table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in (*EPHEMERAL, *LASTING)
            }
    finally:
        engine.dispose()
