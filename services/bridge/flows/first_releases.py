"""When the first release left under an instrument: the moment from which its impact dossier is awaited.

Remembered for good, per instrument and direction, in the unit that records the release itself.
"""

from dataclasses import replace
from datetime import UTC, datetime

from bridge.domain.clauses import Agreement, Direction, Instrument
from bridge.domain.facts import Facts
from bridge.flows.ports import Ledger, Unit


def first_release(unit: Unit, agreement: Agreement, purpose: str, *, direction: Direction) -> datetime | None:
    """The moment (aware UTC), `None` before the first. Looked up only where a rule counts from it."""
    instrument = _counted(agreement, purpose, direction)
    remembered = unit.memory.get(_fact(instrument)) if instrument else None
    return None if remembered is None else datetime.fromisoformat(remembered)


async def read_first_release(
    ledger: Ledger, agreement: Agreement, purpose: str, *, direction: Direction
) -> datetime | None:
    """The same, for a step that has no unit open. Raises `StoreUnavailable`."""
    if _counted(agreement, purpose, direction) is None:
        return None
    return await ledger.read(lambda unit: first_release(unit, agreement, purpose, direction=direction))


async def with_first_release(ledger: Ledger, agreement: Agreement, facts: Facts) -> Facts:
    """The facts as a request would be decided here: with the first release that is remembered, unless they
    name one of their own. Raises `StoreUnavailable`.
    """
    if facts.first_release is not None:
        return facts
    first = await read_first_release(ledger, agreement, facts.purpose, direction=facts.direction)
    return replace(facts, first_release=first)


def remember_release(
    unit: Unit, agreement: Agreement, purpose: str, *, direction: Direction, at: datetime
) -> None:
    """Notes a release that is being recorded; only the first is kept.

    Also where a dossier is filed: an agreement that no longer names it must not start the days anew.
    """
    instrument = _of_clause(agreement, purpose, direction)
    if instrument is not None and unit.memory.get(_fact(instrument)) is None:
        unit.memory.put_once(_fact(instrument), at.astimezone(UTC).isoformat())


def _counted(agreement: Agreement, purpose: str, direction: Direction) -> Instrument | None:
    instrument = _of_clause(agreement, purpose, direction)
    return instrument if instrument is not None and instrument.needs_dossier else None


def _of_clause(agreement: Agreement, purpose: str, direction: Direction) -> Instrument | None:
    clause = agreement.clause_for(purpose, direction)
    return None if clause is None else agreement.instruments.get(clause.instrument)


def _fact(instrument: Instrument) -> str:
    return f"first release {instrument.direction} {instrument.id}"
