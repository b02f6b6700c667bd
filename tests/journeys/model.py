"""Two journeys at once, driven by arbitrary steps in arbitrary order, and an oracle of what may come of it.

A step never asks whether it makes sense: it sends what it has, which may be the other journey's secret, or
an altered one, or one that was used before. The oracle knows what each citizen really agreed to.
"""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import httpx

from eid_sandbox.browser import Page
from journeys.client import Organisation
from journeys.people import TOURISM
from journeys.walk import Walk, begin
from journeys.world import BRIDGE, SINGPASS, Link

MANDATORY = frozenset({"name", "birthdate", "gender", "nationalities", "travel_document"})
MRZ = "name#und-Latn-x-mrz"
NOTHING = "A" * 43


@dataclass(frozen=True, slots=True)
class Step:
    """One action of journey `who`, with the secret of journey `whose`, altered or not."""

    action: str
    who: int
    whose: int
    altered: bool = False
    ticks: frozenset[str] = frozenset()


@dataclass(slots=True)
class Journey:
    """What one browser holds in hand, and what became of the one request the partner pushed for it.

    The two can come apart: a request belongs to the first browser that opens it, whichever that is.
    `code_for` is the state of the request that the held code answers; `consented` and what follows is the
    request's own.
    """

    walk: Walk
    sign_in_page: Page | None = None
    callback: str = ""
    consent_page: Page | None = None
    code: str = NOTHING
    code_for: str = ""
    token: str = NOTHING
    consented: frozenset[str] | None = None
    refused: bool = False
    redeemed: bool = False
    released: bool = False


@dataclass(slots=True)
class Model:
    """Takes steps, and objects to every answer that the citizens' own decisions do not justify."""

    link: Link
    hotel: Organisation
    stack: AsyncExitStack
    journeys: list[Journey] = field(default_factory=list)

    async def start(self) -> None:
        for _ in range(2):
            browser = await self.stack.enter_async_context(self.link.client())
            self.journeys.append(Journey(await begin(self.hotel, browser, attributes=TOURISM)))

    async def take(self, step: Step) -> None:
        mine, other = self.journeys[step.who], self.journeys[step.whose]
        await getattr(self, step.action)(mine, other, step)

    async def open(self, mine: Journey, other: Journey, step: Step) -> None:
        response = await mine.walk.http.get(self.hotel.browser_url(other.walk.attempt))
        _require_no_failure(response)
        if response.status_code == 303 and response.headers["location"].startswith(SINGPASS):
            page = await mine.walk.browser.open(response.headers["location"])
            mine.sign_in_page = page if page.forms else mine.sign_in_page

    async def approve_sign_in(self, mine: Journey, other: Journey, step: Step) -> None:
        if (page := other.sign_in_page) is None:
            return
        form = {**dict(page.form.fields), "person": "tan-mei-ling", "decision": "approve"}
        response = await mine.walk.http.post(f"{SINGPASS}/fapi/auth", data=form, headers={"Origin": SINGPASS})
        _require_no_failure(response)
        # Only the bridge's own callback takes part here; the mock's own pages are tested elsewhere.
        mine.callback = response.headers.get("location", mine.callback)

    async def come_home(self, mine: Journey, other: Journey, step: Step) -> None:
        if not other.callback:
            return
        address = other.callback.replace("state=", "state=x") if step.altered else other.callback
        response = await mine.walk.http.get(address)
        _require_no_failure(response)
        if response.status_code == 303:
            assert not step.altered
            page = await mine.walk.browser.open(f"{BRIDGE}{response.headers['location']}")
            mine.consent_page = page if page.forms else mine.consent_page

    async def agree(self, mine: Journey, other: Journey, step: Step) -> None:
        arrived = await self._answer(mine, other, step, decision="approve")
        if "code" in arrived:
            assert mine is other, "a form counted in the other browser"
            assert not step.altered
            answered = self._pushed_with(arrived["state"])
            assert answered.consented is None
            assert not answered.refused
            answered.consented = MANDATORY | step.ticks
            mine.code, mine.code_for = arrived["code"], arrived["state"]

    async def refuse(self, mine: Journey, other: Journey, step: Step) -> None:
        arrived = await self._answer(mine, other, step, decision="deny")
        assert "code" not in arrived
        if "error" in arrived:
            self._pushed_with(arrived["state"]).refused = True

    def _pushed_with(self, state: str) -> Journey:
        """The journey whose request a response is about: the partner knows it by its state."""
        return next(journey for journey in self.journeys if journey.walk.attempt.state == state)

    async def _answer(self, mine: Journey, other: Journey, step: Step, *, decision: str) -> Mapping[str, str]:
        if mine.consent_page is None or other.consent_page is None:
            return {}
        fields = dict(other.consent_page.form.fields)
        if step.altered:
            fields["form_token"] = NOTHING
        sent = {**fields, "attribute": sorted(step.ticks), "decision": decision}
        response = await mine.walk.http.post(mine.consent_page.url, data=sent, headers={"Origin": BRIDGE})
        _require_no_failure(response)
        return dict(response.next_request.url.params) if response.next_request else {}

    async def redeem(self, mine: Journey, other: Journey, step: Step) -> None:
        code = NOTHING if step.altered else other.code
        response = await self.hotel.try_redeem(mine.walk.attempt, code)
        _require_no_failure(response)
        if response.status_code == 200:
            assert other.code_for == mine.walk.attempt.state, "a code of another request"
            assert mine.consented is not None
            assert not mine.redeemed
            (granted,) = response.json()["authorization_details"]
            assert set(granted["attributes"]) == mine.consented
            mine.token, mine.redeemed = response.json()["access_token"], True

    async def ask(self, mine: Journey, other: Journey, step: Step) -> None:
        token = NOTHING if step.altered else other.token
        response = await self.hotel.try_userinfo(mine.walk.attempt, token)
        _require_no_failure(response)
        if response.status_code == 200:
            assert mine is other, "a token served the other journey's key"
            assert mine.consented is not None
            assert mine.redeemed
            assert not mine.released
            assert set(response.json()["verified_claims"]["claims"]) == mine.consented | {MRZ}
            mine.released = True


def _require_no_failure(response: httpx.Response) -> None:
    assert response.status_code < 500, response.text
    assert response.status_code == 200 or "TAN MEI LING" not in response.text
