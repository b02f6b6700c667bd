"""No order of steps, altered or late or repeated, yields a token that the honest flow would not yield."""

import asyncio
import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from effort import examples
from eid_kit.http.outbound import Outbound
from eid_kit.oauth.keys import generate_key
from eid_kit.simulator.clock import MovableClock
from eid_kit.simulator.faults import Faults
from singpass_mock.app import create_app
from singpass_mock.faults import SingpassFault
from singpass_mock.settings import SingpassSettings
from singpass_relying_party import BASE, RelyingParty, Singpass, landing, register

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
STRANGER = generate_key("ES256")
CHOICE = st.integers(0, 50)

PUSH_ALTERATIONS: list[dict[str, Any]] = [
    {"code_challenge": None},
    {"code_challenge_method": "plain"},
    {"redirect_uri": "https://evil.test/"},
    {"scope": "openid uinfin"},
    {"client_assertion": None},
    {"proof": None},
]
ANSWER_ALTERATIONS: list[dict[str, Any]] = [
    {"form_token": "A" * 43},
    {"origin": "https://evil.test"},
    {"decision": None},
    {"person": "nobody"},
]
# The code is spent by whoever proves to be an app and brings a proof, so these two kinds differ.
SPENDING_ALTERATIONS: list[dict[str, Any]] = [
    {"code_verifier": "v" * 43},
    {"redirect_uri": "https://evil.test/"},
    {"key": STRANGER},
]
HARMLESS_ALTERATIONS: list[dict[str, Any]] = [
    {"proof": None},
    {"client_assertion": None},
    {"grant_type": "refresh_token"},
    {"code": "guess"},
]


@dataclass
class Request:
    """What the model knows of one pushed request."""

    uri: str
    until: datetime
    page: httpx.Response | None = None
    open_until: datetime | None = None
    answered: bool = False


@dataclass
class Code:
    """What the model knows of one code."""

    code: str
    until: datetime
    spent: bool = False


class Sequences(RuleBasedStateMachine):
    """The mock beside a model of a few lines; they must agree after every step."""

    @initialize()
    def start(self) -> None:
        self.runner = asyncio.Runner()
        self.data = tempfile.TemporaryDirectory()
        self.clock = MovableClock(lambda: NOON)
        self.outbound = Outbound(transport=httpx.MockTransport(lambda _: httpx.Response(404)))
        app = create_app(
            SingpassSettings(data_dir=Path(self.data.name)),
            clock=self.clock,
            faults=Faults(SingpassFault),
            random_bytes=os.urandom,
            outbound=self.outbound,
        )
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE)
        mock = Singpass(self.http, self.clock, Faults(SingpassFault), [])
        self.app: RelyingParty = self.runner.run(register(mock))
        self.requests: list[Request] = []
        self.codes: list[Code] = []

    def teardown(self) -> None:
        if hasattr(self, "runner"):
            self.runner.run(self.http.aclose())
            self.runner.run(self.outbound.aclose())
            self.runner.close()
            self.data.cleanup()

    @rule(seconds=st.sampled_from([1, 20, 59, 60, 299]))
    def time_passes(self, seconds: int) -> None:
        self.clock.advance(seconds)

    @rule()
    def push(self) -> None:
        uri = self.runner.run(self.app.pushed())
        self.requests.append(Request(uri, self._in(60)))

    @rule(change=st.sampled_from(PUSH_ALTERATIONS))
    def push_something_altered(self, change: dict[str, Any]) -> None:
        assert self.runner.run(self.app.push(**change)).status_code in (400, 401)

    @precondition(lambda self: self.requests)
    @rule(choice=CHOICE)
    def open(self, choice: int) -> None:
        request = self.requests[choice % len(self.requests)]
        page = self.runner.run(self.app.open(request.uri))
        live = not request.answered and self.clock.now() < request.until
        assert page.status_code == (200 if live else 400)
        if live:
            request.page = page
            request.open_until = request.open_until or self._in(300)

    @precondition(lambda self: any(request.page for request in self.requests))
    @rule(choice=CHOICE, decision=st.sampled_from(["approve", "deny"]))
    def answer(self, choice: int, decision: str) -> None:
        request, page = self._shown(choice)
        response = self.runner.run(self.app.answer(page, decision=decision))
        if not self._is_open(request):
            assert response.status_code == 400
            return
        request.answered = True
        landed = landing(response)
        assert ("code" in landed) == (decision == "approve")
        if decision == "approve":
            self.codes.append(Code(landed["code"], self._in(60)))

    @precondition(lambda self: any(request.page for request in self.requests))
    @rule(choice=CHOICE, change=st.sampled_from(ANSWER_ALTERATIONS))
    def answer_something_altered(self, choice: int, change: dict[str, Any]) -> None:
        _, page = self._shown(choice)
        assert self.runner.run(self.app.answer(page, **change)).status_code == 400

    @precondition(lambda self: self.codes)
    @rule(choice=CHOICE)
    def redeem(self, choice: int) -> None:
        code = self.codes[choice % len(self.codes)]
        response = self.runner.run(self.app.redeem(code.code))
        good = not code.spent and self.clock.now() < code.until
        assert response.status_code == (200 if good else 400)
        assert ("access_token" in response.json()) == good
        code.spent = True

    @precondition(lambda self: self.codes)
    @rule(choice=CHOICE, change=st.sampled_from(SPENDING_ALTERATIONS + HARMLESS_ALTERATIONS))
    def redeem_something_altered(self, choice: int, change: dict[str, Any]) -> None:
        code = self.codes[choice % len(self.codes)]
        members = dict(change)
        if key := members.pop("key", None):
            members["proof"] = self.app.proof("POST", "/fapi/token", key=key)
        response = self.runner.run(self.app.redeem(code.code, **members))
        assert response.status_code in (400, 401)
        assert "access_token" not in response.json()
        code.spent = code.spent or change in SPENDING_ALTERATIONS

    def _in(self, seconds: int) -> datetime:
        return datetime.fromtimestamp(self.clock.now().timestamp() + seconds, tz=UTC)

    def _shown(self, choice: int) -> tuple[Request, httpx.Response]:
        shown = [(request, request.page) for request in self.requests if request.page is not None]
        request, page = shown[choice % len(shown)]
        return request, page

    def _is_open(self, request: Request) -> bool:
        return (
            not request.answered and request.open_until is not None and self.clock.now() < request.open_until
        )


TestSequences = Sequences.TestCase
TestSequences.settings = settings(
    max_examples=examples(20),
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


async def test_of_two_redemptions_at_once_one_wins(hotel: RelyingParty) -> None:
    code = await hotel.code()
    responses = await asyncio.gather(*(hotel.redeem(code) for _ in range(5)))
    assert sorted(response.status_code for response in responses) == [200, 400, 400, 400, 400]


async def test_of_two_answers_at_once_one_counts(hotel: RelyingParty) -> None:
    page = await hotel.open(await hotel.pushed())
    responses = await asyncio.gather(*(hotel.answer(page, decision=word) for word in ("approve", "deny")))
    assert sorted(response.status_code for response in responses) == [303, 400]
