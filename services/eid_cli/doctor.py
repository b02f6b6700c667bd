"""`eid-bridge doctor`: what is wrong with an installation, why it matters, and how it is mended."""

import os
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated

import httpx
import typer

from eid_cli import doctor_report
from eid_cli.doctor_agreement import check_agreement
from eid_cli.doctor_database import check_database
from eid_cli.doctor_findings import Finding, Severity, fault
from eid_cli.doctor_http import Asking, check_bridge, check_clocks, check_providers, sandbox_runs
from eid_cli.doctor_keys import check_keys
from eid_cli.doctor_settings import Installation, check_public_url, check_settings, read
from eid_cli.doctor_start import check_start

EXIT_FAULTY = 1
_PATIENCE_S = 3.0

AsJson = Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")]


def doctor(*, as_json: AsJson = False) -> None:
    """Look at the installation that the BRIDGE_* variables of this environment describe.

    Settings, keys, database, agreement, the bridge at its public address, both identity providers, clocks.
    Each finding says what, why it matters and how to mend it. Nothing is changed, and no secret is shown.
    The bridge may be running or not; run the doctor as its user, with its environment.

    Exit status: 0 when nothing is a fault, warnings or not; 1 when something is.
    """
    with httpx.Client(trust_env=False, timeout=_PATIENCE_S) as http:
        findings = examined(os.environ, http, lambda: datetime.now(UTC))
    sys.stdout.write(f"{(doctor_report.as_json if as_json else doctor_report.as_text)(findings)}\n")
    if any(finding.severity is Severity.FAULT for finding in findings):
        raise typer.Exit(EXIT_FAULTY)


def examined(
    environment: Mapping[str, str], http: httpx.Client, now: Callable[[], datetime]
) -> list[Finding]:
    """Every finding, in the order in which things depend on each other."""
    try:
        installation = read(environment)
    except ValueError:
        number = fault(
            "settings",
            "BRIDGE_PORT is no number",
            why="the bridge does not start",
            mend="Set it to a port, or unset it",
        )
        return [*check_settings(environment), number]
    asking = Asking(http, now)
    return [
        *check_settings(environment),
        *check_start(environment, sandbox_runs=sandbox_runs(asking, installation)),
        *check_public_url(installation),
        *_state(installation, now),
        *_network(installation, asking),
    ]


def _state(installation: Installation, now: Callable[[], datetime]) -> list[Finding]:
    database, remembered = check_database(installation.database_url)
    return [
        *check_keys(installation.keys, database_is_empty=remembered.is_empty),
        *database,
        *check_agreement(installation.agreement_file, today=now().date(), remembered=remembered.agreement),
    ]


def _network(installation: Installation, asking: Asking) -> list[Finding]:
    return [
        *check_bridge(asking, installation),
        *check_clocks(asking, installation),
        *check_providers(asking, installation),
    ]
