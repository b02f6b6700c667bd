"""Journeys that nobody finishes: once expired, nothing of them is left, in the database or in memory."""

import gc
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta

import httpx
import pytest

from journeys.client import Organisation, registered
from journeys.people import HOTEL
from journeys.walk import Walk, begin
from journeys.world import Link

LATER = timedelta(hours=2)
AT_EACH_STAGE = 5
EPHEMERAL = ("transactions", "carriers", "access_grants", "one_time")
# Where the bridge keeps what is known of a request; its pages, routes and settings are made once.
OF_JOURNEYS = ("bridge.flows.", "bridge.domain.", "bridge.adapters.sql.")


async def _pushed(_: Walk) -> None:
    """`begin` pushed it already."""


async def _opened(walk: Walk) -> None:
    await walk.open()


async def _shown(walk: Walk) -> None:
    await walk.sign_in()


async def _coded(walk: Walk) -> None:
    await walk.code()


async def _redeemed(walk: Walk) -> None:
    await walk.token()


STAGES: tuple[Callable[[Walk], Awaitable[None]], ...] = (_pushed, _opened, _shown, _coded, _redeemed)


async def _left_lying(link: Link, organisation: Organisation) -> None:
    for stage in STAGES:
        for _ in range(AT_EACH_STAGE):
            async with httpx.AsyncClient(transport=link.switchboard, trust_env=False) as browser:
                await stage(await begin(organisation, browser, attributes=("name",)))


def _rows(link: Link) -> dict[str, int]:
    return {table: link.count(table) for table in EPHEMERAL}


def _alive() -> Counter[str]:
    """The bridge's own objects in memory, by type."""
    gc.collect()
    return Counter(name for each in gc.get_objects() if (name := _type_name(each)).startswith(OF_JOURNEYS))


def _type_name(value: object) -> str:
    return f"{type(value).__module__}.{type(value).__qualname__}"


async def _expired(link: Link) -> None:
    link.clock.advance(LATER.total_seconds())
    await link.world.ledger.purge(link.clock.now())
    link.clock.reset()


@pytest.mark.thorough
async def test_what_nobody_finished_leaves_neither_rows_nor_objects_behind(
    own_link: Link, stack: AsyncExitStack
) -> None:
    hotel = await registered(own_link, stack, HOTEL)
    await _left_lying(own_link, hotel)  # what is made once, is made now
    await _expired(own_link)
    empty, alive = _rows(own_link), _alive()
    assert set(empty.values()) == {0}
    await _left_lying(own_link, hotel)
    assert all(count >= AT_EACH_STAGE for count in _rows(own_link).values())
    await _expired(own_link)
    assert _rows(own_link) == empty
    assert _alive() == alive
