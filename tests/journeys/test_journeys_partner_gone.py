"""A partner that withdraws or changes its registration on the way: nobody is sent back, nothing stays."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import httpx
import pytest

from bridge.domain.audit_events import Event
from bridge.domain.reasons import NotCompleted
from eid_kit.oauth.keys import public_jwk
from journeys.client import Organisation
from journeys.people import HOTEL
from journeys.walk import Walk, begin
from journeys.world import BRIDGE, Link


class Registered:
    """The hotel, with the token that manages its registration."""

    def __init__(self, organisation: Organisation, token: str) -> None:
        self.organisation = organisation
        self._url = f"{BRIDGE}/oauth/register/{organisation.client_id}"
        self._headers = {"Authorization": f"Bearer {token}"}

    async def withdraw(self) -> None:
        response = await self.organisation.http.delete(self._url, headers=self._headers)
        assert response.status_code == 204

    async def move(self) -> None:
        """Another redirect URI instead of the one that was pushed."""
        known = (await self.organisation.http.get(self._url, headers=self._headers)).json()
        moved = {**known, "redirect_uris": ["https://elsewhere.example.vn/callback"]}
        response = await self.organisation.http.put(self._url, json=moved, headers=self._headers)
        assert response.status_code == 200, response.text


@pytest.fixture
async def hotel_of_its_own(link: Link, stack: AsyncExitStack) -> Registered:
    organisation = Organisation(link, await stack.enter_async_context(link.client()), HOTEL)
    metadata: Mapping[str, Any] = {
        **HOTEL,
        "jwks": {"keys": [{**public_jwk(organisation.key), "use": "sig", "alg": "ES256"}]},
    }
    answer = (await organisation.http.post(f"{BRIDGE}/oauth/register", json=metadata)).json()
    organisation.client_id = answer["client_id"]
    return Registered(organisation, answer["registration_access_token"])


@pytest.fixture
async def walk(hotel_of_its_own: Registered, browser: httpx.AsyncClient) -> Walk:
    return await begin(hotel_of_its_own.organisation, browser)


CHANGES = [pytest.param("withdraw", id="withdrawn"), pytest.param("move", id="redirect URI removed")]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("decision", ["approve", "deny"])
async def test_an_answer_to_a_partner_that_is_gone_ends_the_journey_and_destroys_the_values(
    link: Link, hotel_of_its_own: Registered, walk: Walk, change: str, decision: str
) -> None:
    page = await walk.sign_in()
    carriers = link.count("carriers")
    await getattr(hotel_of_its_own, change)()
    before = len(link.log())
    page = await walk.answer(page, decision=decision)
    assert page.arrived is None
    assert "partner_gone" in page.text
    assert not page.forms
    assert not [address for address in page.links if address.startswith("https://")]
    (entry,) = link.log()[before:]
    assert (entry.event, entry.reason) == (Event.NOT_COMPLETED, NotCompleted.PARTNER_GONE)
    assert link.count("carriers") == carriers - 1


@pytest.mark.parametrize("change", CHANGES)
async def test_a_partner_that_is_gone_before_the_sign_in_ends_shows_no_value(
    hotel_of_its_own: Registered, walk: Walk, change: str
) -> None:
    sign_in = await walk.open()
    await getattr(hotel_of_its_own, change)()
    page = await walk.browser.submit(sign_in, ("person", "tan-mei-ling"), ("decision", "approve"))
    assert "partner_gone" in page.text
    assert "TAN MEI LING" not in page.text


async def test_a_denied_release_kills_the_token_and_is_logged_once(
    link: Link, hotel_of_its_own: Registered, browser: httpx.AsyncClient
) -> None:
    organisation = hotel_of_its_own.organisation
    walk = await begin(organisation, browser, attributes=("name",))
    token = await walk.token()
    agreement = link.world.agreement
    try:
        link.put_in_force(_ended(link))
        before = len(link.log())
        answers = [await organisation.try_userinfo(walk.attempt, token) for _ in range(3)]
        assert [answer.json()["error"] for answer in answers] == ["access_denied", *["invalid_token"] * 2]
        assert len(link.log()) == before + 1
    finally:
        link.put_in_force(agreement)
    revived = await organisation.try_userinfo(walk.attempt, token)
    assert revived.json()["error"] == "invalid_token"


def _ended(link: Link) -> Any:
    return replace(link.world.agreement, in_force_until=link.clock.now().date())


async def test_agreeing_without_a_tick_where_all_is_optional_asks_again(
    hotel_of_its_own: Registered, browser: httpx.AsyncClient
) -> None:
    walk = await begin(hotel_of_its_own.organisation, browser, attributes=("email", "phone_number"))
    page = await walk.answer(await walk.sign_in())
    assert page.status == 400
    assert "Nothing is ticked yet" in page.text
    arrived = await walk.answer(page, ticks=("email",))
    assert arrived.arrived is not None
    assert "code" in arrived.arrived
