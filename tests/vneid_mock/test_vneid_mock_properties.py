"""No mix of parameters and no order of steps gets more than the rules give."""

from collections.abc import MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from effort import examples
from eid_kit.oauth import pkce
from simulator.vneid_relying_party import CALLBACK, CLIENT_ID, Mock, RelyingParty, start_mock

VERIFIER = "v" * 43
CHALLENGE = pkce.s256_challenge(VERIFIER)

# The first of each is the good one.
VALUES: dict[str, tuple[str | None, ...]] = {
    "response_type": ("code", None, "token", "code token", "CODE"),
    "client_id": (CLIENT_ID, None, "nobody", CLIENT_ID + " "),
    "redirect_uri": (CALLBACK, None, "https://evil.example/", CALLBACK + "#x", CALLBACK.upper()),
    "scope": ("openid", None, "contact", "openid bank", "OPENID", "openid contact"),
    "state": ("s", None, "é", "s" * 256),
    "nonce": ("n", None, "é", "n" * 256),
    "code_challenge": (CHALLENGE, None, VERIFIER + "=", "x", CHALLENGE + "A"),
    "code_challenge_method": ("S256", None, "plain", "s256"),
    "response_mode": (None, "query", "fragment", "form_post"),
    "prompt": (None, "login", "none", "none login"),
    "request": (None, "eyJ"),
    "request_uri": (None, "urn:ietf:params:oauth:request_uri:x"),
    "display": (None, "touch"),
}
ACCEPTED: dict[str, tuple[str | None, ...]] = {
    **{name: (values[0],) for name, values in VALUES.items()},
    "scope": ("openid", "openid contact"),
    "response_mode": (None, "query"),
    "prompt": (None, "login"),
    "display": (None, "touch"),
}

quick = settings(
    max_examples=examples(120), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@quick
@given(wrong=st.dictionaries(st.sampled_from(sorted(VALUES)), st.integers(0, 5), max_size=3))
async def test_only_a_request_right_in_every_parameter_ever_yields_a_code(
    mock: Mock, wrong: dict[str, int]
) -> None:
    chosen = {name: values[wrong.get(name, 0) % len(values)] for name, values in VALUES.items()}
    async with mock.browser() as http:
        rp = RelyingParty(http, verifier=VERIFIER)
        answer = await rp.open(**chosen)
        if all(chosen[name] in ACCEPTED[name] for name in VALUES):
            assert answer.status_code == 200
            code = httpx.URL((await rp.decide(answer, "nguyen-thi-hoa")).headers["location"]).params["code"]
            assert (await rp.redeem(code)).status_code == 200
            return
        assert answer.status_code in (400, 303)
        if answer.status_code == 303:
            assert answer.headers["location"].startswith(CALLBACK + "&error=")
            assert "code=" not in answer.headers["location"]
        else:
            assert "transaction" not in answer.text


@quick
@given(query=st.binary(max_size=300))
async def test_no_query_whatsoever_makes_the_mock_stumble(mock: Mock, query: bytes) -> None:
    answered: list[int] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            answered.append(message["status"])

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/oauth2/authorize",
        "query_string": query,
        "headers": [],
        "scheme": "http",
        "server": ("localhost", 8001),
    }
    await mock.app(scope, receive, send)
    assert answered == [400]


@dataclass
class Promise:
    """What the rules say about one form, code or token; `at` is when it was given."""

    thing: str
    at: float
    alive: bool = True
    gave: list["Promise"] = field(default_factory=list)


STEPS = st.lists(
    st.tuples(st.sampled_from(["open", "approve", "deny", "redeem", "read", "wait"]), st.integers(0, 30)),
    max_size=25,
)


@settings(quick, max_examples=examples(40))
@given(steps=STEPS)
async def test_no_order_of_steps_yields_what_the_rules_do_not_give(
    data_dir: Path, steps: list[tuple[str, int]]
) -> None:
    mock = start_mock(data_dir)
    async with mock.browser() as http:
        walk = Walk(mock, RelyingParty(http))
        for step, number in steps:
            await getattr(walk, step)(number)


class Walk:
    """Takes steps in any order, and expects of each what a small model of the rules says."""

    def __init__(self, mock: Mock, rp: RelyingParty) -> None:
        self.mock, self.rp = mock, rp
        self.elapsed = 0.0
        self.pages: list[tuple[httpx.Response, Promise]] = []
        self.codes: list[Promise] = []
        self.tokens: list[Promise] = []

    async def open(self, _number: int) -> None:
        self.pages.append((await self.rp.open(), Promise("page", self.elapsed)))

    async def wait(self, number: int) -> None:
        self.elapsed += number * 10
        self.mock.clock.advance(number * 10)

    async def approve(self, number: int) -> None:
        await self._decide(number, "approve")

    async def deny(self, number: int) -> None:
        await self._decide(number, "deny")

    async def _decide(self, number: int, decision: str) -> None:
        if not self.pages:
            return
        page, promise = self.pages[number % len(self.pages)]
        answer = await self.rp.decide(page, "nguyen-thi-hoa", decision)
        if not promise.alive or self.elapsed - promise.at >= 600:
            assert answer.status_code == 400
            return
        promise.alive = False
        back = httpx.URL(answer.headers["location"]).params
        assert ("code" in back) == (decision == "approve")
        if "code" in back:
            self.codes.append(Promise(back["code"], self.elapsed))

    async def redeem(self, number: int) -> None:
        if not self.codes:
            return
        promise = self.codes[number % len(self.codes)]
        answer = await self.rp.redeem(promise.thing)
        good = promise.alive and self.elapsed - promise.at < 60
        assert answer.status_code == (200 if good else 400)
        for token in promise.gave:  # presented twice: what it gave is revoked
            token.alive = False
        promise.alive = False
        if good:
            token = Promise(answer.json()["access_token"], self.elapsed)
            promise.gave.append(token)
            self.tokens.append(token)

    async def read(self, number: int) -> None:
        if not self.tokens:
            return
        promise = self.tokens[number % len(self.tokens)]
        good = promise.alive and self.elapsed - promise.at < 600
        assert (await self.rp.userinfo(promise.thing)).status_code == (200 if good else 401)
