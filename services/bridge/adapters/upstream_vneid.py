"""VNeID as its relying party sees it: parameters in the URL, PKCE, a signed id_token, bearer userinfo.

Written to docs/vneid-mock.md. What the provider sends beyond what was asked is dropped here.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode

from bridge.adapters.provider import Provider, json_of
from bridge.domain.ages import is_under
from bridge.domain.assurance import Assurance, from_vneid, vneid_words
from bridge.domain.calendar_days import day_in
from bridge.domain.clauses import Country, Direction
from bridge.domain.mapping_vneid import map_vneid
from bridge.domain.representatives import is_marked, mark_of
from bridge.domain.verified_claims import assurance_statement, verification
from bridge.flows.upstream import NO_DEMAND, Demand, Departure, Identity, UpstreamUntrusted
from eid_kit.oauth import id_tokens
from eid_kit.oauth.id_tokens import IdTokenError, VerifiedIdToken
from eid_kit.oauth.jwt import UnverifiedJwt
from eid_kit.oauth.numeric_dates import from_numeric_date
from eid_kit.oauth.pkce import new_verifier, s256_challenge
from eid_kit.oauth.secrets_ import new_secret

SCOPES: Final[Mapping[str, str]] = {
    "phone_number": "contact",
    "email": "contact",
    "travel_document": "travel_document",
    "address": "residence",
    "insurance_valid": "insurance",
    "insurance_valid_until": "insurance",
    "blood_group": "health_record",
    "allergies": "health_record",
    "conditions": "health_record",
    "medications": "health_record",
    "immunizations": "health_record",
    "qualifications": "education",
    "transcripts": "education",
    "is_enrolled": "education",
}
# The lowest authentication level that is worth as much, to an account that was proofed in person.
ACR_VALUES: Final[Mapping[Assurance, str]] = {
    Assurance.LOW: "LoA1",
    Assurance.SUBSTANTIAL: "LoA2",
    Assurance.HIGH: "LoA4",
}
REPRESENTATIVE_SCOPE: Final = "representative"
_IN_PERSON: Final = 2  # account level 2: proofed in person (Decree 69/2024 article 7)


@dataclass(frozen=True, slots=True)
class UpstreamVneid:
    """The port `bridge.flows.upstream.Upstream` over the VNeID mock's HTTP interface."""

    provider: Provider
    client_id: str
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
        """A sign-in URL. Only the scopes that the request's attributes need are asked for, and the one that
        names a child's representative where the clause has an age below which there must be one.
        """
        memo = {
            "nonce": new_secret(self.provider.random_bytes),
            "verifier": new_verifier(self.provider.random_bytes),
        }
        needed = {SCOPES[a] for a in attributes if a in SCOPES}
        if demand.child_below:
            needed.add(REPRESENTATIVE_SCOPE)
        parameters = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": " ".join(["openid", *sorted(needed)]),
            "state": state,
            "nonce": memo["nonce"],
            "code_challenge": s256_challenge(memo["verifier"]),
            "code_challenge_method": "S256",
        }
        if demand.afresh:
            # OpenID Connect Core 3.1.2.1: a session of whoever signed in a moment ago in this browser must
            # not serve for whoever signs in now.
            parameters["prompt"] = "login"
        if demand.level is not None:
            parameters["acr_values"] = ACR_VALUES[demand.level]
        if language:
            parameters["ui_locales"] = language
        endpoint = (await self.provider.metadata())["authorization_endpoint"]
        return Departure(f"{endpoint}?{urlencode(parameters)}", json.dumps(memo).encode())

    async def arrive(
        self,
        *,
        purpose: str,
        attributes: tuple[str, ...],
        code: str,
        memo: bytes,
        demand: Demand = NO_DEMAND,
    ) -> Identity:
        """The person behind a code."""
        kept = json.loads(memo)
        tokens = await self._redeem(code, kept["verifier"])
        id_token = await self._verified(tokens.get("id_token"), kept["nonce"])
        person = await self._person(tokens.get("access_token"))
        # OIDC Core 5.3.2: userinfo of another subject must not be used.
        if person.get("sub") != id_token.subject:
            raise UpstreamUntrusted("other_subject_in_userinfo")
        today = day_in(Country.VN, self.provider.now())
        identity = _identity(id_token, person, frozenset(attributes), today=today)
        return replace(identity, **_relation(person, demand, today=today))

    async def _redeem(self, code: str, verifier: str) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": verifier,
            **self.provider.assertion(self.client_id),
        }
        endpoint = (await self.provider.metadata())["token_endpoint"]
        return json_of(await self.provider.post(endpoint, form, {}), success=200)

    async def _verified(self, token: object, nonce: str) -> VerifiedIdToken:
        if not isinstance(token, str):
            raise UpstreamUntrusted("id_token_missing")
        try:
            return id_tokens.verify(
                UnverifiedJwt(token),
                await self.provider.keys(UnverifiedJwt(token)),
                issuer=self.issuer,
                client_id=self.client_id,
                nonce=nonce,
                now=self.provider.now(),
                algorithms=("ES256",),
            )
        except IdTokenError as error:
            raise UpstreamUntrusted(error.reason) from error

    async def _person(self, access_token: object) -> dict[str, Any]:
        if not isinstance(access_token, str):
            raise UpstreamUntrusted("access_token_missing")
        endpoint = (await self.provider.metadata())["userinfo_endpoint"]
        headers = {"Authorization": f"Bearer {access_token}"}
        return json_of(await self.provider.get(endpoint, headers), success=200)


def _identity(
    id_token: VerifiedIdToken, person: Mapping[str, Any], wanted: frozenset[str], *, today: date
) -> Identity:
    raw = vneid_words(id_token.claims)
    assurance = from_vneid(raw["account_level"], raw["auth_level"], raw["account_type"])
    birthdate = person.get("birthDate")
    mapped = tuple(entry for entry in map_vneid(person, wanted, today=today) if entry.available)
    return Identity(
        issuer=id_token.issuer,
        subject=id_token.subject,
        assurance=assurance,
        raw=raw,
        auth_time=_auth_time(id_token),
        birthdate=birthdate if isinstance(birthdate, str) else None,
        sensitive_allowed=raw["account_level"] == _IN_PERSON,
        verification=verification(Direction.VN_TO_SG, assurance, raw),
        assurance_statement=assurance_statement(assurance, raw),
        mapped=mapped,
    )


def _relation(person: Mapping[str, Any], demand: Demand, *, today: date) -> dict[str, Any]:
    """Who represents this child, or that this is who was awaited. The numbers compared end here."""
    number, awaited = person.get("citizenPid"), demand.awaited
    if awaited is not None:
        return {"is_awaited": is_marked(number, demand.marking_key, awaited)}
    named = person.get("NguoiDaiDien")
    if not is_under(demand.child_below, person.get("birthDate"), today) or not isinstance(named, Mapping):
        return {}
    other = named.get("soDinhDanh")
    # A record that names the child itself names nobody.
    return {} if other == number else {"representative": mark_of(other, demand.marking_key)}


def _auth_time(id_token: VerifiedIdToken) -> datetime:
    try:
        return from_numeric_date(id_token.claims.get("auth_time"))
    except ValueError as error:
        raise UpstreamUntrusted("auth_time_malformed") from error
