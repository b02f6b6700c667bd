"""The Merkle tree hash (RFC 9162 section 2.1.1), over SHA-256."""

import hashlib
from collections.abc import Callable, Sequence

HASH_SIZE = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

# Hash of the leaves [start, end): the one question a proof asks of whoever stores the tree.
Subtree = Callable[[int, int], bytes]


def leaf_hash(entry: bytes) -> bytes:
    """Hash of one entry. The prefix keeps an inner node from being passed off as a leaf."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node over the hashes of its two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def split_point(size: int) -> int:
    """The largest power of two smaller than `size` (which is at least 2)."""
    return 1 << ((size - 1).bit_length() - 1)


def root_hash(leaf_hashes: Sequence[bytes]) -> bytes:
    """Root over leaf hashes, level by level; `EMPTY_ROOT` for none.

    Deliberately not the recursion of the specification and not the frontier of the writer either:
    an auditor that recomputes the root this way shares nothing with the writer but `node_hash`.
    """
    if not leaf_hashes:
        return EMPTY_ROOT
    level = list(leaf_hashes)
    while len(level) > 1:
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        # A last node without a sibling moves up unchanged; it is never paired with itself.
        level = paired + level[len(paired) * 2 :]
    return level[0]


def subtree_of(leaf_hashes: Sequence[bytes]) -> Subtree:
    """A `Subtree` over leaf hashes held in memory."""
    return lambda start, end: root_hash(leaf_hashes[start:end])
