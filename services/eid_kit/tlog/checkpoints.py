"""Checkpoints: a log's signed statement of its size and root (C2SP tlog-checkpoint)."""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass

from eid_kit.tlog import notes
from eid_kit.tlog.errors import NoteError
from eid_kit.tlog.merkle import HASH_SIZE

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Log identity, number of leaves, and the root over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The note text. This log writes no extension lines."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def parse(text: str) -> Checkpoint:
    """Reads the note text of a checkpoint, ignoring extension lines. Raises `NoteError`.

    Says nothing about who signed it: use `verify` on anything that came from elsewhere.
    """
    if not text.endswith("\n"):
        raise NoteError("a checkpoint ends in a newline")
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < 3 or not all(lines):
        raise NoteError("a checkpoint has at least three lines, none of them empty")
    if not _SIZE.fullmatch(lines[1]):
        raise NoteError("the size of a checkpoint is a decimal number without leading zeroes")
    return Checkpoint(lines[0], int(lines[1]), _root(lines[2]))


def sign(checkpoint: Checkpoint, signer: notes.Signer) -> str:
    """The checkpoint as a signed note, with the newline that ends it."""
    # The key name of a log is its origin; two names for one log would let clients trust the wrong one.
    if signer.name != checkpoint.origin:
        raise NoteError("a log signs checkpoints under its own origin")
    return notes.sign(checkpoint.text(), (signer,))


def verify(note: str, verifiers: Sequence[notes.Verifier], *, origin: str) -> Checkpoint:
    """The checkpoint of the log `origin`, once one of `verifiers` signed it. Raises `NoteError`."""
    checkpoint = parse(notes.verify(note, verifiers))
    if checkpoint.origin != origin:
        raise NoteError(f"a checkpoint of {checkpoint.origin}, not of {origin}")
    return checkpoint


def _root(line: str) -> bytes:
    try:
        root = base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError):
        raise NoteError("the root hash of a checkpoint is base64") from None
    if len(root) != HASH_SIZE or base64.b64encode(root).decode() != line:
        raise NoteError("the root hash of a checkpoint is a SHA-256 hash in base64")
    return root
