"""The composition root: every object the mock is made of is built here, in reading order."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from fastapi import APIRouter, FastAPI

from eid_kit.http.errors import install_error_handlers
from eid_kit.http.form_tokens import FormTokens
from eid_kit.http.head import install_head
from eid_kit.http.jwks_cache import JwksCache
from eid_kit.http.openapi.api_page import api_page_router
from eid_kit.http.openapi.document import describe
from eid_kit.http.outbound import Outbound
from eid_kit.http.pages import Pages
from eid_kit.http.readiness import Draining, Readiness, add_readiness
from eid_kit.http.request_log import install_request_log
from eid_kit.simulator.clients_file import load_clients
from eid_kit.simulator.clock import MovableClock
from eid_kit.simulator.control import sim_router
from eid_kit.simulator.faults import Faults
from eid_kit.simulator.history import History, RecordRequests
from eid_kit.simulator.readiness import people_check
from eid_kit.simulator.sweeping import sweeping
from vneid_mock.authorize import AuthorizeEndpoint
from vneid_mock.citizens import Citizens, load_personas
from vneid_mock.client_authentication import ClientAuthentication
from vneid_mock.clients import Clients
from vneid_mock.decision import DecisionEndpoint
from vneid_mock.front_page import FrontPage
from vneid_mock.id_tokens import IdTokens
from vneid_mock.keys import Keys
from vneid_mock.openapi import REGISTERED, about
from vneid_mock.routes import Endpoints, add_routes
from vneid_mock.settings import Settings
from vneid_mock.sign_in_pages import SignInPages
from vneid_mock.state import State
from vneid_mock.token import TokenEndpoint
from vneid_mock.userinfo import UserinfoEndpoint

Sleep = Callable[[float], Awaitable[None]]

_VIET_NAM = timezone(timedelta(hours=7))
_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What several endpoints share, and the endpoints made of it."""

    issuer: str
    keys: Keys
    citizens: Citizens
    clients: Clients
    state: State
    pages: Pages
    faults: Faults
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]

    def finished(self, app: FastAPI, draining: Draining) -> FastAPI:
        app.router.lifespan_context = lambda _app: sweeping(self.state.memories)
        app.state.people = self.citizens
        add_readiness(app, Readiness((people_check(lambda: len(self.citizens.list())),), draining))
        install_request_log(app, service="vneid-mock", random_bytes=self.random_bytes)
        return app

    def front_page(self) -> FrontPage:
        return FrontPage(self.issuer, self.pages, self.citizens)

    def authorize(self, pages: SignInPages) -> AuthorizeEndpoint:
        return AuthorizeEndpoint(
            issuer=self.issuer,
            clients=self.clients,
            state=self.state,
            pages=pages,
            now=self.now,
            random_bytes=self.random_bytes,
        )

    def decision(self, pages: SignInPages, form_tokens: FormTokens) -> DecisionEndpoint:
        return DecisionEndpoint(
            issuer=self.issuer,
            citizens=self.citizens,
            state=self.state,
            pages=pages,
            form_tokens=form_tokens,
            subject_key=self.keys.subject,
            now=self.now,
            random_bytes=self.random_bytes,
        )

    def token(self, outbound: Outbound) -> TokenEndpoint:
        return TokenEndpoint(
            authentication=ClientAuthentication(
                issuer=self.issuer,
                clients=self.clients,
                jwks=JwksCache(outbound, now=self.now),
                state=self.state,
                now=self.now,
            ),
            state=self.state,
            id_tokens=IdTokens(
                issuer=self.issuer,
                keys=self.keys,
                faults=self.faults,
                now=self.now,
                random_bytes=self.random_bytes,
            ),
            faults=self.faults,
            now=self.now,
            random_bytes=self.random_bytes,
        )

    def userinfo(self, sleep: Sleep) -> UserinfoEndpoint:
        return UserinfoEndpoint(
            citizens=self.citizens,
            state=self.state,
            faults=self.faults,
            subject_key=self.keys.subject,
            sleep=sleep,
        )

    def controls(self, clock: MovableClock, history: History, *, token: str | None) -> APIRouter:
        return sim_router(
            clock=clock,
            faults=self.faults,
            history=history,
            people=self.citizens,
            clients=self.clients,
            token=token,
            registered=REGISTERED,
        )


def create_app(
    settings: Settings,
    *,
    clock: MovableClock,
    faults: Faults,
    random_bytes: Callable[[int], bytes],
    outbound: Outbound,
    history: History | None = None,
    sleep: Sleep = asyncio.sleep,
) -> FastAPI:
    """The mock as an ASGI application. `history` is where requests are remembered; its own unless given.

    Raises ClientsFileError for a faulty clients file and UnusableKeyFile for a faulty key file: it
    does not start half right.
    """
    parts = _Parts(
        issuer=settings.public_url,
        keys=Keys.load_or_make(settings.data_dir, random_bytes),
        citizens=load_personas(clock.now().astimezone(_VIET_NAM).date()),
        clients=_clients(settings, random_bytes),
        state=State(now=clock.now),
        pages=Pages(_TEMPLATES, service="VNeID mock", accent="vneid"),
        faults=faults,
        now=clock.now,
        random_bytes=random_bytes,
    )
    form_tokens, history = FormTokens(parts.keys.form), history or History()
    sign_in_pages = SignInPages(parts.pages, parts.citizens, form_tokens)
    endpoints = Endpoints(
        issuer=parts.issuer,
        keys=parts.keys,
        front_page=parts.front_page(),
        authorize=parts.authorize(sign_in_pages),
        decision=parts.decision(sign_in_pages, form_tokens),
        token=parts.token(outbound),
        userinfo=parts.userinfo(sleep),
    )
    controls = parts.controls(clock, history, token=settings.sim_token)
    app = _application(endpoints, controls, pages=parts.pages, history=history, now=clock.now)
    return parts.finished(app, Draining())


def _clients(settings: Settings, random_bytes: Callable[[int], bytes]) -> Clients:
    clients = Clients(random_bytes=random_bytes)
    if settings.clients_file is not None:
        load_clients(settings.clients_file, clients.register_known)
    return clients


def _application(
    endpoints: Endpoints, controls: APIRouter, *, pages: Pages, history: History, now: Callable[[], datetime]
) -> FastAPI:
    # FastAPI's own documentation pages load their scripts from elsewhere.
    app = FastAPI(docs_url=None, redoc_url=None, redirect_slashes=False)
    install_error_handlers(app, challenge="Bearer", pages=pages)
    install_head(app)
    app.add_middleware(RecordRequests, history=history, now=now)
    pages.mount(app)
    describe(app, about(endpoints.issuer))
    add_routes(app, endpoints)
    app.include_router(api_page_router(pages))
    app.include_router(controls)
    return app
