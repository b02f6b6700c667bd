"""`/oauth/introspect` (RFC 7662) and `/oauth/revoke` (RFC 7009), the same at both issuers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from bridge.flows.client_authentication import Authenticated
from bridge.flows.introspect import ActiveToken, Introspect
from bridge.flows.issuers import Issuer
from bridge.flows.revoke import Revoke
from bridge.web.openapi import token_management as documents
from bridge.web.token_responses import NO_STORE, SCOPE, granted
from eid_kit.http.forms import read_form
from eid_kit.http.request_log import note
from eid_kit.oauth.errors import InvalidRequest
from eid_kit.oauth.numeric_dates import to_numeric_date
from eid_kit.oauth.parameters import Parameters

Authenticate = Callable[[Request, Parameters], Awaitable[Authenticated]]


@dataclass(frozen=True, slots=True)
class TokenManagement:
    """A partner's say over its own access tokens. It authenticates itself as at the token endpoint."""

    issuer: Issuer
    authenticate: Authenticate
    introspecting: Introspect
    revoking: Revoke

    def router(self) -> APIRouter:
        """The routes."""
        routes, profile = APIRouter(prefix=f"{self.issuer.path}/oauth"), self.issuer.profile
        introspect, revoke = documents.introspect(profile, self.issuer.url), documents.revoke(profile)
        routes.add_api_route("/introspect", self.introspect, methods=["POST"], **introspect.route())
        routes.add_api_route("/revoke", self.revoke, methods=["POST"], **revoke.route())
        return routes

    async def introspect(self, request: Request) -> Response:
        """RFC 7662 section 2: active with its facts, or `{"active": false}` and not a word more."""
        token, asking = await self._read(request)
        active = await self.introspecting.introspect(asking.partner, token)
        body = {"active": False} if active is None else self._facts(active)
        return JSONResponse(body, headers=NO_STORE)

    async def revoke(self, request: Request) -> Response:
        """RFC 7009 section 2.2: 200 whether or not there was anything to end."""
        token, asking = await self._read(request)
        await self.revoking.revoke(asking.partner, token)
        return Response(status_code=200, headers=NO_STORE)

    async def _read(self, request: Request) -> tuple[str, Authenticated]:
        """The token and who asks. `token_type_hint` is not looked at: there is one kind of token."""
        parameters = await read_form(request)
        # Before the client assertion is claimed: a request that asks nothing does not use it up.
        if "token" not in parameters:
            raise InvalidRequest(
                "token is required",
                reason="token_parameter_missing",
                what_would_pass="token=<the access token>",
            )
        asking = await self.authenticate(request, parameters)
        note(client_id=asking.partner.client_id)
        return parameters["token"], asking

    def _facts(self, active: ActiveToken) -> dict[str, Any]:
        grant = active.grant
        facts: dict[str, Any] = {
            "active": True,
            "iss": self.issuer.url,
            "client_id": grant.client_id,
            "sub": grant.subject,
            "token_type": "Bearer" if grant.jkt is None else "DPoP",
            "iat": to_numeric_date(grant.issued_at),
            "exp": to_numeric_date(grant.expires_at),
            "scope": SCOPE,
            "authorization_details": granted(active.consent.purpose, grant.claims),
        }
        # RFC 9449 section 6.2: the key that a proof must be made with.
        return facts if grant.jkt is None else {**facts, "cnf": {"jkt": grant.jkt}}
