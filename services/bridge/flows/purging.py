"""Half-finished journeys leave nothing behind: what has expired goes, in bounded batches."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

from bridge.flows.ports import Ledger, StoreUnavailable

PURGE_INTERVAL_S: Final = 30
_log = logging.getLogger(__name__)


async def purge_for_ever(ledger: Ledger, now: Callable[[], datetime]) -> None:
    """Every half minute, until cancelled. A store that is away is asked again the next time."""
    while True:
        await asyncio.sleep(PURGE_INTERVAL_S)
        try:
            await ledger.purge(now())
        except StoreUnavailable:
            _log.warning("expired rows were not purged: the store is unavailable; trying again later")
