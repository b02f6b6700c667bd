"""The expiring memory."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eid_kit.oauth.errors import TemporarilyUnavailable
from eid_kit.simulator.clock import MovableClock
from eid_kit.simulator.expiring import ExpiringStore
from eid_kit.simulator.sweeping import sweeping
from singpass_mock.state import State as SingpassState
from vneid_mock.state import State as VneidState

START = datetime(2026, 11, 21, 10, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(lambda: START)


def test_an_entry_lives_until_its_moment_and_not_at_it(clock: MovableClock) -> None:
    store: ExpiringStore[str] = ExpiringStore(now=clock.now)
    store.put("key", "value", expires_at=after(60))
    clock.advance(59.999)
    assert store.get("key") == "value"
    assert "key" in store
    clock.advance(0.001)
    assert store.get("key") is None
    assert store.take("key") is None


def test_of_two_takers_one_gets_it(clock: MovableClock) -> None:
    store: ExpiringStore[str] = ExpiringStore(now=clock.now)
    store.put("key", "value", expires_at=after(60))
    assert (store.take("key"), store.take("key")) == ("value", None)


def test_a_claim_is_for_the_first_to_come_even_when_its_value_is_none(clock: MovableClock) -> None:
    store: ExpiringStore[None] = ExpiringStore(now=clock.now)
    assert store.claim("jti", None, expires_at=after(60))
    assert not store.claim("jti", None, expires_at=after(60))
    clock.advance(60)
    assert store.claim("jti", None, expires_at=after(120))


def test_a_full_memory_drops_its_oldest_entry_for_a_new_one(clock: MovableClock) -> None:
    store: ExpiringStore[int] = ExpiringStore(now=clock.now, limit=2)
    for number in range(3):
        store.put(str(number), number, expires_at=after(60))
    assert [store.get(str(number)) for number in range(3)] == [None, 1, 2]


def test_a_renewed_entry_is_young_again(clock: MovableClock) -> None:
    store: ExpiringStore[int] = ExpiringStore(now=clock.now, limit=2)
    for key in ("old", "other", "old", "new"):
        store.put(key, 1, expires_at=after(60))
    assert ("old" in store, "other" in store, "new" in store) == (True, False, True)


def test_a_full_memory_refuses_a_claim_rather_than_forget_one(clock: MovableClock) -> None:
    store: ExpiringStore[None] = ExpiringStore(now=clock.now, limit=2)
    assert store.claim("one", None, expires_at=after(60))
    assert store.claim("two", None, expires_at=after(60))
    with pytest.raises(TemporarilyUnavailable):
        store.claim("three", None, expires_at=after(60))
    assert not store.claim("one", None, expires_at=after(60))


def test_a_memory_full_of_expired_claims_takes_new_ones(clock: MovableClock) -> None:
    store: ExpiringStore[None] = ExpiringStore(now=clock.now, limit=2)
    store.claim("one", None, expires_at=after(60))
    store.claim("two", None, expires_at=after(60))
    clock.advance(60)
    assert store.claim("three", None, expires_at=after(120))
    assert len(store) == 1


def test_the_memory_stays_flat_over_a_hundred_thousand_entries(clock: MovableClock) -> None:
    store: ExpiringStore[int] = ExpiringStore(now=clock.now)
    largest = 0
    for number in range(100_000):
        clock.advance(0.1)
        store.put(str(number), number, expires_at=clock.now() + timedelta(seconds=60))
        largest = max(largest, len(store))
    assert largest < 3000  # 600 are alive at a time


async def test_what_expired_goes_by_itself_when_nobody_asks_any_more(clock: MovableClock) -> None:
    store: ExpiringStore[int] = ExpiringStore(now=clock.now)
    for number in range(100):
        store.put(str(number), number, expires_at=after(60 if number else 600))
    async with sweeping([store], every_s=0.001):
        clock.advance(60)
        for _ in range(1000):
            await asyncio.sleep(0.001)
            if len(store) == 1:
                break
    assert (len(store), store.get("0")) == (1, 0)


@pytest.mark.parametrize("mock", [VneidState, SingpassState])
def test_every_memory_of_a_mock_is_swept(mock: Any, clock: MovableClock) -> None:
    state = mock(now=clock.now)
    assert {id(memory) for memory in state.memories} == {id(memory) for memory in vars(state).values()}


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["put", "take", "claim", "wait"]), st.integers(0, 5), st.integers(0, 5)),
        max_size=60,
    )
)
def test_it_behaves_like_a_plain_dict_with_dates(steps: list[tuple[str, int, int]]) -> None:
    clock = MovableClock(lambda: START)
    store: ExpiringStore[int] = ExpiringStore(now=clock.now)
    model: dict[str, tuple[datetime, int]] = {}
    for step, number, seconds in steps:
        key, until = str(number), clock.now() + timedelta(seconds=seconds)
        model = {key: entry for key, entry in model.items() if entry[0] > clock.now()}
        if step == "wait":
            clock.advance(seconds)
        elif step == "put":
            store.put(key, seconds, expires_at=until)
            model[key] = (until, seconds)
        elif step == "take":
            entry = model.pop(key, None)
            assert store.take(key) == (entry[1] if entry else None)
        else:
            assert store.claim(key, seconds, expires_at=until) == (key not in model)
            model.setdefault(key, (until, seconds))
