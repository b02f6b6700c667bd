"""The application: which path leads where."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from eid_kit.http.errors import install_error_handlers
from eid_kit.http.outbound import Outbound
from eid_kit.http.pages import Pages
from eid_kit.http.readiness import Draining, Readiness, add_readiness
from eid_kit.http.request_log import install_request_log
from eid_kit.simulator.clock import MovableClock
from eid_kit.simulator.control import sim_router
from eid_kit.simulator.faults import Faults
from eid_kit.simulator.history import History, RecordRequests
from eid_kit.simulator.readiness import people_check
from singpass_mock.discovery import discovery_document
from singpass_mock.endpoints import authorize_endpoint, push_endpoint, token_endpoint, userinfo_endpoint
from singpass_mock.front_page import FrontPage
from singpass_mock.key_rules import SIGNING_ALGORITHMS
from singpass_mock.openapi import OPERATIONS
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
    app = FastAPI(title="Singpass mock (simulator)", docs_url=None, redoc_url=None, redirect_slashes=False)
    install_error_handlers(app, dpop_algorithms=SIGNING_ALGORITHMS)
    app.add_middleware(RecordRequests, history=history, now=clock.now)
    _mount_protocol(app, parts, pages, sleep=sleep)
    _mount_documents(app, parts)
    front = FrontPage(settings.issuer, parts.residents, pages)
    app.add_api_route("/", front.show, response_class=Response, summary="What this is, and who lives here")
    controls = sim_router(
        clock=clock,
        faults=faults,
        history=history,
        people=parts.residents,
        clients=parts.apps,
        token=settings.sim_token,
    )
    app.include_router(controls)
    pages.mount(app)
    checks = (people_check(lambda: len(parts.residents.list())),)
    add_readiness(app, Readiness(checks, Draining()))
    install_request_log(app, service="singpass-mock", random_bytes=random_bytes)
    return app


def _mount_protocol(
    app: FastAPI, parts: Parts, pages: Pages, *, sleep: Callable[[float], Awaitable[None]]
) -> None:
    authorize = authorize_endpoint(parts, pages)
    rows: tuple[tuple[str, str, Endpoint, str, int], ...] = (
        ("POST", "/fapi/par", push_endpoint(parts).push, "par", 201),
        ("GET", "/fapi/auth", authorize.show, "auth", 200),
        ("POST", "/fapi/auth", authorize.answer, "answer", 303),
        ("POST", "/fapi/token", token_endpoint(parts).redeem, "token", 200),
        ("GET", "/fapi/userinfo", userinfo_endpoint(parts, sleep=sleep).answer, "userinfo", 200),
    )
    for method, path, endpoint, operation, status in rows:
        app.add_api_route(
            path,
            endpoint,
            methods=[method],
            operation_id=operation,
            status_code=status,
            response_class=Response,
            openapi_extra=OPERATIONS[operation],
        )


def _mount_documents(app: FastAPI, parts: Parts) -> None:
    base = parts.settings.public_url
    discovery = discovery_document(parts.settings.issuer, f"{base}/.well-known/keys")
    keys = parts.signer.jwk_set()
    rows: tuple[tuple[str, dict[str, Any], Mapping[str, str], str], ...] = (
        ("/fapi/.well-known/openid-configuration", discovery, _CACHEABLE, "Discovery"),
        ("/.well-known/keys", keys, _CACHEABLE, "Signing keys"),
        ("/fapi/.well-known/keys", keys, _CACHEABLE, "Signing keys, under the issuer as well"),
        ("/healthz", {"status": "ok"}, _FRESH, "Alive"),
    )
    for path, body, headers, summary in rows:
        app.add_api_route(path, _document(body, headers), summary=summary, name=summary)


def _document(body: dict[str, Any], headers: Mapping[str, str]) -> Callable[[], Awaitable[JSONResponse]]:
    async def document() -> JSONResponse:
        return JSONResponse(body, headers=headers)

    return document
