"""Step 6: the citizen sees each value, and decides.

    offer    what the page shows: the words, whose hash the consent will carry, and the values
    answer   decided → coded | refused

A consent is built here and nowhere else, from the real form's explicit answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bridge.domain.attributes import released_claims
from bridge.domain.audit_events import AuditEvent, Event
from bridge.domain.clauses import Agreement, Clause
from bridge.domain.consent import LONGEST_LIFE, Consent, Offer, give
from bridge.domain.notices import notice_sha256
from bridge.domain.partners import Partner
from bridge.domain.policy import Deny
from bridge.domain.rules_consent import refused_by_citizen
from bridge.flows.carriers import Binding, Carriage, Released, before_consent
from bridge.flows.deciding import decide_signed_in
from bridge.flows.dispatch import Step, next_step
from bridge.flows.ending import Ending, Lost
from bridge.flows.ports import Hop, Ledger, Unit
from bridge.flows.recording import Recording
from bridge.flows.transaction import State, Transaction, signed_in
from eid_kit.oauth.errors import InvalidRequest
from eid_kit.oauth.secrets_ import digest, new_secret

CODE_LIFETIME = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Shown:
    """All that the consent page needs. `offer` is what an answer is an answer to."""

    transaction: Transaction
    partner: Partner
    clause: Clause
    offer: Offer
    values: Mapping[str, object]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Approved:
    """The code that goes to the partner; kept nowhere but in the redirect."""

    transaction: Transaction
    code: str


@dataclass(frozen=True, slots=True)
class Consenting:
    """Shows what would be shared, takes the answer, and makes both facts."""

    ledger: Ledger
    agreement: Callable[[], Agreement]
    carriage: Carriage
    ending: Ending
    recording: Recording
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]

    async def offer(self, transaction: Transaction, partner: Partner, s1: str, *, language: str) -> Shown:
        """What is asked of the citizen, with values. Raises `InvalidRequest` when nothing is being asked."""
        if next_step(transaction, self.now()) is not Step.ASK_CONSENT:
            raise InvalidRequest("this request is no longer waiting for an answer", reason="answer_late")
        released = await self.ledger.read(lambda unit: self._open(unit, transaction, s1))
        clause = self._clause(transaction)
        attributes = tuple(a for a in transaction.permitted or () if a in released.claims)
        offer = Offer(
            transaction_id=transaction.id,
            partner_id=partner.client_id,
            principal_ref=signed_in(transaction).principal_ref,
            clause=clause,
            attributes=frozenset(attributes),
            agreement_digest=transaction.agreement_digest or "",
            notice_sha256=notice_sha256(partner, clause, attributes, language=language),
            locale=language,
        )
        missing = tuple(a for a in transaction.permitted or () if a not in released.claims)
        return Shown(transaction, partner, clause, offer, released.claims, missing)

    def _clause(self, transaction: Transaction) -> Clause:
        clause = self.agreement().clause_for(transaction.request.purpose, transaction.request.direction)
        if clause is None:
            raise InvalidRequest("the agreement no longer covers this request", reason="agreement_changed")
        return clause

    def _open(self, unit: Unit, transaction: Transaction, s1: str) -> Released:
        row = unit.carriers.get(digest(s1))
        if row is None or row.transaction_id != transaction.id or row.hop is not Hop.CONSENT:
            raise InvalidRequest("this page was already answered", reason="answer_late")
        return Released.from_bytes(self.carriage.unload(row, s1, before_consent(transaction)))

    async def refuse(self, shown: Shown) -> Transaction:
        """The citizen said no. Raises `Lost` when another tab answered first."""
        deny = refused_by_citizen(shown.clause.id)
        record = self.recording.refused(shown.transaction, shown.partner, shown.offer)
        return await self.ending.denied(shown.transaction, deny, event=Event.CONSENT_REFUSED, record=record)

    async def approve(self, shown: Shown, ticked: frozenset[str], s1: str) -> Approved | Transaction:
        """The citizen said yes to the mandatory attributes and to each one ticked.

        Decides once more first; a denial by now ends the transaction, which is then returned.
        Raises `InvalidAnswer` for an attribute that was not offered, and `Lost` when another tab was first.
        """
        agreement, now = self.agreement(), self.now()
        decision = decide_signed_in(agreement, shown.transaction, shown.partner, now=now)
        if isinstance(decision, Deny):
            record = self.recording.denied(shown.transaction, shown.partner, decision)
            return await self.ending.denied(shown.transaction, decision, record=record)
        consent = give(
            shown.offer,
            shown.offer.mandatory | ticked,
            consent_id=new_secret(self.random_bytes),
            now=now,
            lifetime=LONGEST_LIFE,
        )
        code = new_secret(self.random_bytes)
        coded = shown.transaction.moved(State.CODED, consent_id=consent.id, expires_at=now + CODE_LIFETIME)
        await self.ledger.atomically(
            lambda unit: self._record(unit, shown, coded, consent=consent, s1=s1, code=code)
        )
        return Approved(coded, code)

    def _record(
        self, unit: Unit, shown: Shown, coded: Transaction, *, consent: Consent, s1: str, code: str
    ) -> None:
        # 1. One answer only: of two tabs, one loses here and leaves nothing behind.
        if not unit.transactions.replace(shown.transaction, coded):
            raise Lost
        # 2. What was not consented is cut away before anything is sealed again; S1 opens nothing any more.
        released = self._open(unit, shown.transaction, s1).cut_to(released_claims(consent.attributes))
        unit.carriers.destroy(coded.id)
        self.carriage.load(
            unit,
            code,
            Hop.CODE,
            binding=code_binding(coded, consent),
            plaintext=released.to_bytes(),
            expires_at=coded.expires_at,
        )
        # 3. Recorded before the code leaves: a release without a trace is worse than a trace without one.
        #    From the record both receipts are signed at any time, whatever becomes of agreement and partner.
        unit.consents.insert(consent)
        unit.records.insert(
            self.recording.given(shown.transaction, shown.partner, shown.offer, consent=consent)
        )
        unit.log.append(_given(consent, self.now()))


def code_binding(transaction: Transaction, consent: Consent) -> Binding:
    """What the seal of a code, and later of its token, is bound to."""
    claims = released_claims(consent.attributes)
    return Binding(transaction.id, transaction.request.client_id, consent.id, claims)


def _given(consent: Consent, at: datetime) -> AuditEvent:
    return AuditEvent(
        event=Event.CONSENT_GIVEN,
        at=at,
        agreement_digest=consent.agreement_digest,
        partner=consent.partner_id,
        transaction_id=consent.transaction_id,
        purpose=consent.purpose,
        rule=1,
        clause=consent.clause,
        consent_id=consent.id,
        claim_names=released_claims(consent.attributes),
    )
