"""`eid-bridge audit requests`: what was asked for, as `agreement diff --requests` reads it, and of nobody."""

import json
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bridge.adapters.sql import SqlLedger
from bridge.domain.audit_events import AuditEvent, Event
from bridge.domain.reasons import Reason
from cli.logs import Log, write_log
from domain.samples import ROOT
from eid_cli.__main__ import app
from eid_cli.requests_as_facts import read_requests
from stores import samples

CLEAN = {name: None for name in os.environ if name.startswith("BRIDGE_")}
AGREEMENT = str(ROOT / "agreements" / "vn-sg.yaml")


def asked(event: Event, *claims: str, **changes: object) -> AuditEvent:
    usual = samples.event(event, consent_id="c1" if event is Event.CONSENT_GIVEN else None)
    return replace(
        usual,
        partner="hotel",
        purpose="tourism.checkin",
        claim_names=claims,
        **changes,  # type: ignore[arg-type]
    )


EVENTS = (
    asked(Event.CONSENT_GIVEN, "name", "name#und-Latn-x-mrz", "birthdate"),
    asked(Event.DENIED, "name", "birthdate", "email", reason=Reason.AGREEMENT_SUSPENDED),
    asked(Event.RELEASED, "name", "name#und-Latn-x-mrz", "birthdate"),
    asked(
        Event.CONSENT_REFUSED, "name", "email", transaction_id="t" * 43, at=samples.NOW + timedelta(days=1)
    ),
    asked(
        Event.REQUEST_DENIED, "name", "address", transaction_id=None, reason=Reason.ATTRIBUTE_NOT_IN_PURPOSE
    ),
)
UNKNOWN = (
    replace(asked(Event.REQUEST_DENIED, "name"), purpose=None),
    asked(Event.REQUEST_DENIED),
    replace(asked(Event.REQUEST_DENIED, "name"), partner="gone"),
)


async def _log(directory: Path, *events: AuditEvent) -> Log:
    log = await write_log(directory, events)
    ledger = SqlLedger.open(log.url, log_key=log.key, random_bytes=os.urandom)
    await ledger.atomically(lambda unit: unit.registrations.insert(samples.registration()))
    await ledger.close()
    return log


def run(log: Log, *options: str) -> Result:
    arguments = ["audit", "requests", "--data-dir", str(log.directory), *options]
    return CliRunner().invoke(app, arguments, env=CLEAN)


async def test_every_recorded_request_is_written_once_as_facts(tmp_path: Path) -> None:
    result = run(await _log(tmp_path, *EVENTS))
    written = [json.loads(line) for line in result.stdout.splitlines()]
    assert [each["attributes"] for each in written] == [
        ["birthdate", "name"], ["email", "name"], ["address", "name"]
    ]  # fmt: skip
    assert {(each["purpose"], each["country"], each["sector"]) for each in written} == {
        ("tourism.checkin", "VN", "tourism")
    }
    assert {frozenset(each) for each in written} == {
        frozenset({"purpose", "country", "sector", "attributes"})
    }


async def test_what_is_written_can_be_asked_of_two_agreements(tmp_path: Path) -> None:
    file = tmp_path / "requests.jsonl"
    file.write_text(run(await _log(tmp_path, *EVENTS)).stdout, "utf-8")
    assert len(read_requests(file)) == 3
    diff = ["agreement", "diff", AGREEMENT, AGREEMENT, "--requests", str(file)]
    assert CliRunner().invoke(app, diff, env=CLEAN).exit_code == 0


async def test_of_a_day_and_later(tmp_path: Path) -> None:
    day = (samples.NOW + timedelta(days=1)).date().isoformat()
    assert run(await _log(tmp_path, *EVENTS), "--since", day).stdout.count("\n") == 1


@pytest.mark.parametrize("event", UNKNOWN)
async def test_what_is_not_known_well_enough_is_counted_and_left_out(
    tmp_path: Path, event: AuditEvent
) -> None:
    result = run(await _log(tmp_path, event))
    assert (result.exit_code, result.stdout) == (0, "")
    assert "left out 1" in result.stderr


async def test_a_log_that_no_bridge_wrote_is_refused(tmp_path: Path) -> None:
    log = await _log(tmp_path, *EVENTS)
    log.run("UPDATE log_bodies SET body = ? WHERE leaf_index = 0", (b"{}",))
    result = run(log)
    assert result.exit_code == 2
    assert "entry 0" in result.stderr


def test_where_there_is_no_log_it_says_so(tmp_path: Path) -> None:
    result = run(Log(tmp_path, "", None))  # type: ignore[arg-type]
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no database" in result.stderr
