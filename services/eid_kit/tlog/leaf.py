"""Leaf v1: what the public tree holds of an event. Fixed for good from the first entry on.

    {"c":"<64 hex digits>","hour":"2026-11-21T18:00:00Z","v":1}

`c` commits to the private body by SHA-256(salt ‖ body). The salt has a fixed length, so the two cannot
be divided differently, and 256 random bits, so nobody can guess a body and find it in the tree. Every
leaf has the same length, and its time is rounded down to the hour: neither tells events apart.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

import rfc8785

from eid_kit.tlog.errors import LeafError

VERSION = 1
SALT_SIZE = 32
LEAF_SIZE = 108
_HOUR_FORMAT = "%Y-%m-%dT%H:00:00Z"
_LEAF = re.compile(rb'\{"c":"([0-9a-f]{64})","hour":"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}):00:00Z","v":1\}')


def commitment(salt: bytes, body: bytes) -> bytes:
    """SHA-256(salt ‖ body). Raises `LeafError` unless the salt has exactly 32 bytes."""
    if len(salt) != SALT_SIZE:
        raise LeafError(f"a salt has {SALT_SIZE} bytes, not {len(salt)}")
    return hashlib.sha256(salt + body).digest()


@dataclass(frozen=True, slots=True)
class Leaf:
    """A commitment and the hour in which it was made (aware, in UTC)."""

    commitment: bytes
    hour: datetime

    @classmethod
    def commit(cls, *, salt: bytes, body: bytes, at: datetime) -> Self:
        """The leaf of an event that happened `at` (an aware time; rounded down to the hour in UTC)."""
        if at.tzinfo is None:
            raise LeafError("the time of an event carries its zone")
        hour = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        return cls(commitment(salt, body), hour)

    def dump(self) -> bytes:
        """The leaf's bytes: RFC 8785 canonical JSON of always the same length."""
        return rfc8785.dumps(
            {"c": self.commitment.hex(), "hour": self.hour.strftime(_HOUR_FORMAT), "v": VERSION}
        )

    @classmethod
    def load(cls, raw: bytes) -> Self:
        """Reads a leaf; raises `LeafError` for any other byte string, however similar."""
        match = _LEAF.fullmatch(raw)
        if match is None:
            raise LeafError("not a leaf of version 1")
        try:
            hour = datetime.strptime(match[2].decode(), "%Y-%m-%dT%H").replace(tzinfo=UTC)
        except ValueError:
            raise LeafError("a leaf's hour is not a time") from None
        return cls(bytes.fromhex(match[1].decode()), hour)
