"""A verdict for people, and for programs."""

import json

from rich.table import Table
from rich.text import Text

from eid_cli.log_checks import SENTENCES, Check, Fault, Verdict
from eid_cli.tables import plain

_FAULTS_SHOWN = 100


def as_text(verdict: Verdict) -> str:
    """A table of the checks, the faults if there are any, and one sentence."""
    faults = (_faults(verdict),) if verdict.faults else ()
    return plain(_checks(verdict), *faults, Text(_sentence(verdict)))


def as_json(verdict: Verdict) -> str:
    """The verdict with every fault, and nothing that is not in the log."""
    document = {
        "sound": verdict.is_sound,
        "origin": verdict.origin,
        "size": verdict.size,
        "root": verdict.root.hex(),
        "checks": {check.value: not _of(verdict, check) for check in Check},
        "faults": [
            {"check": fault.check.value, "leaf": fault.leaf, "message": fault.message}
            for fault in verdict.faults
        ],
    }
    return json.dumps(document, indent=2)


def _of(verdict: Verdict, check: Check) -> list[Fault]:
    return [fault for fault in verdict.faults if fault.check is check]


def _checks(verdict: Verdict) -> Table:
    table = Table("Check", "Result")
    for check in Check:
        count = len(_of(verdict, check))
        table.add_row(SENTENCES[check], "ok" if not count else f"{count} faulty")
    return table


def _faults(verdict: Verdict) -> Table:
    table = Table("Leaf", "Check", "What is wrong")
    for fault in verdict.faults[:_FAULTS_SHOWN]:
        leaf = "-" if fault.leaf is None else str(fault.leaf)
        table.add_row(leaf, fault.check.value, Text(fault.message))
    if len(verdict.faults) > _FAULTS_SHOWN:
        table.add_row("…", "", f"and {len(verdict.faults) - _FAULTS_SHOWN} more; --json lists them all")
    return table


def _sentence(verdict: Verdict) -> str:
    entries = f"{verdict.size} {'entry' if verdict.size == 1 else 'entries'}"
    if verdict.is_sound:
        return f"The log {verdict.origin} is sound: {entries}, root {verdict.root.hex()}."
    faults = f"{len(verdict.faults)} {'fault' if len(verdict.faults) == 1 else 'faults'}"
    return f"The log {verdict.origin} is NOT sound: {faults} in {entries}."
