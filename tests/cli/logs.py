"""A sound log in an SQLite file, and ways to tamper with it behind the bridge's back."""

import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bridge.adapters.keys import KeyRing
from bridge.adapters.sql import SqlLedger
from bridge.domain.audit_events import AuditEvent, Event
from eid_kit.tlog import checkpoints, notes
from eid_kit.tlog.checkpoints import Checkpoint
from eid_kit.tlog.frontier import Frontier
from eid_kit.tlog.leaf import Leaf
from eid_kit.tlog.merkle import leaf_hash
from stores import samples

# What an ordinary day looks like: two consents, one of them withdrawn, and a denial.
EVENTS = (
    samples.event(Event.CONSENT_GIVEN, consent_id="c1"),
    samples.event(Event.CONSENT_GIVEN, consent_id="c2", at=samples.NOW + timedelta(minutes=20)),
    samples.event(Event.TOKENS_ISSUED, consent_id="c1"),
    samples.event(Event.RELEASED, consent_id="c1"),
    samples.event(Event.WITHDRAWN, consent_id="c2"),
    replace(samples.event(Event.REQUEST_DENIED, consent_id=None), transaction_id=None),
)


@dataclass(frozen=True)
class Log:
    """A bridge's data folder with a log in it."""

    directory: Path
    origin: str
    key: Ed25519PrivateKey

    @property
    def path(self) -> Path:
        return self.directory / "bridge.sqlite3"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.path}"

    def run(self, statement: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Runs SQL as somebody would who has the file, without foreign keys in the way."""
        with closing(sqlite3.connect(self.path)) as connection, connection:
            return connection.execute(statement, values).fetchall()

    def leaves(self) -> list[bytes]:
        rows = self.run("SELECT leaf FROM log_leaves ORDER BY leaf_index")
        return [leaf for (leaf,) in rows if isinstance(leaf, bytes)]

    def resign(
        self, *, key: Ed25519PrivateKey | None = None, origin: str | None = None, more: int = 0
    ) -> None:
        """Makes head and signature fit the leaves, as only someone with the log key could."""
        frontier = Frontier()
        for leaf in self.leaves():
            frontier = frontier.appended(leaf_hash(leaf))
        name = origin or self.origin
        note = checkpoints.sign(
            Checkpoint(name, frontier.size + more, frontier.root()), notes.Signer(name, key or self.key)
        )
        values = (frontier.size, frontier.dump(), note)
        self.run("UPDATE log_head SET size = ?, peaks = ?, checkpoint = ?", values)

    def rewrite(self, index: int, event: AuditEvent, *, hours_off: int = 0) -> None:
        """Replaces an entry by another whole one; the head then no longer fits."""
        salt, body = bytes(32), event.body()
        leaf = Leaf.commit(salt=salt, body=body, at=event.at + timedelta(hours=hours_off)).dump()
        self.run("UPDATE log_bodies SET salt = ?, body = ? WHERE leaf_index = ?", (salt, body, index))
        self.run("UPDATE log_leaves SET leaf = ? WHERE leaf_index = ?", (leaf, index))


async def write_log(directory: Path, events: Sequence[AuditEvent] = EVENTS) -> Log:
    """A log that the bridge's own ledger wrote."""
    keys = KeyRing.load_or_create(directory, database_is_empty=True)
    ledger = SqlLedger.open(
        f"sqlite:///{directory / 'bridge.sqlite3'}", log_key=keys.log, random_bytes=os.urandom
    )
    for event in events:
        await ledger.atomically(appending(event))
    await ledger.close()
    return Log(directory, ledger.log_verifier.name, keys.log)


def appending(event: AuditEvent) -> Callable[..., int]:
    return lambda unit: int(unit.log.append(event))
