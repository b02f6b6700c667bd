"""`/oauth/authorize` and the callbacks: the citizen's way to the identity provider and back."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from bridge.domain.profiles import Profile
from bridge.flows.deciding import Deciding
from bridge.flows.dispatch import Step, next_step
from bridge.flows.opening import Home, Opening
from bridge.flows.partners import Partners
from bridge.flows.representing import Representing
from bridge.flows.sign_in import SignIn
from bridge.flows.transaction import reference_of
from bridge.web.browser import BROWSER_PATH, UPSTREAM_PATH, BrowserPages, Cookies, page_errors
from bridge.web.journey_responses import at_home, onward
from bridge.web.openapi import citizen
from eid_kit.http.forms import query_of, read_form
from eid_kit.http.pages import Pages
from eid_kit.http.request_log import note
from eid_kit.oauth.par import require_browser_parameters


@dataclass(frozen=True, slots=True)
class SignInPages(BrowserPages):
    """Opens pushed requests in a browser and receives it back from the identity providers."""

    pages: Pages
    cookies: Cookies
    opening: Opening
    sign_in: SignIn
    representing: Representing
    deciding: Deciding
    partners: Partners

    def router(self) -> APIRouter:
        """The routes. OIDC Core 3.1.2.1 demands both methods of the first."""
        routes = APIRouter()
        for method, operation in (("GET", citizen.AUTHORIZE), ("POST", citizen.AUTHORIZE_BY_FORM)):
            routes.add_api_route(BROWSER_PATH, self.authorize, methods=[method], **operation.route())
        for provider, handler, operation in (
            ("vneid", self.from_vneid, citizen.FROM_VNEID),
            ("singpass", self.from_singpass, citizen.FROM_SINGPASS),
        ):
            path = f"{UPSTREAM_PATH}{provider}/callback"
            routes.add_api_route(path, handler, methods=["GET"], **operation.route())
        return routes

    @page_errors
    async def authorize(self, request: Request) -> Response:
        """RFC 9126 section 4: exactly client_id and request_uri; all else was pushed."""
        parameters = await read_form(request) if request.method == "POST" else query_of(request)
        client_id, request_uri = require_browser_parameters(parameters)
        found = await self.opening.find_request(client_id, request_uri, profile=Profile.FAPI)
        note(transaction=reference_of(found.id))
        opened = await self.opening.open_request(found, self.cookies.read(request, "browser", found.id))
        return onward(self.cookies, opened, path=BROWSER_PATH)

    @page_errors
    async def from_vneid(self, request: Request) -> Response:
        """The redirect URI that only VNeID knows: a mix-up shows by the path already."""
        return await self._returned("vneid", request)

    @page_errors
    async def from_singpass(self, request: Request) -> Response:
        """The redirect URI that only Singpass knows."""
        return await self._returned("singpass", request)

    async def _returned(self, provider: str, request: Request) -> Response:
        query = query_of(request)
        found = await self.sign_in.find_return(provider, query)
        note(transaction=reference_of(found.id))
        s0 = self.cookies.read(request, "s0", found.id)
        if next_step(found, self.sign_in.now()) is Step.SIGN_IN_REPRESENTATIVE:
            partner = await self.partners.still_waiting(found)
            home = await self.representing.return_home(found, partner, query, s0=s0)
        else:
            home = await self.sign_in.return_home(found, query, s0)
        if next_step(home.transaction, self.sign_in.now()) is Step.DECIDE:
            partner = await self.partners.still_waiting(found)
            if partner is not None:  # else the next page says so, and ends it
                home = Home(await self.deciding.decide(home.transaction, partner), home.s1)
        response = at_home(self.cookies, home)
        self.cookies.clear(response, "s0", found.id, path=UPSTREAM_PATH)
        return response
