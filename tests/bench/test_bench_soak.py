"""Bridge processes killed under load: what was promised to a client is kept, on both databases."""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bridge.domain.clauses import Clause
from eid_sandbox.soak.half_finished import Litter, State, left_behind
from eid_sandbox.soak.soak import Trial, soak
from eid_sandbox.soak.storm import Weather
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


def _states(**changed: State) -> list[State]:
    moments = {
        "start": State(100_000_000, NONE),
        "first": State(140_000_000, MANY),
        "first_expired": State(130_000_000, NONE),
        "second": State(141_000_000, MANY),
        "second_expired": State(131_000_000, NONE),
        **changed,
    }
    return list(moments.values())


def test_rows_that_go_and_memory_that_comes_back_are_no_fault() -> None:
    assert left_behind(_states(), journeys=60) == []


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        pytest.param(
            {"first_expired": State(130_000_000, {**NONE, "carriers": 1})},
            "1 rows of carriers",
            id="one sealed row stays",
        ),
        pytest.param(
            {"second_expired": State(131_000_000, {**NONE, "one_time": 7})},
            "7 rows of one_time",
            id="one-time claims stay, the second time",
        ),
        pytest.param(
            {"second_expired": State(140_000_000, NONE)}, "10000000 bytes", id="memory grows with each round"
        ),
        pytest.param({"second": State(141_000_000, NONE)}, "nothing was shown", id="nothing was left lying"),
    ],
)
def test_whatever_stays_is_named(changed: dict[str, State], complaint: str) -> None:
    (found,) = left_behind(_states(**changed), journeys=60)
    assert complaint in found
