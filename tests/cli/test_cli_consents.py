"""`eid-bridge consent revoke`: a consent is ended beside the running bridge, and nothing else is touched."""

import asyncio
import os
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bridge.adapters.sql import upgrade_database
from bridge.domain.audit_events import Event
from eid_cli.__main__ import app
from journeys.checks import require_error
from journeys.client import registered
from journeys.people import HOTEL
from journeys.walk import begin
from journeys.world import opened

CLEAN = {name: None for name in os.environ if name.startswith("BRIDGE_")}


def revoke(record_id: str, folder: Path) -> Result:
    command = ["consent", "revoke", record_id, "--data-dir", str(folder)]
    return CliRunner().invoke(app, command, env=CLEAN)


async def test_a_revoked_consent_is_dead_at_the_running_bridge_and_revoked_once(tmp_path: Path) -> None:
    async with opened(tmp_path) as link, AsyncExitStack() as stack:
        hotel = await registered(link, stack, HOTEL)
        started = await begin(hotel, await stack.enter_async_context(link.client()), attributes=("name",))
        token = await started.token()
        consent_id, folder = link.log()[-1].consent_id or "", link.settings.data_dir
        said = [await asyncio.to_thread(revoke, consent_id, folder) for _ in range(2)]
        assert [each.exit_code for each in said] == [0, 0]
        assert said[0].stdout.startswith("revoked by the operator, ")
        assert said[0].stdout == said[1].stdout
        require_error(await hotel.try_userinfo(started.attempt, token), 401, "invalid_token")
        assert link.log()[-1].event is Event.REVOKED_BY_OPERATOR
        before = link.record()
        assert (await asyncio.to_thread(revoke, "none", folder)).exit_code == 1
        assert link.record() == before


@pytest.mark.parametrize(
    ("has_database", "named"),
    [pytest.param(False, "is empty", id="no database"), pytest.param(True, "no log key", id="no key")],
)
def test_what_cannot_be_used_is_named_and_nothing_is_made(
    tmp_path: Path, has_database: bool, named: str
) -> None:
    if has_database:
        upgrade_database(f"sqlite:///{tmp_path / 'bridge.sqlite3'}")
    before = sorted(tmp_path.rglob("*"))
    result = revoke("c1", tmp_path)
    assert (result.exit_code, named in result.stderr) == (2, True), result.stderr
    assert sorted(tmp_path.rglob("*")) == before
