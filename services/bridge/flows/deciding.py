"""Step 5: decided again, now with assurance, age and account."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bridge.domain.assurance import Assurance, within_reach
from bridge.domain.clauses import Agreement
from bridge.domain.partners import Partner
from bridge.domain.policy import Decision, Deny, Question, Stage, decide
from bridge.domain.reasons import Reason
from bridge.domain.representatives import consent_from
from bridge.domain.rules_consent import nothing_to_release
from bridge.flows.ending import Ending, Lost
from bridge.flows.first_releases import read_first_release
from bridge.flows.ports import Ledger
from bridge.flows.recording import Recording
from bridge.flows.transaction import PartnerRequest, State, StepUp, Transaction, signed_in
from eid_kit.oauth.errors import InvalidRequest


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
        request = transaction.request
        first = await read_first_release(self.ledger, agreement, request.purpose, direction=request.direction)
        decision = decide_signed_in(agreement, transaction, partner, now=self.now(), first_release=first)
        if not isinstance(decision, Deny) and not decision.attributes & frozenset(
            signed_in(transaction).available
        ):
            decision = nothing_to_release(decision.clause)
        if isinstance(decision, Deny):
            if _would_pass_stronger(agreement, transaction, partner, now=self.now(), first_release=first):
                return await self._recorded(transaction, transaction.noted(step_up=StepUp.OFFERED))
            return await self._denied(transaction, partner, decision)
        decided = transaction.moved(
            State.DECIDED,
            permitted=tuple(a for a in transaction.request.attributes if a in decision.attributes),
            clause=decision.clause,
            agreement_digest=agreement.digest,
            consent_from=consent_from(signed_in(transaction).person),
        )
        return await self._recorded(transaction, decided)

    async def declined(self, transaction: Transaction, partner: Partner) -> Transaction:
        """The citizen takes no stronger sign-in: what the policy denied without one stays denied.

        Raises `InvalidRequest` when none is offered, and `Lost`.
        """
        agreement, request = self.agreement(), transaction.request
        first = await read_first_release(self.ledger, agreement, request.purpose, direction=request.direction)
        decision = decide_signed_in(agreement, transaction, partner, now=self.now(), first_release=first)
        if transaction.step_up is not StepUp.OFFERED or not isinstance(decision, Deny):
            raise InvalidRequest("this request is no longer waiting for an answer", reason="answer_late")
        return await self._denied(transaction, partner, decision)

    async def _denied(self, transaction: Transaction, partner: Partner, deny: Deny) -> Transaction:
        record = self.recording.denied(transaction, partner, deny)
        return await self.ending.denied(transaction, deny, record=record)

    async def _recorded(self, before: Transaction, after: Transaction) -> Transaction:
        if not await self.ledger.atomically(lambda unit: unit.transactions.replace(before, after)):
            raise Lost
        return after


def decide_signed_in(
    agreement: Agreement,
    transaction: Transaction,
    partner: Partner,
    *,
    now: datetime,
    first_release: datetime | None,
) -> Decision:
    """The policy's answer for a signed-in citizen; also asked again when the consent form comes back."""
    request, sign_in = transaction.request, signed_in(transaction)
    question = Question(
        purpose=request.purpose,
        direction=request.direction,
        attributes=frozenset(request.attributes),
        partner=partner,
        now=now,
        first_release=first_release,
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


def required_assurance(agreement: Agreement, request: PartnerRequest) -> Assurance:
    """What a sign-in must be worth: the more of what the clause demands and what the partner asked for."""
    clause = agreement.clause_for(request.purpose, request.direction)
    return max(request.required_assurance, clause.minimum_assurance if clause else Assurance.LOW)


def _would_pass_stronger(
    agreement: Agreement,
    transaction: Transaction,
    partner: Partner,
    *,
    now: datetime,
    first_release: datetime | None,
) -> bool:
    """Whether it is the sign-in alone that is too weak, and this account could do better. Asked once."""
    facts = signed_in(transaction)
    best = within_reach(facts.raw)
    if transaction.step_up is not None or best <= facts.person.assurance:
        return False
    stronger = replace(facts, person=replace(facts.person, assurance=best))
    as_stronger = replace(transaction, sign_in=stronger)
    decision = decide_signed_in(agreement, as_stronger, partner, now=now, first_release=first_release)
    return not isinstance(decision, Deny)
