"""A partner that signs as one must, with keys that are made once: PAR, PKCE, private_key_jwt, DPoP."""

import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from bridge.domain.clauses import Clause
from eid_kit.oauth import client_assertion
from eid_kit.oauth.dpop import make_proof
from eid_kit.oauth.keys import Key, generate_key, public_jwk
from eid_kit.oauth.pkce import new_verifier, s256_challenge
from eid_sandbox.load.wire import Answer, Wire

REDIRECT_URI = "https://partner.example/callback"


class Unexpected(Exception):
    """An answer that no step of a journey should get. Names status and error, and quotes nothing else."""

    def __init__(self, step: str, answer: Answer) -> None:
        self.step, self.status = step, answer.status
        self.error = _error_of(answer)
        super().__init__(f"{step}: status {self.status} {self.error}".rstrip())


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the partner alone knows of one request."""

    verifier: str
    state: str
    request_uri: str = ""


@dataclass(slots=True)
class LoadPartner:
    """One registered application, for one clause of the agreement.

    One DPoP key for all its requests, which RFC 9449 allows: a key for each would be the generator's cost.
    """

    wire: Wire
    clause: Clause
    key: Key = field(default_factory=lambda: generate_key("ES256"))
    dpop_key: Key = field(default_factory=lambda: generate_key("ES256"))
    client_id: str = ""
    nonce: str | None = None
    event_endpoint: str | None = None

    async def register(self) -> None:
        """Open registration. Raises `Unexpected` or `Unanswered`."""
        metadata = registration(self.clause, {**public_jwk(self.key), "use": "sig", "alg": "ES256"})
        if self.event_endpoint is not None:
            metadata["event_endpoint"] = self.event_endpoint
        url = f"{self.wire.public}/oauth/register"
        async with self.wire.session.post(
            self.wire.processes[0] + "/oauth/register", json=metadata
        ) as response:
            answer = Answer(url, response.status, await response.read(), None, (), None)
        self.client_id = json_of("registration", answer, 201)["client_id"]

    async def push(self) -> Attempt:
        """A pushed request for everything the clause may carry."""
        verifier, state = new_verifier(secrets.token_bytes), secrets.token_urlsafe(16)
        details = {
            "type": "cross_border_attributes",
            "purpose": self.clause.purpose,
            "attributes": [*self.clause.mandatory, *self.clause.optional],
        }
        form = {
            "response_type": "code",
            "redirect_uri": REDIRECT_URI,
            "scope": "openid",
            "state": state,
            "nonce": secrets.token_urlsafe(16),
            "code_challenge": s256_challenge(verifier),
            "code_challenge_method": "S256",
            "authorization_details": json.dumps([details]),
        }
        answer = await self._post("/oauth/par", form)
        return Attempt(verifier, state, json_of("pushed request", answer, 201)["request_uri"])

    async def redeem(self, attempt: Attempt, code: str) -> dict[str, Any]:
        """The token response."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": REDIRECT_URI,
            "code_verifier": attempt.verifier,
        }
        answer = await self._post("/oauth/token", form)
        if _wants_nonce(answer):
            answer = await self._post("/oauth/token", form)
        return json_of("token", answer, 200)

    async def userinfo(self, access_token: str, method: Literal["GET", "POST"] = "GET") -> dict[str, Any]:
        """The consented claims. A POST is never sent again behind our back when its connection breaks."""
        answer = await self._ask(access_token, method)
        if _wants_nonce(answer):
            answer = await self._ask(access_token, method)
        return json_of("userinfo", answer, 200)

    async def _post(self, path: str, form: dict[str, str]) -> Answer:
        headers = {"DPoP": self._proof("POST", path)}
        url = self.wire.public + path
        fields = [*form.items(), *self._assertion().items()]
        return self._noted(await self.wire.send("POST", url, headers=headers, form=fields))

    async def _ask(self, token: str, method: str) -> Answer:
        path = "/oauth/userinfo"
        headers = {"Authorization": f"DPoP {token}", "DPoP": self._proof(method, path, token)}
        return self._noted(await self.wire.send(method, self.wire.public + path, headers=headers))

    def _noted(self, answer: Answer) -> Answer:
        """RFC 9449 section 8.2: the newest nonce is the one to use next."""
        self.nonce = answer.nonce or self.nonce
        return answer

    def _assertion(self) -> dict[str, str]:
        return client_assertion.form_fields(
            client_id=self.client_id,
            audience=self.wire.public,
            key=self.key,
            now=datetime.now(UTC),
            jti=secrets.token_urlsafe(16),
        )

    def _proof(self, method: str, path: str, access_token: str | None = None) -> str:
        return make_proof(
            key=self.dpop_key,
            algorithm="ES256",
            method=method,
            url=self.wire.public + path,
            now=datetime.now(UTC),
            jti=secrets.token_urlsafe(16),
            access_token=access_token,
            nonce=self.nonce,
        )


def registration(clause: Clause, jwk: dict[str, Any]) -> dict[str, Any]:
    """What a partner of the clause's importing country registers."""
    return {
        "client_name": "Load generator",
        "redirect_uris": [REDIRECT_URI],
        "country": clause.direction.importer.value,
        "sector": min(clause.sectors),
        "purposes": [clause.purpose],
        "legal_name#vi": "Bộ tạo tải (mô phỏng)",
        "legal_name#en": "Load generator (simulated)",
        "dpo_contact": "dpo@partner.example",
        "jwks": {"keys": [jwk]},
    }


def json_of(step: str, answer: Answer, status: int) -> dict[str, Any]:
    """The JSON object of an answer with that status. Raises `Unexpected` for any other answer."""
    if answer.status != status:
        raise Unexpected(step, answer)
    document = json.loads(answer.body)
    if not isinstance(document, dict):
        raise Unexpected(step, answer)
    return document


def _wants_nonce(answer: Answer) -> bool:
    return answer.status in (400, 401) and _error_of(answer) == "use_dpop_nonce"


def _error_of(answer: Answer) -> str:
    """The OAuth error code of an answer, or nothing: a body may hold a value."""
    try:
        document = json.loads(answer.body)
    except ValueError:
        return ""
    error = document.get("error") if isinstance(document, dict) else None
    return error if isinstance(error, str) else ""
