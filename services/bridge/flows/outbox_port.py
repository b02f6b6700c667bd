"""The port to what partners are still to be told."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from bridge.domain.deliveries import Delivery, DeliveryState
from bridge.domain.partner_events import PartnerEvent


class Outbox(Protocol):
    """Events on their way to partners, and for a while those that arrived or never did."""

    def append(self, event: PartnerEvent) -> None:
        """Durable with the rest of the unit, or not at all: what happened is told, and nothing else is."""
        ...

    def waiting(self, at: datetime, limit: int) -> tuple[str, ...]:
        """At most `limit` partners for whom something is due, the longest waiting first."""
        ...

    def claim(self, partner_id: str, at: datetime) -> Delivery | None:
        """The partner's event that has been due for longest, claimed: of two claimants one gets it."""
        ...

    def replace(self, old: Delivery, new: Delivery) -> bool:
        """Compare-and-set: stores `new` only where state and attempts are still those of `old`."""
        ...

    def get(self, event_id: str) -> Delivery | None: ...

    def of_record(self, record_id: str) -> tuple[Delivery, ...]:
        """Everything there is about one consent, oldest first."""
        ...

    def listed(self, states: Collection[DeliveryState], limit: int) -> tuple[Delivery, ...]:
        """At most `limit` in these states, oldest first."""
        ...
