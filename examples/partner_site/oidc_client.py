"""A plain OpenID Connect relying party, of Authlib's parts: code and PKCE, a client secret, a bearer token.

For the bridge's baseline issuer, where that is enough. Authlib's own clients need requests, or a successor of
HTTPX; these are the functions they are made of.
"""

import json
from collections.abc import Mapping
from typing import Any

from authlib.oauth2.auth import (  # type: ignore[import-untyped]  # Authlib ships no type information
    ClientAuth,
    TokenAuth,
)
from authlib.oauth2.rfc6749.parameters import (  # type: ignore[import-untyped]  # the same
    prepare_grant_uri,
    prepare_token_request,
)
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]  # the same

from examples.partner_site.messages import Message, Step, fit_to_show
from examples.partner_site.proofs import Refused
from examples.partner_site.relying_party import (
    Attempt,
    Received,
    Registration,
    RelyingParty,
    noted,
    received,
    registered,
    success,
)

_LEAVE = Step(
    "authorization", "The browser leaves, with the whole request", "RFC 6749 4.1.1, RFC 7636, RFC 9396"
)
_TOKEN = Step("token", "The code for a token", "RFC 6749 4.1.3")
_FETCH = Step("userinfo", "The token for the claims, once", "OpenID Connect Core 5.3, RFC 6750 2.1")
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class OidcClient(RelyingParty):
    """Of the baseline issuer, which serves only the purposes that the agreement allows there."""

    async def register(self, metadata: Mapping[str, Any]) -> Registration:
        """RFC 7591: the answer carries a secret, once."""
        body = {**metadata, "token_endpoint_auth_method": "client_secret_basic"}
        answer = success(await self._http.post(await self._endpoint("registration"), json=body))
        return registered(answer, answer["client_secret"])

    async def begin(self, attempt: Attempt, wanted: Mapping[str, Any], *, language: str) -> str:
        """The whole request goes through the browser. Raises `Refused` where the issuer knows us no more."""
        await self._require_known(attempt.us)
        parameters = {
            "redirect_uri": attempt.redirect_uri,
            "scope": "openid",
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": create_s256_code_challenge(attempt.verifier),
            "code_challenge_method": "S256",
            "authorization_details": json.dumps([wanted]),
            "ui_locales": language,
        }
        url, us = await self._endpoint("authorization"), attempt.us
        sent = {"response_type": "code", "client_id": us.client_id, **parameters}
        attempt.messages.append(Message(_LEAVE, "GET", url, None, fit_to_show(sent), {}))
        return str(prepare_grant_uri(url, us.client_id, "code", **parameters))

    async def _require_known(self, us: Registration) -> None:
        """Without a pushed request, the first to learn that we are forgotten would be the visitor."""
        response = await self._http.get(us.uri, headers={"Authorization": f"Bearer {us.token}"})
        if response.status_code == 401:  # RFC 7592 section 2.1
            raise Refused({"error": "invalid_client"})

    async def collect(self, attempt: Attempt, code: str) -> Received:
        """The code for a token, the token for the claims: once each."""
        tokens = await self._tokens(attempt, code)
        id_token = await self._verified(attempt, tokens)
        url = await self._endpoint("userinfo")
        _, headers, _ = TokenAuth(tokens).prepare(url, {}, "")
        userinfo = noted(attempt, _FETCH, await self._http.get(url, headers=headers), sent=headers)
        return received(id_token, tokens, success(userinfo))

    async def _tokens(self, attempt: Attempt, code: str) -> dict[str, Any]:
        url, us = await self._endpoint("token"), attempt.us
        form = {"code": code, "code_verifier": attempt.verifier}
        body = prepare_token_request("authorization_code", redirect_uri=attempt.redirect_uri, **form)
        basic = ClientAuth(us.client_id, us.credential, "client_secret_basic")
        url, headers, body = basic.prepare("POST", url, dict(_FORM), body)
        sent = {"Authorization": headers["Authorization"], **form}
        return success(
            noted(attempt, _TOKEN, await self._http.post(url, content=body, headers=headers), sent=sent)
        )
