"""The partner's OAuth endpoints: `/oauth/par`, `/oauth/token`, `/oauth/userinfo`, `/oauth/jwks`."""

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from bridge.flows.client_authentication import ALGORITHMS, ClientAuthentication
from bridge.flows.receive_request import ReceiveRequest
from bridge.flows.redeem import Redeem
from bridge.flows.release import Release
from bridge.flows.transaction import reference_of
from bridge.web.openapi import partner as documents
from bridge.web.presented_tokens import DpopTokens
from bridge.web.token_responses import NO_STORE, TokenResponses, userinfo_body
from eid_kit.http.forms import query_of, read_form
from eid_kit.http.request_log import note
from eid_kit.oauth.authorization_request import AuthorizationRequest
from eid_kit.oauth.errors import InvalidRequest

DPOP_ALGORITHMS: Final = ALGORITHMS


@dataclass(frozen=True, slots=True)
class PartnerOAuth:
    """FAPI 2.0 Security Profile: pushed requests, private_key_jwt, DPoP on every token."""

    authentication: ClientAuthentication
    receive: ReceiveRequest
    redeeming: Redeem
    releasing: Release
    responses: TokenResponses
    tokens: DpopTokens

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
        proof = self.tokens.proof(request, "/oauth/par") if "dpop" in request.headers else None
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
        proof = self.tokens.proof(request, "/oauth/token")
        # Before anything is claimed: being asked for a nonce costs neither the assertion nor the code.
        self.tokens.require_nonce(proof)
        partner = await self.authentication.by_assertion(parameters, proof)
        note(client_id=partner.partner.client_id)
        redeemed = await self.redeeming.redeem(partner.partner, parameters, proof.jkt)
        note(transaction=reference_of(redeemed.transaction.id))
        body = self.responses.token_response(redeemed, token_type="DPoP")
        return JSONResponse(body, headers=NO_STORE | self.tokens.next_headers())

    async def userinfo(self, request: Request) -> Response:
        """OIDC Core 5.3 with RFC 9449 section 7: the consented claims, recorded before they leave."""
        if query_of(request):
            raise InvalidRequest(
                "userinfo takes no parameters; the access token goes into the header",
                reason="userinfo_parameters",
            )
        by = await self.tokens.presented(request, "/oauth/userinfo", self.releasing.find)
        answer = await self.releasing.release(by.grant, by.partner, by.token)
        body = userinfo_body(answer, self.authentication.issuer)
        return JSONResponse(body, headers=NO_STORE | self.tokens.next_headers())
