"""What expired is swept out by the clock too: a mock that nobody asks any more must not keep it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

from eid_kit.simulator.expiring import ExpiringStore

SWEEP_INTERVAL_S: Final = 15.0


@asynccontextmanager
async def sweeping(
    memories: Sequence[ExpiringStore[Any]], *, every_s: float = SWEEP_INTERVAL_S
) -> AsyncIterator[None]:
    """Sweeps each memory again and again, for as long as the service lives (its lifespan)."""
    task = asyncio.create_task(_sweep(memories, every_s))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _sweep(memories: Sequence[ExpiringStore[Any]], every_s: float) -> None:
    while True:
        await asyncio.sleep(every_s)
        for memory in memories:
            memory.sweep()
            await asyncio.sleep(0)  # requests come in between
