"""The background of delivery: at any time one courier for each partner that something is due to.

A partner that is slow or away keeps its own courier busy and nobody else's; how many there are is bounded.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Final

from bridge.flows.delivering import Delivering
from bridge.flows.supervised import attempted

LOOK_INTERVAL_S: Final = 0.5
AT_ONCE: Final = 16
# More than there are couriers: those whose courier is on its way are among them.
_LOOKED_AT: Final = 4 * AT_ONCE


@contextlib.asynccontextmanager
async def couriers(delivering: Delivering, *, interval_s: float = LOOK_INTERVAL_S) -> AsyncIterator[None]:
    """Delivers while the block runs. At its end what is on its way arrives or fails, and nothing more is
    sent: the rest stays in the outbox for the next start, or for another process.
    """
    crew = _Couriers(delivering)
    looking = asyncio.create_task(crew.look_for_ever(interval_s))
    try:
        yield
    finally:
        looking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await looking
        await crew.come_home()


@dataclass(slots=True)
class _Couriers:
    delivering: Delivering
    _on_their_way: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _is_stopping: bool = False

    async def look_for_ever(self, interval_s: float) -> None:
        while True:
            await asyncio.sleep(interval_s)
            await attempted(self._look(), "events were not delivered")

    async def _look(self) -> None:
        if len(self._on_their_way) >= AT_ONCE:
            return
        for partner_id in await self.delivering.waiting(_LOOKED_AT):
            if partner_id not in self._on_their_way and len(self._on_their_way) < AT_ONCE:
                self._on_their_way[partner_id] = asyncio.create_task(self._deliver_to(partner_id))

    async def _deliver_to(self, partner_id: str) -> None:
        try:
            # Where it fails, what was claimed is due again once its claim has run out.
            await attempted(self._deliver_all(partner_id), f"the delivery of events to {partner_id} stopped")
        finally:
            del self._on_their_way[partner_id]

    async def _deliver_all(self, partner_id: str) -> None:
        while await self.delivering.deliver_next(partner_id):
            if self._is_stopping:
                return

    async def come_home(self) -> None:
        self._is_stopping = True
        await asyncio.gather(*self._on_their_way.values())
