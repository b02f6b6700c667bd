"""A whole journey along the links of each mock's document, in orders that nobody thought of."""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from journeys.world import SINGPASS, VNEID, Link, open_link
from openapi import chains
from openapi.example_caller import Caller
from openapi.walking import Maker, Step, at_once, code_by, followed_links, signed
from singpass_mock.openapi_schemas import EXAMPLE_REDIRECT_URI as HOME_OF_APP
from vneid_mock.openapi_schemas import EXAMPLE_REDIRECT_URI as HOME_OF_CLIENT


@pytest.fixture
async def link(tmp_path: Path) -> AsyncIterator[Link]:
    link = open_link(tmp_path)
    yield link
    link.world.ledger._shut()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What both walks do alike: somebody answers the page, in the walk's own browser or in another."""

    id: str
    home: str
    caller: Caller

    def answer(self, step: Step) -> None:
        hidden = dict(re.findall(r'name="(transaction|form_token)" value="([^"]+)"', step.answer.text))
        step.send(self.caller.example(step.name, "approve", **hidden), {"Origin": self.caller.url})

    def code(self, step: Step, address: str, query: Mapping[str, str]) -> str:
        """In `Location`, or from the sign-in page at that address."""
        if arrived := step.answer.headers.get("location"):
            return str(httpx.URL(arrived).params.get("code", ""))
        url = f"{self.caller.url}{address}?{httpx.QueryParams(query)}"
        return at_once(code_by(self.id, url, home=self.home, caller=self.caller, step=step))


def of_vneid(caller: Caller) -> Mapping[str, Maker]:
    """By the client's key; the browser carries the whole request."""
    citizen = Person(id="nguyen-thi-hoa", home=HOME_OF_CLIENT, caller=caller)

    def show(step: Step) -> None:
        step.case.query = {**caller.example("showSignInPageByForm", "usual"), **step.taken}

    def redeem(step: Step) -> None:
        code = citizen.code(step, "/oauth2/authorize", step.sent[0])
        step.send(signed(caller, step, "assertion", code=code), {})

    def fetch(step: Step) -> None:
        step.case.headers = {"Authorization": f"Bearer {step.answer.json()['access_token']}"}

    return {
        "showSignInPage": show,
        "answerSignInPage": citizen.answer,
        "redeemCode": redeem,
        "fetchAttributes": fetch,
    }


def of_singpass(caller: Caller) -> Mapping[str, Maker]:
    """By the app's key, which every token is bound to; the browser carries a reference."""
    resident = Person(id="tan-mei-ling", home=HOME_OF_APP, caller=caller)

    def push(step: Step) -> None:
        step.send(signed(caller, step, "myinfo"), caller.proof(step.name))

    def show(step: Step) -> None:
        step.case.query = dict(step.taken)

    def redeem(step: Step) -> None:
        asked = {"client_id": step.client_id}
        if step.source == "pushAuthorizationRequest":
            asked |= {"request_uri": step.answer.json()["request_uri"]}
        code = resident.code(step, "/fapi/auth", asked)
        step.send(signed(caller, step, "code", code=code), caller.proof(step.name))

    def fetch(step: Step) -> None:
        step.case.headers = caller.proof(step.name, step.answer.json()["access_token"])

    return {
        "pushAuthorizationRequest": push,
        "showSignInPage": show,
        "answerSignInPage": resident.answer,
        "redeemCode": redeem,
        "fetchItems": fetch,
    }


REGISTRATION = ("registerTestClient", "client")


@pytest.mark.thorough
async def test_a_journey_leads_through_the_vneid_mock(link: Link) -> None:
    async with link.client() as http:
        caller = Caller(link, http, VNEID, link.switchboard.app_at(VNEID).openapi(), VNEID)
        followed = followed_links(caller, REGISTRATION, of_vneid(caller), scenarios=12)
    assert followed == chains.VNEID


@pytest.mark.thorough
async def test_a_journey_leads_through_the_singpass_mock(link: Link) -> None:
    async with link.client() as http:
        document = link.switchboard.app_at(SINGPASS).openapi()
        caller = Caller(link, http, SINGPASS, document, f"{SINGPASS}/fapi")
        followed = followed_links(caller, REGISTRATION, of_singpass(caller), scenarios=24)
    assert followed == chains.SINGPASS
