"""`/me`: what a citizen allowed, refused and was denied, and what was really sent."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from bridge.web.browser import page_errors
from bridge.web.openapi import portal
from bridge.web.portal_pages import ME, PROVIDERS, PortalPages, Visit


@dataclass(frozen=True, slots=True)
class CitizenPortal(PortalPages):
    """The list."""

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter()
        routes.add_api_route(ME, self.home, methods=["GET"], **portal.HOME.route())
        return routes

    @page_errors
    async def home(self, request: Request) -> Response:
        """The citizen's records; for whoever is not signed in, the chooser."""
        language, secret = self.language_of(request), self.session_secret(request)
        session = await self.sign_in.session(secret)
        if secret is None or session is None:
            return self.chooser(request, language)
        return self._list(Visit(session, secret, language))

    def _list(self, visit: Visit) -> Response:
        context = {
            "lang": visit.language,
            "switch_url": self.address("en" if visit.language == "vi" else "vi"),
            "provider": PROVIDERS[visit.session.identity_provider],
            "ends_at": visit.session.expires_at,
            "sign_out_token": self.form_token(visit, "sign-out"),
        }
        return self.pages.response("portal_list.html", context)
