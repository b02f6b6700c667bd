"""A citizen's requests: received, and what the operator does with each, on both countries' clocks.

citizen    ask
operator   acknowledge, extend, answer
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bridge.domain.attributes import released_claims
from bridge.domain.audit_events import AuditEvent, Event
from bridge.domain.records import ConsentRecord
from bridge.domain.rights import AnswerGround, Misuse, NotPossible, Outcome, RightsRequest
from bridge.domain.rights_clocks import RightsKind
from bridge.flows.own_records import own_record
from bridge.flows.ports import Ledger, Unit
from eid_kit.oauth.secrets_ import new_secret

# More wait for an answer than anybody asks in good faith: the next one would only hide the others.
MOST_UNANSWERED: Final = 50
_RIGHTS_RULE: Final = 4
_AT_A_TIME: Final = 25


class TooManyRequests(Exception):
    """So many of this person's requests wait that no further one is taken."""


class NoSuchRequest(Exception):
    """Nobody asked this."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a form says: `whole` is everything that the record's recipient received, not this record alone."""

    kind: RightsKind
    whole: bool = False
    misuse: Misuse | None = None


@dataclass(frozen=True, slots=True)
class Reached:
    """Whether something was released to a recipient: under this record, or under any of the person's."""

    by_this: bool
    by_any: bool


@dataclass(frozen=True, slots=True)
class Asking:
    """The citizen's side."""

    ledger: Ledger
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]

    async def ask(self, principal_ref: str, record_id: str, wish: Wish) -> RightsRequest:
        """The request, received and logged; the same one that still waits is returned, and not made twice.

        Raises `NoSuchRecord`, also for another person's record, and `TooManyRequests`.
        """
        return await self.ledger.atomically(lambda unit: self._ask(unit, principal_ref, record_id, wish=wish))

    async def of(self, principal_ref: str) -> tuple[RightsRequest, ...]:
        """All that this person asked for, the newest first."""
        return await self.ledger.read(lambda unit: unit.rights.of_principal(principal_ref))

    async def reached(self, principal_ref: str, record_id: str) -> Reached:
        """What the clocks depend on, for either scope of a request. Raises `NoSuchRecord`."""
        return await self.ledger.read(
            lambda unit: _reached(unit, principal_ref, own_record(unit, principal_ref, record_id))
        )

    def _ask(self, unit: Unit, principal_ref: str, record_id: str, *, wish: Wish) -> RightsRequest:
        record = own_record(unit, principal_ref, record_id).seen_by(principal_ref)
        request = self._request(principal_ref, record, wish, reached=_reached(unit, principal_ref, record))
        waiting = [each for each in unit.rights.of_principal(principal_ref) if each.answer is None]
        if same := next((each for each in waiting if _wants(each) == _wants(request)), None):
            return same
        if len(waiting) >= MOST_UNANSWERED:
            raise TooManyRequests
        unit.rights.insert(request)
        unit.log.append(_entry(Event.RIGHTS_REQUESTED, request, request.received_at))
        return request

    def _request(
        self, principal_ref: str, record: ConsentRecord, wish: Wish, *, reached: Reached
    ) -> RightsRequest:
        claims = record.approved | record.declined
        return RightsRequest(
            id=new_secret(self.random_bytes),
            principal_ref=principal_ref,
            kind=wish.kind,
            partner_id=record.partner_id,
            recipient=record.grounds.recipient.name,
            record_id=None if wish.whole else record.id,
            claims=() if wish.whole else released_claims(claims),
            # The longer time runs only where there is a recipient that has to act as well.
            reached_recipient=reached.by_any if wish.whole else reached.by_this,
            received_at=self.now(),
            misuse=wish.misuse,
        )


@dataclass(frozen=True, slots=True)
class RightsDesk:
    """The operator's side. Every method raises `NoSuchRequest`, and `NotPossible` for a step out of turn."""

    ledger: Ledger
    now: Callable[[], datetime]

    async def unanswered(self, *, limit: int) -> tuple[RightsRequest, ...]:
        """At most `limit` that wait, the longest waiting first."""
        return await self.ledger.read(lambda unit: unit.rights.unanswered(limit=limit))

    async def acknowledge(self, request_id: str) -> RightsRequest:
        """Tells the citizen, on their pages, that the request arrived."""
        return await self._step(request_id, lambda request, at: request.acknowledged(at))

    async def extend(self, request_id: str) -> RightsRequest:
        """Takes the one extension that the law allows; the citizen sees the new date."""
        return await self._step(request_id, lambda request, at: request.extended(at))

    async def answer(self, request_id: str, outcome: Outcome, ground: AnswerGround) -> RightsRequest:
        """Answers, and logs that it was answered."""
        return await self._step(
            request_id, lambda request, at: request.answered(outcome, ground, at), event=Event.RIGHTS_ANSWERED
        )

    async def _step(
        self,
        request_id: str,
        step: Callable[[RightsRequest, datetime], RightsRequest],
        *,
        event: Event | None = None,
    ) -> RightsRequest:
        def work(unit: Unit) -> RightsRequest:
            request, at = unit.rights.lock(request_id), self.now()
            if request is None:
                raise NoSuchRequest
            stepped = step(request, at)
            unit.rights.replace(stepped)
            if event is not None:
                unit.log.append(_entry(event, stepped, at))
            return stepped

        return await self.ledger.atomically(work)


def _reached(unit: Unit, principal_ref: str, record: ConsentRecord) -> Reached:
    if record.releases:
        return Reached(by_this=True, by_any=True)
    last: ConsentRecord | None = None
    while some := unit.records.of_principal(principal_ref, limit=_AT_A_TIME, before=last):
        if any(each.releases and each.partner_id == record.partner_id for each in some):
            return Reached(by_this=False, by_any=True)
        last = some[-1]
    return Reached(by_this=False, by_any=False)


def _wants(request: RightsRequest) -> tuple[object, ...]:
    return request.kind, request.partner_id, request.record_id, request.misuse


def _entry(event: Event, request: RightsRequest, at: datetime) -> AuditEvent:
    """That something was asked or answered, about which record: what exactly stays in the request itself."""
    return AuditEvent(
        event=event,
        at=at,
        agreement_digest=None,
        partner=request.partner_id,
        rule=_RIGHTS_RULE,
        consent_id=request.record_id,
        claim_names=request.claims,
    )


__all__ = ["Asking", "NoSuchRequest", "NotPossible", "Reached", "RightsDesk", "TooManyRequests", "Wish"]
