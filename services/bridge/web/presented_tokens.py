"""An access token as a partner presents it at each issuer: bound to a key, or a bearer token."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from fastapi import Request

from bridge.domain.partners import Partner
from bridge.flows.client_authentication import ALGORITHMS, ClientAuthentication, claim_proof
from bridge.flows.ports import AccessGrant, Ledger
from bridge.flows.release import dead_token
from bridge.flows.transaction import reference_of
from eid_kit.http.forms import access_token, dpop_proof
from eid_kit.http.request_log import note
from eid_kit.oauth.dpop import NonceIssuer, VerifiedProof, verify_proof
from eid_kit.oauth.errors import InvalidDpopProof

Find = Callable[[str], Awaitable[AccessGrant]]


@dataclass(frozen=True, slots=True)
class Presented:
    """A token that was found and proven, and the partner it was issued to."""

    token: str
    grant: AccessGrant
    partner: Partner


class PresentedTokens(Protocol):
    """How one issuer's tokens are presented at its protected resources."""

    async def presented(self, request: Request, path: str, find: Find) -> Presented:
        """The token of a request to `path`, below the issuer, that `find` knows; raises `OAuthError`."""
        ...

    def next_headers(self) -> dict[str, str]:
        """What an answer gives the partner for its next request."""
        ...


@dataclass(frozen=True, slots=True)
class DpopTokens:
    """RFC 9449 section 7: with a proof, fresh, by the key that the token is bound to, used once."""

    authentication: ClientAuthentication
    ledger: Ledger
    nonces: NonceIssuer
    nonce_required: bool
    now: Callable[[], datetime]

    async def presented(self, request: Request, path: str, find: Find) -> Presented:
        """See `PresentedTokens`. A proof that is refused is not used up."""
        token = access_token(request, "DPoP")
        proof = self.proof(request, path, token)
        self.require_nonce(proof)
        grant = await find(token)
        if grant.jkt != proof.jkt:
            raise InvalidDpopProof(
                "the proof was made with another key than the token is bound to",
                reason="dpop_key_changed",
                what_would_pass="one DPoP key from the pushed request to userinfo",
            )
        note(client_id=grant.client_id, transaction=reference_of(grant.transaction_id))
        await self.ledger.atomically(lambda unit: claim_proof(unit, proof))
        return Presented(token, grant, await _partner(self.authentication, grant))

    def next_headers(self) -> dict[str, str]:
        """RFC 9449 section 8.2: the nonce for the next proof."""
        return {"DPoP-Nonce": self.nonces.issue(self.now())}

    def proof(self, request: Request, path: str, token: str | None = None) -> VerifiedProof:
        """The proof of a request. Raises `InvalidDpopProof`."""
        return verify_proof(
            dpop_proof(request),
            method=request.method,
            # The public URL, never the Host header: a proxy rewrites one, an attacker chooses the other.
            url=self.authentication.issuer.url + path,
            now=self.now(),
            algorithms=ALGORITHMS,
            access_token=token,
        )

    def require_nonce(self, proof: VerifiedProof) -> None:
        """Raises `UseDpopNonce`."""
        if self.nonce_required or proof.nonce is not None:
            self.nonces.require(proof.nonce, self.now())


@dataclass(frozen=True, slots=True)
class BearerTokens:
    """RFC 6750 section 2.1: whoever has it may use it."""

    authentication: ClientAuthentication

    async def presented(self, request: Request, path: str, find: Find) -> Presented:
        """See `PresentedTokens`."""
        token = access_token(request, "Bearer")
        grant = await find(token)
        note(client_id=grant.client_id, transaction=reference_of(grant.transaction_id))
        return Presented(token, grant, await _partner(self.authentication, grant))

    def next_headers(self) -> dict[str, str]:
        """Nothing."""
        return {}


async def _partner(authentication: ClientAuthentication, grant: AccessGrant) -> Partner:
    partner = await authentication.known(grant.client_id)
    if partner is None:
        raise dead_token()
    return partner
