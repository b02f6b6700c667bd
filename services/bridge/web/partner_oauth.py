"""The partner's OAuth endpoints: `/oauth/par`, `/oauth/token`, `/oauth/userinfo`, `/oauth/jwks`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from bridge.flows.client_authentication import ALGORITHMS, ClientAuthentication, claim_proof
from bridge.flows.receive_request import ReceiveRequest
from bridge.flows.redeem import Redeem
from bridge.flows.release import Release
from bridge.flows.transaction import reference_of
from bridge.web.openapi import partner as documents
from bridge.web.token_responses import NO_STORE, TokenResponses, userinfo_body
from eid_kit.http.forms import access_token, dpop_proof, query_of, read_form
from eid_kit.http.request_log import note
from eid_kit.oauth.authorization_request import AuthorizationRequest
from eid_kit.oauth.dpop import NonceIssuer, VerifiedProof, verify_proof
from eid_kit.oauth.errors import InvalidDpopProof, InvalidRequest, InvalidToken

DPOP_ALGORITHMS: Final = ALGORITHMS


@dataclass(frozen=True, slots=True)
class PartnerOAuth:
    """FAPI 2.0 Security Profile: pushed requests, private_key_jwt, DPoP on every token."""

    authentication: ClientAuthentication
    receive: ReceiveRequest
    redeeming: Redeem
    releasing: Release
    responses: TokenResponses
    nonces: NonceIssuer
    nonce_required: bool
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
        routes.add_api_route("/jwks", self.responses.jwks, methods=["GET"], **documents.JWKS.route())
        return routes

    async def par(self, request: Request) -> Response:
        """RFC 9126: the request is authenticated, decided and kept before any browser moves."""
        parameters = await read_form(request)
        proof = self._proof(request, "/oauth/par") if "dpop" in request.headers else None
        partner = await self.authentication.by_assertion(parameters, proof)
        note(client_id=partner.partner.client_id)
        pushed = await self.receive.push(
            partner.partner, AuthorizationRequest(partner.client, parameters), partner.jkt
        )
        note(transaction=pushed.reference)
        body = {"request_uri": pushed.request_uri, "expires_in": pushed.expires_in}
        return JSONResponse(body, status_code=201, headers=NO_STORE)

    async def token(self, request: Request) -> Response:
        """RFC 6749 section 4.1.3 with RFC 9449: a code for a DPoP-bound token, once."""
        parameters = await read_form(request)
        proof = self._proof(request, "/oauth/token")
        # Before anything is claimed: being asked for a nonce costs neither the assertion nor the code.
        self._require_nonce(proof)
        partner = await self.authentication.by_assertion(parameters, proof)
        note(client_id=partner.partner.client_id)
        redeemed = await self.redeeming.redeem(partner.partner, parameters, proof.jkt)
        note(transaction=reference_of(redeemed.transaction.id))
        body = self.responses.token_response(redeemed, token_type="DPoP")
        return JSONResponse(body, headers=NO_STORE | self._next_nonce())

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
        note(client_id=grant.client_id, transaction=reference_of(grant.transaction_id))
        await self.releasing.ledger.atomically(lambda unit: claim_proof(unit, proof))
        partner = await self.authentication.known(grant.client_id)
        if partner is None:
            raise InvalidToken(
                "the client of this access token is no longer registered", reason="token_not_usable"
            )
        answer = await self.releasing.release(grant, partner, token)
        return JSONResponse(userinfo_body(answer), headers=NO_STORE | self._next_nonce())

    def _proof(self, request: Request, path: str, token: str | None = None) -> VerifiedProof:
        return verify_proof(
            dpop_proof(request),
            method=request.method,
            # The public URL, never the Host header: a proxy rewrites one, an attacker chooses the other.
            url=self.authentication.issuer.url + path,
            now=self.now(),
            algorithms=DPOP_ALGORITHMS,
            access_token=token,
        )

    def _require_nonce(self, proof: VerifiedProof) -> None:
        if self.nonce_required or proof.nonce is not None:
            self.nonces.require(proof.nonce, self.now())

    def _next_nonce(self) -> dict[str, str]:
        return {"DPoP-Nonce": self.nonces.issue(self.now())}
