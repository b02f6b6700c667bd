"""A form that is no answer to the page that it says it answers: refused, and logged.

Only of a journey that waits for an answer, and for a browser that carries its S1: somebody has signed in, and
this is their device. What anybody else sends is noise, of which the log has nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bridge.domain.audit_events import AuditEvent, Event
from bridge.domain.clauses import Agreement
from bridge.domain.reasons import AlteredAnswer
from bridge.flows.dispatch import Step, next_step
from bridge.flows.ports import Ledger, Unit
from bridge.flows.transaction import Transaction

_CONSENT_RULE = 1
_ANSWERED: Final = frozenset(
    {
        Step.ASK_CONSENT,
        Step.ASK_CHILD,
        Step.ASK_REPRESENTATIVE,
        Step.SIGN_IN_REPRESENTATIVE,
        Step.SIGN_IN_STRONGER,
    }
)


@dataclass(frozen=True, slots=True)
class AlteredAnswers:
    """Writes the entry, once per journey and reason: whoever signed in could otherwise fill the log."""

    ledger: Ledger
    agreement: Callable[[], Agreement]
    now: Callable[[], datetime]

    async def refused(
        self, transaction: Transaction, reason: AlteredAnswer, claims: tuple[str, ...] = ()
    ) -> None:
        """Logs one. `claims` are known names that the form should not have had."""
        at = self.now()
        if next_step(transaction, at) not in _ANSWERED:
            return
        digest = transaction.agreement_digest or self.agreement().digest
        entry = _refused(transaction, reason, claims, at=at, digest=digest)

        def work(unit: Unit) -> None:
            if unit.one_time.claim("altered", f"{transaction.id} {reason}", transaction.expires_at):
                unit.log.append(entry)

        await self.ledger.atomically(work)


def _refused(
    transaction: Transaction, reason: AlteredAnswer, claims: tuple[str, ...], *, at: datetime, digest: str
) -> AuditEvent:
    return AuditEvent(
        event=Event.ANSWER_REFUSED,
        at=at,
        agreement_digest=digest,
        partner=transaction.request.client_id,
        transaction_id=transaction.id,
        purpose=transaction.request.purpose,
        rule=_CONSENT_RULE,
        clause=transaction.clause,
        reason=reason,
        claim_names=claims,
    )
