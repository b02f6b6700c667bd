"""Step 6: the citizen sees each value, and decides.

    offer    what the page shows: the words, whose hash the consent will carry, and the values
    answer   decided → coded | refused

A consent is built here and nowhere else, from the real form's explicit answer.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bridge.domain.attributes import released_claims
from bridge.domain.audit_events import Event, known_claims
from bridge.domain.calendar_words import utc_day
from bridge.domain.clauses import Agreement, Clause
from bridge.domain.consent import LONGEST_LIFE, Consent, Offer, answer_to, give
from bridge.domain.notice_writer import NoticeWriter
from bridge.domain.notices import Notice
from bridge.domain.partners import Partner
from bridge.domain.policy import Deny
from bridge.domain.reasons import AlteredAnswer
from bridge.domain.records import ConsentRecord
from bridge.domain.rules_consent import refused_by_citizen
from bridge.flows.carriers import Binding, Carriage, before_consent
from bridge.flows.consent_events import answer_altered, child_consented, consent_given
from bridge.flows.deciding import decide_signed_in
from bridge.flows.dispatch import Step, next_step
from bridge.flows.ending import Ending, Lost
from bridge.flows.first_releases import read_first_release
from bridge.flows.ports import Hop, Ledger, Unit
from bridge.flows.recording import Recording
from bridge.flows.shown import Shown, asked_for, open_shown, reader_of
from bridge.flows.transaction import ChildAnswer, State, Transaction, signed_in
from eid_kit.oauth.errors import InvalidRequest
from eid_kit.oauth.secrets_ import new_secret

CODE_LIFETIME = timedelta(seconds=60)


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

    async def offer(
        self,
        transaction: Transaction,
        partner: Partner,
        s1: str,
        *,
        language: str,
        at: datetime | None = None,
    ) -> Shown:
        """What is asked of whoever's turn it is, with values; `at` a moment of the journey, else now.

        A representative is asked about what the child let go, and sees nothing else of it.
        Raises `InvalidRequest` when nothing is being asked.
        """
        at = at or self.now()
        step = next_step(transaction, at)
        reader = reader_of(transaction, step)
        if reader is None:
            raise InvalidRequest("this request is no longer waiting for an answer", reason="answer_late")
        sealed = await self.ledger.read(
            lambda unit: open_shown(unit, transaction, s1, carriage=self.carriage)
        )
        clause, asked = self._clause(transaction), asked_for(transaction)
        # Of everything offered: what of it is ticked decides what the summary will hold.
        released = sealed.with_summary(asked, seed=transaction.id, made_at=at)
        attributes = tuple(a for a in asked if a in released.claims)
        said = NoticeWriter(self.agreement(), clause, partner, language, utc_day(at), reader).write(
            attributes, missing=tuple(a for a in asked if a not in released.claims)
        )
        offer = self._offer(transaction, clause, attributes, notice=said)
        return Shown(transaction, partner, clause, offer, said, released.claims, at, step)

    def _offer(
        self, transaction: Transaction, clause: Clause, attributes: tuple[str, ...], *, notice: Notice
    ) -> Offer:
        child, representative = transaction.child_answer, transaction.representative
        return Offer(
            transaction_id=transaction.id,
            partner_id=transaction.request.client_id,
            principal_ref=signed_in(transaction).principal_ref,
            clause=clause,
            attributes=frozenset(attributes),
            agreement_digest=transaction.agreement_digest or "",
            notice_sha256=notice.sha256,
            locale=notice.language,
            representative_ref=representative.principal_ref if representative else None,
            child_notice_sha256=child.notice_sha256 if child else None,
        )

    def _clause(self, transaction: Transaction) -> Clause:
        clause = self.agreement().clause_for(transaction.request.purpose, transaction.request.direction)
        if clause is None:
            raise InvalidRequest("the agreement no longer covers this request", reason="agreement_changed")
        return clause

    async def refuse(self, shown: Shown) -> Transaction:
        """The citizen said no. Raises `Lost` when another tab answered first."""
        deny = refused_by_citizen(shown.clause.id)
        record = self.recording.refused(shown.transaction, shown.partner, shown.offer)
        return await self.ending.denied(shown.transaction, deny, event=Event.CONSENT_REFUSED, record=record)

    async def approve(self, shown: Shown, ticked: frozenset[str], s1: str) -> Approved | Transaction:
        """Whoever was asked said yes to the mandatory attributes and to each one ticked.

        Decides once more first; a denial by now ends the transaction, which is then returned. So is one that
        still waits for another's answer: a child's yes makes no consent.
        Raises `InvalidAnswer` for an attribute that was not offered, and `Lost` when another tab was first.
        """
        # One moment for the words and for the answer: at midnight the notice names another day.
        agreement, now = self.agreement(), shown.at
        clause = shown.clause
        first = await read_first_release(self.ledger, agreement, clause.purpose, direction=clause.direction)
        decision = decide_signed_in(agreement, shown.transaction, shown.partner, now=now, first_release=first)
        if isinstance(decision, Deny):
            record = self.recording.denied(shown.transaction, shown.partner, decision)
            return await self.ending.denied(shown.transaction, decision, record=record)
        if shown.step is Step.ASK_CHILD:
            return await self._child_agreed(shown, shown.offer.mandatory | ticked, s1)
        consent = give(
            shown.offer,
            shown.offer.mandatory | ticked,
            consent_id=new_secret(self.random_bytes),
            now=now,
            lifetime=LONGEST_LIFE,
        )
        # Made here and not in the unit: that runs in the ledger's thread, which knows of no request and would
        # take the grounds from an agreement that came into force after the words were shown.
        record = self.recording.given(shown.transaction, shown.partner, shown.offer, consent=consent)
        code = new_secret(self.random_bytes)
        coded = shown.transaction.moved(State.CODED, consent_id=consent.id, expires_at=now + CODE_LIFETIME)
        await self.ledger.atomically(
            lambda unit: self._record(unit, shown, coded, consent=consent, record=record, s1=s1, code=code)
        )
        return Approved(coded, code)

    async def _child_agreed(self, shown: Shown, agreed: frozenset[str], s1: str) -> Transaction:
        answer = answer_to(shown.offer, agreed)
        child = ChildAnswer(
            attributes=tuple(a for a in asked_for(shown.transaction) if a in answer),
            declined=tuple(sorted(shown.offer.attributes - answer)),
            notice_sha256=shown.offer.notice_sha256,
            locale=shown.offer.locale,
            at=shown.at,
        )
        answered = shown.transaction.noted(child_answer=child)

        def work(unit: Unit) -> None:
            if not unit.transactions.replace(shown.transaction, answered):
                raise Lost
            released = open_shown(unit, shown.transaction, s1, carriage=self.carriage)
            cut = released.cut_to(released_claims(answer))
            # What the child keeps back is sealed no longer, so that no later page can show it to anybody.
            unit.carriers.destroy(answered.id)
            self.carriage.load(
                unit,
                s1,
                Hop.CONSENT,
                binding=before_consent(answered),
                plaintext=replace(cut, representative=released.representative).to_bytes(),
                expires_at=answered.expires_at,
            )
            unit.log.append(child_consented(shown.offer, child))

        await self.ledger.atomically(work)
        return answered

    async def refuse_altered(self, shown: Shown, reason: AlteredAnswer, named: frozenset[str]) -> None:
        """Logs a form that was no answer to what was shown. `named` are the attributes it names, as sent.

        Once per journey and reason: whoever signed in could otherwise fill the log by sending it again.
        """
        transaction, at = shown.transaction, self.now()
        claims = known_claims(named - shown.offer.attributes)

        def work(unit: Unit) -> None:
            if unit.one_time.claim("altered", f"{transaction.id} {reason}", transaction.expires_at):
                unit.log.append(answer_altered(shown, reason, claims, at=at))

        await self.ledger.atomically(work)

    def _record(
        self,
        unit: Unit,
        shown: Shown,
        coded: Transaction,
        *,
        consent: Consent,
        record: ConsentRecord,
        s1: str,
        code: str,
    ) -> None:
        # 1. One answer only: of two tabs, one loses here and leaves nothing behind.
        if not unit.transactions.replace(shown.transaction, coded):
            raise Lost
        # 2. What was not consented is cut away before anything is sealed again; S1 opens nothing any more.
        released = open_shown(unit, shown.transaction, s1, carriage=self.carriage).cut_to(
            released_claims(consent.attributes)
        )
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
        unit.records.insert(record)
        unit.log.append(consent_given(consent, self.now()))


def code_binding(transaction: Transaction, consent: Consent) -> Binding:
    """What the seal of a code, and later of its token, is bound to."""
    claims = released_claims(consent.attributes)
    return Binding(transaction.id, transaction.request.client_id, consent.id, claims)
