"""Step 5: decided again, now with assurance, age and account."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bridge.domain.clauses import Agreement
from bridge.domain.partners import Partner
from bridge.domain.policy import Decision, Deny, Question, Stage, decide
from bridge.domain.reasons import Reason
from bridge.domain.rules_consent import nothing_to_release
from bridge.flows.ending import Ending, Lost
from bridge.flows.ports import Ledger
from bridge.flows.recording import Recording
from bridge.flows.transaction import State, Transaction, signed_in


@dataclass(frozen=True, slots=True)
class Deciding:
    """signed_in → decided | refused, from the recorded facts alone."""

    ledger: Ledger
    agreement: Callable[[], Agreement]
    ending: Ending
    recording: Recording
    now: Callable[[], datetime]

    async def decide(self, transaction: Transaction, partner: Partner) -> Transaction:
        """Records the decision. Raises `Lost` when another tab was faster."""
        agreement = self.agreement()
        decision = decide_signed_in(agreement, transaction, partner, now=self.now())
        if not isinstance(decision, Deny) and not decision.attributes & frozenset(
            signed_in(transaction).available
        ):
            decision = nothing_to_release(decision.clause)
        if isinstance(decision, Deny):
            record = self.recording.denied(transaction, partner, decision)
            return await self.ending.denied(transaction, decision, record=record)
        decided = transaction.moved(
            State.DECIDED,
            permitted=tuple(a for a in transaction.request.attributes if a in decision.attributes),
            clause=decision.clause,
            agreement_digest=agreement.digest,
        )
        if not await self.ledger.atomically(lambda unit: unit.transactions.replace(transaction, decided)):
            raise Lost
        return decided


def decide_signed_in(
    agreement: Agreement, transaction: Transaction, partner: Partner, *, now: datetime
) -> Decision:
    """The policy's answer for a signed-in citizen; also asked again when the consent form comes back."""
    request, sign_in = transaction.request, signed_in(transaction)
    question = Question(
        purpose=request.purpose,
        direction=request.direction,
        attributes=frozenset(request.attributes),
        partner=partner,
        now=now,
        stage=Stage.SIGNED_IN,
        person=sign_in.person,
        consent=None,
    )
    decision = decide(agreement, question)
    if isinstance(decision, Deny) or sign_in.person.assurance >= request.required_assurance:
        return decision
    return Deny(
        reason=Reason.ASSURANCE_TOO_LOW,
        clause=decision.clause,
        attribute=None,
        what_would_pass=f"a sign-in at {request.required_assurance.urn}, which the partner asked for",
        rule=5,
    )
