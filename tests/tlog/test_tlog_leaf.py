"""Leaf v1: one length, one spelling, and a commitment that hides and binds."""

import hashlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from eid_kit.tlog.errors import LeafError
from eid_kit.tlog.leaf import LEAF_SIZE, SALT_SIZE, Leaf, commitment

AT = datetime(2026, 11, 21, 18, 45, 12, 345678, tzinfo=UTC)
SALT = bytes(range(SALT_SIZE))
GOOD = Leaf.commit(salt=SALT, body=b"body", at=AT).dump()


def test_the_format_is_pinned_byte_for_byte() -> None:
    digest = hashlib.sha256(SALT + b"body").hexdigest()
    assert GOOD.decode() == f'{{"c":"{digest}","hour":"2026-11-21T18:00:00Z","v":1}}'
    assert len(GOOD) == LEAF_SIZE


def test_a_time_elsewhere_is_the_same_hour_in_utc() -> None:
    in_hanoi = AT.astimezone(timezone(timedelta(hours=7)))
    assert Leaf.commit(salt=SALT, body=b"body", at=in_hanoi).dump() == GOOD


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(LeafError):
        Leaf.commit(salt=SALT, body=b"body", at=AT.replace(tzinfo=None))


@pytest.mark.parametrize("size", [0, SALT_SIZE - 1, SALT_SIZE + 1])
def test_a_salt_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(LeafError):
        commitment(bytes(size), b"body")


@given(
    st.binary(min_size=32, max_size=32),
    st.binary(max_size=400),
    st.datetimes(AT.replace(tzinfo=None, year=1970)),
)
def test_every_leaf_has_the_same_length_is_canonical_and_comes_back(
    salt: bytes, body: bytes, at: datetime
) -> None:
    leaf = Leaf.commit(salt=salt, body=body, at=at.replace(tzinfo=UTC))
    raw = leaf.dump()
    assert len(raw) == LEAF_SIZE
    assert Leaf.load(raw) == leaf
    assert raw == rfc8785.dumps({"v": 1, "hour": raw[80:100].decode(), "c": leaf.commitment.hex()})


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(GOOD.replace(b'"v":1', b'"v":2'), id="another version"),
        pytest.param(GOOD.replace(b"T18:00", b"T18:45"), id="a time finer than the hour"),
        pytest.param(GOOD.replace(b"T18", b"T24"), id="an hour that does not exist"),
        pytest.param(GOOD.replace(b"Z", b"z"), id="another spelling of UTC"),
        pytest.param(GOOD.replace(b",", b", "), id="a space"),
        pytest.param(GOOD + b"\n", id="a newline at the end"),
        pytest.param(GOOD.upper(), id="upper case"),
        pytest.param(GOOD[:-1], id="cut short"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_bytes_that_are_not_exactly_a_leaf_are_refused(raw: bytes) -> None:
    with pytest.raises(LeafError):
        Leaf.load(raw)
