"""What an agreement may say, and hardly means: told to whoever checks it, while faults refuse it."""

from collections.abc import Iterator
from datetime import date

from bridge.domain.assurance import Assurance
from bridge.domain.clauses import Agreement, Clause
from bridge.domain.sources import held_by_agency


def warnings_about(agreement: Agreement) -> Iterator[str]:
    """In the order of the file, each with the clause or instrument it is about."""
    for name in agreement.instruments:
        yield from _about_instrument(agreement, name)
    for clause in agreement.clauses:
        yield from _about_protection(clause)
        yield from _about_direction(agreement, clause)


def warnings_about_change(old: Agreement, new: Agreement) -> Iterator[str]:
    """A transfer that goes on under another name would be given its 60 days again (PDPL 20.2)."""
    for clause in new.clauses:
        before = old.clause_for(clause.purpose, clause.direction)
        if before is None or before.instrument == clause.instrument:
            continue
        was, becomes = old.instruments[before.instrument], new.instruments[clause.instrument]
        if was.needs_dossier and becomes.needs_dossier and becomes.impact_dossier is None:
            yield (
                f"{clause.id}: {becomes.id}, for which no impact dossier is filed, replaces {was.id}; its 60 "
                "days would begin anew, and the law counts from the first transfer"
            )


def _about_instrument(agreement: Agreement, name: str) -> Iterator[str]:
    instrument = agreement.instruments[name]
    if not _spans(agreement, instrument.in_force_from, instrument.in_force_until):
        yield f"{name}: ends before the agreement or begins after it; outside its days nothing is carried"
    shared = instrument.data_sharing_direction
    if shared is not None and not _spans(agreement, shared.in_force_from, shared.in_force_until):
        yield f"{name}: its data sharing direction ends before the agreement or begins after it"


def _spans(agreement: Agreement, start: date, end: date) -> bool:
    return start <= agreement.in_force_from and end >= agreement.in_force_until


def _about_protection(clause: Clause) -> Iterator[str]:
    if clause.child_below == 0:
        yield f"{clause.id}: child_below is 0, so that a child of any age decides alone (PDPL 24)"
    if clause.minimum_assurance is Assurance.LOW:
        yield f"{clause.id}: minimum_assurance is low, so that nobody has to have been proofed"


def _about_direction(agreement: Agreement, clause: Clause) -> Iterator[str]:
    held = sorted(clause.attributes & held_by_agency(clause.direction.exporter))
    shared = agreement.instruments[clause.instrument].data_sharing_direction
    if not held:
        return
    if shared is None or clause.purpose not in shared.purposes:
        yield f"{clause.id}: no data sharing direction names {clause.purpose}, so {held[0]} never crosses"
        return
    if missing := sorted(clause.sectors - set(shared.sectors)):
        yield f"{clause.id}: its data sharing direction names no recipients in {', '.join(missing)}"
