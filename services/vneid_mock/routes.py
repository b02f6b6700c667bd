"""The addresses of the mock, with their words for `/openapi.json`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.requests import Request
from starlette.responses import Response

from eid_kit.http.openapi.operations import Operation
from eid_kit.http.openapi.protocol_schemas import discovery_operation, health_operation, jwks_operation
from eid_kit.simulator.openapi import FRONT_PAGE
from vneid_mock import openapi as documents
from vneid_mock import openapi_tokens
from vneid_mock.authorize import AuthorizeEndpoint
from vneid_mock.decision import DecisionEndpoint
from vneid_mock.discovery import (
    DISCOVERY_PATH,
    JWKS_PATH,
    TOKEN_PATH,
    USERINFO_PATH,
    discovery_document,
    jwks,
)
from vneid_mock.front_page import FrontPage
from vneid_mock.keys import Keys
from vneid_mock.sign_in_pages import AUTHORIZE_PATH, DECISION_PATH
from vneid_mock.token import TokenEndpoint
from vneid_mock.userinfo import UserinfoEndpoint

Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """What is behind the addresses."""

    issuer: str
    keys: Keys
    front_page: FrontPage
    authorize: AuthorizeEndpoint
    decision: DecisionEndpoint
    token: TokenEndpoint
    userinfo: UserinfoEndpoint


def add_routes(app: FastAPI, endpoints: Endpoints) -> None:
    """Puts every endpoint at its address."""
    discovery, keys = discovery_document(endpoints.issuer), jwks(endpoints.keys)

    async def show_discovery(_request: Request) -> Response:
        return JSONResponse(discovery, headers={"Cache-Control": "public, max-age=3600"})

    async def show_jwks(_request: Request) -> Response:
        return JSONResponse(keys, headers={"Cache-Control": "public, max-age=3600"})

    async def show_health(_request: Request) -> Response:
        return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})

    rows: tuple[tuple[str, str, Handler, Operation], ...] = (
        ("GET", "/", endpoints.front_page.handle, FRONT_PAGE),
        ("GET", "/healthz", show_health, health_operation("about")),
        ("GET", DISCOVERY_PATH, show_discovery, discovery_operation("showDiscovery", "about", discovery)),
        ("GET", JWKS_PATH, show_jwks, jwks_operation("showKeys", "about", "One ES256 and one RS256 key.")),
        ("GET", AUTHORIZE_PATH, endpoints.authorize.handle, documents.AUTHORIZE),
        ("POST", AUTHORIZE_PATH, endpoints.authorize.handle, documents.AUTHORIZE_BY_FORM),
        ("POST", DECISION_PATH, endpoints.decision.handle, documents.DECIDE),
        ("POST", TOKEN_PATH, endpoints.token.handle, openapi_tokens.TOKEN),
        ("GET", USERINFO_PATH, endpoints.userinfo.handle, openapi_tokens.USERINFO_BY_GET),
        ("POST", USERINFO_PATH, endpoints.userinfo.handle, openapi_tokens.USERINFO_BY_POST),
    )
    for method, path, handler, operation in rows:
        app.add_api_route(path, handler, methods=[method], **operation.route())
