"""How a transaction ends without a code: recorded, sealed values destroyed, and one opaque reference."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bridge.domain.audit_events import AuditEvent, Event
from bridge.domain.clauses import Agreement
from bridge.domain.policy import Deny
from bridge.domain.reasons import NotCompleted
from bridge.domain.records import ConsentRecord
from bridge.flows.ports import Ledger, Unit
from bridge.flows.refusals import denial_event, refusal_of
from bridge.flows.transaction import Refusal, State, Transaction, reference_of
from bridge.flows.upstream import UpstreamError


class Lost(Exception):
    """The transaction moved on in another tab or process meanwhile. Nothing of this step remains."""


@dataclass(frozen=True, slots=True)
class Ending:
    """Ends transactions. What is logged of an ending is logged before anybody hears of it."""

    ledger: Ledger
    agreement: Callable[[], Agreement]
    now: Callable[[], datetime]

    async def without_identity(
        self, transaction: Transaction, error: UpstreamError, *, page_digest: str
    ) -> Transaction:
        """Ends a sign-in that brought no identity.

        It is logged where a partner asked for it. Where the request stood in a browser's address, nobody who
        can be named took any part: whoever likes could fill the log with such ends.
        """
        return await self._not_completed(
            transaction, error.reason, is_logged=transaction.request.authenticated, page_digest=page_digest
        )

    async def without_partner(self, transaction: Transaction) -> Transaction:
        """Ends what nobody waits for any more: the partner or its redirect URI is no longer registered."""
        return await self._not_completed(transaction, NotCompleted.PARTNER_GONE)

    async def _not_completed(
        self, transaction: Transaction, reason: NotCompleted, *, is_logged: bool = True, **facts: Any
    ) -> Transaction:
        request = transaction.request
        refusal = Refusal(reason, None, None, reference_of(transaction.id))
        event = AuditEvent(
            event=Event.NOT_COMPLETED,
            at=self.now(),
            agreement_digest=self.agreement().digest,
            partner=request.client_id,
            transaction_id=transaction.id,
            purpose=request.purpose,
            reason=reason,
            claim_names=request.attributes,
        )
        return await self._end(transaction, refusal, event if is_logged else None, **facts)

    async def denied(
        self,
        transaction: Transaction,
        deny: Deny,
        *,
        event: Event = Event.DENIED,
        record: ConsentRecord | None = None,
    ) -> Transaction:
        """Ends what the policy denied, or the citizen: a refusal is an answer too, and is recorded as one.

        `record` is the citizen's own, where there is one.
        """
        entry = denial_event(
            event,
            deny,
            transaction.request,
            at=self.now(),
            digest=self.agreement().digest,
            transaction_id=transaction.id,
        )
        refusal = refusal_of(deny, reference_of(transaction.id))
        return await self._end(transaction, refusal, entry, record=record)

    async def _end(
        self,
        transaction: Transaction,
        refusal: Refusal,
        event: AuditEvent | None,
        *,
        record: ConsentRecord | None = None,
        **facts: Any,
    ) -> Transaction:
        ended = transaction.moved(State.REFUSED, refusal=refusal, **facts)

        def work(unit: Unit) -> None:
            if not unit.transactions.replace(transaction, ended):
                raise Lost
            unit.carriers.destroy(ended.id)
            if record is not None:
                unit.records.insert(record)
            if event is not None:
                unit.log.append(event)

        await self.ledger.atomically(work)
        return ended
