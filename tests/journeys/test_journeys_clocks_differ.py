"""Two machines share a database and differ in what time it is: what one gave, the other does not refuse."""

from datetime import timedelta

import pytest

from bridge.flows.clocks import CLOCKS_DIFFER
from bridge.flows.sign_in import SignIn
from bridge.flows.transaction import Transaction
from eid_kit.oauth.parameters import Parameters
from journeys.checks import require_page
from journeys.children import MOTHER, Family
from journeys.client import Organisation
from journeys.walk import Begin
from journeys.world import Link


@pytest.mark.parametrize("behind", [0.5, CLOCKS_DIFFER.total_seconds() - 1])
async def test_a_machine_whose_clock_is_behind_releases_what_another_took_the_consent_for(
    link: Link, hotel: Organisation, walk: Begin, behind: float
) -> None:
    started = await walk(hotel, attributes=("name",))
    link.clock.advance(120)  # the request itself is older than the difference
    code = await started.code()
    link.clock.advance(-behind)
    tokens = await hotel.redeem(started.attempt, code)
    assert tokens["expires_in"] <= 300
    answer = await hotel.userinfo(started.attempt, tokens["access_token"])
    assert answer["verified_claims"]["claims"]["name"] == "TAN MEI LING"


async def test_a_consent_of_the_future_is_no_consent(link: Link, hotel: Organisation, walk: Begin) -> None:
    started = await walk(hotel, attributes=("name",))
    link.clock.advance(240)
    token = await started.token()
    link.clock.advance(-CLOCKS_DIFFER.total_seconds() - 10)
    denied = await hotel.try_userinfo(started.attempt, token)
    assert denied.status_code == 401


async def test_a_request_that_expires_on_the_representatives_way_back_ends_in_a_page(
    link: Link, hospital: Organisation, walk: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = Family(await walk(hospital))
    at_provider = await family.hand_over(await family.child_agrees())
    find_return = SignIn.find_return

    async def slow(self: SignIn, provider: str, query: Parameters) -> Transaction:
        found = await find_return(self, provider, query)
        link.clock.set(found.expires_at + timedelta(microseconds=1))
        return found

    monkeypatch.setattr(SignIn, "find_return", slow)
    page = await family.walk.browser.submit(at_provider, ("person", MOTHER), ("decision", "approve"))
    require_page(page, 400)
