"""Half-finished journeys leave nothing behind: what has expired goes, in bounded batches."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Final

from bridge.flows.ports import Ledger
from bridge.flows.supervised import attempted

PURGE_INTERVAL_S: Final = 30


@contextlib.asynccontextmanager
async def purging(ledger: Ledger, now: Callable[[], datetime]) -> AsyncIterator[None]:
    """Purges every half minute while the block runs. What fails is tried again the next time."""
    task = asyncio.create_task(_purge_for_ever(ledger, now))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _purge_for_ever(ledger: Ledger, now: Callable[[], datetime]) -> None:
    while True:
        await asyncio.sleep(PURGE_INTERVAL_S)
        await attempted(_purge(ledger, now), "expired rows were not purged")


async def _purge(ledger: Ledger, now: Callable[[], datetime]) -> None:
    await ledger.purge(now())
