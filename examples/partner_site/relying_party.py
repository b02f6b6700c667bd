"""What every relying party of the bridge does alike, whichever of its two issuers it speaks to."""

import secrets
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from joserfc.jwk import ECKey

from examples.partner_site.messages import Message, Step, fit_to_show
from examples.partner_site.proofs import Refused, Untrustworthy, verified_id_token

_RETURN = Step("redirect_uri", "The browser comes back", "RFC 6749 4.1.2, RFC 9207")


@dataclass(frozen=True, slots=True)
class Registration:
    """What an issuer knows us by, and what proves it: a private key, or a secret.

    `uri` and `token` manage the registration (RFC 7592).
    """

    client_id: str
    credential: ECKey | str
    uri: str
    token: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One journey: the secrets that tie its steps together. They stay in the visitor's session."""

    us: Registration
    redirect_uri: str
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    state: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    dpop_key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256"))
    messages: list[Message] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Received:
    """What one journey brought: who signed in, what was granted, and the claims."""

    id_token: Mapping[str, Any]
    granted: tuple[str, ...]
    userinfo: Mapping[str, Any]


class RelyingParty(ABC):
    """Talks to one issuer. Any method may raise `Refused`, `Untrustworthy` or `httpx.TransportError`."""

    def __init__(self, http: httpx.AsyncClient, issuer: str) -> None:
        self._http = http
        self._issuer = issuer
        self._server: dict[str, Any] = {}

    @abstractmethod
    async def register(self, metadata: Mapping[str, Any]) -> Registration:
        """RFC 7591, open in a sandbox."""

    @abstractmethod
    async def begin(self, attempt: Attempt, wanted: Mapping[str, Any], *, language: str) -> str:
        """Where to send the browser for one purpose and its attributes."""

    @abstractmethod
    async def collect(self, attempt: Attempt, code: str) -> Received:
        """The code for a token, the token for the claims: once each."""

    def code_of(self, attempt: Attempt, answer: Mapping[str, str]) -> str:
        """The code of an authorization response. Raises `Refused` if that is an error, or `Untrustworthy`."""
        # Before anything else is read (RFC 9207 section 2.4): an answer of another issuer must neither reach
        # our token endpoint nor end this journey.
        if answer.get("iss") != self._issuer:
            raise Untrustworthy("the answer names another issuer")
        if not secrets.compare_digest(answer.get("state", "").encode(), attempt.state.encode()):
            raise Untrustworthy("the answer belongs to another request")
        attempt.messages.append(Message(_RETURN, "GET", attempt.redirect_uri, None, fit_to_show(answer), {}))
        if "error" in answer:
            raise Refused(answer)
        if "code" not in answer:
            raise Untrustworthy("the answer has neither a code nor an error")
        return answer["code"]

    async def _verified(self, attempt: Attempt, tokens: Mapping[str, Any]) -> Mapping[str, Any]:
        """The id_token's claims."""
        jwks = success(await self._http.get((await self._discovered())["jwks_uri"]))
        return verified_id_token(
            tokens["id_token"],
            jwks,
            issuer=self._issuer,
            client_id=attempt.us.client_id,
            nonce=attempt.nonce,
        )

    async def _endpoint(self, name: str) -> str:
        return str((await self._discovered())[f"{name}_endpoint"])

    async def _discovered(self) -> dict[str, Any]:
        """OpenID Connect Discovery, once. A document of another issuer here is a mix-up, or an attack."""
        if not self._server:
            found = success(await self._http.get(f"{self._issuer}/.well-known/openid-configuration"))
            if found.get("issuer") != self._issuer:
                raise Untrustworthy("discovery names another issuer")
            self._server = found
        return self._server


def registered(answer: Mapping[str, Any], credential: ECKey | str) -> Registration:
    """From the answer to a registration."""
    uri, token = answer["registration_client_uri"], answer["registration_access_token"]
    return Registration(answer["client_id"], credential, uri, token)


def received(id_token: Mapping[str, Any], tokens: Mapping[str, Any], userinfo: Mapping[str, Any]) -> Received:
    """The three answers as one, once they are about the same person (OpenID Connect Core 5.3.2)."""
    if userinfo.get("sub") != id_token["sub"]:
        raise Untrustworthy("userinfo is about somebody else")
    (details,) = tokens["authorization_details"]
    return Received(id_token, tuple(details["attributes"]), userinfo)


def noted(
    attempt: Attempt, step: Step, response: httpx.Response, *, sent: Mapping[str, Any]
) -> httpx.Response:
    """The response, with the exchange kept among the journey's messages."""
    request, body = response.request, json_of(response)
    attempt.messages.append(
        Message(
            step, request.method, str(request.url), response.status_code, fit_to_show(sent), fit_to_show(body)
        )
    )
    return response


def success(response: httpx.Response) -> dict[str, Any]:
    """The body of an answer that is none of the errors. Raises `Refused` with the body of one that is."""
    body = json_of(response)
    if not response.is_success:
        raise Refused(body)
    return body


def json_of(response: httpx.Response) -> dict[str, Any]:
    """The body, a JSON object. Raises `Untrustworthy`."""
    try:
        body = response.json()
    except ValueError as error:
        raise Untrustworthy(f"{response.url.path} did not answer with JSON") from error
    if not isinstance(body, dict):
        raise Untrustworthy(f"{response.url.path} did not answer with a JSON object")
    return body
