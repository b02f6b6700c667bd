"""A FAPI 2.0 relying party: pushed request, DPoP, private_key_jwt, PKCE. Copy it, with
relying_party.py and proofs.py.

OAuth libraries for Python have no PAR and no DPoP yet, so both are written out.
"""

import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlencode

import httpx
from authlib.oauth2.rfc7636 import (  # type: ignore[import-untyped]  # Authlib ships no type information
    create_s256_code_challenge,
)
from joserfc.jwk import ECKey

from examples.partner_site.messages import Message, Step, fit_to_show
from examples.partner_site.proofs import ASSERTION_TYPE, Untrustworthy, client_assertion, dpop_proof
from examples.partner_site.relying_party import (
    Attempt,
    Received,
    Registration,
    RelyingParty,
    json_of,
    noted,
    received,
    registered,
    success,
)

_PUSH = Step("pushed_authorization_request", "The request, from server to server", "RFC 9126, RFC 9396")
_LEAVE = Step("authorization", "The browser leaves, with two parameters", "RFC 9126 4")
_TOKEN = Step("token", "The code for a token", "RFC 6749 4.1.3, RFC 7523, RFC 9449")
_FETCH = Step("userinfo", "The token for the claims, once", "OpenID Connect Core 5.3, RFC 9449 7")


class FapiClient(RelyingParty):
    """Of the FAPI 2.0 issuer: every request is signed, and every token bound to a key."""

    def __init__(self, http: httpx.AsyncClient, issuer: str) -> None:
        super().__init__(http, issuer)
        self._dpop_nonce: str | None = None

    async def register(self, metadata: Mapping[str, Any]) -> Registration:
        """RFC 7591: a public key goes in, a client_id comes out; our private key is the only secret."""
        key = ECKey.generate_key("P-256", {"kid": secrets.token_hex(8), "use": "sig", "alg": "ES256"})
        body = {**metadata, "jwks": {"keys": [key.as_dict(private=False)]}}
        response = await self._http.post(await self._endpoint("registration"), json=body)
        return registered(success(response), key)

    async def begin(self, attempt: Attempt, wanted: Mapping[str, Any], *, language: str) -> str:
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

    async def collect(self, attempt: Attempt, code: str) -> Received:
        """The code for a token, the token for the claims: once each."""
        parameters = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": attempt.redirect_uri,
            "code_verifier": attempt.verifier,
        }
        tokens = await self._post(_TOKEN, attempt, parameters)
        id_token = await self._verified(attempt, tokens)
        return received(id_token, tokens, await self._userinfo(attempt, tokens["access_token"]))

    async def _userinfo(self, attempt: Attempt, access_token: str) -> dict[str, Any]:
        url = await self._endpoint("userinfo")

        async def send(nonce: str | None) -> httpx.Response:
            proof = dpop_proof(attempt.dpop_key, "GET", url, nonce=nonce, access_token=access_token)
            headers = {"Authorization": f"DPoP {access_token}", "DPoP": proof}
            return noted(attempt, _FETCH, await self._http.get(url, headers=headers), sent=headers)

        return success(await self._with_nonce(send))

    async def _post(self, step: Step, attempt: Attempt, parameters: dict[str, str]) -> dict[str, Any]:
        """A form that says who we are and proves the DPoP key; assertion and proof are fresh each time."""
        url = await self._endpoint(step.endpoint)

        async def send(nonce: str | None) -> httpx.Response:
            us = attempt.us
            key = _key_of(us)
            authentication = {
                "client_id": us.client_id,
                "client_assertion_type": ASSERTION_TYPE,
                "client_assertion": client_assertion(key, client_id=us.client_id, issuer=self._issuer),
            }
            form = parameters | authentication
            headers = {"DPoP": dpop_proof(attempt.dpop_key, "POST", url, nonce=nonce)}
            response = await self._http.post(url, data=form, headers=headers)
            return noted(attempt, step, response, sent=headers | form)

        return success(await self._with_nonce(send))

    async def _with_nonce(self, send: Callable[[str | None], Awaitable[httpx.Response]]) -> httpx.Response:
        """RFC 9449 sections 8 and 9: asked for a nonce, the same request goes again; nothing was spent."""
        response = await send(self._dpop_nonce)
        self._dpop_nonce = response.headers.get("dpop-nonce", self._dpop_nonce)
        if response.is_client_error and json_of(response).get("error") == "use_dpop_nonce":
            response = await send(self._dpop_nonce)
        return response


def _key_of(us: Registration) -> ECKey:
    if not isinstance(us.credential, ECKey):
        raise Untrustworthy("this registration has no key")
    return us.credential
