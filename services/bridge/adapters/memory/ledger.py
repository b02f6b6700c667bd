"""The ledger in memory: one unit at a time, undone when it raises."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Self, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bridge.adapters.memory.agreements import MemoryAgreements
from bridge.adapters.memory.citizen_stores import MemoryCitizenSessions, MemoryRightsRequests
from bridge.adapters.memory.outbox import MemoryOutbox
from bridge.adapters.memory.record_stores import MemoryRecords
from bridge.adapters.memory.stores import (
    Entry,
    MemoryAccessGrants,
    MemoryAuditLog,
    MemoryCarriers,
    MemoryConsents,
    MemoryFacts,
    MemoryOneTime,
    MemoryRegistrations,
    MemoryTransactions,
)
from bridge.adapters.memory.table import Journal, Table
from bridge.adapters.retention import TRANSACTION_GRACE
from bridge.flows.ports import StoreUnavailable
from bridge.flows.treaty_ports import TreatyVersion
from eid_kit.tlog import checkpoints, notes
from eid_kit.tlog.checkpoints import Checkpoint

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class MemoryUnit:
    """`bridge.flows.ports.Unit` in memory."""

    transactions: MemoryTransactions
    carriers: MemoryCarriers
    consents: MemoryConsents
    grants: MemoryAccessGrants
    records: MemoryRecords
    outbox: MemoryOutbox
    one_time: MemoryOneTime
    log: MemoryAuditLog
    registrations: MemoryRegistrations
    memory: MemoryFacts
    agreements: MemoryAgreements
    citizen_sessions: MemoryCitizenSessions
    rights: MemoryRightsRequests

    @classmethod
    def empty(cls, journal: Journal, random_bytes: Callable[[int], bytes]) -> Self:
        """Every store, empty, over one journal."""
        return cls(
            transactions=MemoryTransactions(Table(journal)),
            carriers=MemoryCarriers(Table(journal)),
            consents=MemoryConsents(Table(journal)),
            grants=MemoryAccessGrants(Table(journal)),
            records=MemoryRecords(Table(journal)),
            outbox=MemoryOutbox(Table(journal)),
            one_time=MemoryOneTime(Table(journal)),
            log=MemoryAuditLog(journal, random_bytes),
            registrations=MemoryRegistrations(Table(journal)),
            memory=MemoryFacts(Table(journal)),
            agreements=MemoryAgreements(Table(journal), Table(journal)),
            citizen_sessions=MemoryCitizenSessions(Table(journal)),
            rights=MemoryRightsRequests(Table(journal)),
        )


class MemoryLedger:
    """`bridge.flows.ports.Ledger` in memory."""

    def __init__(self, *, log_key: Ed25519PrivateKey, random_bytes: Callable[[int], bytes]) -> None:
        self._signer = notes.Signer(f"vnsg-bridge.example/{random_bytes(16).hex()}", log_key)
        self._journal = Journal()
        self._unit = MemoryUnit.empty(self._journal, random_bytes)
        self._lock = threading.Lock()
        self._is_closed = False

    @property
    def log_verifier(self) -> notes.Verifier:
        """The public key of this ledger's log, under the log's origin."""
        return self._signer.verifier()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The log so far."""
        return tuple(self._unit.log.entries)

    async def atomically(self, work: Callable[[MemoryUnit], T]) -> T:
        return self._run(work, is_writable=True)

    async def read(self, work: Callable[[MemoryUnit], T]) -> T:
        return self._run(work, is_writable=False)

    async def agreement_version(self) -> TreatyVersion:
        return await self.read(lambda unit: unit.agreements.version())

    async def purge(self, now: datetime) -> int:
        return self._run(lambda unit: _purge(unit, now), is_writable=True)

    async def checkpoint(self) -> str:
        """The signed head."""
        frontier = self._unit.log.frontier
        return checkpoints.sign(Checkpoint(self._signer.name, frontier.size, frontier.root()), self._signer)

    async def close(self) -> None:
        """Refuses further work. May be called again."""
        self._is_closed = True

    def _run(self, work: Callable[[MemoryUnit], T], *, is_writable: bool) -> T:
        with self._lock:
            if self._is_closed:
                raise StoreUnavailable("the ledger is closed")
            self._journal.is_writable = is_writable
            try:
                result = work(self._unit)
                # Nothing to undo any more: the unit stands.
                self._journal.undo.clear()
                return result
            finally:
                self._journal.roll_back()


def _purge(unit: MemoryUnit, now: datetime) -> int:
    over = {record.id for record in unit.records.table.values.values() if record.kept_until <= now}
    return (
        unit.carriers.table.delete_where(lambda row: row.expires_at <= now)
        + unit.grants.table.delete_where(lambda grant: grant.expires_at <= now)
        + unit.citizen_sessions.table.delete_where(lambda session: session.expires_at <= now)
        + unit.rights.table.delete_where(lambda each: each.kept_until is not None and each.kept_until <= now)
        + unit.one_time.table.delete_where(lambda expires_at: expires_at <= now)
        + unit.transactions.table.delete_where(lambda each: each.expires_at <= now - TRANSACTION_GRACE)
        + unit.outbox.table.delete_where(lambda each: each.kept_until is not None and each.kept_until <= now)
        + unit.consents.table.delete_where(lambda consent: consent.id in over)
        + unit.records.table.delete_where(lambda record: record.id in over)
    )
