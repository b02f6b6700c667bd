"""The baseline issuer's endpoints: `/baseline/oauth/par`, `token`, `userinfo`, `jwks`.

Compare `web.partner_oauth`: there every token is bound to a key, and only signed assertions authenticate.
"""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from bridge.flows.client_authentication import Authenticated, ClientAuthentication
from bridge.flows.receive_request import ReceiveRequest
from bridge.flows.redeem import Redeem
from bridge.flows.release import Release
from bridge.flows.transaction import reference_of
from bridge.web.openapi import baseline as documents
from bridge.web.presented_tokens import BearerTokens
from bridge.web.token_responses import NO_STORE, TokenResponses, userinfo_body
from eid_kit.http.forms import basic_credentials, query_of, read_form
from eid_kit.http.openapi.operations import Operation
from eid_kit.http.request_log import note
from eid_kit.oauth.authorization_request import AuthorizationRequest
from eid_kit.oauth.errors import InvalidDpopProof, InvalidRequest
from eid_kit.oauth.parameters import Parameters

_Handler = Callable[[Request], Coroutine[Any, Any, Response]]


@dataclass(frozen=True, slots=True)
class BaselineOAuth:
    """OpenID Connect as common libraries speak it: code and PKCE, a client secret or key, bearer tokens."""

    authentication: ClientAuthentication
    receive: ReceiveRequest
    redeeming: Redeem
    releasing: Release
    responses: TokenResponses
    tokens: BearerTokens

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter(prefix=f"{self.authentication.issuer.path}/oauth")
        # Core 5.3.1 demands both methods of userinfo.
        rows: tuple[tuple[str, str, _Handler, Operation], ...] = (
            ("POST", "/par", self.par, documents.PAR),
            ("POST", "/token", self.token, documents.TOKEN),
            ("GET", "/userinfo", self.userinfo, documents.USERINFO),
            ("POST", "/userinfo", self.userinfo, documents.USERINFO_BY_POST),
            ("GET", "/jwks", self.responses.jwks, documents.JWKS),
        )
        for method, path, handler, operation in rows:
            routes.add_api_route(path, handler, methods=[method], **operation.route())
        return routes

    async def authenticate(self, request: Request, parameters: Parameters) -> Authenticated:
        """By the client's secret or by its assertion, whichever it registered."""
        credentials = basic_credentials(request)
        known = (
            await self.authentication.by_assertion(parameters)
            if credentials is None
            else await self.authentication.by_secret(credentials, parameters)
        )
        note(client_id=known.partner.client_id)
        return known

    async def par(self, request: Request) -> Response:
        """RFC 9126: what a browser would carry in its address, kept from it."""
        _refuse_proof(request)
        parameters = await read_form(request)
        partner = await self.authenticate(request, parameters)
        pushed = await self.receive.push(
            partner.partner, AuthorizationRequest(partner.client, parameters), None
        )
        note(transaction=pushed.reference)
        body = {"request_uri": pushed.request_uri, "expires_in": pushed.expires_in}
        return JSONResponse(body, status_code=201, headers=NO_STORE)

    async def token(self, request: Request) -> Response:
        """RFC 6749 section 4.1.3: a code for a bearer token, once."""
        _refuse_proof(request)
        parameters = await read_form(request)
        partner = await self.authenticate(request, parameters)
        redeemed = await self.redeeming.redeem(partner.partner, parameters, None)
        note(transaction=reference_of(redeemed.transaction.id))
        return JSONResponse(self.responses.token_response(redeemed, token_type="Bearer"), headers=NO_STORE)

    async def userinfo(self, request: Request) -> Response:
        """OIDC Core 5.3 with RFC 6750: the consented claims, recorded before they leave."""
        if query_of(request):
            raise InvalidRequest(
                "userinfo takes no parameters; the access token goes into the header",
                reason="userinfo_parameters",
            )
        by = await self.tokens.presented(request, "/oauth/userinfo", self.releasing.find)
        answer = await self.releasing.release(by.grant, by.partner, by.token)
        return JSONResponse(userinfo_body(answer, self.authentication.issuer), headers=NO_STORE)


def _refuse_proof(request: Request) -> None:
    """A proof that nobody looks at would let a partner believe that its token is bound to its key."""
    if "dpop" in request.headers:
        raise InvalidDpopProof(
            "the baseline issuer binds no token to a key",
            reason="dpop_not_offered",
            what_would_pass="a request without a DPoP header, or a client of the FAPI 2.0 issuer",
        )
