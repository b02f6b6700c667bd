"""Work that goes on for as long as the service runs, and that one failure does not end."""

import asyncio
import logging
from collections.abc import Awaitable

from bridge.flows.ports import StoreUnavailable

_log = logging.getLogger(__name__)


async def attempted(work: Awaitable[None], undone: str) -> None:
    """Does `work` and comes back whatever becomes of it; what failed is a line in the log that begins
    with `undone`.

    Cancelled while it works, it cancels the work as well, and ends once that has.
    """
    (failure,) = await asyncio.gather(work, return_exceptions=True)
    if isinstance(failure, StoreUnavailable):
        _log.warning("%s: the store is unavailable; trying again later", undone)
    elif failure is not None:
        # The log's handler writes its kind and place, and leaves out the message: that may hold a value.
        _log.error("%s, unexpectedly", undone, exc_info=failure)
