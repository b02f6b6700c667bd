"""`/readyz` of the three services: one thing wrong in each row, and the providers not among them."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime

import pytest

from bridge.adapters.sql import SqlLedger, StoreUnavailable
from journeys.world import BRIDGE, SINGPASS, VNEID, Link


async def _checks(link: Link, service: str = BRIDGE) -> tuple[int, dict[str, str]]:
    async with link.client() as http:
        response = await http.get(f"{service}/readyz")
    return response.status_code, {name: each["state"] for name, each in response.json()["checks"].items()}


@pytest.mark.parametrize("service", [BRIDGE, VNEID, SINGPASS])
async def test_a_running_service_is_ready(link: Link, service: str) -> None:
    status, states = await _checks(link, service)
    assert (status, set(states.values())) == (200, {"ok"})


async def test_the_bridge_names_the_agreement_that_is_in_force(link: Link) -> None:
    async with link.client() as http:
        found = (await http.get(f"{BRIDGE}/readyz")).json()["checks"]["agreement"]["found"]
    assert found == f"serial {link.world.agreement.serial}, digest {link.world.agreement.digest}"


async def test_the_bridge_is_ready_without_its_providers(own_link: Link) -> None:
    own_link.switchboard.lines.pop("localhost:8001")
    own_link.switchboard.lines.pop("localhost:8002")
    assert (await _checks(own_link))[0] == 200


def _sql(statement: str) -> Callable[[Link], None]:
    def spoil(link: Link) -> None:
        with closing(sqlite3.connect(link.settings.data_dir / "bridge.sqlite3")) as database, database:
            database.execute(statement)

    return spoil


def _another_day(link: Link) -> None:
    link.clock.set(datetime(2099, 1, 1, tzinfo=UTC))


SPOILT = [
    pytest.param(_sql("UPDATE alembic_version SET version_num = '9999'"), {"schema"}, id="another schema"),
    pytest.param(_sql("DROP TABLE alembic_version"), {"schema"}, id="no revision"),
    pytest.param(
        _sql("INSERT INTO memory VALUES ('agreement', '999 x')"),
        {"agreement"},
        id="a newer agreement",
    ),
    pytest.param(_another_day, {"agreement"}, id="an agreement that has run out"),
]


@pytest.mark.parametrize(("spoil", "failed"), SPOILT)
async def test_the_check_that_fails_is_the_one_that_is_about_it(
    own_link: Link, spoil: Callable[[Link], None], failed: set[str]
) -> None:
    spoil(own_link)
    status, states = await _checks(own_link)
    _restore(own_link)
    assert status == 503
    assert {name for name, state in states.items() if state != "ok"} == failed


async def test_a_log_head_signed_with_another_key_is_not_ours(
    own_link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = await own_link.world.ledger.checkpoint()

    async def forged(_self: SqlLedger) -> str:
        return real.replace("\n0\n", "\n7\n", 1)

    monkeypatch.setattr(SqlLedger, "checkpoint", forged)
    status, states = await _checks(own_link)
    assert (status, states["keys"]) == (503, "failed")


async def test_a_database_that_is_away_fails_every_check_that_asks_it(
    own_link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_self: SqlLedger, _work: object) -> object:
        raise StoreUnavailable("the database failed: OperationalError")

    monkeypatch.setattr(SqlLedger, "read", away)
    status, states = await _checks(own_link)
    assert status == 503
    assert {name for name, state in states.items() if state == "failed"} == {
        "database",
        "schema",
        "keys",
        "agreement",
    }


def _restore(link: Link) -> None:
    """So that the log can be verified when the link closes."""
    link.clock.reset()
