# ruff: noqa: ARG001 -- every rule takes the same arguments, so that they can stand in one tuple
"""What the exporter's law asks of a transfer. It depends on request and agreement alone: told in full."""

from bridge.domain.calendar_days import day_in
from bridge.domain.clauses import Agreement, Clause, InstrumentKind
from bridge.domain.decisions import Deny, Question
from bridge.domain.instruments import last_day_to_file
from bridge.domain.reasons import Reason
from bridge.domain.rules_request import Rule
from bridge.domain.sources import held_by_agency

_CROSS_BORDER = 3


def require_transfer_instrument(agreement: Agreement, question: Question, clause: Clause) -> Deny | None:
    """What carries the data across in law: named by the clause, for this direction, in force today (PDPL 20;
    PDPA 26).
    """
    instrument = agreement.instruments.get(clause.instrument)
    fits = instrument is not None and instrument.direction is clause.direction
    if fits and instrument is not None and instrument.in_force(question.today):
        return None
    passes = f"a transfer instrument for {clause.direction} that is in force today under clause {clause.id}"
    return Deny(Reason.TRANSFER_INSTRUMENT_MISSING, clause.id, None, passes, _CROSS_BORDER)


def require_written_summary(agreement: Agreement, question: Question, clause: Clause) -> Deny | None:
    """Where consent is all that carries the data, the citizen reads first how far it is protected abroad (PDP
    Regulations 2021 reg 10).
    """
    instrument = agreement.instruments.get(clause.instrument)
    by_summary = instrument is not None and instrument.kind is InstrumentKind.CONSENT_AFTER_SUMMARY
    if not by_summary or clause.written_summary is not None:
        return None
    passes = f"a written summary in clause {clause.id}, or an instrument that binds the recipient"
    return Deny(Reason.TRANSFER_INSTRUMENT_MISSING, clause.id, None, passes, _CROSS_BORDER)


def require_filed_dossier(agreement: Agreement, question: Question, clause: Clause) -> Deny | None:
    """Out of Vietnam, an impact dossier within 60 days from the first release, or nothing more leaves (PDPL
    20.2).
    """
    instrument, first = agreement.instruments.get(clause.instrument), question.first_release
    if instrument is None or first is None or not instrument.needs_dossier:
        return None
    exporter = clause.direction.exporter
    last_day, today = last_day_to_file(day_in(exporter, first)), day_in(exporter, question.now)
    if instrument.dossier_filed(today) or today <= last_day:
        return None
    due = f"an impact dossier filed for instrument {instrument.id}, which was due by {last_day}"
    passes = f"{due}, or an exemption"
    return Deny(Reason.IMPACT_DOSSIER_OVERDUE, clause.id, None, passes, _CROSS_BORDER)


def require_data_sharing_direction(agreement: Agreement, question: Question, clause: Clause) -> Deny | None:
    """Out of Singapore, what a public agency holds needs a direction that names purpose and recipient (PSGA s
    4).
    """
    held = question.attributes & held_by_agency(clause.direction.exporter)
    instrument = agreement.instruments.get(clause.instrument)
    shared = instrument.data_sharing_direction if instrument else None
    if not held or (
        shared is not None and shared.covers(clause.purpose, question.partner.sector, on=question.today)
    ):
        return None
    passes = (
        f"a data sharing direction in force today for {clause.purpose} and recipients in "
        f"{question.partner.sector}, or a request without what public agencies hold"
    )
    reason = Reason.PUBLIC_AGENCY_DIRECTION_MISSING
    return Deny(reason, clause.id, min(held), passes, _CROSS_BORDER)


TRANSFER_RULES: tuple[Rule, ...] = (
    require_transfer_instrument,
    require_written_summary,
    require_filed_dossier,
    require_data_sharing_direction,
)
