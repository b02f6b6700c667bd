"""A partner of the baseline issuer, speaking plain HTTP: every parameter can be changed, one at a time."""

import json
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx

from eid_kit.oauth import client_secret_basic
from eid_kit.oauth.keys import public_jwk
from eid_kit.oauth.pkce import s256_challenge
from eid_sandbox.browser import Browser
from journeys.client import Attempt, Organisation
from journeys.people import SINGAPOREAN, VIETNAMESE
from journeys.walk import Walk
from journeys.world import BRIDGE, Link

ISSUER = f"{BRIDGE}/baseline"
REGISTER = f"{ISSUER}/oauth/register"

BAR: dict[str, Any] = {
    "client_name": "Bar",
    "redirect_uris": ["https://bar.example.sg/callback"],
    "country": "SG",
    "sector": "tourism",
    "purposes": ["tourism.age_check"],
    "legal_name#vi": "Quán Mô Phỏng",
    "legal_name#en": "Clarke Quay Bar (simulated)",
    "dpo_contact": "dpo@bar.example.sg",
}
CLUB: dict[str, Any] = {
    **BAR,
    "client_name": "Club",
    "redirect_uris": ["https://club.example.vn/callback"],
    "country": "VN",
    "legal_name#en": "Hanoi Club (simulated)",
}
CITIZEN = {"SG": VIETNAMESE, "VN": SINGAPOREAN}


@dataclass(slots=True)
class BaselineOrganisation(Organisation):
    """Known by a secret, unless it registered `private_key_jwt`."""

    secret: str = ""
    management: str = ""

    @property
    def has_secret(self) -> bool:
        return self.metadata.get("token_endpoint_auth_method") != "private_key_jwt"

    async def register(self, **_: Any) -> None:
        """Registers at the baseline issuer."""
        keys = {"jwks": {"keys": [{**public_jwk(self.key), "use": "sig", "alg": "ES256"}]}}
        document = {**self.metadata, **({} if self.has_secret else keys)}
        response = await self.http.post(REGISTER, json=document)
        assert response.status_code == 201, response.text
        answer = response.json()
        self.client_id, self.secret = answer["client_id"], answer.get("client_secret", "")
        self.management = answer["registration_access_token"]

    def proof_of_self(self, **changes: Any) -> dict[str, Any]:
        """What httpx needs to authenticate this client: a header, or two parameters."""
        if self.has_secret:
            return {"headers": {"Authorization": client_secret_basic.make(self.client_id, self.secret)}}
        return {"data": self.assertion(**{"audience": ISSUER, **changes})}

    async def post(self, endpoint: str, form: Mapping[str, str | None]) -> httpx.Response:
        """An authenticated form to one of the issuer's endpoints; a `None` leaves a parameter out."""
        proof = self.proof_of_self()
        sent = {**proof.get("data", {}), **form}
        data = {name: value for name, value in sent.items() if value is not None}
        return await self.http.post(f"{ISSUER}/oauth/{endpoint}", data=data, headers=proof.get("headers", {}))

    def parameters(self, attempt: Attempt, **changes: str | None) -> dict[str, str]:
        """An authorization request that passes, with `changes`."""
        details = [
            {"type": "cross_border_attributes", "purpose": self.purpose, "attributes": ["age_over_18"]}
        ]
        request: dict[str, str | None] = {
            "client_id": self.client_id,
            "response_type": "code",
            "redirect_uri": self.redirect_uri,
            "scope": "openid",
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": s256_challenge(attempt.verifier),
            "code_challenge_method": "S256",
            "authorization_details": json.dumps(details),
            **changes,
        }
        return {name: value for name, value in request.items() if value is not None}

    def request_url(self, attempt: Attempt, **changes: str | None) -> str:
        """The whole request in the browser's address."""
        return f"{ISSUER}/oauth/authorize?{urlencode(self.parameters(attempt, **changes))}"

    def browser_url(self, attempt: Attempt, **changes: str) -> str:
        if not attempt.request_uri:
            return self.request_url(attempt, **changes)
        query = {"client_id": self.client_id, "request_uri": attempt.request_uri, **changes}
        return f"{ISSUER}/oauth/authorize?{urlencode(query)}"

    async def pushed(self) -> Attempt:
        """A request pushed to the baseline issuer."""
        attempt = self.attempt()
        response = await self.post("par", self.parameters(attempt))
        assert response.status_code == 201, response.text
        attempt.request_uri = response.json()["request_uri"]
        return attempt

    async def try_redeem(self, attempt: Attempt, code: str, /, **changes: str | None) -> httpx.Response:
        form: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": attempt.verifier,
            **changes,
        }
        return await self.post("token", form)

    async def try_userinfo(self, attempt: Attempt, token: str, **_: Any) -> httpx.Response:
        return await self.http.get(f"{ISSUER}/oauth/userinfo", headers={"Authorization": f"Bearer {token}"})

    async def journey(self, browser: httpx.AsyncClient, attempt: Attempt | None = None) -> Walk:
        """A citizen's browser about to open a request."""
        return Walk(self, attempt or self.attempt(), browser, Browser(browser, home=self.redirect_uri))

    @property
    def citizen(self) -> str:
        """Who may be asked about: somebody of the other country."""
        return CITIZEN[self.metadata["country"]]


async def at_baseline(
    link: Link, stack: AsyncExitStack, metadata: Mapping[str, Any], **members: Any
) -> BaselineOrganisation:
    """A registered organisation of the baseline issuer."""
    http = await stack.enter_async_context(link.client())
    organisation = BaselineOrganisation(link, http, {**metadata, **members})
    await organisation.register()
    return organisation
