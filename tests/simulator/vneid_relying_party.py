"""A relying party of the VNeID mock, written from docs/vneid-mock.md alone, and the mock in this process."""

import itertools
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from fastapi import FastAPI

from eid_kit.http.outbound import Outbound
from eid_kit.oauth import client_secret_basic, pkce
from eid_kit.oauth.id_tokens import VerifiedIdToken, verify
from eid_kit.oauth.jwt import UnverifiedJwt
from eid_kit.oauth.keys import Key, parse_jwks
from eid_kit.simulator.clock import MovableClock
from eid_kit.simulator.faults import Faults
from vneid_mock.app import create_app
from vneid_mock.attributes import SCOPE_NAMES
from vneid_mock.faults import VneidFault
from vneid_mock.settings import Settings

ISSUER = "http://localhost:8001"
CALLBACK = "https://rp.example/callback?tenant=7"
CLIENT_ID = "rp-basic"
CLIENT_SECRET = "a secret: of 32 characters & more"
START = datetime(2026, 11, 21, 10, tzinfo=UTC)
ALL_SCOPES = " ".join(sorted(SCOPE_NAMES))

CLIENTS_FILE = f"""
clients:
  - client_id: {CLIENT_ID}
    client_secret: "{CLIENT_SECRET}"
    client_name: Test app
    "client_name#vi": Ứng dụng thử
    redirect_uris: ["{CALLBACK}", "https://rp.example/other"]
    scope: {ALL_SCOPES}
"""


def counting_bytes() -> Callable[[int], bytes]:
    """Bytes that are never the same twice, and the same in every run."""
    counter = itertools.count(1)
    return lambda length: next(counter).to_bytes(8, "big").rjust(length, b"\x5a")


@dataclass
class Mock:
    """The mock, running in this process, with the handles that a tester has."""

    app: FastAPI
    clock: MovableClock
    faults: Faults
    slept: list[float]

    def browser(self) -> httpx.AsyncClient:
        """A fresh client of it; redirects are not followed."""
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url=ISSUER)


def start_mock(data_dir: Path, *, clients_file: str | None = CLIENTS_FILE, **settings: Any) -> Mock:
    """A mock with fresh state, on a clock that stands still."""
    clock, faults, slept = MovableClock(lambda: START), Faults(VneidFault), list[float]()
    path = None
    if clients_file is not None:
        path = data_dir / f"clients-{secrets.token_hex(4)}.yaml"
        path.write_text(clients_file, "utf-8")

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    app = create_app(
        Settings(data_dir=data_dir, clients_file=path, **settings),
        clock=clock,
        faults=faults,
        random_bytes=counting_bytes(),
        outbound=Outbound(transport=httpx.MockTransport(_no_network)),
        sleep=sleep,
    )
    return Mock(app, clock, faults, slept)


def _no_network(request: httpx.Request) -> httpx.Response:
    raise AssertionError(f"nobody asked for {request.url}")


@dataclass
class RelyingParty:
    """Takes the steps of a sign-in one at a time, so that a test may bend any of them."""

    http: httpx.AsyncClient
    client_id: str = CLIENT_ID
    client_secret: str | None = CLIENT_SECRET
    state: str = "state-of-this-sign-in"
    nonce: str = "nonce-of-this-sign-in"
    verifier: str = "v" * 43

    def parameters(self, **changes: str | None) -> dict[str, str]:
        """A good authorization request, with changes; None leaves a parameter out."""
        good: dict[str, str | None] = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": CALLBACK,
            "scope": "openid",
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": pkce.s256_challenge(self.verifier),
            "code_challenge_method": "S256",
        }
        return {name: value for name, value in {**good, **changes}.items() if value is not None}

    async def open(self, **changes: str | None) -> httpx.Response:
        """The answer to the authorization request."""
        return await self.http.get("/oauth2/authorize", params=self.parameters(**changes))

    async def decide(
        self, page: httpx.Response, person: str | None, decision: str | None = "approve", **fields: str
    ) -> httpx.Response:
        """Fills the page's form and sends it, as a browser would."""
        form = {**hidden_fields(page.text), **fields}
        form |= {"person": person} if person is not None else {}
        form |= {"decision": decision} if decision is not None else {}
        return await self.http.post("/oauth2/authorize/decision", data=form, headers={"Origin": ISSUER})

    async def code(self, person: str = "nguyen-thi-hoa", **changes: str | None) -> str:
        """A code, for a person who approved."""
        back = redirect_parameters(await self.decide(await self.open(**changes), person))
        assert back["state"] == self.state
        assert back["iss"] == ISSUER
        return back["code"]

    async def redeem(self, code: str, **changes: str | None) -> httpx.Response:
        """The answer of the token endpoint."""
        good: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": self.verifier,
        }
        form = {name: value for name, value in {**good, **changes}.items() if value is not None}
        headers = {}
        if self.client_secret is not None:
            headers["Authorization"] = client_secret_basic.make(self.client_id, self.client_secret)
        return await self.http.post("/oauth2/token", data=form, headers=headers)

    async def tokens(self, person: str = "nguyen-thi-hoa", **changes: str | None) -> dict[str, Any]:
        """The token response of a whole sign-in."""
        answer = await self.redeem(await self.code(person, **changes))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def userinfo(self, access_token: str) -> httpx.Response:
        """The answer of userinfo."""
        return await self.http.get("/oauth2/userinfo", headers={"Authorization": f"Bearer {access_token}"})

    async def keys(self) -> tuple[Key, ...]:
        """The public keys of the mock."""
        return parse_jwks((await self.http.get("/oauth2/jwks")).json())

    async def verified(
        self, id_token: str, *, now: datetime = START, algorithm: str = "ES256"
    ) -> VerifiedIdToken:
        """The id_token as a careful client reads it; raises IdTokenError."""
        return verify(
            UnverifiedJwt(id_token),
            await self.keys(),
            issuer=ISSUER,
            client_id=self.client_id,
            nonce=self.nonce,
            now=START,
            algorithms=(algorithm,),
        )


def hidden_fields(html: str) -> dict[str, str]:
    """The hidden fields of the page's form."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html)
    return {name: unescape(value) for name, value in found}


def redirect_parameters(answer: httpx.Response) -> dict[str, str]:
    """The query of the redirect to the client, none of it twice."""
    assert answer.status_code == 303, answer.text
    return query_parameters(answer.headers["location"])


def query_parameters(url: str) -> dict[str, str]:
    """The query of an address of the client, without what the client registered itself."""
    parts = urlsplit(url)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://rp.example/callback"
    pairs = parse_qsl(parts.query)
    assert pairs.pop(0) == ("tenant", "7")
    assert len({name for name, _ in pairs}) == len(pairs)
    return dict(pairs)
