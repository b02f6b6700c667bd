"""What goes on beside the requests, for as long as the service runs."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from bridge.flows.couriers import couriers
from bridge.flows.delivering import Delivering
from bridge.flows.ports import Ledger
from bridge.flows.purging import purging


@asynccontextmanager
async def background(
    ledger: Ledger, now: Callable[[], datetime], delivering: Delivering
) -> AsyncIterator[None]:
    """Purges what has expired, and delivers events, while the block runs."""
    async with purging(ledger, now), couriers(delivering):
        yield
