"""A partner whose every parameter, header and key a test can change, one at a time."""

import json
import secrets
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx

from eid_kit.oauth import client_assertion
from eid_kit.oauth.dpop import make_proof
from eid_kit.oauth.keys import Key, generate_key, public_jwk
from eid_kit.oauth.pkce import new_verifier, s256_challenge
from journeys.world import BRIDGE, Link

PAR, TOKEN, USERINFO = f"{BRIDGE}/oauth/par", f"{BRIDGE}/oauth/token", f"{BRIDGE}/oauth/userinfo"


@dataclass(slots=True)
class Attempt:
    """What the partner alone knows of one request."""

    verifier: str
    state: str
    nonce: str
    key: Key
    request_uri: str = ""


@dataclass(slots=True)
class Organisation:
    """An organisation's application, speaking plain HTTP. `metadata` is what it registered."""

    link: Link
    http: httpx.AsyncClient
    metadata: Mapping[str, Any]
    key: Key = field(default_factory=lambda: generate_key("ES256"))
    client_id: str = ""
    nonce: str | None = None

    @property
    def redirect_uri(self) -> str:
        return str(self.metadata["redirect_uris"][0])

    @property
    def country(self) -> str:
        return str(self.metadata["country"])

    @property
    def purpose(self) -> str:
        return str(self.metadata["purposes"][0])

    async def register(self, **jwk: Any) -> None:
        """Registers with this organisation's key."""
        jwks = {"keys": [{**public_jwk(self.key), "use": "sig", "alg": "ES256", **jwk}]}
        response = await self.http.post(f"{BRIDGE}/oauth/register", json={**self.metadata, "jwks": jwks})
        assert response.status_code == 201, response.text
        self.client_id = response.json()["client_id"]

    def attempt(self) -> Attempt:
        """Fresh secrets for one request."""
        return Attempt(
            new_verifier(secrets.token_bytes),
            secrets.token_urlsafe(12),
            secrets.token_urlsafe(12),
            generate_key("ES256"),
        )

    def assertion(self, **changes: Any) -> dict[str, str]:
        """private_key_jwt; `changes` go to `client_assertion.make`."""
        arguments: dict[str, Any] = {
            "client_id": self.client_id,
            "audience": BRIDGE,
            "key": self.key,
            "algorithm": "ES256",
            "now": self.link.clock.now(),
            "jti": secrets.token_urlsafe(12),
            **changes,
        }
        return {
            "client_id": self.client_id,
            "client_assertion_type": client_assertion.ASSERTION_TYPE,
            "client_assertion": client_assertion.make(**arguments),
        }

    def proof(self, key: Key, method: str, url: str, **changes: Any) -> str:
        """A DPoP proof with the newest nonce; `changes` go to `make_proof`."""
        arguments: dict[str, Any] = {
            "key": key,
            "algorithm": "ES256",
            "method": method,
            "url": url,
            "now": self.link.clock.now(),
            "jti": secrets.token_urlsafe(12),
            "nonce": self.nonce,
            **changes,
        }
        return make_proof(**arguments)

    def par_form(
        self, attempt: Attempt, attributes: tuple[str, ...], **changes: str | None
    ) -> dict[str, str]:
        """A request that passes, with `changes`; `None` leaves a parameter out."""
        details = [
            {"type": "cross_border_attributes", "purpose": self.purpose, "attributes": list(attributes)}
        ]
        form: dict[str, str | None] = {
            "response_type": "code",
            "redirect_uri": self.redirect_uri,
            "scope": "openid",
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": s256_challenge(attempt.verifier),
            "code_challenge_method": "S256",
            "authorization_details": json.dumps(details),
            **self.assertion(),
            **changes,
        }
        return {name: value for name, value in form.items() if value is not None}

    async def try_push(
        self, attempt: Attempt, attributes: tuple[str, ...], **changes: str | None
    ) -> httpx.Response:
        """Pushes and returns whatever comes."""
        form = self.par_form(attempt, attributes, **changes)
        return await self.http.post(PAR, data=form, headers={"DPoP": self.proof(attempt.key, "POST", PAR)})

    async def push(self, attributes: tuple[str, ...], **changes: str | None) -> Attempt:
        """Pushes a request that must be accepted."""
        attempt = self.attempt()
        response = await self.try_push(attempt, attributes, **changes)
        assert response.status_code == 201, response.text
        attempt.request_uri = response.json()["request_uri"]
        return attempt

    def browser_url(self, attempt: Attempt, **changes: str) -> str:
        """Where the citizen's browser is sent."""
        query = {"client_id": self.client_id, "request_uri": attempt.request_uri, **changes}
        return f"{BRIDGE}/oauth/authorize?{urlencode(query)}"

    def token_form(self, attempt: Attempt, code: str, /, **changes: str | None) -> dict[str, str]:
        """A token request that passes, with `changes`."""
        form: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": attempt.verifier,
            **self.assertion(),
            **changes,
        }
        return {name: value for name, value in form.items() if value is not None}

    async def try_redeem(self, attempt: Attempt, code: str, /, **changes: str | None) -> httpx.Response:
        """Redeems with a current nonce and returns whatever comes."""
        await self.learn_nonce(attempt)
        headers = {"DPoP": self.proof(attempt.key, "POST", TOKEN)}
        return await self.http.post(TOKEN, data=self.token_form(attempt, code, **changes), headers=headers)

    async def redeem(self, attempt: Attempt, code: str) -> dict[str, Any]:
        """Redeems a code that must be good."""
        response = await self.try_redeem(attempt, code)
        assert response.status_code == 200, response.text
        return dict(response.json())

    async def try_userinfo(self, attempt: Attempt, token: str, **changes: Any) -> httpx.Response:
        """Asks for the claims and returns whatever comes."""
        await self.learn_nonce(attempt)
        proof = self.proof(attempt.key, "GET", USERINFO, **{"access_token": token, **changes})
        return await self.http.get(USERINFO, headers={"Authorization": f"DPoP {token}", "DPoP": proof})

    async def userinfo(self, attempt: Attempt, token: str) -> dict[str, Any]:
        """The claims, which must come."""
        response = await self.try_userinfo(attempt, token)
        assert response.status_code == 200, response.text
        return dict(response.json())

    async def learn_nonce(self, attempt: Attempt) -> None:
        """A current nonce, asked for by a request that spends nothing (RFC 9449 section 8)."""
        proof = self.proof(attempt.key, "POST", TOKEN, nonce=None)
        response = await self.http.post(TOKEN, data={"grant_type": "x"}, headers={"DPoP": proof})
        assert response.json()["error"] == "use_dpop_nonce", response.text
        self.nonce = response.headers["dpop-nonce"]


async def registered(link: Link, stack: AsyncExitStack, metadata: Mapping[str, Any]) -> Organisation:
    """A registered organisation with a connection of its own."""
    organisation = Organisation(link, await stack.enter_async_context(link.client()), metadata)
    await organisation.register()
    return organisation
