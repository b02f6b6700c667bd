"""`eid-bridge doctor`: what is wrong with an installation, why it matters, and how it is mended."""

import asyncio
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

import httpx
import typer

from eid_cli import doctor_report
from eid_cli.doctor_agreement import check_agreement
from eid_cli.doctor_asking import Asking, AsTheBridge, Get, plainly
from eid_cli.doctor_database import check_database
from eid_cli.doctor_findings import Finding, Severity, fault
from eid_cli.doctor_http import check_bridge, sandbox_runs
from eid_cli.doctor_keys import check_keys
from eid_cli.doctor_providers import check_clocks, check_providers
from eid_cli.doctor_settings import Installation, check_public_url, check_settings, read
from eid_cli.doctor_singpass import check_apps
from eid_cli.doctor_start import check_start, outbound_allow
from eid_kit.http.outbound import Outbound
from eid_kit.oauth import urls

EXIT_FAULTY = 1
_PATIENCE_S = 3.0

AsJson = Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")]


def doctor(*, as_json: AsJson = False) -> None:
    """Look at the installation that the BRIDGE_* variables of this environment describe.

    Settings, keys, database, agreement, the bridge at its public address, both identity providers, clocks.
    Each finding says what, why it matters and how to mend it. Nothing is changed, and no secret is shown;
    each of the bridge's apps pushes one request to Singpass, which nobody opens.
    The bridge may be running or not; run the doctor as its user, with its environment.

    Exit status: 0 when nothing is a fault, warnings or not; 1 when something is.
    """
    with _ways(os.environ, _now) as ways:
        findings = examined(os.environ, ways, _now)
    sys.stdout.write(f"{(doctor_report.as_json if as_json else doctor_report.as_text)(findings)}\n")
    if any(finding.severity is Severity.FAULT for finding in findings):
        raise typer.Exit(EXIT_FAULTY)


@dataclass(frozen=True, slots=True)
class Ways:
    """How the bridge is asked, as by anybody; and how the providers are, as by the bridge."""

    plainly: Get
    as_the_bridge: AsTheBridge


def _now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def _ways(environment: Mapping[str, str], now: Callable[[], datetime]) -> Iterator[Ways]:
    with httpx.Client(trust_env=False, timeout=_PATIENCE_S) as http, asyncio.Runner() as runner:
        outbound = Outbound(allow=_allowed(environment, Asking(plainly(http), now)))
        try:
            yield Ways(plainly(http), AsTheBridge(outbound, runner.run))
        finally:
            runner.run(outbound.aclose())


def _allowed(environment: Mapping[str, str], asking: Asking) -> frozenset[str]:
    """What the bridge may call: as it is written, or where nothing is, as `make up` lets its bridge."""
    stated = outbound_allow(environment)
    if {"BRIDGE_SANDBOX", "BRIDGE_OUTBOUND_ALLOW"} & environment.keys():
        return stated
    try:
        installation = read(environment)
        if not sandbox_runs(asking, installation):
            return stated
        return stated | {
            urls.authority(installation.vneid_issuer),
            urls.authority(installation.singpass_issuer),
        }
    except ValueError:
        return stated  # a port or an issuer that cannot be one, which is a finding of its own


def examined(environment: Mapping[str, str], ways: Ways, now: Callable[[], datetime]) -> list[Finding]:
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
    asking, there = Asking(ways.plainly, now), Asking(ways.as_the_bridge.get, now)
    return [
        *check_settings(environment),
        *check_start(environment, sandbox_runs=sandbox_runs(asking, installation)),
        *check_public_url(installation),
        *_state(installation, now),
        *check_bridge(asking, installation),
        *check_clocks(there, installation),
        *check_providers(there, installation),
        *check_apps(installation, here=asking, there=there, post=ways.as_the_bridge.post),
    ]


def _state(installation: Installation, now: Callable[[], datetime]) -> list[Finding]:
    database, remembered = check_database(installation.database_url)
    return [
        *check_keys(installation.keys, database_is_empty=remembered.is_empty),
        *database,
        *check_agreement(installation.agreement_file, today=now().date(), remembered=remembered.agreement),
    ]
