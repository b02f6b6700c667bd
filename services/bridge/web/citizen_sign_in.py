"""`/me/sign-in` and its way back: the citizen's sign-in to their own pages, through either provider."""

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request, Response

from bridge.domain.explanations import explanation
from bridge.flows.portal_sign_in import (
    SESSION_LIFETIME,
    SIGN_IN_LIFETIME,
    Arrived,
    attempt_of,
)
from bridge.flows.upstream import UpstreamError, UpstreamUnavailable
from bridge.flows.upstream_failures import note_failure
from bridge.web.browser import ME, page_errors, see_other
from bridge.web.openapi import portal
from bridge.web.portal_pages import SIGNED_OUT, PortalPages, Visit, signed_in
from eid_kit.http.forms import query_of, read_form
from eid_kit.http.language import LANGUAGES
from eid_kit.http.origin import require_own_origin
from eid_kit.oauth.errors import AccessDenied, OAuthError, TemporarilyUnavailable
from eid_kit.oauth.secrets_ import digest

# Below /me and not beside the journeys' callbacks: the cookies of the one never reach the other, and a code
# that was given for this address is worth nothing at theirs.
CALLBACK_PATH: Final = f"{ME}/callback"


@dataclass(frozen=True, slots=True)
class CitizenSignIn(PortalPages):
    """Leaves for the provider, receives the citizen back, signs out."""

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter()
        routes.add_api_route(f"{ME}/sign-in", self.leave, methods=["POST"], **portal.SIGN_IN.route())
        routes.add_api_route(f"{ME}/sign-out", self.sign_out, methods=["POST"], **portal.SIGN_OUT.route())
        for provider, handler, operation in (
            ("vneid", self.from_vneid, portal.FROM_VNEID),
            ("singpass", self.from_singpass, portal.FROM_SINGPASS),
        ):
            path = f"{CALLBACK_PATH}/{provider}"
            routes.add_api_route(path, handler, methods=["GET"], **operation.route())
        return routes

    @page_errors
    async def leave(self, request: Request) -> Response:
        """To the chosen provider."""
        require_own_origin(request, self.public_url)
        form = await read_form(request)
        chooser = self.cookies.read(request, "me", "chooser") or ""
        self.tokens.require(form.get("form_token"), "me sign-in", digest(chooser))
        language = form["lang"] if form.get("lang") in LANGUAGES else self.language_of(request)
        try:
            leaving = await self.sign_in.start(form.get("identity_provider", ""), language=language)
        except UpstreamError as error:
            note_failure(form["identity_provider"], error)  # one of the two: any other was refused before
            raise _told(error) from error
        response = see_other(leaving.location)
        self.cookies.set(
            response,
            "s0",
            leaving.attempt,
            value=leaving.s0,
            path=CALLBACK_PATH,
            lifetime_s=int(SIGN_IN_LIFETIME.total_seconds()),
        )
        return response

    @page_errors
    async def from_vneid(self, request: Request) -> Response:
        """The redirect URI that only VNeID knows."""
        return await self._returned("vneid", request)

    @page_errors
    async def from_singpass(self, request: Request) -> Response:
        """The redirect URI that only Singpass knows."""
        return await self._returned("singpass", request)

    @signed_in
    async def sign_out(self, request: Request, visit: Visit) -> Response:
        """Ends the session, here and in the store."""
        await self.form_of(request, visit, "sign-out")
        await self.sign_in.sign_out(visit.secret)
        response = see_other(self.address(visit.language, **{SIGNED_OUT: "1"}))
        self.cookies.clear(response, "me", "session", path=ME)
        return response

    async def _returned(self, provider: str, request: Request) -> Response:
        query = query_of(request)
        attempt = attempt_of(query)
        try:
            arrived = await self.sign_in.finish(provider, query, self.cookies.read(request, "s0", attempt))
        except UpstreamError as error:
            note_failure(provider, error)
            raise _told(error) from error
        # Whoever was signed in here before is not any more: one browser shows one person's pages.
        await self.sign_in.sign_out(self.session_secret(request))
        return self._entering(arrived, attempt)

    def _entering(self, arrived: Arrived, attempt: str) -> Response:
        response = see_other(self.address(arrived.language))
        lifetime_s = int(SESSION_LIFETIME.total_seconds())
        self.cookies.set(response, "me", "session", value=arrived.secret, path=ME, lifetime_s=lifetime_s)
        self.cookies.clear(response, "s0", attempt, path=CALLBACK_PATH)
        self.cookies.clear(response, "me", "chooser", path=ME)
        return response


def _told(error: UpstreamError) -> OAuthError:
    """Why nobody was signed in, for a page."""
    words = explanation(error.reason).en
    if isinstance(error, UpstreamUnavailable):
        return TemporarilyUnavailable(words, reason=error.reason)
    return AccessDenied(words, reason=error.reason)
