"""Roots and frontiers against the published vectors and the recursive definition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eid_kit.tlog.errors import TlogError
from eid_kit.tlog.frontier import Frontier
from eid_kit.tlog.merkle import EMPTY_ROOT, leaf_hash, root_hash
from tlog import published, specification

ENTRIES = st.lists(st.binary(max_size=8), max_size=70)


def frontier_over(entries: list[bytes]) -> Frontier:
    frontier = Frontier()
    for entry in entries:
        frontier = frontier.appended(leaf_hash(entry))
    return frontier


def test_the_root_of_no_entries_is_the_hash_of_nothing() -> None:
    assert root_hash([]) == Frontier().root() == EMPTY_ROOT == published.EMPTY


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_the_published_ones(size: int) -> None:
    entries = list(published.ENTRIES[:size])
    assert root_hash([leaf_hash(each) for each in entries]) == published.ROOTS[size - 1]
    assert frontier_over(entries).root() == published.ROOTS[size - 1]


@given(ENTRIES)
def test_both_ways_to_a_root_agree_with_the_definition(entries: list[bytes]) -> None:
    expected = specification.mth(entries)
    assert root_hash([leaf_hash(each) for each in entries]) == expected
    assert frontier_over(entries).root() == expected


@given(ENTRIES)
def test_a_stored_frontier_comes_back_and_stays_small(entries: list[bytes]) -> None:
    frontier = frontier_over(entries)
    assert Frontier.load(frontier.size, frontier.dump()) == frontier
    assert len(frontier.peaks) == len(entries).bit_count()


def test_appending_leaves_the_old_frontier_as_it_was() -> None:
    old = frontier_over(list(published.ENTRIES[:3]))
    old.appended(leaf_hash(b"undone"))
    assert old.appended(leaf_hash(published.ENTRIES[3])).root() == published.ROOTS[3]


@pytest.mark.parametrize(
    ("size", "dumped"),
    [
        pytest.param(3, bytes(32), id="a peak is missing"),
        pytest.param(2, bytes(64), id="a peak too many"),
        pytest.param(1, bytes(31), id="a peak is cut short"),
        pytest.param(-1, bytes(32), id="a negative size"),
    ],
)
def test_a_frontier_that_does_not_fit_its_size_is_refused(size: int, dumped: bytes) -> None:
    with pytest.raises(TlogError):
        Frontier.load(size, dumped)


def test_a_leaf_is_never_mistaken_for_an_inner_node() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != root_hash([left, right])
