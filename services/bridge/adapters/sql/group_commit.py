"""Group commit: one thread that runs whatever has queued up as one group, and answers when it is durable.

While one group waits for the disk, the next one queues up; so the cost of a durable write is shared by
as many callers as are waiting, and nobody waits for a timer.
"""

import asyncio
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar, cast

from bridge.flows.ports import StoreUnavailable

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class Returned:
    """What a work returned."""

    value: Any


@dataclass(frozen=True, slots=True)
class Raised:
    """What a work raised; its caller will see it raised again."""

    error: BaseException


Outcome = Returned | Raised


def outcome_of(work: Callable[[], Any]) -> Outcome:
    """Runs `work` here so that its result can be handed to whoever awaits it elsewhere."""
    try:
        return Returned(work())
    except StopIteration as error:
        # A future refuses StopIteration and would leave its caller waiting for ever.
        return Raised(RuntimeError(f"a unit raised {type(error).__name__}"))
    except BaseException as error:  # noqa: BLE001 - nothing is swallowed: the caller's await raises it
        return Raised(error)


@dataclass(frozen=True, slots=True)
class _Job(Generic[U]):
    work: Callable[[U], Any]
    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[Any]"


class GroupCommit(Generic[U]):
    """A bounded queue and the thread that empties it.

    `run_group` gets the works of one group and returns their outcomes, in order, once all of it is
    durable. When it raises, nothing of the group is, and every caller gets that error.
    """

    def __init__(
        self,
        run_group: Callable[[Sequence[Callable[[U], Any]]], Sequence[Outcome]],
        *,
        capacity: int,
        largest_group: int,
    ) -> None:
        self._run_group = run_group
        self._capacity, self._largest_group = capacity, largest_group
        self._jobs: deque[_Job[U]] = deque()
        self._is_closed = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="ledger-writer", daemon=True)
        self._thread.start()

    async def submit(self, work: Callable[[U], T]) -> T:
        """Queues `work`; returns its result, or raises what it raised, once its group is settled.

        Raises `StoreUnavailable` at once when the queue is full: a caller told to come back later is
        better off than one who waits behind thousands. Cancelling the await takes back a work whose group
        has not begun, and does not undo any other.
        """
        loop = asyncio.get_running_loop()
        job = _Job(work, loop, loop.create_future())
        with self._changed:
            if self._is_closed:
                raise StoreUnavailable("the ledger is closed")
            if len(self._jobs) >= self._capacity:
                raise StoreUnavailable("too many writes are waiting")
            self._jobs.append(job)
            self._changed.notify()
        return cast("T", await job.future)

    def close(self) -> None:
        """Refuses new work, finishes what is queued, and ends the thread. Blocks; may be called again."""
        with self._changed:
            self._is_closed = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while group := self._next_group():
            # Behind a database that hung for a while wait works whose callers were told that it failed.
            wanted = [job for job in group if not job.future.cancelled()]
            if wanted:
                _deliver(wanted, self._settle([job.work for job in wanted]))

    def _settle(self, works: Sequence[Callable[[U], Any]]) -> Sequence[Outcome]:
        settled = outcome_of(partial(self._run_group, works))
        return settled.value if isinstance(settled, Returned) else [settled] * len(works)

    def _next_group(self) -> list[_Job[U]]:
        with self._changed:
            while not self._jobs and not self._is_closed:
                self._changed.wait()
            size = min(len(self._jobs), self._largest_group)
            return [self._jobs.popleft() for _ in range(size)]


def _deliver(group: Sequence[_Job[Any]], outcomes: Sequence[Outcome]) -> None:
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Outcome]]] = defaultdict(list)
    for job, outcome in zip(group, outcomes, strict=True):
        by_loop[job.loop].append((job.future, outcome))
    for loop, settled in by_loop.items():
        # A closed loop has nobody left to tell; the works of other loops must still be answered.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_resolve, settled)


def _resolve(settled: Sequence[tuple["asyncio.Future[Any]", Outcome]]) -> None:
    for future, outcome in settled:
        if future.done():  # cancelled by its caller; the work itself stands
            continue
        if isinstance(outcome, Returned):
            future.set_result(outcome.value)
        else:
            future.set_exception(outcome.error)
