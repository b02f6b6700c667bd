"""`/baseline/oauth/authorize`: a request in the browser's address, or the reference of one that was pushed.

Compare `web.sign_in_pages`: under FAPI 2.0 a browser brings nothing but a reference.
"""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from bridge.flows.client_authentication import ClientAuthentication, registered_client
from bridge.flows.opening import Opening
from bridge.flows.receive_request import ReceiveRequest
from bridge.flows.request_parameters import LONGEST_TEXT
from bridge.flows.transaction import reference_of
from bridge.web.browser import BROWSER_PATH, BrowserPages, Cookies, page_errors, see_other
from bridge.web.journey_responses import onward
from bridge.web.openapi import baseline as documents
from eid_kit.http.forms import query_of, read_form
from eid_kit.http.pages import Pages
from eid_kit.http.request_log import note
from eid_kit.oauth.authorization_request import AuthorizationRequest, require_registered_redirect_uri
from eid_kit.oauth.errors import OAuthError, UnknownClient
from eid_kit.oauth.issuer_identification import authorization_response_url
from eid_kit.oauth.par import require_browser_parameters
from eid_kit.oauth.parameters import Parameters


@dataclass(frozen=True, slots=True)
class BaselinePages(BrowserPages):
    """Opens requests of the baseline issuer in a browser; from there on the journey is the same."""

    pages: Pages
    cookies: Cookies
    authentication: ClientAuthentication
    receive: ReceiveRequest
    opening: Opening

    @property
    def path(self) -> str:
        """Where it is served, and how far its cookie goes."""
        return f"{self.authentication.issuer.path}{BROWSER_PATH}"

    def router(self) -> APIRouter:
        """The routes. OIDC Core 3.1.2.1 demands both methods."""
        routes = APIRouter()
        # Apart, or both would go by one name in OpenAPI.
        routes.add_api_route(self.path, self.authorize, methods=["GET"], **documents.AUTHORIZE.route())
        routes.add_api_route(
            self.path, self.authorize, methods=["POST"], **documents.AUTHORIZE_BY_FORM.route()
        )
        return routes

    @page_errors
    async def authorize(self, request: Request) -> Response:
        """On to the sign-in, back to the partner with an error, or a page where no address can be trusted."""
        parameters = await read_form(request) if request.method == "POST" else query_of(request)
        if "request_uri" in parameters:
            return await self._pushed(request, parameters)
        return await self._in_browser(parameters)

    async def _pushed(self, request: Request, parameters: Parameters) -> Response:
        client_id, request_uri = require_browser_parameters(parameters)
        found = await self.opening.find_request(
            client_id, request_uri, profile=self.authentication.issuer.profile
        )
        note(transaction=reference_of(found.id))
        opened = await self.opening.open_request(found, self.cookies.read(request, "browser", found.id))
        return onward(self.cookies, opened, path=self.path)

    async def _in_browser(self, parameters: Parameters) -> Response:
        partner = await self.authentication.known(parameters.get("client_id", ""))
        if partner is None:
            raise UnknownClient("no client of this issuer has this client_id", reason="client_unknown")
        asked = AuthorizationRequest(registered_client(partner), parameters)
        # RFC 6749 section 4.1.2.1: until the address is known to be the client's, errors stay on our page.
        require_registered_redirect_uri(asked)
        try:
            found = await self.receive.arrive(partner, asked)
        except OAuthError as error:
            note(error=error.code, reason=error.reason)
            return see_other(self._refusal_url(asked, error))
        note(client_id=partner.client_id, transaction=reference_of(found.id))
        return onward(self.cookies, await self.opening.open_request(found, None), path=self.path)

    def _refusal_url(self, asked: AuthorizationRequest, error: OAuthError) -> str:
        """The partner's address with the same members that its refusal would have at the PAR endpoint."""
        state = asked.parameters.get("state")
        # What is too long to be sent back is one of the things refused.
        fits = state is not None and len(state) <= LONGEST_TEXT
        return authorization_response_url(
            asked.parameters["redirect_uri"],
            issuer=self.authentication.issuer.url,
            state=state if fits else None,
            parameters={name: value[:LONGEST_TEXT] for name, value in error.body().items()},
        )
