"""The proof of who is asking, in the one way it is registered for (RFC 6749 2.3, RFC 7523, FAPI 2.0)."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bridge.domain.partners import Partner
from bridge.domain.profiles import AUTHENTICATION_METHODS
from bridge.flows.issuers import Issuer
from bridge.flows.partners import Partners
from bridge.flows.ports import Unit
from eid_kit.oauth.authorization_request import RegisteredClient
from eid_kit.oauth.client_assertion import ASSERTION_TYPE, VerifiedAssertion, unverified_client_id, verify
from eid_kit.oauth.dpop import VerifiedProof
from eid_kit.oauth.errors import InvalidClient, InvalidDpopProof, InvalidRequest
from eid_kit.oauth.jwt import UnverifiedJwt
from eid_kit.oauth.keys import Key
from eid_kit.oauth.parameters import Parameters
from eid_kit.oauth.secrets_ import digest

# FAPI 2.0 section 5.4.1. EdDSA under both its names: RFC 9864 retires the first, and clients differ.
ALGORITHMS = ("ES256", "PS256", "EdDSA", "Ed25519")
LONGEST_ASSERTION_S = 300


class PartnerKeys(Protocol):
    """A partner's public keys, inline or behind its jwks_uri."""

    async def of(self, partner: Partner, assertion: UnverifiedJwt) -> tuple[Key, ...]:
        """The keys, looked up anew where the assertion names one that is not among those known."""
        ...


@dataclass(frozen=True, slots=True)
class Authenticated:
    """A partner that proved who it is, with this request's one-time proofs claimed."""

    partner: Partner
    client: RegisteredClient
    jkt: str | None


@dataclass(frozen=True, slots=True)
class ClientAuthentication:
    """Authenticates the partners of one issuer; those of the other are as unknown here as anybody."""

    issuer: Issuer
    partners: Partners
    keys: PartnerKeys
    now: Callable[[], datetime]

    @property
    def _methods(self) -> str:
        return " or ".join(AUTHENTICATION_METHODS[self.issuer.profile])

    async def known(self, client_id: str) -> Partner | None:
        """The partner of this issuer under that name, as yet without any proof."""
        partner = await self.partners.find(client_id)
        return partner if partner is not None and partner.profile is self.issuer.profile else None

    async def by_assertion(self, parameters: Parameters, proof: VerifiedProof | None = None) -> Authenticated:
        """Verifies the client assertion and claims its jti together with the DPoP proof's.

        Raises `InvalidClient` or `InvalidDpopProof`. The DPoP proof is already verified, nonce included:
        a proof that asks for a nonce must not use up the assertion that came with it.
        """
        partner, keys = await self._claimed(parameters)
        assertion = verify(
            UnverifiedJwt(parameters["client_assertion"]),
            keys,
            client_id=partner.client_id,
            audience=self.issuer.url,
            now=self.now(),
            algorithms=_algorithms(partner),
            max_lifetime_s=LONGEST_ASSERTION_S,
        )
        await self.partners.ledger.atomically(lambda unit: _claim(unit, assertion, proof))
        return Authenticated(partner, registered_client(partner, keys), proof.jkt if proof else None)

    async def by_secret(self, credentials: tuple[str, str], parameters: Parameters) -> Authenticated:
        """Compares the secret of an Authorization header (RFC 6749 section 2.3.1).

        Raises `InvalidClient`, the same for an unknown client and for a wrong secret, and `InvalidRequest`
        when the client proves itself in two ways at once.
        """
        client_id, secret = credentials
        if {"client_secret", "client_assertion"} & parameters.keys():
            # RFC 6749 section 2.3: not more than one method in each request.
            raise InvalidRequest(
                "a client proves who it is in one way, not in two",
                reason="authenticated_twice",
                what_would_pass="the Authorization header alone, or a client_assertion alone",
            )
        if parameters.get("client_id", client_id) != client_id:
            raise InvalidClient(
                "client_id is not the client of the Authorization header", reason="client_differs"
            )
        partner = await self.known(client_id)
        expected = partner.client_secret_sha256 if partner else None
        if partner is None or not hmac.compare_digest(digest(secret), expected or ""):
            raise InvalidClient(
                "no client is registered here with this client_id and this secret",
                reason="credentials_wrong",
                what_would_pass="client_id and client_secret as this issuer's registration gave them",
            )
        return Authenticated(partner, registered_client(partner), None)

    async def _claimed(self, parameters: Parameters) -> tuple[Partner, tuple[Key, ...]]:
        if "client_secret" in parameters:
            # RFC 6749 section 2.3.1: in a body it is more easily logged than in the header made for it.
            raise InvalidClient(
                "client_secret is not accepted in the body",
                reason="client_secret_refused",
                what_would_pass=self._methods,
            )
        if parameters.get("client_assertion_type") != ASSERTION_TYPE or "client_assertion" not in parameters:
            raise InvalidClient(
                f"the client must prove who it is by {self._methods}",
                reason="assertion_missing",
                what_would_pass=f"a client_assertion, with client_assertion_type={ASSERTION_TYPE}",
            )
        assertion = UnverifiedJwt(parameters["client_assertion"])
        client_id = unverified_client_id(assertion)
        if parameters.get("client_id", client_id) != client_id:
            raise InvalidClient("client_id is not the client of the assertion", reason="client_differs")
        partner = await self.known(client_id)
        if partner is None:
            raise InvalidClient("this client is not registered here", reason="client_unknown")
        if partner.authentication_method != "private_key_jwt":
            raise InvalidClient(
                "this client is registered for another way of authentication",
                reason="method_differs",
                what_would_pass=partner.authentication_method,
            )
        return partner, await self.keys.of(partner, assertion)


def _algorithms(partner: Partner) -> tuple[str, ...]:
    """OpenID Connect Registration section 2: registered for one, it may use no other."""
    registered = partner.metadata.get("token_endpoint_auth_signing_alg")
    return ALGORITHMS if registered is None else (registered,)


def _claim(unit: Unit, assertion: VerifiedAssertion, proof: VerifiedProof | None) -> None:
    value = f"{assertion.client_id} {assertion.jti}"
    if not unit.one_time.claim("client_assertion", value, assertion.expires_at):
        raise InvalidClient(
            "this client assertion was used before",
            reason="assertion_replayed",
            what_would_pass="a fresh jti each time",
        )
    if proof is not None:
        claim_proof(unit, proof)


def claim_proof(unit: Unit, proof: VerifiedProof) -> None:
    """RFC 9449 section 11.1: a DPoP proof works once. Raises `InvalidDpopProof`."""
    if not unit.one_time.claim("dpop", f"{proof.jkt} {proof.jti}", proof.expires_at):
        raise InvalidDpopProof(
            "this DPoP proof was used before", reason="dpop_replayed", what_would_pass="a fresh jti each time"
        )


def registered_client(partner: Partner, keys: tuple[Key, ...] = ()) -> RegisteredClient:
    """The partner as the checks of an authorization request look at it."""
    return RegisteredClient(
        client_id=partner.client_id,
        redirect_uris=partner.redirect_uris,
        scopes=frozenset({"openid"}),
        token_endpoint_auth_method=partner.authentication_method,
        keys=keys,
        name=partner.legal_name.en,
        metadata=partner.metadata,
    )
