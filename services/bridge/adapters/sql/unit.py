"""One unit's view of all stores over one database transaction."""

from collections.abc import Callable
from dataclasses import dataclass

from bridge.adapters.sql.agreements import SqlAgreements
from bridge.adapters.sql.citizen_stores import SqlCitizenSessions, SqlRightsRequests
from bridge.adapters.sql.log import LogTail, SqlAuditLog
from bridge.adapters.sql.outbox import SqlOutbox
from bridge.adapters.sql.record_stores import SqlRecords
from bridge.adapters.sql.rows import Rows
from bridge.adapters.sql.stores import (
    SqlAccessGrants,
    SqlCarriers,
    SqlConsents,
    SqlMemory,
    SqlOneTime,
    SqlRegistrations,
    SqlTransactions,
)


@dataclass(frozen=True, slots=True)
class SqlUnit:
    """`bridge.flows.ports.Unit` in SQL, and the rows underneath for the ledger's own work."""

    rows: Rows
    transactions: SqlTransactions
    carriers: SqlCarriers
    consents: SqlConsents
    grants: SqlAccessGrants
    records: SqlRecords
    outbox: SqlOutbox
    one_time: SqlOneTime
    log: SqlAuditLog
    registrations: SqlRegistrations
    memory: SqlMemory
    agreements: SqlAgreements
    citizen_sessions: SqlCitizenSessions
    rights: SqlRightsRequests


def sql_unit(rows: Rows, tail: LogTail, random_bytes: Callable[[int], bytes]) -> SqlUnit:
    """Every store over the same rows."""
    return SqlUnit(
        rows=rows,
        transactions=SqlTransactions(rows),
        carriers=SqlCarriers(rows),
        consents=SqlConsents(rows),
        grants=SqlAccessGrants(rows),
        records=SqlRecords(rows),
        outbox=SqlOutbox(rows),
        one_time=SqlOneTime(rows),
        log=SqlAuditLog(rows, tail, random_bytes),
        registrations=SqlRegistrations(rows),
        memory=SqlMemory(rows),
        agreements=SqlAgreements(rows),
        citizen_sessions=SqlCitizenSessions(rows),
        rights=SqlRightsRequests(rows),
    )
