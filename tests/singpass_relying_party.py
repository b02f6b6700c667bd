"""A small app of the Singpass mock for tests: each step on its own, each part of a step open to change."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from eid_kit.oauth import client_assertion, dpop, id_tokens, jwt, pkce
from eid_kit.oauth.keys import Key, generate_key, parse_jwks, public_jwk
from eid_kit.oauth.secrets_ import new_secret
from eid_kit.simulator.clock import MovableClock
from eid_kit.simulator.faults import Faults

BASE = "http://localhost:8002"
ISSUER = f"{BASE}/fapi"
CALLBACK = "http://localhost:8010/callback"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
MYINFO_SCOPE = "openid name dob sex nationality passportnumber passportexpirydate mobileno email"
LOGIN_SCOPE = "openid user.identity name email mobileno"


@dataclass(frozen=True)
class Singpass:
    """The mock under test, in this process."""

    http: httpx.AsyncClient
    clock: MovableClock
    faults: Faults
    slept: list[float]


@dataclass
class RelyingParty:
    """One app, one sign-in at a time. `change` of a step adds or replaces members; None takes one away."""

    singpass: Singpass
    client_id: str
    scope: str
    extra: Mapping[str, str]
    sig: Key
    enc: Key
    key: Key = field(default_factory=lambda: generate_key("ES256"))
    verifier: str = field(default_factory=lambda: pkce.new_verifier(os.urandom))
    state: str = field(default_factory=lambda: new_secret(os.urandom))
    nonce: str = field(default_factory=lambda: new_secret(os.urandom))

    def assertion(self, **claims: Any) -> str:
        now = int(self.singpass.clock.now().timestamp())
        usual = {"iss": self.client_id, "sub": self.client_id, "aud": ISSUER, "iat": now, "exp": now + 60}
        members = _changed({**usual, "jti": new_secret(os.urandom)}, claims)
        return jwt.sign(members, self.sig, algorithm="ES256", typ="JWT")

    def proof(self, verb: str, path: str, /, **change: Any) -> str:
        usual: dict[str, Any] = {
            "key": self.key,
            "algorithm": "ES256",
            "method": verb,
            "url": f"{BASE}{path}",
            "now": self.singpass.clock.now(),
            "jti": new_secret(os.urandom),
        }
        return dpop.make_proof(**{**usual, **change})

    def par_parameters(self, **change: str | None) -> dict[str, str]:
        usual = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": CALLBACK,
            "scope": self.scope,
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": pkce.s256_challenge(self.verifier),
            "code_challenge_method": "S256",
            "client_assertion_type": client_assertion.ASSERTION_TYPE,
            "client_assertion": self.assertion(),
            **self.extra,
        }
        return _changed(usual, change)

    async def push(self, *, proof: str | None = "", **change: str | None) -> httpx.Response:
        """`proof` None sends no DPoP header."""
        headers = {} if proof is None else {"DPoP": proof or self.proof("POST", "/fapi/par")}
        return await self.singpass.http.post("/fapi/par", data=self.par_parameters(**change), headers=headers)

    async def pushed(self, **change: str | None) -> str:
        response = await self.push(**change)
        assert response.status_code == 201, response.text
        return str(response.json()["request_uri"])

    async def open(self, request_uri: str, /, **change: str | None) -> httpx.Response:
        query = _changed({"client_id": self.client_id, "request_uri": request_uri}, change)
        return await self.singpass.http.get("/fapi/auth", params=query)

    async def answer(
        self, page: httpx.Response, *, origin: str | None = BASE, **change: str | None
    ) -> httpx.Response:
        form = _changed({**hidden_fields(page), "decision": "approve", "person": "tan-mei-ling"}, change)
        headers = {} if origin is None else {"Origin": origin}
        return await self.singpass.http.post("/fapi/auth", data=form, headers=headers)

    async def code(self, person: str = "tan-mei-ling", **change: str | None) -> str:
        page = await self.open(await self.pushed(**change))
        return landing(await self.answer(page, person=person))["code"]

    def token_parameters(self, code: str, /, **change: str | None) -> dict[str, str]:
        usual = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": self.verifier,
            "client_assertion_type": client_assertion.ASSERTION_TYPE,
            "client_assertion": self.assertion(),
        }
        return _changed(usual, change)

    async def redeem(self, code: str, /, *, proof: str | None = "", **change: str | None) -> httpx.Response:
        headers = {} if proof is None else {"DPoP": proof or self.proof("POST", "/fapi/token")}
        data = self.token_parameters(code, **change)
        return await self.singpass.http.post("/fapi/token", data=data, headers=headers)

    async def tokens(self, person: str = "tan-mei-ling", **change: str | None) -> dict[str, Any]:
        response = await self.redeem(await self.code(person, **change))
        assert response.status_code == 200, response.text
        tokens: dict[str, Any] = response.json()
        return tokens

    async def fetch(
        self, token: str, *, proof: str | None = "", scheme: str = "DPoP", **change: Any
    ) -> httpx.Response:
        headers = {"Authorization": f"{scheme} {token}"}
        if proof is not None:
            usual = {"access_token": token}
            headers["DPoP"] = proof or self.proof("GET", "/fapi/userinfo", **{**usual, **change})
        return await self.singpass.http.get("/fapi/userinfo", headers=headers)

    async def open_id_token(self, token: str) -> id_tokens.VerifiedIdToken:
        """What a careful app does with an id_token; raises `IdTokenError` or `JwtError`."""
        return id_tokens.verify(
            jwt.UnverifiedJwt(self.decrypt(token, "A256CBC-HS512")),
            await self.keys(),
            issuer=ISSUER,
            client_id=self.client_id,
            nonce=self.nonce,
            now=self.singpass.clock.now(),
            algorithms=("ES256",),
        )

    async def open_userinfo(self, response: httpx.Response) -> Mapping[str, Any]:
        nested = jwt.UnverifiedJwt(self.decrypt(response.text, "A256GCM"))
        return jwt.verify(nested, await self.keys(), algorithms=("ES256",)).claims

    def decrypt(self, token: str, encryption: str) -> str:
        return jwt.decrypt(token, (self.enc,), algorithms=(str(self.enc.alg),), encryptions=(encryption,))

    async def keys(self) -> tuple[Key, ...]:
        return parse_jwks((await self.singpass.http.get("/.well-known/keys")).json())


async def register(singpass: Singpass, kind: str = "myinfo", **change: Any) -> RelyingParty:
    """A new app of the mock. `change` is to its metadata."""
    sig, enc = generate_key("ES256", kid="sig-1"), generate_key("ECDH-ES+A256KW", kid="enc-1")
    metadata = {**app_metadata(kind), "jwks": {"keys": [public_jwk(sig), public_jwk(enc)]}}
    response = await singpass.http.post("/sim/clients", json=_changed(metadata, change))
    assert response.status_code == 201, response.text
    extra = {"authentication_context_type": "APP_AUTHENTICATION_DEFAULT"} if kind == "login" else {}
    return RelyingParty(singpass, response.json()["client_id"], str(metadata["scope"]), extra, sig, enc)


def app_metadata(kind: str) -> dict[str, Any]:
    """The metadata of a sound app, without its keys."""
    return {
        "client_kind": kind,
        "client_name": "Hotel Sông Hàn",
        "client_name#vi": "Khách sạn Sông Hàn",
        "entity_name": "Han River Hotels",
        "purpose_description": "To check you in at the hotel.",
        "purpose_description#vi": "Để làm thủ tục nhận phòng.",
        "redirect_uris": [CALLBACK],
        "scope": MYINFO_SCOPE if kind == "myinfo" else LOGIN_SCOPE,
        "token_endpoint_auth_method": "private_key_jwt",
    }


def hidden_fields(page: httpx.Response) -> dict[str, str]:
    """The hidden fields of a sign-in page."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page.text)
    return {name: unescape(value) for name, value in found}


def landing(response: httpx.Response) -> dict[str, str]:
    """The parameters with which a browser lands at the app."""
    assert response.status_code == 303, response.text
    location = response.headers["location"]
    assert location.partition("?")[0] == CALLBACK
    return dict(parse_qsl(urlsplit(location).query, strict_parsing=True))


def _changed(usual: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**usual, **change}.items() if value is not None}
