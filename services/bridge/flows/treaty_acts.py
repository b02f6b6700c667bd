"""What changes the agreement: a version is activated, a statement recorded, each with its log entry."""

from dataclasses import dataclass
from datetime import datetime

from bridge.domain.agreement import Agreement
from bridge.domain.audit_events import AuditEvent, Event
from bridge.domain.statements import Action, Statement
from bridge.flows.ports import AGREEMENT_FACT, Unit
from bridge.flows.treaty_ports import ActivatedAgreement, StoredStatement


class NotNewer(Exception):
    """An older agreement than this database has seen, or a changed text under a serial that it has seen;
    the message says which.
    """


@dataclass(frozen=True, slots=True)
class Offered:
    """A version on its way in: without fault, and signed as it must be; its text, and its signatures."""

    agreement: Agreement
    text: str
    signatures: str | None


def activate(unit: Unit, offered: Offered, at: datetime) -> bool:
    """Puts a version in force, for every process at its next decision; whether it was not so already.

    Raises `NotNewer`: consents and log entries name a digest, so one serial is one text, and none comes back.
    """
    serial, digest = offered.agreement.serial, offered.agreement.digest
    _require_newer(unit, serial, digest)
    newest = unit.agreements.newest()
    if newest is not None and newest.serial == serial:
        return False
    unit.agreements.activate(ActivatedAgreement(serial, digest, offered.text, offered.signatures, at))
    unit.memory.put(AGREEMENT_FACT, f"{serial} {digest}")
    unit.log.append(AuditEvent(event=Event.AGREEMENT_ACTIVATED, at=at, agreement_digest=digest))
    return True


def _require_newer(unit: Unit, serial: int, digest: str) -> None:
    known = unit.memory.get(AGREEMENT_FACT)
    highest, known_digest = known.split() if known else ("0", "")
    if serial < int(highest):
        raise NotNewer(f"the agreement's serial is {serial}, but {highest} was in force here already")
    if serial == int(highest) and digest != known_digest:
        raise NotNewer(f"the agreement changed, but its serial is still {serial}; raise it by one")


def record_statement(unit: Unit, statement: Statement, document: str, *, at: datetime) -> None:
    """Records what the parties said; from this commit on it holds for every decision.

    Whoever calls it has checked the signatures; whoever reads it will check them again. A statement that is
    recorded already says nothing new, and has its entry.
    """
    if any(each.id == statement.id for each in unit.agreements.statements()):
        return
    event = {
        Action.SUSPEND: Event.AGREEMENT_SUSPENDED,
        Action.LIFT: Event.AGREEMENT_LIFTED,
    }[statement.action]
    unit.agreements.record(StoredStatement(statement.id, document, at))
    unit.log.append(
        AuditEvent(
            event=event,
            at=at,
            agreement_digest=statement.digest,
            party=statement.party,
            statement_id=statement.id,
        )
    )
