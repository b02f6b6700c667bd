"""The application: which path leads where."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from eid_kit.http.errors import install_error_handlers
from eid_kit.http.head import install_head
from eid_kit.http.openapi.api_page import api_page_router
from eid_kit.http.openapi.document import describe
from eid_kit.http.openapi.operations import Operation
from eid_kit.http.openapi.protocol_schemas import discovery_operation, health_operation, jwks_operation
from eid_kit.http.outbound import Outbound
from eid_kit.http.pages import Pages
from eid_kit.http.readiness import Draining, Readiness, add_readiness
from eid_kit.http.request_log import install_request_log
from eid_kit.simulator.clock import MovableClock
from eid_kit.simulator.control import sim_router
from eid_kit.simulator.faults import Faults
from eid_kit.simulator.history import History, RecordRequests
from eid_kit.simulator.openapi import FRONT_PAGE
from eid_kit.simulator.readiness import people_check
from eid_kit.simulator.sweeping import sweeping
from singpass_mock import openapi, openapi_tokens, openapi_userinfo
from singpass_mock.discovery import discovery_document
from singpass_mock.endpoints import authorize_endpoint, push_endpoint, token_endpoint, userinfo_endpoint
from singpass_mock.front_page import FrontPage
from singpass_mock.key_rules import SIGNING_ALGORITHMS
from singpass_mock.parts import Parts, build_parts
from singpass_mock.settings import SingpassSettings

Endpoint = Callable[[Request], Awaitable[Response]]

_TEMPLATES = Path(__file__).parent / "templates"
_CACHEABLE = {"Cache-Control": "public, max-age=3600"}  # apps are told to keep both for an hour
_FRESH = {"Cache-Control": "no-store"}


def create_app(
    settings: SingpassSettings,
    *,
    clock: MovableClock,
    faults: Faults,
    random_bytes: Callable[[int], bytes],
    outbound: Outbound,
    history: History | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> FastAPI:
    """The mock as an ASGI application. `history` is where requests are remembered; its own unless given.

    Makes the keys in `settings.data_dir` at first start. Raises `ClientsFileError` when the clients file is
    not in order. `sleep` is what fault `slow-userinfo` waits with.
    """
    parts = build_parts(settings, now=clock.now, faults=faults, random_bytes=random_bytes, outbound=outbound)
    pages = Pages(_TEMPLATES, service="Singpass (simulated)", accent="singpass")
    history = history or History()
    app = FastAPI(docs_url=None, redoc_url=None, redirect_slashes=False)
    install_error_handlers(app, dpop_algorithms=SIGNING_ALGORITHMS, pages=pages)
    app.router.lifespan_context = lambda _app: sweeping(parts.state.memories)
    app.state.people = parts.residents
    install_head(app)
    app.add_middleware(RecordRequests, history=history, now=clock.now)
    describe(app, openapi.about(settings.public_url, settings.issuer))
    _mount_protocol(app, parts, pages, sleep=sleep)
    _mount_documents(app, parts)
    front = FrontPage(settings.issuer, parts.residents, pages)
    app.add_api_route("/", front.show, methods=["GET"], **FRONT_PAGE.route())
    app.include_router(_controls(parts, clock, history))
    app.include_router(api_page_router(pages))
    pages.mount(app)
    add_readiness(app, Readiness((people_check(lambda: len(parts.residents.list())),), Draining()))
    install_request_log(app, service="singpass-mock", random_bytes=random_bytes)
    return app


def _controls(parts: Parts, clock: MovableClock, history: History) -> APIRouter:
    return sim_router(
        clock=clock,
        faults=parts.faults,
        history=history,
        people=parts.residents,
        clients=parts.apps,
        token=parts.settings.sim_token,
        registered=openapi.REGISTERED,
    )


def _mount_protocol(
    app: FastAPI, parts: Parts, pages: Pages, *, sleep: Callable[[float], Awaitable[None]]
) -> None:
    authorize = authorize_endpoint(parts, pages)
    rows: tuple[tuple[str, str, Endpoint, Operation], ...] = (
        ("POST", "/fapi/par", push_endpoint(parts).push, openapi_tokens.PAR),
        ("GET", "/fapi/auth", authorize.show, openapi.SIGN_IN_PAGE),
        ("POST", "/fapi/auth", authorize.answer, openapi.ANSWER),
        ("POST", "/fapi/token", token_endpoint(parts).redeem, openapi_tokens.TOKEN),
        ("GET", "/fapi/userinfo", userinfo_endpoint(parts, sleep=sleep).answer, openapi_userinfo.USERINFO),
    )
    for method, path, endpoint, operation in rows:
        app.add_api_route(path, endpoint, methods=[method], **operation.route())


def _mount_documents(app: FastAPI, parts: Parts) -> None:
    base = parts.settings.public_url
    discovery = discovery_document(parts.settings.issuer, f"{base}/.well-known/keys")
    keys = parts.signer.jwk_set()
    says = "The keys that sign id_tokens and userinfo."
    rows: tuple[tuple[str, dict[str, Any], Mapping[str, str], Operation], ...] = (
        (
            "/fapi/.well-known/openid-configuration",
            discovery,
            _CACHEABLE,
            discovery_operation("showDiscovery", "about", discovery),
        ),
        ("/.well-known/keys", keys, _CACHEABLE, jwks_operation("showKeys", "about", says)),
        ("/fapi/.well-known/keys", keys, _CACHEABLE, jwks_operation("showKeysOfIssuer", "about", says)),
        ("/healthz", {"status": "ok"}, _FRESH, health_operation("about")),
    )
    for path, body, headers, operation in rows:
        app.add_api_route(path, _document(body, headers), methods=["GET"], **operation.route())


def _document(body: dict[str, Any], headers: Mapping[str, str]) -> Callable[[], Awaitable[JSONResponse]]:
    async def document() -> JSONResponse:
        return JSONResponse(body, headers=headers)

    return document
