"""Half-finished journeys leave nothing behind but the record of what was decided."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest

from journeys.client import registered
from journeys.people import HOTEL
from journeys.walk import Walk, begin
from journeys.world import Link

EPHEMERAL = ("transactions", "carriers", "access_grants", "one_time")


async def _opened(walk: Walk) -> None:
    await walk.open()


async def _signed_in(walk: Walk) -> None:
    await walk.sign_in()


async def _refused(walk: Walk) -> None:
    await walk.answer(await walk.sign_in(), decision="deny")


async def _consented(walk: Walk) -> None:
    await walk.code()


async def _redeemed(walk: Walk) -> None:
    await walk.token()


async def _released(walk: Walk) -> None:
    await walk.claims()


ENDS = [_opened, _signed_in, _refused, _consented, _redeemed, _released]


def _left(link: Link) -> dict[str, int]:
    return {table: link.count(table) for table in EPHEMERAL if link.count(table)}


async def test_after_purging_nothing_of_any_journey_is_left_but_consents_and_log(
    own_link: Link, stack: AsyncExitStack
) -> None:
    hotel = await registered(own_link, stack, HOTEL)
    await begin(hotel, await stack.enter_async_context(own_link.client()))  # pushed, and never opened
    for end in ENDS:
        await end(await begin(hotel, await stack.enter_async_context(own_link.client())))
    assert set(_left(own_link)) == set(EPHEMERAL)
    consents, log = own_link.count("consents"), own_link.log()
    purged = await own_link.world.ledger.purge(own_link.clock.now() + timedelta(hours=2))
    assert purged > 0
    assert _left(own_link) == {}
    assert own_link.count("consents") == consents == 3
    assert own_link.log() == log


@pytest.mark.parametrize("end", ENDS)
async def test_purging_takes_nothing_from_a_journey_that_is_under_way(
    link: Link, stack: AsyncExitStack, end: Callable[[Walk], Awaitable[None]]
) -> None:
    hotel = await registered(link, stack, HOTEL)
    # The link is shared by the whole run: what earlier tests left may expire in the middle of this one.
    await link.world.ledger.purge(link.clock.now())
    before = _left(link)
    await end(await begin(hotel, await stack.enter_async_context(link.client())))
    grown = _left(link)
    assert grown != before
    await link.world.ledger.purge(link.clock.now())
    after = _left(link)
    assert after["transactions"] == grown["transactions"]
    assert after.get("carriers", 0) <= grown.get("carriers", 0)


async def test_a_journey_goes_on_after_a_purge(link: Link, stack: AsyncExitStack) -> None:
    hotel = await registered(link, stack, HOTEL)
    started = await begin(hotel, await stack.enter_async_context(link.client()))
    page = await started.sign_in()
    await link.world.ledger.purge(link.clock.now())
    arrived = await started.answer(page)
    assert arrived.arrived is not None
    await link.world.ledger.purge(link.clock.now())
    tokens = await hotel.redeem(started.attempt, arrived.arrived["code"])
    await link.world.ledger.purge(link.clock.now())
    assert (await hotel.userinfo(started.attempt, tokens["access_token"]))["sub"]
