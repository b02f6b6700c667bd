"""The addresses of the mock, with their words for `/openapi.json`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.requests import Request
from starlette.responses import Response

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

_AUTHORIZE_PARAMETERS = (
    ("response_type", True),
    ("client_id", True),
    ("redirect_uri", True),
    ("scope", True),
    ("state", True),
    ("nonce", True),
    ("code_challenge", True),
    ("code_challenge_method", True),
    ("response_mode", False),
    ("prompt", False),
    ("ui_locales", False),
    ("lang", False),
)


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

    rows: tuple[tuple[str, str, Handler, str, dict[str, Any]], ...] = (
        ("GET", "/", endpoints.front_page.handle, "What this is", {}),
        ("GET", "/healthz", show_health, "Whether the service answers", {}),
        ("GET", DISCOVERY_PATH, show_discovery, "Discovery document", {}),
        ("GET", JWKS_PATH, show_jwks, "Public keys", {}),
        ("GET", AUTHORIZE_PATH, endpoints.authorize.handle, "Sign-in page", _query(_AUTHORIZE_PARAMETERS)),
        ("POST", AUTHORIZE_PATH, endpoints.authorize.handle, "Sign-in page, asked by a form", _form({})),
        ("POST", DECISION_PATH, endpoints.decision.handle, "Answer of the person", _form(_DECISION_FIELDS)),
        ("POST", TOKEN_PATH, endpoints.token.handle, "Redeem a code", _form(_TOKEN_FIELDS)),
        ("GET", USERINFO_PATH, endpoints.userinfo.handle, "Attributes of the person", _BEARER),
        ("POST", USERINFO_PATH, endpoints.userinfo.handle, "Attributes of the person", _BEARER),
    )
    for method, path, handler, summary, extra in rows:
        app.add_api_route(
            path,
            handler,
            methods=[method],
            summary=summary,
            openapi_extra=extra or None,
            response_class=Response,
        )


_TOKEN_FIELDS = {
    "grant_type": "authorization_code",
    "code": "from the redirect",
    "redirect_uri": "as in the authorization request",
    "code_verifier": "RFC 7636",
    "client_assertion_type": "private_key_jwt only",
    "client_assertion": "private_key_jwt only",
}
_DECISION_FIELDS = {
    "person": "id of a person",
    "decision": "approve or deny",
    "transaction": "hidden field of the page",
    "form_token": "hidden field of the page",
    "lang": "vi or en",
}
_BEARER: dict[str, Any] = {
    "parameters": [
        {
            "name": "Authorization",
            "in": "header",
            "required": True,
            "schema": {"type": "string", "example": "Bearer …"},
        }
    ]
}


def _query(parameters: tuple[tuple[str, bool], ...]) -> dict[str, Any]:
    return {
        "parameters": [
            {"name": name, "in": "query", "required": required, "schema": {"type": "string"}}
            for name, required in parameters
        ]
    }


def _form(fields: dict[str, str]) -> dict[str, Any]:
    properties = {name: {"type": "string", "description": words} for name, words in fields.items()}
    schema = {"type": "object", "properties": properties}
    return {"requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": schema}}}}
