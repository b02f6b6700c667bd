"""Proofs: made as the specification defines them, accepted when right, refused when touched."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from eid_kit.tlog.errors import ProofError
from eid_kit.tlog.merkle import EMPTY_ROOT, leaf_hash, root_hash, subtree_of
from eid_kit.tlog.proofs import consistency_proof, inclusion_proof, require_consistency, require_inclusion
from tlog import published, specification

SOME_HASH = bytes(range(32))
LEAVES = [leaf_hash(each) for each in published.ENTRIES]


@dataclass(frozen=True)
class Inclusion:
    leaf: bytes
    index: int
    size: int
    root: bytes
    proof: tuple[bytes, ...]

    def require(self) -> None:
        require_inclusion(self.leaf, self.index, size=self.size, root=self.root, proof=self.proof)


@dataclass(frozen=True)
class Consistency:
    old_size: int
    new_size: int
    old_root: bytes
    new_root: bytes
    proof: tuple[bytes, ...]

    def require(self) -> None:
        require_consistency(
            self.old_size, self.new_size, old_root=self.old_root, new_root=self.new_root, proof=self.proof
        )


def hashes(proof: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(each) for each in proof)


def flipped(proof: tuple[bytes, ...], position: int) -> tuple[bytes, ...]:
    changed = bytes([proof[position][0] ^ 8]) + proof[position][1:]
    return (*proof[:position], changed, *proof[position + 1 :])


@pytest.mark.parametrize(("index", "size", "proof"), published.INCLUSION)
def test_inclusion_proofs_are_the_published_ones(index: int, size: int, proof: tuple[str, ...]) -> None:
    assert inclusion_proof(index, size, subtree_of(LEAVES)) == hashes(proof)
    Inclusion(LEAVES[index], index, size, published.ROOTS[size - 1], hashes(proof)).require()


@pytest.mark.parametrize(("old", "new", "proof"), published.CONSISTENCY)
def test_consistency_proofs_are_the_published_ones(old: int, new: int, proof: tuple[str, ...]) -> None:
    assert consistency_proof(old, new, subtree_of(LEAVES)) == hashes(proof)
    Consistency(old, new, published.ROOTS[old - 1], published.ROOTS[new - 1], hashes(proof)).require()


GOOD = Inclusion(LEAVES[5], 5, 8, published.ROOTS[7], hashes(published.INCLUSION[2][2]))


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(replace(GOOD, index=4), id="the leaf before"),
        pytest.param(replace(GOOD, index=6), id="the leaf after"),
        pytest.param(replace(GOOD, index=7), id="a leaf two away"),
        pytest.param(replace(GOOD, index=-1), id="a negative index"),
        pytest.param(replace(GOOD, index=8), id="an index beyond the tree"),
        pytest.param(replace(GOOD, size=16), id="a tree twice as large"),
        pytest.param(replace(GOOD, size=4), id="a tree half as large"),
        pytest.param(replace(GOOD, size=0), id="an empty tree"),
        pytest.param(replace(GOOD, leaf=LEAVES[4]), id="another leaf"),
        pytest.param(replace(GOOD, leaf=b"short"), id="a leaf hash cut short"),
        pytest.param(replace(GOOD, root=EMPTY_ROOT), id="the empty root"),
        pytest.param(replace(GOOD, root=SOME_HASH), id="another root"),
        pytest.param(replace(GOOD, root=b""), id="no root"),
        pytest.param(replace(GOOD, proof=(*GOOD.proof, b"")), id="garbage at the end"),
        pytest.param(replace(GOOD, proof=(*GOOD.proof, GOOD.root)), id="the root at the end"),
        pytest.param(replace(GOOD, proof=(b"", *GOOD.proof)), id="garbage at the front"),
        pytest.param(replace(GOOD, proof=(GOOD.root, *GOOD.proof)), id="the root at the front"),
        pytest.param(replace(GOOD, proof=GOOD.proof[:-1]), id="the last hash removed"),
        pytest.param(replace(GOOD, proof=()), id="no proof"),
        pytest.param(replace(GOOD, proof=(GOOD.proof[0], SOME_HASH, *GOOD.proof[1:])), id="one inserted"),
        *(
            pytest.param(replace(GOOD, proof=flipped(GOOD.proof, i)), id=f"a bit of hash {i}")
            for i in range(3)
        ),
    ],
)
def test_an_inclusion_proof_with_one_thing_wrong_is_refused(wrong: Inclusion) -> None:
    with pytest.raises(ProofError):
        wrong.require()


GROWN = Consistency(6, 8, published.ROOTS[5], published.ROOTS[7], hashes(published.CONSISTENCY[2][2]))


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(replace(GROWN, old_size=5), id="an old tree one smaller"),
        pytest.param(replace(GROWN, old_size=7), id="an old tree one larger"),
        pytest.param(replace(GROWN, old_size=4), id="an old tree that is complete"),
        pytest.param(replace(GROWN, old_size=-1), id="a negative size"),
        pytest.param(replace(GROWN, old_size=9), id="a tree that shrank"),
        pytest.param(replace(GROWN, new_size=16), id="a new tree twice as large"),
        pytest.param(replace(GROWN, new_size=6), id="a new tree as large as the old"),
        pytest.param(replace(GROWN, old_root=SOME_HASH), id="another old root"),
        pytest.param(replace(GROWN, new_root=SOME_HASH), id="another new root"),
        pytest.param(
            replace(GROWN, old_root=GROWN.new_root, new_root=GROWN.old_root), id="the roots swapped"
        ),
        pytest.param(replace(GROWN, old_root=b"short"), id="a root cut short"),
        pytest.param(replace(GROWN, proof=()), id="no proof"),
        pytest.param(replace(GROWN, proof=(*GROWN.proof, b"")), id="garbage at the end"),
        pytest.param(replace(GROWN, proof=(*GROWN.proof, GROWN.new_root)), id="the root at the end"),
        pytest.param(replace(GROWN, proof=(GROWN.proof[0], *GROWN.proof)), id="the first hash twice"),
        pytest.param(replace(GROWN, proof=GROWN.proof[:-1]), id="the last hash removed"),
        *(
            pytest.param(replace(GROWN, proof=flipped(GROWN.proof, i)), id=f"a bit of hash {i}")
            for i in range(3)
        ),
        pytest.param(Consistency(0, 4, EMPTY_ROOT, SOME_HASH, (SOME_HASH,)), id="a proof from nothing"),
        pytest.param(Consistency(4, 4, SOME_HASH, EMPTY_ROOT, ()), id="one size, two roots"),
        pytest.param(Consistency(4, 4, SOME_HASH, SOME_HASH, (SOME_HASH,)), id="a proof of sameness"),
    ],
)
def test_a_consistency_proof_with_one_thing_wrong_is_refused(wrong: Consistency) -> None:
    with pytest.raises(ProofError):
        wrong.require()


def test_every_tree_extends_the_empty_one_and_itself() -> None:
    Consistency(0, 8, EMPTY_ROOT, published.ROOTS[7], ()).require()
    Consistency(8, 8, published.ROOTS[7], published.ROOTS[7], ()).require()


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 3)])
def test_no_inclusion_proof_is_made_for_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ProofError):
        inclusion_proof(index, size, subtree_of(LEAVES))


def test_no_consistency_proof_is_made_for_a_tree_that_shrank() -> None:
    with pytest.raises(ProofError):
        consistency_proof(5, 4, subtree_of(LEAVES))


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=70), st.data())
def test_proofs_are_those_of_the_definition_and_verify(entries: list[bytes], data: st.DataObject) -> None:
    size = len(entries)
    leaves = [leaf_hash(each) for each in entries]
    root = specification.mth(entries)
    index = data.draw(st.integers(0, size - 1))
    made = inclusion_proof(index, size, subtree_of(leaves))
    assert list(made) == specification.path(index, entries)
    Inclusion(leaves[index], index, size, root, made).require()
    old = data.draw(st.integers(1, size))
    grown = consistency_proof(old, size, subtree_of(leaves))
    assert list(grown) == specification.proof(old, entries)
    Consistency(old, size, specification.mth(entries[:old]), root, grown).require()


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 39))
def test_a_log_that_rewrote_an_entry_cannot_prove_consistency(old: int, more: int, rewritten: int) -> None:
    assume(rewritten < old)
    honest = [leaf_hash(bytes([i])) for i in range(old + more)]
    forged = [*honest[:rewritten], leaf_hash(b"rewritten"), *honest[rewritten + 1 :]]
    proof = consistency_proof(old, old + more, subtree_of(forged))
    with pytest.raises(ProofError):
        Consistency(old, old + more, root_hash(honest[:old]), root_hash(forged), proof).require()
