"""Inclusion and consistency proofs, made and verified (RFC 9162 sections 2.1.3 and 2.1.4)."""

import hmac
from collections.abc import Sequence

from eid_kit.tlog.errors import ProofError
from eid_kit.tlog.merkle import HASH_SIZE, Subtree, node_hash, split_point


def inclusion_proof(index: int, size: int, subtree: Subtree) -> tuple[bytes, ...]:
    """The sibling hashes from leaf `index` up to the root of the first `size` leaves.

    Raises `ProofError` when that tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ProofError(f"a tree of {size} leaves has no leaf {index}")
    siblings: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + split_point(end - start)
        if index < middle:
            siblings.append(subtree(middle, end))
            end = middle
        else:
            siblings.append(subtree(start, middle))
            start = middle
    return tuple(reversed(siblings))


def consistency_proof(old_size: int, new_size: int, subtree: Subtree) -> tuple[bytes, ...]:
    """The hashes that show the first `old_size` leaves to be unchanged in the tree of `new_size`.

    Empty when the sizes are equal or the old tree is empty. Raises `ProofError` when the tree shrank.
    """
    if not 0 <= old_size <= new_size:
        raise ProofError(f"a tree of {new_size} leaves does not extend one of {old_size}")
    if old_size in (0, new_size):
        return ()
    hashes: list[bytes] = []
    start, end = 0, new_size
    while end != old_size:
        middle = start + split_point(end - start)
        if old_size <= middle:
            hashes.append(subtree(middle, end))
            end = middle
        else:
            hashes.append(subtree(start, middle))
            start = middle
    # Where the old tree is one complete subtree from the left, its hash is its root: the verifier has it.
    if start != 0:
        hashes.append(subtree(start, end))
    return tuple(reversed(hashes))


def require_inclusion(
    leaf_hash: bytes, index: int, *, size: int, root: bytes, proof: Sequence[bytes]
) -> None:
    """Raises `ProofError` unless `proof` shows the leaf at `index` of the tree (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size:
        raise ProofError(f"a tree of {size} leaves has no leaf {index}")
    _require_hashes((leaf_hash, root, *proof))
    position, last, result = index, size - 1, leaf_hash
    for sibling in proof:
        if last == 0:
            raise ProofError("the proof is longer than the tree is high")
        if position & 1 or position == last:
            result = node_hash(sibling, result)
            position, last = _past_missing_siblings(position, last)
        else:
            result = node_hash(result, sibling)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise ProofError("the proof ends below the root")
    _require_same(result, root, "the proof does not lead to the root")


def require_consistency(
    old_size: int, new_size: int, *, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Raises `ProofError` unless the new tree starts with the old one (RFC 9162 section 2.1.4.2)."""
    if not 0 <= old_size <= new_size:
        raise ProofError(f"a tree of {new_size} leaves does not extend one of {old_size}")
    _require_hashes((old_root, new_root, *proof))
    if old_size in (0, new_size):
        _require_trivial(old_size, new_size, old_root=old_root, new_root=new_root, proof=proof)
        return
    if not proof:
        raise ProofError("trees of different sizes need a proof")
    # A complete old tree is left out of the proof because its hash is the old root itself.
    is_complete = old_size & (old_size - 1) == 0
    path = (old_root, *proof) if is_complete else tuple(proof)
    position, last = old_size - 1, new_size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old, new = _fold(path, position, last)
    _require_same(old, old_root, "the proof does not lead to the old root")
    _require_same(new, new_root, "the proof does not lead to the new root")


def _fold(path: Sequence[bytes], position: int, last: int) -> tuple[bytes, bytes]:
    """Both roots that a consistency proof leads to, climbing from the last node of the old tree."""
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofError("the proof is longer than the tree is high")
        if position & 1 or position == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            position, last = _past_missing_siblings(position, last)
        else:
            new = node_hash(new, sibling)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise ProofError("the proof ends below the root")
    return old, new


def _past_missing_siblings(position: int, last: int) -> tuple[int, int]:
    """Skips the levels on which a node at the right edge has no sibling and moved up unchanged."""
    while not position & 1 and position != 0:
        position, last = position >> 1, last >> 1
    return position, last


def _require_trivial(
    old_size: int, new_size: int, *, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    if proof:
        raise ProofError("nothing is left to prove, yet there is a proof")
    if old_size == new_size:
        _require_same(old_root, new_root, "two trees of one size have different roots")


def _require_hashes(hashes: Sequence[bytes]) -> None:
    if any(len(each) != HASH_SIZE for each in hashes):
        raise ProofError("a hash has the wrong length")


def _require_same(computed: bytes, expected: bytes, complaint: str) -> None:
    if not hmac.compare_digest(computed, expected):
        raise ProofError(complaint)
