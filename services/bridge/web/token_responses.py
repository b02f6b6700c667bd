"""What both issuers answer at the token and userinfo endpoints, each under its own name and key."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from bridge.domain.consent import LONGEST_LIFE
from bridge.domain.verified_claims import verified_claims
from bridge.flows.claims_parameter import MAPPING_CLAIM
from bridge.flows.issuers import Issuer
from bridge.flows.redeem import Redeemed
from bridge.flows.release import Answer
from bridge.flows.request_parameters import DETAILS_TYPE
from bridge.flows.transaction import signed_in
from eid_kit.oauth import id_tokens
from eid_kit.oauth.keys import Key, public_jwk

ID_TOKEN_LIFETIME_S: Final = 300
SCOPE: Final = "openid"
NO_STORE: Final = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class TokenResponses:
    """The bodies that one issuer signs, and the key with which it does."""

    issuer: Issuer
    signing_key: Key
    now: Callable[[], datetime]

    def token_response(self, redeemed: Redeemed, *, token_type: str) -> dict[str, Any]:
        """RFC 6749 section 5.1 and OIDC Core 3.1.3.3, with what was granted (RFC 9396 section 7)."""
        grant = redeemed.grant
        # The clock of the machine that took the consent may be ahead of this one's.
        lasts = min(grant.expires_at - self.now(), LONGEST_LIFE)
        return {
            "access_token": redeemed.access_token,
            "token_type": token_type,
            "expires_in": int(lasts.total_seconds()),
            "scope": SCOPE,
            "id_token": self._id_token(redeemed),
            "authorization_details": granted(redeemed.transaction.request.purpose, grant.claims),
        }

    def _id_token(self, redeemed: Redeemed) -> str:
        """Who signed in and how surely; no attribute of the person (OIDC Core 2)."""
        request, sign_in = redeemed.transaction.request, signed_in(redeemed.transaction)
        claims = id_tokens.standard_claims(
            issuer=self.issuer.url,
            subject=redeemed.grant.subject,
            client_id=request.client_id,
            now=self.now(),
            lifetime_s=ID_TOKEN_LIFETIME_S,
            nonce=request.nonce,
            auth_time=sign_in.auth_time,
        )
        claims["acr"] = sign_in.person.assurance.urn
        return id_tokens.issue(claims=claims, key=self.signing_key, algorithm="ES256")

    async def jwks(self, _request: Request) -> Response:
        """The public key that signs this issuer's id_tokens, and no other (RFC 7517)."""
        return JSONResponse(
            {"keys": [{**public_jwk(self.signing_key), "use": "sig", "alg": "ES256"}]},
            headers={"Cache-Control": "max-age=3600"},
        )


def granted(purpose: str, attributes: tuple[str, ...]) -> list[dict[str, Any]]:
    """The authorization details that the citizen agreed to, which may be fewer than were asked for."""
    return [{"type": DETAILS_TYPE, "purpose": purpose, "attributes": list(attributes)}]


def receipt_path(receipt_id: str) -> str:
    """Where a receipt is, below its issuer's URL."""
    return f"/v1/receipts/{receipt_id}"


def userinfo_body(answer: Answer, issuer: Issuer) -> dict[str, Any]:
    """OIDC Core 5.3.2, the claims as `verified_claims` (OpenID Identity Assurance)."""
    return {
        "sub": answer.subject,
        "purpose": answer.purpose,
        "consent_receipt": issuer.url + receipt_path(answer.consent_id),
        "vnsg_assurance": dict(answer.released.assurance),
        "verified_claims": verified_claims(answer.released.verification, answer.released.claims),
        **({} if answer.mapping is None else {MAPPING_CLAIM: dict(answer.mapping)}),
    }
