"""Whole journeys along the links of the bridge's document, at both issuers, in orders that nobody thought of.

A scripted citizen, who is no operation, signs in and agrees in between.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from bridge.domain.profiles import Profile
from bridge.web.openapi import examples, examples_of_baseline
from bridge.web.openapi.naming import named
from eid_kit.oauth import client_secret_basic
from journeys.world import BRIDGE, open_link
from openapi import chains
from openapi.example_caller import Caller
from openapi.walking import Maker, Step, at_once, code_by, followed_links, signed

CITIZEN = "nguyen-thi-hoa"


@pytest.fixture
async def caller(tmp_path: Path) -> AsyncIterator[Caller]:
    link = open_link(tmp_path)
    async with link.client() as http:
        yield Caller(link, http, BRIDGE, link.switchboard.app_at(BRIDGE).openapi(), BRIDGE)
    link.world.ledger._shut()


@dataclass(frozen=True, slots=True)
class Hospital:
    """By its key at the FAPI 2.0 issuer."""

    caller: Caller

    def makers(self) -> Mapping[str, Maker]:
        return {
            "pushAuthorizationRequest": self._push,
            "redeemCode": self._redeem,
            "fetchClaims": self._fetch,
            "introspectToken": self._ask,
            "revokeToken": self._ask,
        }

    def _push(self, step: Step) -> None:
        step.send(signed(self.caller, step, "details"), self.caller.proof(step.name))

    def _redeem(self, step: Step) -> None:
        query = {"client_id": step.client_id, "request_uri": step.answer.json()["request_uri"]}
        url = f"{BRIDGE}/oauth/authorize?{httpx.QueryParams(query)}"
        home = examples.REDIRECT_URI
        code = at_once(code_by(CITIZEN, url, home=home, caller=self.caller, step=step))
        at_once(self._ask_for_nonce())
        step.send(signed(self.caller, step, "code", code=code), self.caller.proof(step.name))

    async def _ask_for_nonce(self) -> None:
        self.caller.nonce = None
        proof = self.caller.proof("redeemCode")
        async with self.caller.link.client() as http:
            asked = await http.post(f"{BRIDGE}/oauth/token", data={"grant_type": "x"}, headers=proof)
        self.caller.nonce = asked.headers["dpop-nonce"]

    def _fetch(self, step: Step) -> None:
        step.case.headers = self.caller.proof(step.name, step.answer.json()["access_token"])

    def _ask(self, step: Step) -> None:
        step.send(signed(self.caller, step, "assertion"), {})


@dataclass(frozen=True, slots=True)
class Bar:
    """By its secret at the baseline issuer, whose requests are pushed or carried by the browser."""

    caller: Caller
    secrets: dict[str, str] = field(default_factory=dict)

    def makers(self) -> Mapping[str, Maker]:
        made = {
            "pushAuthorizationRequest": self._push,
            "authorize": self._authorize,
            "redeemCode": self._redeem,
            "fetchClaims": self._fetch,
            "introspectToken": self._by_secret,
            "revokeToken": self._by_secret,
        }
        return {baseline(name): maker for name, maker in made.items()}

    def _push(self, step: Step) -> None:
        self._remember(step)
        self._by_secret(step)

    def _authorize(self, step: Step) -> None:
        self._remember(step)
        is_pushed = "request_uri" in step.taken
        asked = {} if is_pushed else self.caller.example(baseline("authorizeByForm"), "whole")
        step.case.query = {**asked, **step.taken}

    def _redeem(self, step: Step) -> None:
        url = step.answer.headers.get("location") or self._opened(step)
        home = examples_of_baseline.REDIRECT_URI
        code = at_once(code_by(CITIZEN, url, home=home, caller=self.caller, step=step))
        self._by_secret(step, code=code)

    def _opened(self, step: Step) -> str:
        query = {"client_id": step.client_id, "request_uri": step.answer.json()["request_uri"]}
        return f"{BRIDGE}/baseline/oauth/authorize?{httpx.QueryParams(query)}"

    def _fetch(self, step: Step) -> None:
        token = step.answer.json()["access_token"]
        step.case.headers = {"Authorization": f"Bearer {token}"}

    def _by_secret(self, step: Step, **made: str) -> None:
        secret = self.secrets[step.client_id]
        headers = {"Authorization": client_secret_basic.make(step.client_id, secret)}
        step.send(self.caller.example(step.name, "secret", **made), headers)

    def _remember(self, step: Step) -> None:
        """What is told once, where the step before is the registration."""
        if step.source == baseline("registerClient"):
            told = step.answer.json()
            self.secrets[told["client_id"]] = told["client_secret"]


def baseline(name: str) -> str:
    return named(Profile.BASELINE, name)


@pytest.mark.thorough
async def test_a_journey_leads_from_the_registration_to_the_token_given_back(caller: Caller) -> None:
    first = ("registerClient", "hospital")
    followed = followed_links(caller, first, Hospital(caller).makers(), scenarios=8)
    assert followed == chains.FAPI


@pytest.mark.thorough
async def test_a_journey_leads_through_the_baseline_issuer(caller: Caller) -> None:
    first = (baseline("registerClient"), "bar")
    followed = followed_links(caller, first, Bar(caller).makers(), scenarios=14)
    assert followed == chains.BASELINE
