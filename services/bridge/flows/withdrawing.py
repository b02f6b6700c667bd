"""Withdrawal: a consent ends at once, whoever asks for it, and its recipient is told.

    withdraw   the citizen takes it back (PDPL art 10; PDPA s 16)
    revoke     the operator ends it

Everything is one unit: at no moment is a consent over whose token still opens something, and none is over
without its log entry and, where the partner ever had a token, its event to the partner.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bridge.domain.attributes import released_claims
from bridge.domain.audit_events import AuditEvent, Event
from bridge.domain.consent import Consent
from bridge.domain.partner_events import PartnerEvent, PartnerEventKind
from bridge.domain.reasons import Reason
from bridge.domain.records import Actor, ConsentRecord, Status
from bridge.flows.own_records import NoSuchRecord, own_record
from bridge.flows.ports import Ledger, Unit
from bridge.flows.transaction import Refusal, State, reference_of

_WITHDRAWAL_RULE = 4


@dataclass(frozen=True, slots=True)
class Withdrawing:
    """Ends consents. It never asks why: taking one back needs no reason."""

    ledger: Ledger
    now: Callable[[], datetime]

    async def withdraw(self, principal_ref: str, record_id: str, *, actor: Actor) -> ConsentRecord:
        """The record, withdrawn; one that was withdrawn before is returned as it is, and nothing happens.

        A used or expired consent is withdrawn too: its recipient holds what it received. Raises
        `NoSuchRecord`, also for another person's record and for one without a consent.
        """
        return await self.ledger.atomically(
            lambda unit: self._withdraw(unit, principal_ref, record_id, actor=actor)
        )

    async def revoke(self, record_id: str) -> ConsentRecord:
        """The record, revoked by the operator; one that is withdrawn or revoked already stays as it is.

        Raises `NoSuchRecord`, also for a record without a consent.
        """
        return await self.ledger.atomically(lambda unit: self._revoke(unit, record_id))

    def _withdraw(self, unit: Unit, principal_ref: str, record_id: str, *, actor: Actor) -> ConsentRecord:
        consent = _locked(unit, record_id)
        record = own_record(unit, principal_ref, record_id)
        if record.state is Status.WITHDRAWN:
            return record
        at = self.now()
        by_representative = actor is Actor.PRINCIPAL and principal_ref != record.principal_ref
        withdrawn = record.withdrawn(at, Actor.REPRESENTATIVE if by_representative else actor)
        _end(unit, consent.withdrawn(), withdrawn)
        unit.log.append(_entry(Event.WITHDRAWN, consent, at))
        _tell(unit, PartnerEventKind.CONSENT_WITHDRAWN, withdrawn, at=at)
        return withdrawn

    def _revoke(self, unit: Unit, record_id: str) -> ConsentRecord:
        consent = _locked(unit, record_id)
        record = unit.records.get(record_id)
        if record is None:
            raise NoSuchRecord
        if record.ended is not None:
            return record
        at = self.now()
        revoked = record.revoked(at, Actor.OPERATOR)
        _end(unit, consent.revoked(), revoked)
        unit.log.append(_entry(Event.REVOKED_BY_OPERATOR, consent, at))
        _tell(unit, PartnerEventKind.CONSENT_REVOKED, revoked, at=at)
        return revoked


def _locked(unit: Unit, record_id: str) -> Consent:
    # The row that userinfo locks as well: a call that waits behind this one finds the consent ended. Refusals
    # and denials have no such row: there is nothing to end.
    consent = unit.consents.lock(record_id)
    if consent is None:
        raise NoSuchRecord
    return consent


def _end(unit: Unit, consent: Consent, record: ConsentRecord) -> None:
    unit.consents.replace(consent)
    unit.records.replace(record)
    # From here on no code and no token leads anywhere, and nothing opens the values any more; they are gone.
    unit.grants.delete_of(consent.id)
    unit.carriers.destroy(consent.transaction_id)
    transaction = unit.transactions.get(consent.transaction_id)
    if transaction is not None and transaction.state is State.CODED:
        reference = reference_of(transaction.id)
        refusal = Refusal(Reason.CONSENT_NOT_IN_FORCE, consent.clause, None, reference)
        unit.transactions.replace(transaction, transaction.moved(State.REFUSED, refusal=refusal))


def _entry(event: Event, consent: Consent, at: datetime) -> AuditEvent:
    return AuditEvent(
        event=event,
        at=at,
        agreement_digest=consent.agreement_digest,
        partner=consent.partner_id,
        transaction_id=consent.transaction_id,
        purpose=consent.purpose,
        rule=_WITHDRAWAL_RULE,
        clause=consent.clause,
        consent_id=consent.id,
        claim_names=tuple(sorted(consent.attributes)),
    )


def _tell(unit: Unit, kind: PartnerEventKind, record: ConsentRecord, *, at: datetime) -> None:
    # The event names the pairwise subject. Without a token the partner never had it, and has nothing to stop
    # using: the event would only tell it who had come and gone.
    if not record.is_known_to_recipient:
        return
    event = PartnerEvent(
        kind=kind,
        partner_id=record.partner_id,
        record_id=record.id,
        subject=record.subject,
        at=at,
        claim_names=released_claims(record.approved),
        purpose=record.grounds.purpose,
    )
    unit.outbox.append(event)
