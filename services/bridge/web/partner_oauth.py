"""The partner's OAuth endpoints: `/oauth/par`, `/oauth/token`, `/oauth/userinfo`, `/oauth/jwks`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from bridge.domain.verified_claims import verified_claims
from bridge.flows.deciding import signed_in
from bridge.flows.partners import ALGORITHMS, Partners, claim_proof
from bridge.flows.receive_request import ReceiveRequest
from bridge.flows.redeem import Redeem, Redeemed
from bridge.flows.release import Answer, Release
from bridge.flows.request_parameters import DETAILS_TYPE
from bridge.web.openapi import partner as documents
from eid_kit.http.forms import access_token, dpop_proof, query_of, read_form
from eid_kit.oauth import id_tokens
from eid_kit.oauth.authorization_request import AuthorizationRequest
from eid_kit.oauth.dpop import NonceIssuer, VerifiedProof, verify_proof
from eid_kit.oauth.errors import InvalidDpopProof, InvalidRequest, InvalidToken
from eid_kit.oauth.keys import Key, public_jwk

DPOP_ALGORITHMS: Final = ALGORITHMS
ID_TOKEN_LIFETIME_S: Final = 300
_NO_STORE: Final = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class PartnerOAuth:
    """FAPI 2.0 Security Profile: pushed requests, private_key_jwt, DPoP on every token."""

    partners: Partners
    receive: ReceiveRequest
    redeeming: Redeem
    releasing: Release
    nonces: NonceIssuer
    nonce_required: bool
    signing_key: Key
    issuer: str
    now: Callable[[], datetime]

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter(prefix="/oauth")
        routes.add_api_route("/par", self.par, methods=["POST"], **documents.PAR.route())
        routes.add_api_route("/token", self.token, methods=["POST"], **documents.TOKEN.route())
        routes.add_api_route("/userinfo", self.userinfo, methods=["GET"], **documents.USERINFO.route())
        # Core 5.3.1 demands both. Apart, or both would go by one name in OpenAPI.
        routes.add_api_route(
            "/userinfo", self.userinfo, methods=["POST"], **documents.USERINFO_BY_POST.route()
        )
        routes.add_api_route("/jwks", self.jwks, methods=["GET"], **documents.JWKS.route())
        return routes

    async def par(self, request: Request) -> Response:
        """RFC 9126: the request is authenticated, decided and kept before any browser moves."""
        parameters = await read_form(request)
        proof = self._proof(request, "/oauth/par") if "dpop" in request.headers else None
        partner = await self.partners.authenticate(parameters, proof)
        pushed = await self.receive.push(
            partner.partner, AuthorizationRequest(partner.client, parameters), partner.jkt
        )
        body = {"request_uri": pushed.request_uri, "expires_in": pushed.expires_in}
        return JSONResponse(body, status_code=201, headers=_NO_STORE)

    async def token(self, request: Request) -> Response:
        """RFC 6749 section 4.1.3 with RFC 9449: a code for a DPoP-bound token, once."""
        parameters = await read_form(request)
        proof = self._proof(request, "/oauth/token")
        # Before anything is claimed: being asked for a nonce costs neither the assertion nor the code.
        self._require_nonce(proof)
        partner = await self.partners.authenticate(parameters, proof)
        redeemed = await self.redeeming.redeem(partner.partner, parameters, proof.jkt)
        return JSONResponse(self._token_response(redeemed), headers=_NO_STORE | self._next_nonce())

    async def userinfo(self, request: Request) -> Response:
        """OIDC Core 5.3 with RFC 9449 section 7: the consented claims, recorded before they leave."""
        if query_of(request):
            raise InvalidRequest(
                "userinfo takes no parameters; the access token goes into the header",
                reason="userinfo_parameters",
            )
        token = access_token(request, "DPoP")
        proof = self._proof(request, "/oauth/userinfo", token)
        self._require_nonce(proof)
        grant = await self.releasing.find(token)
        if grant.jkt != proof.jkt:
            raise InvalidDpopProof(
                "the proof was made with another key than the token is bound to",
                reason="dpop_key_changed",
                what_would_pass="one DPoP key from the pushed request to userinfo",
            )
        await self.releasing.ledger.atomically(lambda unit: claim_proof(unit, proof))
        partner = await self.partners.find(grant.client_id)
        if partner is None:
            raise InvalidToken(
                "the client of this access token is no longer registered", reason="token_not_usable"
            )
        answer = await self.releasing.release(grant, partner, token)
        return JSONResponse(_userinfo(answer), headers=_NO_STORE | self._next_nonce())

    async def jwks(self, request: Request) -> Response:
        """The public key that signs id_tokens (RFC 7517)."""
        return JSONResponse(
            {"keys": [{**public_jwk(self.signing_key), "use": "sig", "alg": "ES256"}]},
            headers={"Cache-Control": "max-age=3600"},
        )

    def _proof(self, request: Request, path: str, token: str | None = None) -> VerifiedProof:
        return verify_proof(
            dpop_proof(request),
            method=request.method,
            # The public URL, never the Host header: a proxy rewrites one, an attacker chooses the other.
            url=self.issuer + path,
            now=self.now(),
            algorithms=DPOP_ALGORITHMS,
            access_token=token,
        )

    def _require_nonce(self, proof: VerifiedProof) -> None:
        if self.nonce_required or proof.nonce is not None:
            self.nonces.require(proof.nonce, self.now())

    def _next_nonce(self) -> dict[str, str]:
        return {"DPoP-Nonce": self.nonces.issue(self.now())}

    def _token_response(self, redeemed: Redeemed) -> dict[str, Any]:
        grant, request = redeemed.grant, redeemed.transaction.request
        lifetime = int((grant.expires_at - self.now()).total_seconds())
        return {
            "access_token": redeemed.access_token,
            "token_type": "DPoP",
            "expires_in": lifetime,
            "scope": "openid",
            "id_token": self._id_token(redeemed),
            "authorization_details": [
                {"type": DETAILS_TYPE, "purpose": request.purpose, "attributes": list(grant.claims)}
            ],
        }

    def _id_token(self, redeemed: Redeemed) -> str:
        """Who signed in and how surely; no attribute of the person (OIDC Core 2)."""
        request, sign_in = redeemed.transaction.request, signed_in(redeemed.transaction)
        claims = id_tokens.standard_claims(
            issuer=self.issuer,
            subject=redeemed.grant.subject,
            client_id=request.client_id,
            now=self.now(),
            lifetime_s=ID_TOKEN_LIFETIME_S,
            nonce=request.nonce,
            auth_time=sign_in.auth_time,
        )
        claims["acr"] = sign_in.person.assurance.urn
        return id_tokens.issue(claims=claims, key=self.signing_key, algorithm="ES256")


def _userinfo(answer: Answer) -> dict[str, Any]:
    return {
        "sub": answer.subject,
        "purpose": answer.purpose,
        "vnsg_assurance": dict(answer.released.assurance),
        "verified_claims": verified_claims(answer.released.verification, answer.released.claims),
    }
