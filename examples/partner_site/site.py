"""The site: a page that explains, a journey through the bridge, a page that shows what came of it."""

from dataclasses import dataclass
from pathlib import Path

import httpx
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.staticfiles import StaticFiles

from examples.partner_site.events import LARGEST, MEDIA_TYPE, Events
from examples.partner_site.fapi_client import FapiClient
from examples.partner_site.oidc_client import OidcClient
from examples.partner_site.pages import Pages
from examples.partner_site.profile import Profile, Purpose
from examples.partner_site.proofs import Refused, Untrustworthy
from examples.partner_site.registering import Registrar
from examples.partner_site.relying_party import Attempt, RelyingParty
from examples.partner_site.sessions import LIFETIME_S, Session, Sessions

_STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class Entrance:
    """One of the bridge's issuers: how to speak to it, and what it knows us by."""

    issuer: str
    client: RelyingParty
    registrar: Registrar


@dataclass(frozen=True, slots=True)
class Site:
    """The handlers."""

    profile: Profile
    fapi: Entrance
    baseline: Entrance
    sessions: Sessions
    events: Events
    pages: Pages
    public_url: str

    @property
    def cookie(self) -> str:
        """Every port of localhost receives every cookie: the name says whose it is."""
        return f"{self.profile.slug}_session"

    async def start_page(self, request: Request) -> Response:
        """What this is, what will be asked for, and a button for each purpose."""
        return self.pages.start(self._language(request))

    async def start(self, request: Request) -> Response:
        """Makes the request, then sends the browser to the bridge (303: it continues with GET)."""
        # Somebody else's page could otherwise start journeys in a visitor's name.
        if request.headers.get("origin", self.public_url) != self.public_url:
            raise Untrustworthy(f"this form belongs to {self.public_url}")
        language = self._language(request)
        chosen = (await request.form()).get("purpose")
        purpose = self.profile.purpose(chosen if isinstance(chosen, str) else None)
        if purpose is None:
            raise Untrustworthy("this site has no such purpose")
        attempt, url = await self._begun(purpose, language)
        response = RedirectResponse(url, status_code=303, headers={"Cache-Control": "no-store"})
        self.sessions.forget(request.cookies.get(self.cookie))
        response.set_cookie(
            self.cookie,
            self.sessions.start(attempt, purpose=purpose, language=language),
            max_age=LIFETIME_S,
            secure=self.public_url.startswith("https://"),
            httponly=True,
            samesite="lax",  # strict would leave it at home when the bridge sends the visitor back
        )
        return response

    async def callback(self, request: Request) -> Response:
        """Takes the answer, once; the result has its own address, so that no code stays in the history."""
        session = self._session(request)
        if session is None or (attempt := session.attempt) is None:
            return RedirectResponse("/result", status_code=303)
        try:
            client = self._entrance(session.purpose).client
            code = client.code_of(attempt, dict(request.query_params))
            session.attempt = None
            self.sessions.receive(session, await client.collect(attempt, code))
        except Refused as error:
            session.attempt = None
            session.refused = error.body
        return RedirectResponse("/result", status_code=303, headers={"Cache-Control": "no-store"})

    async def result(self, request: Request) -> Response:
        """What was received, or that nothing was."""
        session, language = self._session(request), self._language(request)
        if session is not None and session.received is not None:
            return self.pages.received(session, session.received, language)
        if session is not None and session.ended is not None:
            return self.pages.ended(session, session.ended, language)
        if session is not None and session.refused is not None:
            return self.pages.refused(session, session.refused, language)
        return RedirectResponse("/", status_code=303)

    async def event(self, request: Request) -> Response:
        """A consent ended: what was received under it is deleted, and only then is the event accepted."""
        if request.headers.get("content-type") != MEDIA_TYPE:
            return _not_an_event("invalid_request")
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > LARGEST:
                return _not_an_event("invalid_request")
        both = {entrance.issuer: entrance.registrar.known_as() for entrance in (self.fapi, self.baseline)}
        client_ids = {issuer: client_id for issuer, client_id in both.items() if client_id is not None}
        try:
            event = await self.events.ended(body.decode("ascii", "replace"), client_ids)
        except Untrustworthy as error:
            return _not_an_event(str(error))
        except httpx.HTTPError:
            return Response(status_code=503)  # without its keys we cannot say no either: it comes again
        if self.events.is_new(event):
            self.sessions.end(event)
            self.events.remember(event)
        return Response(status_code=202)

    async def forget(self, request: Request) -> Response:
        """Deletes what was received."""
        self.sessions.forget(request.cookies.get(self.cookie))
        response = RedirectResponse(f"/?lang={self._language(request)}", status_code=303)
        response.delete_cookie(self.cookie)
        return response

    async def health(self, _request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def trouble(self, request: Request, error: Exception) -> Response:
        """The bridge is away, refuses us, or answered what must not be believed."""
        return self.pages.trouble(error, self._language(request))

    async def missing(self, request: Request, _error: Exception) -> Response:
        """A page for a person whose address leads nowhere; software gets the plain answer."""
        if "text/html" in request.headers.get("accept", ""):
            return self.pages.missing(self._language(request))
        return JSONResponse({"detail": "Not Found"}, status_code=404)

    async def _begun(self, purpose: Purpose, language: str) -> tuple[Attempt, str]:
        entrance, redirect_uri = self._entrance(purpose), f"{self.public_url}/callback"
        us = await entrance.registrar.registration()
        attempt = Attempt(us, redirect_uri)
        try:
            return attempt, await entrance.client.begin(attempt, purpose.wanted(), language=language)
        except Refused as error:
            if error.body.get("error") != "invalid_client":
                raise
        # The bridge was set up anew since we registered.
        attempt = Attempt(await entrance.registrar.again(us), redirect_uri)
        return attempt, await entrance.client.begin(attempt, purpose.wanted(), language=language)

    def _entrance(self, purpose: Purpose) -> Entrance:
        return self.baseline if purpose.baseline else self.fapi

    def _session(self, request: Request) -> Session | None:
        return self.sessions.get(request.cookies.get(self.cookie))

    def _language(self, request: Request) -> str:
        """Chosen on the page, else that of the journey, else the browser's, else the organisation's own."""
        session = self._session(request)
        wishes = [request.query_params.get("lang", ""), session.language if session else ""]
        wishes += request.headers.get("accept-language", "").split(",")
        spoken = (wish.strip().split("-")[0].split(";")[0].lower() for wish in wishes)
        return next((word for word in spoken if word in ("vi", "en")), self.profile.language)


def create_app(
    profile: Profile, *, bridge_url: str, public_url: str, data_dir: Path, http: httpx.AsyncClient
) -> FastAPI:
    """The whole site. Nothing is asked of the bridge before the first visitor starts a journey.

    `public_url` is where browsers find the site; `data_dir` keeps its registration and key.
    """
    baseline = f"{bridge_url}/baseline"

    def registrar(client: RelyingParty, issuer: str, file: str) -> Registrar:
        metadata = profile.metadata(public_url, baseline=issuer == baseline)
        return Registrar(client, data_dir / file, issuer=issuer, metadata=metadata)

    fapi, plain = FapiClient(http, bridge_url), OidcClient(http, baseline)
    site = Site(
        profile,
        Entrance(bridge_url, fapi, registrar(fapi, bridge_url, "registration.json")),
        Entrance(baseline, plain, registrar(plain, baseline, "registration-baseline.json")),
        Sessions(),
        Events(http, bridge_url),
        Pages(profile, bridge_url),
        public_url,
    )
    # No document of its addresses: they are for browsers, and one for the bridge's events.
    app = FastAPI(title=profile.legal_name["en"], openapi_url=None)
    for path, handler, method in (
        ("/", site.start_page, "GET"),
        ("/start", site.start, "POST"),
        ("/callback", site.callback, "GET"),
        ("/result", site.result, "GET"),
        ("/forget", site.forget, "POST"),
        ("/events", site.event, "POST"),
        ("/healthz", site.health, "GET"),
    ):
        app.add_api_route(path, handler, methods=[method], response_model=None)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    app.add_exception_handler(404, site.missing)
    for error in (Refused, Untrustworthy, httpx.TransportError):
        app.add_exception_handler(error, site.trouble)
    return app


def _not_an_event(code: str) -> Response:
    """RFC 8935 section 2.3: not accepted, and why."""
    return JSONResponse({"err": code, "description": "this is no event for us"}, status_code=400)
