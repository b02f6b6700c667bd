"""Threads that read, and the bounded queue before them."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

from bridge.adapters.sql.group_commit import Outcome, outcome_of
from bridge.flows.ports import StoreUnavailable

T = TypeVar("T")


class Readers(Generic[T]):
    """Runs readings beside each other, as many as there are threads."""

    def __init__(self, *, threads: int, capacity: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="ledger-reader")
        self._capacity, self._waiting = capacity, 0
        self._changed = threading.Lock()

    async def run(self, read: Callable[[], T]) -> Outcome | None:
        """What `read` came to; `None` is for nobody: its caller had given up before its turn came.

        Raises `StoreUnavailable` at once when the queue is full. Those who gave up are still in it: behind a
        database that hangs it would otherwise grow with every question asked meanwhile.
        """
        given_up = threading.Event()
        with self._changed:
            if self._waiting >= self._capacity:
                raise StoreUnavailable("too many reads are waiting")
            self._waiting += 1

        def in_turn() -> Outcome | None:
            with self._changed:
                self._waiting -= 1
            return None if given_up.is_set() else outcome_of(read)

        running = asyncio.get_running_loop().run_in_executor(self._threads, in_turn)
        try:
            # Shielded: cancelled itself, it would stay in the queue uncounted.
            return await asyncio.shield(running)
        finally:
            given_up.set()

    def close(self) -> None:
        """Finishes what is queued. Blocks; may be called again."""
        self._threads.shutdown()
