"""Every check of a log, from its rows alone. Pure: rows in, faults out.

Nothing stops at the first fault: an auditor wants to know all that is wrong, each with its row.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC
from enum import StrEnum

from bridge.domain.audit_events import AuditEvent, UnloggableEvent, parse_body
from eid_cli.consent_order import ConsentOrder
from eid_cli.log_database import Entry, Head
from eid_kit.tlog import checkpoints, notes
from eid_kit.tlog.errors import LeafError, NoteError, TlogError
from eid_kit.tlog.frontier import Frontier
from eid_kit.tlog.leaf import Leaf, commitment
from eid_kit.tlog.merkle import leaf_hash, root_hash


class Check(StrEnum):
    """What is checked. The value is a stable name; the sentence for people is `SENTENCES`."""

    INDEXES = "indexes"
    LEAF_FORMAT = "leaf_format"
    COMMITMENT = "commitment"
    BODY = "body"
    HOUR = "hour"
    CONSENT_ORDER = "consent_order"
    HEAD = "head"
    SIGNATURE = "signature"
    ROOT = "root"


SENTENCES = {
    Check.INDEXES: "Indexes run from 0 without a gap, and no body is without its leaf",
    Check.LEAF_FORMAT: "Every leaf is a leaf of version 1, of the one fixed length",
    Check.COMMITMENT: "Every leaf commits to its salt and body",
    Check.BODY: "Every body is canonical and within the closed vocabulary",
    Check.HOUR: "Every leaf names the hour of its event",
    Check.CONSENT_ORDER: "Every release follows its consent, stays within it, and never follows a withdrawal",
    Check.HEAD: "There is one head, and what the writer appends to leads to the root",
    Check.SIGNATURE: "The head is signed by the log's key",
    Check.ROOT: "The signed size and root are those of the leaves",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong. `leaf` is its index, or None where the fault is not about one leaf."""

    check: Check
    leaf: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the log holds, and what is wrong with it."""

    origin: str
    size: int
    root: bytes
    faults: tuple[Fault, ...]

    @property
    def is_sound(self) -> bool:
        return not self.faults


@dataclass(slots=True)
class LogCheck:
    """Takes every entry in order, then the head, and returns the verdict."""

    origin: str
    verifier: notes.Verifier
    faults: list[Fault] = field(default_factory=list)
    leaf_hashes: list[bytes] = field(default_factory=list)
    consents: ConsentOrder = field(default_factory=ConsentOrder)
    next_index: int = 0

    def take(self, entry: Entry) -> None:
        """Checks one entry by itself and against those before it."""
        if entry.index != self.next_index:
            self._fault(Check.INDEXES, entry.index, f"follows index {self.next_index - 1}")
        self.next_index = entry.index + 1
        self.leaf_hashes.append(leaf_hash(entry.leaf))
        for check, message in self._entry_faults(entry):
            self._fault(check, entry.index, message)

    def conclude(self, heads: tuple[Head, ...], orphans: tuple[int, ...]) -> Verdict:
        """Checks the whole against the stored head."""
        for index in orphans:
            self._fault(Check.INDEXES, index, "a body without its leaf")
        root = root_hash(self.leaf_hashes)
        if len(heads) != 1:
            self._fault(Check.HEAD, None, f"the log has {len(heads)} heads")
        for head in heads:
            for check, message in self._head_faults(head, root):
                self._fault(check, None, message)
        return Verdict(self.origin, len(self.leaf_hashes), root, tuple(self.faults))

    def _entry_faults(self, entry: Entry) -> Iterator[tuple[Check, str]]:
        leaf, event = _leaf(entry), _event(entry)
        if leaf is None:
            yield Check.LEAF_FORMAT, f"not a leaf of version 1 ({len(entry.leaf)} bytes)"
        if event is None:
            missing = entry.body is None
            yield Check.BODY, "the body is missing" if missing else "not canonical, or outside the vocabulary"
        if leaf is not None and not _commits(leaf, entry):
            yield Check.COMMITMENT, "the leaf does not commit to this salt and body"
        if leaf is not None and event is not None and leaf.hour != _hour_of(event):
            yield Check.HOUR, "the leaf names another hour than its event"
        if event is not None:
            yield from ((Check.CONSENT_ORDER, message) for message in self.consents.take(event))

    def _head_faults(self, head: Head, root: bytes) -> Iterator[tuple[Check, str]]:
        size = len(self.leaf_hashes)
        if head.size != size or not _leads_to(head, root):
            yield Check.HEAD, "the stored size and peaks do not lead to the root of the leaves"
        try:
            signed = checkpoints.verify(head.checkpoint, (self.verifier,), origin=self.origin)
        except NoteError as error:
            yield Check.SIGNATURE, str(error)
            return
        if signed.size != size:
            yield Check.ROOT, f"signed over {signed.size} leaves; there are {size}"
        if signed.root != root:
            yield Check.ROOT, "the signed root is not the root of the leaves"

    def _fault(self, check: Check, leaf: int | None, message: str) -> None:
        self.faults.append(Fault(check, leaf, message))


def _leaf(entry: Entry) -> Leaf | None:
    try:
        return Leaf.load(entry.leaf)
    except LeafError:
        return None


def _event(entry: Entry) -> AuditEvent | None:
    try:
        return None if entry.body is None else parse_body(entry.body)
    except UnloggableEvent:
        return None


def _commits(leaf: Leaf, entry: Entry) -> bool:
    if entry.salt is None or entry.body is None:
        return False
    try:
        return commitment(entry.salt, entry.body) == leaf.commitment
    except LeafError:
        return False


def _hour_of(event: AuditEvent) -> object:
    return event.at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _leads_to(head: Head, root: bytes) -> bool:
    try:
        return Frontier.load(head.size, head.peaks).root() == root
    except TlogError:
        return False
