"""The log's rows: leaves and bodies appended within units, the head once for each group.

The head row is locked before a group's first unit runs, in every process that writes. So indexes are
given out by one writer at a time, and a leaf that is undone gives its index back.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import select, update

from bridge.adapters.sql.rows import Rows
from bridge.adapters.sql.tables import log_bodies, log_head, log_leaves
from bridge.domain.audit_events import AuditEvent
from eid_kit.tlog import checkpoints, notes
from eid_kit.tlog.checkpoints import Checkpoint
from eid_kit.tlog.frontier import Frontier
from eid_kit.tlog.leaf import SALT_SIZE, Leaf
from eid_kit.tlog.merkle import leaf_hash

HEAD_ID = 1


@dataclass(slots=True)
class LogTail:
    """The growing end of the log during one group. `frontier` is what a rolled-back unit sets back."""

    stored: Frontier
    frontier: Frontier = field(init=False)

    def __post_init__(self) -> None:
        self.frontier = self.stored


@dataclass(frozen=True, slots=True)
class SqlAuditLog:
    """The log's writing end for one unit."""

    rows: Rows
    tail: LogTail
    random_bytes: Callable[[int], bytes]

    def append(self, event: AuditEvent) -> int:
        index, body, salt = self.tail.frontier.size, event.body(), self.random_bytes(SALT_SIZE)
        leaf = Leaf.commit(salt=salt, body=body, at=event.at).dump()
        self.rows.insert(log_leaves, {"leaf_index": index, "leaf": leaf})
        self.rows.insert(log_bodies, {"leaf_index": index, "salt": salt, "body": body})
        self.tail.frontier = self.tail.frontier.appended(leaf_hash(leaf))
        return index


def lock_tail(rows: Rows) -> LogTail:
    """Locks the head until the group is committed, and reads it."""
    head = rows.locked(select(log_head.c.size, log_head.c.peaks).where(log_head.c.id == HEAD_ID))
    return LogTail(Frontier.load(head.size, bytes(head.peaks)))


def store_head(rows: Rows, tail: LogTail, signer: notes.Signer) -> None:
    """Signs and stores the head over everything the group appended; nothing when it appended nothing.

    In the same database transaction as the leaves: a signed head never names a leaf that is not durable,
    and no durable leaf is outside the signed head.
    """
    if tail.frontier == tail.stored:
        return
    rows.change(update(log_head).where(log_head.c.id == HEAD_ID).values(head_values(tail.frontier, signer)))


def head_values(frontier: Frontier, signer: notes.Signer) -> dict[str, int | bytes | str]:
    """The columns of the head row."""
    checkpoint = Checkpoint(signer.name, frontier.size, frontier.root())
    return {
        "size": frontier.size,
        "peaks": frontier.dump(),
        "checkpoint": checkpoints.sign(checkpoint, signer),
    }
