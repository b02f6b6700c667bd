"""Singpass as its relying party sees it: PAR, DPoP by one key throughout, nested id_token and userinfo.

Written to docs/singpass-mock.md. One Myinfo app per purpose, because Singpass binds a purpose to an app.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from bridge.adapters.provider import Provider, json_of
from bridge.domain.assurance import acr_values, from_singpass, singpass_words
from bridge.domain.calendar_days import day_in
from bridge.domain.clauses import Country, Direction
from bridge.domain.mapping_singpass import map_singpass
from bridge.domain.singpass_apps import client_id_for, scopes_for
from bridge.domain.verified_claims import assurance_statement, verification
from bridge.flows.upstream import (
    NO_DEMAND,
    Demand,
    Departure,
    Identity,
    SignInFailed,
    UpstreamUnavailable,
    UpstreamUntrusted,
)
from eid_kit.http.outbound import OutboundResponse
from eid_kit.oauth import id_tokens, jwt
from eid_kit.oauth.dpop import make_proof
from eid_kit.oauth.id_tokens import IdTokenError, VerifiedIdToken
from eid_kit.oauth.jwt import JwtError, UnverifiedJwt
from eid_kit.oauth.keys import Key, dump_private_key, generate_key, load_private_key
from eid_kit.oauth.numeric_dates import from_numeric_date
from eid_kit.oauth.pkce import new_verifier, s256_challenge
from eid_kit.oauth.secrets_ import new_secret

_PAR_ENDPOINT: Final = "pushed_authorization_request_endpoint"
_ALGORITHMS: Final = ("ECDH-ES+A256KW", "ECDH-ES+A192KW", "ECDH-ES+A128KW")


@dataclass(frozen=True, slots=True)
class UpstreamSingpass:
    """The port `bridge.flows.upstream.Upstream` over the Singpass mock's HTTP interface."""

    provider: Provider
    client_prefix: str
    redirect_uri: str

    @property
    def issuer(self) -> str:
        """As id_tokens and authorization responses must name it."""
        return self.provider.issuer

    async def depart(
        self,
        *,
        purpose: str,
        attributes: tuple[str, ...],
        state: str,
        language: str,
        demand: Demand = NO_DEMAND,
    ) -> Departure:
        """A pushed request under the purpose's own app, and the URL that opens it."""
        client_id = client_id_for(self.client_prefix, purpose)
        key = generate_key("ES256")
        memo = {
            "nonce": new_secret(self.provider.random_bytes),
            "verifier": new_verifier(self.provider.random_bytes),
            "dpop_key": dump_private_key(key),
        }
        form = {
            "response_type": "code",
            "redirect_uri": self.redirect_uri,
            "scope": scopes_for(attributes),
            "state": state,
            "nonce": memo["nonce"],
            "code_challenge": s256_challenge(memo["verifier"]),
            "code_challenge_method": "S256",
            **self.provider.assertion(client_id),
        }
        if demand.level is not None:
            form["acr_values"] = acr_values(demand.level)
        metadata = await self.provider.metadata(_PAR_ENDPOINT)
        endpoint = metadata[_PAR_ENDPOINT]
        response = await self.provider.post(endpoint, form, {"DPoP": self._proof(key, "POST", endpoint)})
        if response.status != 201:
            # Refused before any person was involved: our registration or their service is at fault.
            raise UpstreamUnavailable(f"par_status_{response.status}")
        request_uri = json_of(response, success=201).get("request_uri")
        if not isinstance(request_uri, str):
            raise UpstreamUntrusted("request_uri_missing")
        query = urlencode({"client_id": client_id, "request_uri": request_uri})
        return Departure(f"{metadata['authorization_endpoint']}?{query}", json.dumps(memo).encode())

    async def arrive(
        self, *, purpose: str, attributes: tuple[str, ...], code: str, memo: bytes, demand: Demand = NO_DEMAND
    ) -> Identity:
        """The person behind a code. Of a child, Myinfo does not say who represents it."""
        kept = json.loads(memo)
        key = load_private_key(kept["dpop_key"])
        client_id = client_id_for(self.client_prefix, purpose)
        tokens = await self._redeem(client_id, code, kept["verifier"], key=key)
        id_token = await self._verified(tokens.get("id_token"), client_id, kept["nonce"])
        person = await self._person(tokens.get("access_token"), client_id, key)
        if person.get("sub") != id_token.subject:
            raise UpstreamUntrusted("other_subject_in_userinfo")
        return self._identity(id_token, person, frozenset(attributes))

    async def _redeem(self, client_id: str, code: str, verifier: str, *, key: Key) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": verifier,
            **self.provider.assertion(client_id),
        }
        endpoint = (await self.provider.metadata())["token_endpoint"]
        headers = {"DPoP": self._proof(key, "POST", endpoint)}
        return json_of(await self.provider.post(endpoint, form, headers), success=200)

    async def _verified(self, token: object, client_id: str, nonce: str) -> VerifiedIdToken:
        signed = self._decrypted(token, "A256CBC-HS512")
        try:
            return id_tokens.verify(
                signed,
                await self.provider.keys(signed),
                issuer=self.issuer,
                client_id=client_id,
                nonce=nonce,
                now=self.provider.now(),
                algorithms=("ES256",),
            )
        except IdTokenError as error:
            raise UpstreamUntrusted(error.reason) from error

    def _decrypted(self, token: object, encryption: str) -> UnverifiedJwt:
        """The signed token inside; one that came unencrypted is refused, however well it is signed."""
        if not isinstance(token, str):
            raise UpstreamUntrusted("token_missing")
        keys = (self.provider.credentials.encryption,)
        try:
            return UnverifiedJwt(jwt.decrypt(token, keys, algorithms=_ALGORITHMS, encryptions=(encryption,)))
        except JwtError as error:
            raise UpstreamUntrusted(error.reason) from error

    async def _person(self, access_token: object, client_id: str, key: Key) -> Mapping[str, Any]:
        if not isinstance(access_token, str):
            raise UpstreamUntrusted("access_token_missing")
        response = await self._fetch(access_token, key)
        if response.status >= 500:
            raise UpstreamUnavailable(f"status_{response.status}")
        if response.status != 200:
            # A Singpass foreign account signs in but has no Myinfo.
            raise SignInFailed(f"status_{response.status}")
        signed = self._decrypted(response.body.decode("ascii", "replace"), "A256GCM")
        try:
            claims = jwt.verify(signed, await self.provider.keys(signed), algorithms=("ES256",)).claims
        except JwtError as error:
            raise UpstreamUntrusted(error.reason) from error
        if claims.get("iss") != self.issuer or claims.get("aud") != client_id:
            raise UpstreamUntrusted("userinfo_for_another")
        return claims

    async def _fetch(self, access_token: str, key: Key) -> OutboundResponse:
        endpoint = (await self.provider.metadata())["userinfo_endpoint"]
        response = await self._get(endpoint, access_token, key, nonce=None)
        nonce = response.headers.get("dpop-nonce")
        if response.status != 401 or nonce is None:
            return response
        # RFC 9449 section 9: once, with the nonce the server asked for.
        return await self._get(endpoint, access_token, key, nonce=nonce)

    async def _get(
        self, endpoint: str, access_token: str, key: Key, *, nonce: str | None
    ) -> OutboundResponse:
        proof = self._proof(key, "GET", endpoint, access_token=access_token, nonce=nonce)
        return await self.provider.get(endpoint, {"Authorization": f"DPoP {access_token}", "DPoP": proof})

    def _proof(
        self,
        key: Key,
        method: str,
        url: str,
        *,
        access_token: str | None = None,
        nonce: str | None = None,
    ) -> str:
        return make_proof(
            key=key,
            algorithm="ES256",
            method=method,
            url=url,
            now=self.provider.now(),
            jti=new_secret(self.provider.random_bytes),
            access_token=access_token,
            nonce=nonce,
        )

    def _identity(
        self, id_token: VerifiedIdToken, userinfo: Mapping[str, Any], wanted: frozenset[str]
    ) -> Identity:
        person = userinfo.get("person_info")
        if not isinstance(person, Mapping):
            raise UpstreamUntrusted("person_info_missing")
        raw = singpass_words(id_token.claims)
        assurance = from_singpass(raw["acr"], raw["amr"])
        every = map_singpass(person, wanted, today=day_in(Country.SG, self.provider.now()))
        mapped = tuple(entry for entry in every if entry.available)
        return Identity(
            issuer=id_token.issuer,
            subject=id_token.subject,
            assurance=assurance,
            raw=raw,
            auth_time=_issued_at(id_token),
            birthdate=_birthdate(person),
            sensitive_allowed=True,
            verification=verification(Direction.SG_TO_VN, assurance, raw),
            assurance_statement=assurance_statement(assurance, raw),
            mapped=mapped,
        )


def _birthdate(person: Mapping[str, Any]) -> str | None:
    item = person.get("dob")
    value = item.get("value") if isinstance(item, Mapping) else None
    return value if isinstance(value, str) else None


def _issued_at(id_token: VerifiedIdToken) -> datetime:
    # Singpass sends no auth_time; every sign-in is fresh, so the token is as old as the authentication.
    return from_numeric_date(id_token.claims["iat"])
