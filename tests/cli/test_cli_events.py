"""`eid-bridge events`: what was told, what was not, and making one due again."""

import asyncio
import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner, Result

from bridge.adapters.sql import SqlLedger
from bridge.domain.deliveries import Delivery, Setback
from bridge.domain.partner_events import PartnerEvent, PartnerEventKind
from bridge.flows.ports import Unit
from eid_cli.__main__ import app

CLEAN = {name: None for name in os.environ if name.startswith("BRIDGE_")}
LOG_KEY = Ed25519PrivateKey.generate()
LONG_AGO = datetime(2026, 1, 1, 12, tzinfo=UTC)
SUBJECT, CLAIM = "the-subject-of-somebody", "blood_group"


def event(record_id: str, late: int) -> PartnerEvent:
    return PartnerEvent(
        kind=PartnerEventKind.CONSENT_WITHDRAWN,
        partner_id="hospital",
        record_id=record_id,
        subject=SUBJECT,
        at=LONG_AGO + timedelta(seconds=late),
        claim_names=(CLAIM,),
        purpose="health.patient_summary",
    )


TOLD, REFUSED, GIVEN_UP, WAITING = (event(f"r{number}", number) for number in range(4))


def fill(unit: Unit) -> None:
    """One event of each fate."""
    for each in (TOLD, REFUSED, GIVEN_UP, WAITING):
        unit.outbox.append(each)
    for _ in range(3):
        claimed = unit.outbox.claim("hospital", LONG_AGO + timedelta(seconds=9))
        assert claimed is not None
        unit.outbox.replace(claimed, settled(claimed))


def settled(claimed: Delivery) -> Delivery:
    fates = {
        TOLD.id: claimed.accepted(LONG_AGO, set_sha256="d" * 64),
        REFUSED.id: claimed.set_back(Setback.INVALID_AUDIENCE, LONG_AGO, chance=0),
        GIVEN_UP.id: claimed.set_back(Setback.TIMEOUT, LONG_AGO + timedelta(days=2), chance=0),
    }
    return fates[claimed.id]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database, made once: every test has a copy of it."""
    path = tmp_path_factory.mktemp("events") / "bridge.sqlite3"
    asyncio.run(_fill(f"sqlite:///{path}"))
    return path


async def _fill(url: str) -> None:
    ledger = SqlLedger.open(url, log_key=LOG_KEY, random_bytes=os.urandom)
    await ledger.atomically(fill)
    await ledger.close()


@pytest.fixture
def folder(filled: Path, tmp_path: Path) -> Path:
    shutil.copy(filled, tmp_path)
    return tmp_path


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["events", *arguments, "--data-dir", str(folder)], env=CLEAN)


def listed(folder: Path, *options: str) -> list[dict[str, Any]]:
    result = run(folder, "list", "--json", *options)
    assert result.exit_code == 0, result.stderr
    assert SUBJECT not in result.stdout
    assert CLAIM not in result.stdout
    return list(json.loads(result.stdout))


def test_every_event_is_listed_oldest_first_with_its_fate(folder: Path) -> None:
    rows = listed(folder)
    assert [(row["receipt_id"], row["state"], row["why"]) for row in rows] == [
        ("r0", "delivered", None),
        ("r1", "undelivered", "invalid_audience"),
        ("r2", "undelivered", "timeout"),
        ("r3", "waiting", None),
    ]
    assert [row["receipt_id"] for row in listed(folder, "--undelivered")] == ["r1", "r2"]


def test_a_line_holds_the_id_whole_and_nothing_about_a_person(folder: Path) -> None:
    said = run(folder, "list").stdout
    assert said.splitlines()[1] == (
        f"undelivered  {REFUSED.id}  to hospital, queued 2026-01-01T12:00:01Z, 1 attempt, invalid_audience"
    )
    assert len(said.splitlines()) == 4
    assert SUBJECT not in said
    assert CLAIM not in said


def test_an_outbox_with_nothing_of_that_kind_says_so(folder: Path) -> None:
    for each in (REFUSED, GIVEN_UP):
        run(folder, "retry", each.id)
    assert run(folder, "list", "--undelivered").stdout == "no events\n"


@pytest.mark.parametrize(
    ("which", "attempts"),
    [
        pytest.param(REFUSED, 1, id="refused"),
        pytest.param(GIVEN_UP, 1, id="given up"),
        pytest.param(WAITING, 0, id="waiting"),
    ],
)
def test_an_event_that_did_not_arrive_is_due_at_once_for_another_day(
    folder: Path, which: PartnerEvent, attempts: int
) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    result = run(folder, "retry", which.id)
    assert (result.exit_code, result.stdout) == (0, f"event {which.id} to hospital is due now\n")
    (row,) = (row for row in listed(folder) if row["id"] == which.id)
    assert (row["state"], row["attempts"]) == ("waiting", attempts)
    assert datetime.fromisoformat(row["next_attempt_at"]) >= before


@pytest.mark.parametrize(
    ("event_id", "sentence"),
    [
        pytest.param("0" * 64, "there is no such event", id="unknown"),
        pytest.param(TOLD.id, "the partner has accepted it", id="delivered"),
    ],
)
def test_an_event_that_cannot_be_tried_again_is_a_sentence(
    folder: Path, event_id: str, sentence: str
) -> None:
    result = run(folder, "retry", event_id)
    assert (result.exit_code, result.stderr) == (1, f"eid-bridge: {sentence}\n")


def test_an_event_that_is_being_pushed_is_left_to_whoever_pushes_it(folder: Path) -> None:
    asyncio.run(_claim(f"sqlite:///{folder / 'bridge.sqlite3'}"))
    result = run(folder, "retry", WAITING.id)
    assert (result.exit_code, "being delivered at this moment" in result.stderr) == (1, True)


async def _claim(url: str) -> None:
    ledger = SqlLedger.open(url, log_key=LOG_KEY, random_bytes=os.urandom)
    assert await ledger.atomically(lambda unit: unit.outbox.claim("hospital", datetime.now(UTC)))
    await ledger.close()


@pytest.mark.parametrize("command", [("list",), ("retry", "0" * 64)], ids=["list", "retry"])
def test_a_database_that_is_not_there_is_a_sentence(tmp_path: Path, command: tuple[str, ...]) -> None:
    result = run(tmp_path, *command)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert not (tmp_path / "bridge.sqlite3").exists()
