"""Bridge processes killed under load: what was promised to a client is kept, on both databases."""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bridge.domain.clauses import Clause
from eid_kit.oauth.keys import Key, generate_key
from eid_kit.oauth.security_event import SecurityEvent, issue
from eid_sandbox.processes import Layout
from eid_sandbox.soak.half_finished import Litter, State, left_behind
from eid_sandbox.soak.soak import Trial, soak
from eid_sandbox.soak.storm import Weather
from eid_sandbox.soak.withdrawals import Clicks, Receiver, Withdrawals, told, withdrawals
from stores.ledgers import postgresql_url

NONE = {"transactions": 0, "carriers": 0, "access_grants": 0, "one_time": 0}
MANY = {"transactions": 60, "carriers": 40, "access_grants": 10, "one_time": 90}


@contextmanager
def _database(kind: str) -> Iterator[str | None]:
    """A PostgreSQL database; for SQLite nothing, since the trial makes its own file."""
    if kind == "sqlite":
        yield None
    else:
        with postgresql_url(f"test_{secrets.token_hex(6)}") as url:
            yield url


async def _endured(trial: Trial, folder: Path) -> dict[str, Any]:
    told = StringIO()
    status = await soak(trial, console=Console(file=told, width=200), json_file=folder / "soak.json")
    result = dict(json.loads((folder / "soak.json").read_text("utf-8")))
    assert (status, result["violations"]) == (0, 0), told.getvalue()
    return result


def _require_a_storm(storm: dict[str, Any]) -> None:
    assert storm["kills"] > 0
    assert storm["log_entries"] > 0
    assert all(storm["acknowledged"][kind] for kind in ("consents", "tokens", "userinfo_answers"))
    assert storm["acknowledged"]["signed_heads"] > 1


@pytest.mark.thorough
async def test_killed_processes_lose_nothing_and_do_nothing_twice(
    tmp_path: Path, clauses: tuple[Clause, ...]
) -> None:
    result = await _endured(Trial(Weather(clauses, 4, citizens=6, seed=1), litter=None), tmp_path)
    _require_a_storm(result["storm"])


@pytest.mark.full
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_a_longer_storm_and_what_nobody_finishes_leave_nothing_wrong_behind(
    tmp_path: Path, clauses: tuple[Clause, ...], kind: str
) -> None:
    with _database(kind) as url:
        weather, litter = Weather(clauses, 60, citizens=8, seed=2), Litter(clauses, 100, citizens=8)
        result = await _endured(Trial(weather, litter, url), tmp_path)
    _require_a_storm(result["storm"])
    assert result["half_finished"]["rows_that_expire"][1] > len(result["half_finished"]["stages"]) * 100


@pytest.mark.full
async def test_a_withdrawal_is_refused_at_once_and_told_within_seconds(
    tmp_path: Path, clauses: tuple[Clause, ...]
) -> None:
    layout = Layout(tmp_path, bridges=1)
    result = await withdrawals(Withdrawals(clauses[:1], 3, citizens=2), layout)
    assert (result["withdrawn"], result["violations"]) == (3, [])
    assert 0 < result["until_refused_ms"]["p50"] <= result["until_refused_ms"]["p99"]
    assert 0 < result["until_told_ms"]["p50"] <= result["until_told_ms"]["p99"]


KEY, STRANGER = generate_key("ES256"), generate_key("ES256")


def _token(receipt_id: str, key: Key) -> str:
    said = SecurityEvent(
        issuer="https://bridge.example",
        jti=receipt_id,
        audience=("partner",),
        issued_at=datetime(2026, 1, 1, tzinfo=UTC),
        events={"urn:vnsg:event:consent-withdrawn": {"receipt_id": receipt_id}},
        subject=None,
        happened_at=None,
    )
    return issue(said, key, algorithm="ES256")


def test_an_event_that_comes_twice_counts_once_and_one_that_is_forged_or_missing_is_a_violation() -> None:
    clicks = Clicks(at={"a": 1.0, "b": 2.0})
    receiver = Receiver(
        arrived=[(1.5, _token("a", KEY)), (9.0, _token("a", KEY)), (2.1, _token("b", STRANGER))]
    )
    assert told(receiver, clicks, issuer="https://bridge.example", key=KEY) == [0.5]
    assert clicks.violations == [
        "an event that cannot be verified: unknown_key",
        "b: its partner was not told",
    ]


def _state(bridge: int, rows: dict[str, int], *, vneid: int = 60_000_000) -> State:
    return State({"bridge": bridge, "vneid mock": vneid, "singpass mock": 60_000_000}, rows)


def _states(**changed: State) -> list[State]:
    moments = {
        "start": _state(100_000_000, NONE),
        "first": _state(140_000_000, MANY),
        "first_expired": _state(130_000_000, NONE),
        "second": _state(141_000_000, MANY),
        "second_expired": _state(131_000_000, NONE),
        **changed,
    }
    return list(moments.values())


def test_rows_that_go_and_memory_that_comes_back_are_no_fault() -> None:
    assert left_behind(_states(), journeys=60) == []


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        pytest.param(
            {"first_expired": _state(130_000_000, {**NONE, "carriers": 1})},
            "1 rows of carriers",
            id="one sealed row stays",
        ),
        pytest.param(
            {"second_expired": _state(131_000_000, {**NONE, "one_time": 7})},
            "7 rows of one_time",
            id="one-time claims stay, the second time",
        ),
        pytest.param(
            {"second_expired": _state(140_000_000, NONE)},
            "10000000 bytes in the bridge",
            id="memory grows with each round",
        ),
        pytest.param(
            {"second_expired": _state(131_000_000, NONE, vneid=70_000_000)},
            "10000000 bytes in the vneid mock",
            id="a mock's memory grows with each round",
        ),
        pytest.param({"second": _state(141_000_000, NONE)}, "nothing was shown", id="nothing was left lying"),
    ],
)
def test_whatever_stays_is_named(changed: dict[str, State], complaint: str) -> None:
    (found,) = left_behind(_states(**changed), journeys=60)
    assert complaint in found
