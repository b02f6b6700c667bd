"""Events reach their partners: claimed, pushed, settled, and tried again where they did not arrive."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from bridge.domain.deliveries import Delivery, Setback
from bridge.domain.partner_events import PartnerEvent
from bridge.flows.event_statements import EventStatements
from bridge.flows.partners import Partners
from bridge.flows.ports import Ledger
from eid_kit.oauth.secrets_ import digest

_RANDOM_BYTES: Final = 4
_log = logging.getLogger(__name__)


class Push(Protocol):
    """The way to an endpoint."""

    async def push(self, endpoint: str, token: str) -> Setback | None:
        """Sends one token; `None` once the receiver has accepted it. Raises nothing of the network's."""
        ...


@dataclass(frozen=True, slots=True)
class Delivering:
    """Delivers what is due."""

    ledger: Ledger
    partners: Partners
    statements: EventStatements
    push: Push
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]

    async def waiting(self, limit: int) -> tuple[str, ...]:
        """Partners for whom something is due, the longest waiting first."""
        return await self.ledger.read(lambda unit: unit.outbox.waiting(self.now(), limit))

    async def deliver_next(self, partner_id: str) -> bool:
        """Pushes the partner's next due event. Whether it is worth going on with the one after that now: not
        when nothing was due, nor when the endpoint did not answer as it should.
        """
        # 1. Claim it, durably: no other process pushes it while we do, and after a crash it is due again.
        claimed = await self.ledger.atomically(lambda unit: unit.outbox.claim(partner_id, self.now()))
        if claimed is None or claimed.event is None:
            return False
        # 2. Push it, with no row locked.
        token, setback = await self._pushed(claimed, claimed.event)
        # 3. Settle it. A crash before this pushes it once more: its `jti` tells the receiver.
        settled = self._settled(claimed, token, setback)
        await self.ledger.atomically(lambda unit: unit.outbox.replace(claimed, settled))
        if setback is Setback.NO_ENDPOINT:
            # Which is the partner's own choice: no trouble of anybody's, and said once, not at every attempt.
            if claimed.attempts == 1:
                _log.info("event %s waits: %s has no event endpoint", claimed.id, partner_id)
        elif setback is not None:
            _log.warning(
                "event %s did not reach %s: %s at attempt %d; it is %s",
                claimed.id, partner_id, setback, claimed.attempts, settled.state,
            )  # fmt: skip
        return setback is None or setback.is_final

    async def _pushed(self, claimed: Delivery, event: PartnerEvent) -> tuple[str, Setback | None]:
        partner = await self.partners.find(event.partner_id)
        if partner is None:
            return "", Setback.PARTNER_GONE
        if partner.event_endpoint is None:
            return "", Setback.NO_ENDPOINT
        token = self.statements.sign(event, partner.profile, queued_at=claimed.queued_at)
        return token, await self.push.push(partner.event_endpoint, token)

    def _settled(self, claimed: Delivery, token: str, setback: Setback | None) -> Delivery:
        if setback is None:
            return claimed.accepted(self.now(), set_sha256=digest(token))
        chance = int.from_bytes(self.random_bytes(_RANDOM_BYTES)) / 256**_RANDOM_BYTES
        return claimed.set_back(setback, self.now(), chance=chance)
