"""The agreement: that it can be read, is in force today, and is not older than what was in force here."""

from datetime import date
from pathlib import Path
from typing import Final

from bridge.domain.agreement import Agreement, parse_agreement
from eid_cli.doctor_findings import Finding, fault, fine
from eid_kit.http.files import unread

_CHECK: Final = "agreement"


def check_agreement(path: Path, *, today: date, remembered: str | None) -> list[Finding]:
    """`remembered` is what the database says of the newest one: its serial and its digest."""
    try:
        agreement = parse_agreement(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        return [_unread(f"{path} cannot be read: {unread(error)}")]
    if not isinstance(agreement, Agreement):
        return [_unread(f"{path}:{each.line}: {each.message}") for each in agreement]
    found = [*_in_force(agreement, today), *_known(agreement, remembered)]
    return found or [
        fine(
            _CHECK,
            f"serial {agreement.serial}, in force until {agreement.in_force_until}, {agreement.digest}",
        )
    ]


def _unread(what: str) -> Finding:
    return fault(
        _CHECK,
        what,
        why="it is refused whole, and the bridge does not start",
        mend="Correct the file (docs/agreement.md), or BRIDGE_AGREEMENT_FILE",
    )


def _in_force(agreement: Agreement, today: date) -> list[Finding]:
    if agreement.in_force(today):
        return []
    return [
        fault(
            _CHECK,
            f"in force from {agreement.in_force_from} until {agreement.in_force_until}, and today is {today}",
            why="every request is denied (agreement_not_in_force), and /readyz answers 503",
            mend="Put the one that is in force at BRIDGE_AGREEMENT_FILE; if today is wrong, set the clock",
        )
    ]


def _known(agreement: Agreement, remembered: str | None) -> list[Finding]:
    serial, _, digest = (remembered or "0 ").partition(" ")
    if agreement.serial > int(serial) or (agreement.serial == int(serial) and agreement.digest == digest):
        return []
    if agreement.serial == int(serial):
        what, mend = f"the text changed, but its serial is still {serial}", "Raise the serial by one"
    else:
        what = f"its serial is {agreement.serial}, but {serial} was in force here already"
        mend = "Put the newest agreement at BRIDGE_AGREEMENT_FILE"
    return [fault(_CHECK, what, why="the bridge refuses to start with it", mend=mend)]
