"""Who is asking: partners by client_id, and the proof that it is them (RFC 7523, FAPI 2.0)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bridge.domain.partners import IDENTIFIER, Partner
from bridge.flows.ports import Ledger, Unit
from bridge.flows.transaction import Transaction
from eid_kit.oauth.authorization_request import RegisteredClient
from eid_kit.oauth.client_assertion import ASSERTION_TYPE, VerifiedAssertion, unverified_client_id, verify
from eid_kit.oauth.dpop import VerifiedProof
from eid_kit.oauth.errors import InvalidClient, InvalidDpopProof
from eid_kit.oauth.jwt import UnverifiedJwt
from eid_kit.oauth.keys import Key
from eid_kit.oauth.parameters import Parameters

# FAPI 2.0 section 5.4.1. EdDSA under both its names: RFC 9864 retires the first, and clients differ.
ALGORITHMS = ("ES256", "PS256", "EdDSA", "Ed25519")
# The members of a registration that are ours, beside RFC 7591's own.
METADATA = (
    "country",
    "sector",
    "purposes",
    "legal_name",
    "organisation",
    "dpo_contact",
    "registered_attributes",
    "authorization_details_types",
)
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
class Partners:
    """Finds and authenticates partners."""

    ledger: Ledger
    from_file: Mapping[str, Partner]
    keys: PartnerKeys
    issuer: str
    now: Callable[[], datetime]

    async def find(self, client_id: str) -> Partner | None:
        """The partner of the operator's file, else the one that registered itself."""
        if client_id in self.from_file:
            return self.from_file[client_id]
        # Not every store can hold every character: what no registration can be called is not looked for.
        if IDENTIFIER.fullmatch(client_id) is None:
            return None
        found = await self.ledger.read(lambda unit: unit.registrations.get(client_id))
        return found.partner if found else None

    async def still_waiting(self, transaction: Transaction) -> Partner | None:
        """The partner of an ongoing transaction, unless it or its redirect URI was deregistered meanwhile."""
        partner = await self.find(transaction.request.client_id)
        if partner is None or transaction.request.redirect_uri not in partner.redirect_uris:
            return None
        return partner

    async def authenticate(self, parameters: Parameters, proof: VerifiedProof | None) -> Authenticated:
        """Verifies the client assertion and claims its jti together with the DPoP proof's.

        Raises `InvalidClient` or `InvalidDpopProof`. The DPoP proof is already verified, nonce included:
        a proof that asks for a nonce must not use up the assertion that came with it.
        """
        partner, keys = await self._claimed(parameters)
        assertion = verify(
            UnverifiedJwt(parameters["client_assertion"]),
            keys,
            client_id=partner.client_id,
            audience=self.issuer,
            now=self.now(),
            algorithms=ALGORITHMS,
            max_lifetime_s=LONGEST_ASSERTION_S,
        )
        await self.ledger.atomically(lambda unit: _claim(unit, assertion, proof))
        return Authenticated(partner, _client(partner, keys), proof.jkt if proof else None)

    async def _claimed(self, parameters: Parameters) -> tuple[Partner, tuple[Key, ...]]:
        if "client_secret" in parameters:
            raise InvalidClient(
                "client_secret is not accepted",
                reason="client_secret_refused",
                what_would_pass="private_key_jwt",
            )
        if parameters.get("client_assertion_type") != ASSERTION_TYPE or "client_assertion" not in parameters:
            raise InvalidClient(
                "a client assertion is required",
                reason="assertion_missing",
                what_would_pass=f"client_assertion_type={ASSERTION_TYPE} and a client_assertion",
            )
        assertion = UnverifiedJwt(parameters["client_assertion"])
        client_id = unverified_client_id(assertion)
        if parameters.get("client_id", client_id) != client_id:
            raise InvalidClient("client_id is not the client of the assertion", reason="client_differs")
        partner = await self.find(client_id)
        if partner is None:
            raise InvalidClient("this client is not registered here", reason="client_unknown")
        return partner, await self.keys.of(partner, assertion)


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


def _client(partner: Partner, keys: tuple[Key, ...]) -> RegisteredClient:
    return RegisteredClient(
        client_id=partner.client_id,
        redirect_uris=partner.redirect_uris,
        scopes=frozenset({"openid"}),
        token_endpoint_auth_method="private_key_jwt",
        keys=keys,
        name=partner.legal_name.en,
        metadata=partner.metadata,
    )
