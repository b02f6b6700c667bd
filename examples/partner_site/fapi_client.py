"""A FAPI 2.0 relying party: pushed request, DPoP, private_key_jwt, PKCE. Copy it, with proofs.py.

OAuth libraries for Python have no PAR and no DPoP yet, so both are written out.
"""

import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
from authlib.oauth2.rfc7636 import (  # type: ignore[import-untyped]  # Authlib ships no type information
    create_s256_code_challenge,
)
from joserfc.jwk import ECKey

from examples.partner_site.messages import Message, Step, fit_to_show
from examples.partner_site.proofs import (
    ASSERTION_TYPE,
    Refused,
    Untrustworthy,
    client_assertion,
    dpop_proof,
    verified_id_token,
)

_PUSH = Step("pushed_authorization_request", "The request, from server to server", "RFC 9126, RFC 9396")
_LEAVE = Step("authorization", "The browser leaves, with two parameters", "RFC 9126 4")
_RETURN = Step("redirect_uri", "The browser comes back", "RFC 6749 4.1.2, RFC 9207")
_TOKEN = Step("token", "The code for a token", "RFC 6749 4.1.3, RFC 7523, RFC 9449")
_FETCH = Step("userinfo", "The token for the claims, once", "OpenID Connect Core 5.3, RFC 9449 7")


@dataclass(frozen=True, slots=True)
class Registration:
    """What the bridge knows us by, and the key that proves it."""

    client_id: str
    key: ECKey


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


class FapiClient:
    """Talks to one bridge. Any method may raise `Refused`, `Untrustworthy` or `httpx.TransportError`."""

    def __init__(self, http: httpx.AsyncClient, issuer: str) -> None:
        self._http = http
        self._issuer = issuer
        self._server: dict[str, Any] = {}
        self._dpop_nonce: str | None = None

    async def register(self, metadata: Mapping[str, Any]) -> Registration:
        """RFC 7591: a public key goes in, a client_id comes out; our private key is the only secret."""
        key = ECKey.generate_key("P-256", {"kid": secrets.token_hex(8), "use": "sig", "alg": "ES256"})
        body = {**metadata, "jwks": {"keys": [key.as_dict(private=False)]}}
        response = await self._http.post(await self._endpoint("registration"), json=body)
        return Registration(_success(response)["client_id"], key)

    async def push(self, attempt: Attempt, wanted: Mapping[str, Any], *, language: str) -> str:
        """RFC 9126: the request goes from server to server. Returns where to send the browser."""
        parameters = {
            "response_type": "code",
            "redirect_uri": attempt.redirect_uri,
            "scope": "openid",
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": create_s256_code_challenge(attempt.verifier),
            "code_challenge_method": "S256",
            "authorization_details": json.dumps([wanted]),
            "ui_locales": language,
        }
        pushed = await self._post(_PUSH, attempt, parameters)
        query = {"client_id": attempt.us.client_id, "request_uri": pushed["request_uri"]}
        url = await self._endpoint("authorization")
        attempt.messages.append(Message(_LEAVE, "GET", url, None, fit_to_show(query), {}))
        return f"{url}?{urlencode(query)}"

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

    async def collect(self, attempt: Attempt, code: str) -> Received:
        """The code for a token, the token for the claims: once each."""
        parameters = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": attempt.redirect_uri,
            "code_verifier": attempt.verifier,
        }
        tokens = await self._post(_TOKEN, attempt, parameters)
        jwks = _success(await self._http.get((await self._discovered())["jwks_uri"]))
        id_token = verified_id_token(
            tokens["id_token"],
            jwks,
            issuer=self._issuer,
            client_id=attempt.us.client_id,
            nonce=attempt.nonce,
        )
        userinfo = await self._userinfo(attempt, tokens["access_token"])
        if userinfo.get("sub") != id_token["sub"]:  # OpenID Connect Core 5.3.2
            raise Untrustworthy("userinfo is about somebody else")
        (details,) = tokens["authorization_details"]
        return Received(id_token, tuple(details["attributes"]), userinfo)

    async def _userinfo(self, attempt: Attempt, access_token: str) -> dict[str, Any]:
        url = await self._endpoint("userinfo")

        async def send(nonce: str | None) -> httpx.Response:
            proof = dpop_proof(attempt.dpop_key, "GET", url, nonce=nonce, access_token=access_token)
            headers = {"Authorization": f"DPoP {access_token}", "DPoP": proof}
            return _noted(attempt, _FETCH, await self._http.get(url, headers=headers), sent=headers)

        return _success(await self._with_nonce(send))

    async def _post(self, step: Step, attempt: Attempt, parameters: dict[str, str]) -> dict[str, Any]:
        """A form that says who we are and proves the DPoP key; assertion and proof are fresh each time."""
        url = await self._endpoint(step.endpoint)

        async def send(nonce: str | None) -> httpx.Response:
            us = attempt.us
            authentication = {
                "client_id": us.client_id,
                "client_assertion_type": ASSERTION_TYPE,
                "client_assertion": client_assertion(us.key, client_id=us.client_id, issuer=self._issuer),
            }
            form = parameters | authentication
            headers = {"DPoP": dpop_proof(attempt.dpop_key, "POST", url, nonce=nonce)}
            response = await self._http.post(url, data=form, headers=headers)
            return _noted(attempt, step, response, sent=headers | form)

        return _success(await self._with_nonce(send))

    async def _with_nonce(self, send: Callable[[str | None], Awaitable[httpx.Response]]) -> httpx.Response:
        """RFC 9449 sections 8 and 9: asked for a nonce, the same request goes again; nothing was spent."""
        response = await send(self._dpop_nonce)
        self._dpop_nonce = response.headers.get("dpop-nonce", self._dpop_nonce)
        if response.is_client_error and _json(response).get("error") == "use_dpop_nonce":
            response = await send(self._dpop_nonce)
        return response

    async def _endpoint(self, name: str) -> str:
        return str((await self._discovered())[f"{name}_endpoint"])

    async def _discovered(self) -> dict[str, Any]:
        """RFC 8414, once. A document of another issuer under this address is a mix-up, or an attack."""
        if not self._server:
            found = _success(await self._http.get(f"{self._issuer}/.well-known/openid-configuration"))
            if found.get("issuer") != self._issuer:
                raise Untrustworthy("discovery names another issuer")
            self._server = found
        return self._server


def _noted(
    attempt: Attempt, step: Step, response: httpx.Response, *, sent: Mapping[str, Any]
) -> httpx.Response:
    request, body = response.request, _json(response)
    attempt.messages.append(
        Message(
            step, request.method, str(request.url), response.status_code, fit_to_show(sent), fit_to_show(body)
        )
    )
    return response


def _success(response: httpx.Response) -> dict[str, Any]:
    body = _json(response)
    if not response.is_success:
        raise Refused(body)
    return body


def _json(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError as error:
        raise Untrustworthy(f"{response.url.path} did not answer with JSON") from error
    if not isinstance(body, dict):
        raise Untrustworthy(f"{response.url.path} did not answer with a JSON object")
    return body
