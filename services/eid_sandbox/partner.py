"""A partner, scripted: a FAPI 2.0 client over the bridge's public interface, written as a partner would."""

import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import httpx

from eid_kit.oauth import client_assertion
from eid_kit.oauth.dpop import make_proof
from eid_kit.oauth.keys import Key, generate_key, public_jwk
from eid_kit.oauth.pkce import new_verifier, s256_challenge


class Refused(Exception):
    """An OAuth error, as the partner received it."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {body.get('error')}")
        self.status = status
        self.body = body


@dataclass(slots=True)
class Attempt:
    """One request on its way: the secrets that only the partner holds."""

    verifier: str
    nonce: str
    state: str
    key: Key
    request_uri: str = ""


@dataclass(slots=True)
class Partner:
    """An organisation's application. `metadata` is what it registers (RFC 7591)."""

    http: httpx.AsyncClient
    bridge: str
    metadata: dict[str, Any]
    key: Key = field(default_factory=lambda: generate_key("ES256"))
    client_id: str = ""
    _nonce: str | None = None

    @property
    def redirect_uri(self) -> str:
        """Where the citizen's browser comes back to."""
        return str(self.metadata["redirect_uris"][0])

    async def register(self) -> None:
        """Open registration, which only a sandbox offers."""
        jwks = {"keys": [{**public_jwk(self.key), "use": "sig", "alg": "ES256"}]}
        response = await self.http.post(f"{self.bridge}/oauth/register", json={**self.metadata, "jwks": jwks})
        self.client_id = _success(response, 201)["client_id"]

    async def push(self, purpose: str, attributes: list[str], **parameters: str) -> Attempt:
        """A pushed authorization request; raises `Refused` with what the bridge explained."""
        attempt = Attempt(
            verifier=new_verifier(secrets.token_bytes),
            nonce=secrets.token_urlsafe(16),
            state=secrets.token_urlsafe(16),
            key=generate_key("ES256"),
        )
        details = [{"type": "cross_border_attributes", "purpose": purpose, "attributes": attributes}]
        form = {
            "response_type": "code",
            "redirect_uri": self.redirect_uri,
            "scope": "openid",
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": s256_challenge(attempt.verifier),
            "code_challenge_method": "S256",
            "authorization_details": json.dumps(details),
            **self._assertion(),
            **parameters,
        }
        url = f"{self.bridge}/oauth/par"
        response = await self.http.post(
            url, data=form, headers={"DPoP": self._proof(attempt.key, "POST", url)}
        )
        attempt.request_uri = _success(response, 201)["request_uri"]
        return attempt

    def browser_url(self, attempt: Attempt) -> str:
        """Where to send the citizen: exactly two parameters, everything else was pushed."""
        query = urlencode({"client_id": self.client_id, "request_uri": attempt.request_uri})
        return f"{self.bridge}/oauth/authorize?{query}"

    async def redeem(self, attempt: Attempt, code: str, *, key: Key | None = None) -> dict[str, Any]:
        """The token response for a code; `key` plays a DPoP key changed on the way."""
        url = f"{self.bridge}/oauth/token"

        async def send() -> httpx.Response:
            form = {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": self.redirect_uri,
                "code_verifier": attempt.verifier,
                **self._assertion(),
            }
            proof = self._proof(key or attempt.key, "POST", url)
            return await self.http.post(url, data=form, headers={"DPoP": proof})

        return _success(await self._with_nonce(send), 200)

    async def userinfo(self, attempt: Attempt, access_token: str) -> dict[str, Any]:
        """The consented claims."""
        url = f"{self.bridge}/oauth/userinfo"

        async def send() -> httpx.Response:
            proof = self._proof(attempt.key, "GET", url, access_token=access_token)
            headers = {"Authorization": f"DPoP {access_token}", "DPoP": proof}
            return await self.http.get(url, headers=headers)

        return _success(await self._with_nonce(send), 200)

    async def _with_nonce(self, send: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
        """RFC 9449 section 8: where the server names a nonce, the request is sent again with it."""
        response = await send()
        self._nonce = response.headers.get("dpop-nonce", self._nonce)
        if response.status_code in (400, 401) and response.json().get("error") == "use_dpop_nonce":
            response = await send()
            self._nonce = response.headers.get("dpop-nonce", self._nonce)
        return response

    def _assertion(self) -> dict[str, str]:
        return client_assertion.form_fields(
            client_id=self.client_id,
            audience=self.bridge,
            key=self.key,
            now=datetime.now(UTC),
            jti=secrets.token_urlsafe(16),
        )

    def _proof(self, key: Key, method: str, url: str, *, access_token: str | None = None) -> str:
        return make_proof(
            key=key,
            algorithm="ES256",
            method=method,
            url=url,
            now=datetime.now(UTC),
            jti=secrets.token_urlsafe(16),
            access_token=access_token,
            nonce=self._nonce,
        )


def _success(response: httpx.Response, status: int) -> dict[str, Any]:
    body = response.json()
    if response.status_code != status or not isinstance(body, dict):
        raise Refused(response.status_code, body if isinstance(body, dict) else {})
    return body
