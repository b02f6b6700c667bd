"""A process killed in the middle of a journey takes nothing with it: another goes on, and only once."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from eid_sandbox.cast import HOTEL
from eid_sandbox.partner import Refused
from eid_sandbox.processes import Layout, Processes, running
from journeys.test_journeys_processes import coded, registered
from several_bridges import PUBLIC_URL, Bridges


@contextmanager
def _two_bridges(folder: Path) -> Iterator[tuple[Processes, Bridges, Bridges]]:
    """Both on one database, and each as a partner meets it when the load balancer sends everything there."""
    with running(Layout(folder, bridges=2, public_url=PUBLIC_URL)) as processes:
        settings = processes.settings
        one, other = (
            Bridges((bridge.url,), settings.data_dir, settings.database) for bridge in processes.bridges
        )
        yield processes, one, other


@pytest.mark.thorough
async def test_a_worker_killed_between_code_and_token_leaves_the_code_good_for_one_token(
    tmp_path: Path,
) -> None:
    with _two_bridges(tmp_path) as (processes, one, other):
        killed = processes.bridges[0]
        async with one.client() as first, other.client() as second:
            partner = await registered(first, HOTEL)
            attempt, code = await coded(one, partner)
            killed.kill()
            elsewhere = replace(partner, http=second)
            tokens = await elsewhere.redeem(attempt, code)
            claims = (await elsewhere.userinfo(attempt, tokens["access_token"]))["verified_claims"]["claims"]
        killed.start()
        await asyncio.to_thread(killed.wait)
        async with one.client() as again:
            with pytest.raises(Refused, match="invalid_grant"):
                await replace(partner, http=again).redeem(attempt, code)
    assert {"name", "birthdate"} <= claims.keys()
    assert one.verdict().is_sound
