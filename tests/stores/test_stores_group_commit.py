"""Group commit by itself: a queue, a thread, and callers of several event loops."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from bridge.adapters.sql.group_commit import GroupCommit, Outcome, Raised, Returned, outcome_of
from bridge.flows.ports import StoreUnavailable


@contextmanager
def group_commit(
    run: Callable[[Sequence[Callable[[int], Any]]], Sequence[Outcome]], *, capacity: int = 100, size: int = 10
) -> Iterator[GroupCommit[int]]:
    commit = GroupCommit(run, capacity=capacity, largest_group=size)
    try:
        yield commit
    finally:
        commit.close()


def run_all(works: Sequence[Callable[[int], Any]]) -> Sequence[Outcome]:
    return [outcome_of(lambda work=work: work(1)) for work in works]  # type: ignore[misc]  # mypy cannot infer a lambda's default


async def test_a_full_queue_refuses_at_once_and_recovers() -> None:
    release = threading.Event()
    with group_commit(run_all, capacity=3) as commit:
        holding = asyncio.ensure_future(commit.submit(lambda _: release.wait(5)))
        await asyncio.sleep(0.05)
        waiting = [asyncio.ensure_future(commit.submit(lambda n: n)) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(StoreUnavailable, match="too many writes"):
            await commit.submit(lambda n: n)
        release.set()
        assert await asyncio.gather(holding, *waiting) == [True, 1, 1, 1]
        assert await commit.submit(lambda n: n) == 1


async def test_no_group_is_larger_than_its_bound() -> None:
    sizes, release = [], threading.Event()

    def run(works: Sequence[Callable[[int], Any]]) -> Sequence[Outcome]:
        sizes.append(len(works))
        release.wait(5)
        return run_all(works)

    with group_commit(run, size=4) as commit:
        waiting = [asyncio.ensure_future(commit.submit(lambda n: n)) for _ in range(11)]
        await asyncio.sleep(0.05)
        release.set()
        await asyncio.gather(*waiting)
    assert max(sizes) <= 4
    assert sum(sizes) == 11


async def test_a_caller_that_gave_up_does_not_hurt_the_others() -> None:
    release = threading.Event()
    with group_commit(run_all) as commit:
        holding = asyncio.ensure_future(commit.submit(lambda _: release.wait(5)))
        await asyncio.sleep(0.05)
        cancelled, other = (asyncio.ensure_future(commit.submit(lambda n: n)) for _ in range(2))
        await asyncio.sleep(0)
        cancelled.cancel()
        release.set()
        assert await asyncio.wait_for(other, timeout=5) == 1
        await holding
    assert cancelled.cancelled()


async def test_what_its_caller_gave_up_while_it_was_queued_is_never_run() -> None:
    release, ran = threading.Event(), []
    with group_commit(run_all) as commit:
        holding = asyncio.ensure_future(commit.submit(lambda _: release.wait(5)))
        await asyncio.sleep(0.05)
        given_up = asyncio.ensure_future(commit.submit(lambda _: ran.append("given up")))
        await asyncio.sleep(0)
        given_up.cancel()
        await asyncio.sleep(0)
        release.set()
        await holding
        await commit.submit(lambda _: ran.append("wanted"))
    assert ran == ["wanted"]


async def test_a_bug_in_running_groups_reaches_every_caller_and_the_thread_lives_on() -> None:
    broken = [True]

    def run(works: Sequence[Callable[[int], Any]]) -> Sequence[Outcome]:
        if broken.pop():
            raise ZeroDivisionError
        return run_all(works)

    broken.insert(0, False)
    with group_commit(run) as commit:
        with pytest.raises(ZeroDivisionError):
            await commit.submit(lambda n: n)
        assert await commit.submit(lambda n: n) == 1


def test_callers_of_a_loop_that_is_gone_do_not_stop_the_others() -> None:
    release = threading.Event()
    with group_commit(run_all) as commit:

        async def abandon() -> None:
            asyncio.ensure_future(commit.submit(lambda _: release.wait(5)))  # noqa: RUF006 - abandoned on purpose
            await asyncio.sleep(0.05)

        asyncio.run(abandon())
        release.set()
        assert asyncio.run(_submit_one(commit)) == 1


async def _submit_one(commit: GroupCommit[int]) -> int:
    return await commit.submit(lambda n: n)


def test_an_outcome_is_what_was_returned_or_raised() -> None:
    assert outcome_of(lambda: 7) == Returned(7)
    error = KeyError("x")

    def fail() -> None:
        raise error

    assert outcome_of(fail) == Raised(error)
