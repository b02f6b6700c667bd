"""The doctor's findings for people, and for programs."""

import io
import json
from dataclasses import asdict

from rich.console import Console
from rich.table import Table
from rich.text import Text

from eid_cli.doctor_findings import Finding, Severity

_WIDTH = 110
_ORDER = (Severity.FAULT, Severity.WARNING)


def as_text(findings: list[Finding]) -> str:
    """A table of everything looked at, then each fault and warning with what to do, then one sentence."""
    out = io.StringIO()
    # A fixed width: what is piped into a file or a ticket must not depend on somebody's terminal.
    console = Console(file=out, width=_WIDTH, force_terminal=False, color_system=None)
    table = Table("", "Looked at", "Found")
    for finding in findings:
        table.add_row(finding.severity.value, finding.check, Text(finding.what, overflow="fold"))
    console.print(table)
    for severity in _ORDER:
        for finding in (each for each in findings if each.severity is severity):
            console.print(Text(f"\n{severity.value}: {finding.what}", overflow="fold"))
            console.print(Text(f"  why   {finding.why}", overflow="fold"))
            console.print(Text(f"  mend  {finding.mend}", overflow="fold"))
    console.print(Text(f"\n{_sentence(findings)}"))
    return out.getvalue().rstrip("\n")


def as_json(findings: list[Finding]) -> str:
    """Every finding with all its words."""
    healthy = all(finding.severity is not Severity.FAULT for finding in findings)
    return json.dumps({"healthy": healthy, "findings": [asdict(each) for each in findings]}, indent=2)


def _sentence(findings: list[Finding]) -> str:
    faults, warnings = (sum(each.severity is severity for each in findings) for severity in _ORDER)
    return f"{_counted(faults, 'fault')}, {_counted(warnings, 'warning')}, {len(findings)} findings in all."


def _counted(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
