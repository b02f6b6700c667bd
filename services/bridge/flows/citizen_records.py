"""What a citizen's pages show: their own records, and whether a recipient heard of a withdrawal."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from bridge.domain.attributes import released_claims
from bridge.domain.partner_events import PartnerEvent, PartnerEventKind
from bridge.domain.records import ConsentRecord, Status
from bridge.flows.own_records import NoSuchRecord, own_record
from bridge.flows.ports import Ledger, Unit

PAGE: Final = 25
_EVENT_OF: Final = {
    Status.WITHDRAWN: PartnerEventKind.CONSENT_WITHDRAWN,
    Status.REVOKED: PartnerEventKind.CONSENT_REVOKED,
}


class Told(StrEnum):
    """Whether the recipient was told that a consent ended."""

    NOTHING_TO_TELL = "nothing_to_tell"
    WAITING = "waiting"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"


@dataclass(frozen=True, slots=True)
class Own:
    """One record, as it stands at `at`."""

    record: ConsentRecord
    told: Told
    at: datetime

    @property
    def status(self) -> Status:
        """How it stands."""
        return self.record.status(self.at)


@dataclass(frozen=True, slots=True)
class OwnPage:
    """Some of a citizen's records, newest first; `older` is the last one's id where more follow it."""

    records: tuple[Own, ...]
    older: str | None


@dataclass(frozen=True, slots=True)
class CitizenRecords:
    """Reads for one person, and never for another."""

    ledger: Ledger
    now: Callable[[], datetime]

    async def page(self, principal_ref: str, *, before: str | None = None) -> OwnPage:
        """The newest, or those that follow the record `before`. Raises `NoSuchRecord` for another's."""

        def work(unit: Unit) -> OwnPage:
            last = own_record(unit, principal_ref, before) if before else None
            found = unit.records.of_principal(principal_ref, limit=PAGE + 1, before=last)
            shown = tuple(self._own(unit, principal_ref, record) for record in found[:PAGE])
            return OwnPage(shown, shown[-1].record.id if len(found) > PAGE else None)

        return await self.ledger.read(work)

    async def one(self, principal_ref: str, record_id: str) -> Own:
        """That record. Raises `NoSuchRecord`, for another's as for none."""
        return await self.ledger.read(
            lambda unit: self._own(unit, principal_ref, own_record(unit, principal_ref, record_id))
        )

    async def every(self, principal_ref: str) -> tuple[Own, ...]:
        """All of them, newest first."""

        def work(unit: Unit) -> tuple[Own, ...]:
            found: list[ConsentRecord] = []
            while True:
                last = found[-1] if found else None
                more = unit.records.of_principal(principal_ref, limit=PAGE, before=last)
                found += more
                if len(more) < PAGE:
                    return tuple(self._own(unit, principal_ref, record) for record in found)

        return await self.ledger.read(work)

    def _own(self, unit: Unit, principal_ref: str, record: ConsentRecord) -> Own:
        return Own(record.seen_by(principal_ref), _told(unit, record), self.now())


def _told(unit: Unit, record: ConsentRecord) -> Told:
    kind = _EVENT_OF.get(record.state)
    if kind is None or record.ended is None:
        return Told.NOTHING_TO_TELL
    event = PartnerEvent(
        kind=kind,
        partner_id=record.partner_id,
        record_id=record.id,
        subject=record.subject,
        at=record.ended.at,
        claim_names=released_claims(record.approved),
        purpose=record.grounds.purpose,
    )
    outgoing = unit.outbox.get(event.id)
    # What waits is never purged. Without a row the recipient ended it itself and was sent nothing, or how the
    # message fared is no longer kept: then the page must not say that it is still to come.
    return Told.NOTHING_TO_TELL if outgoing is None else Told(outgoing.state.value)


__all__ = ["PAGE", "CitizenRecords", "NoSuchRecord", "Own", "OwnPage", "Told"]
