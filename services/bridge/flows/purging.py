"""Half-finished journeys leave nothing behind: what has expired goes, in bounded batches."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Final

from bridge.flows.ports import Ledger, StoreUnavailable

PURGE_INTERVAL_S: Final = 30
_log = logging.getLogger(__name__)


@contextlib.asynccontextmanager
async def purging(ledger: Ledger, now: Callable[[], datetime]) -> AsyncIterator[None]:
    """Purges every half minute while the block runs. A store that is away is asked again the next time."""
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
        try:
            await ledger.purge(now())
        except StoreUnavailable:
            _log.warning("expired rows were not purged: the store is unavailable; trying again later")
