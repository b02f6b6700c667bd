"""The ports of `bridge.flows` over tables in memory."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bridge.adapters.memory.table import Journal, Table
from bridge.adapters.store_errors import AlreadyExists, NotFound
from bridge.domain.audit_events import AuditEvent
from bridge.domain.consent import Consent
from bridge.flows.ports import AccessGrant, Registration, SealedRow
from bridge.flows.transaction import Transaction
from eid_kit.tlog.frontier import Frontier
from eid_kit.tlog.leaf import SALT_SIZE, Leaf
from eid_kit.tlog.merkle import leaf_hash


@dataclass(frozen=True, slots=True)
class MemoryTransactions:
    table: Table[Transaction]

    def insert(self, transaction: Transaction) -> None:
        if self.by_request_uri(transaction.request_uri_digest) is not None:
            raise AlreadyExists("a transaction has this request_uri already")
        self.table.insert(transaction.id, transaction)

    def get(self, transaction_id: str) -> Transaction | None:
        return self.table.get(transaction_id)

    def by_request_uri(self, digest: str) -> Transaction | None:
        return self._first(lambda each: each.request_uri_digest == digest)

    def by_upstream_state(self, digest: str) -> Transaction | None:
        return self._first(lambda each: each.upstream_state_digest == digest)

    def replace(self, old: Transaction, new: Transaction) -> bool:
        stored = self.table.get(old.id)
        if stored is None or (stored.state, stored.version) != (old.state, old.version):
            return False
        self.table.put(old.id, new)
        return True

    def _first(self, condition: Callable[[Transaction], bool]) -> Transaction | None:
        return next(filter(condition, self.table.values.values()), None)


@dataclass(frozen=True, slots=True)
class MemoryCarriers:
    table: Table[SealedRow]

    def put(self, row: SealedRow) -> None:
        self.table.insert(row.secret_digest, row)

    def get(self, secret_digest: str) -> SealedRow | None:
        return self.table.get(secret_digest)

    def take(self, secret_digest: str) -> SealedRow | None:
        return self.table.take(secret_digest)

    def destroy(self, transaction_id: str) -> int:
        return self.table.delete_where(lambda row: row.transaction_id == transaction_id)


@dataclass(frozen=True, slots=True)
class MemoryConsents:
    table: Table[Consent]

    def insert(self, consent: Consent) -> None:
        self.table.insert(consent.id, consent)

    def lock(self, consent_id: str) -> Consent | None:
        # Units run one at a time here, so that every row is locked by whoever runs.
        return self.table.get(consent_id)

    def replace(self, consent: Consent) -> None:
        if self.table.get(consent.id) is None:
            raise NotFound("there is no such consent to replace")
        self.table.put(consent.id, consent)


@dataclass(frozen=True, slots=True)
class MemoryAccessGrants:
    table: Table[AccessGrant]

    def insert(self, grant: AccessGrant) -> None:
        self.table.insert(grant.token_digest, grant)

    def get(self, token_digest: str) -> AccessGrant | None:
        return self.table.get(token_digest)

    def delete(self, token_digest: str) -> bool:
        return self.table.take(token_digest) is not None

    def delete_of(self, consent_id: str) -> int:
        return self.table.delete_where(lambda grant: grant.consent_id == consent_id)


@dataclass(frozen=True, slots=True)
class MemoryOneTime:
    table: Table[datetime]

    def claim(self, kind: str, value: str, expires_at: datetime) -> bool:
        return self.table.claim(f"{kind}\n{value}", expires_at)


@dataclass(frozen=True, slots=True)
class MemoryRegistrations:
    table: Table[Registration]

    def insert(self, registration: Registration) -> None:
        self.table.insert(registration.partner.client_id, registration)

    def get(self, client_id: str) -> Registration | None:
        return self.table.get(client_id)

    def replace(self, registration: Registration) -> bool:
        client_id = registration.partner.client_id
        if self.table.get(client_id) is None:
            return False
        self.table.put(client_id, registration)
        return True

    def delete(self, client_id: str) -> bool:
        return self.table.take(client_id) is not None


@dataclass(frozen=True, slots=True)
class MemoryFacts:
    table: Table[str]

    def get(self, name: str) -> str | None:
        return self.table.get(name)

    def put(self, name: str, value: str) -> None:
        self.table.put(name, value)


@dataclass(frozen=True, slots=True)
class Entry:
    """One leaf with the private salt and body it commits to."""

    leaf: bytes
    salt: bytes
    body: bytes


@dataclass(slots=True)
class MemoryAuditLog:
    """The log: every entry, and the frontier over them."""

    journal: Journal
    random_bytes: Callable[[int], bytes]
    entries: list[Entry] = field(default_factory=list)
    frontier: Frontier = field(default_factory=Frontier)

    def append(self, event: AuditEvent) -> int:
        before, body, salt = self.frontier, event.body(), self.random_bytes(SALT_SIZE)
        leaf = Leaf.commit(salt=salt, body=body, at=event.at).dump()
        self.journal.record(lambda: self._cut(before))
        self.entries.append(Entry(leaf, salt, body))
        self.frontier = before.appended(leaf_hash(leaf))
        return before.size

    def _cut(self, frontier: Frontier) -> None:
        del self.entries[frontier.size :]
        self.frontier = frontier
