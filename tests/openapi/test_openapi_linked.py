"""A whole journey along the links of the bridge's document, in orders that nobody thought of.

Schemathesis chooses the steps; a scripted citizen, who is no operation, signs in and agrees in between. What
is sent wrongly on purpose is refused as documented.
"""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar, TypeVar

import pytest
from hypothesis import settings
from schemathesis import GenerationMode
from schemathesis.generation.stateful.state_machine import APIStateMachine

from bridge.web.openapi.examples import REDIRECT_URI
from eid_sandbox.browser import Browser
from journeys.world import BRIDGE, Link, open_link
from openapi.example_caller import Caller
from openapi.test_openapi_fuzzed import BOUNDED, CHECKS, address, api

STEPS = ["pushAuthorizationRequest", "redeemCode", "fetchClaims", "introspectToken", "revokeToken"]
Answer = TypeVar("Answer")


def at_once(step: Coroutine[Any, Any, Answer]) -> Answer:
    """The machine does not wait, and stands inside a loop that does."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, step).result()


async def citizen_says_yes(caller: Caller, client_id: str, request_uri: str) -> str:
    """The code, and on the way back a nonce for the next proof."""
    async with caller.link.client() as http:
        browser = Browser(http, home=REDIRECT_URI)
        query = f"client_id={client_id}&request_uri={request_uri}"
        sign_in = await browser.open(f"{BRIDGE}/oauth/authorize?{query}")
        page = await browser.submit(sign_in, ("person", "nguyen-thi-hoa"), ("decision", "approve"))
        arrived = (await browser.submit(page, ("decision", "approve"))).arrived
        assert arrived is not None, page.text
        caller.nonce = None
        proof = caller.proof("redeemCode")
        asked = await http.post(f"{BRIDGE}/oauth/token", data={"grant_type": "x"}, headers=proof)
        caller.nonce = asked.headers["dpop-nonce"]
    return arrived["code"]


class Journey(APIStateMachine):
    """One partner with its key: pushes, redeems, fetches, asks, gives back."""

    caller: Caller
    client_id: str
    succeeded: ClassVar[set[str]]
    pushed: ClassVar[list[str]]
    tokens: ClassVar[list[str]]

    def before_call(self, case: Any) -> None:
        """Signs what is sent rightly; the rest goes out as it is."""
        if case.meta.generation.mode is GenerationMode.POSITIVE:
            name = case.operation.definition.raw["operationId"]
            steps = {
                "pushAuthorizationRequest": self._push,
                "redeemCode": self._redeem,
                "fetchClaims": self._fetch,
            }
            steps.get(name, self._about_the_token)(case, name)

    def _push(self, case: Any, name: str) -> None:
        case.body = self._signed(name, "details", client_id=self.client_id)
        case.headers = self.caller.proof(name)

    def _redeem(self, case: Any, name: str) -> None:
        if not self.pushed:
            return
        code = at_once(citizen_says_yes(self.caller, self.client_id, self.pushed.pop()))
        case.body = self._signed(name, "code", code=code, client_id=self.client_id)
        case.headers = self.caller.proof(name)

    def _fetch(self, case: Any, name: str) -> None:
        if self.tokens:
            case.headers = self.caller.proof(name, self.tokens[-1])

    def _about_the_token(self, case: Any, name: str) -> None:
        if self.tokens:
            case.body = self._signed(name, "assertion", token=self.tokens[-1])

    def _signed(self, name: str, example: str, **made: str) -> dict[str, Any]:
        assertion = self.caller.assertion(self.client_id)
        return self.caller.example(name, example, client_assertion=assertion, **made)

    def get_call_kwargs(self, case: Any) -> dict[str, Any]:
        return {"headers": address("bridge")}

    def after_call(self, response: Any, case: Any) -> None:
        name = case.operation.definition.raw["operationId"]
        if str(response.status_code) != next(iter(case.operation.definition.raw["responses"])):
            return
        self.succeeded.add(name)
        if name == "pushAuthorizationRequest":
            self.pushed.append(response.json()["request_uri"])
        if name == "redeemCode":
            self.tokens.append(response.json()["access_token"])

    def validate_response(self, response: Any, case: Any, *_: Any, **__: Any) -> None:
        case.validate_response(response, checks=CHECKS)


@pytest.mark.thorough
async def test_a_journey_leads_from_the_push_to_the_token_given_back(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    link = open_link(tmp_path_factory.mktemp("linked"))
    app = link.switchboard.app_at(BRIDGE)
    caller = await _hospital(link, app.openapi())
    answer = await caller.call("registerClient", caller.example("registerClient", "hospital"))
    await caller.http.aclose()

    class Hospital(Journey, api(app).include(operation_id=STEPS).as_state_machine()):  # type: ignore[misc]
        client_id = answer.json()["client_id"]
        succeeded: ClassVar[set[str]] = set()
        pushed: ClassVar[list[str]] = []
        tokens: ClassVar[list[str]] = []

    Hospital.caller = caller
    Hospital.run(settings=settings(BOUNDED, max_examples=6, stateful_step_count=8))
    link.world.ledger._shut()
    assert set(STEPS) == Hospital.succeeded


async def _hospital(link: Link, document: dict[str, Any]) -> Caller:
    return Caller(link, link.client(), BRIDGE, document, BRIDGE)
