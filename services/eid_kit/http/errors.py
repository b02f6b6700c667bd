"""Errors written to HTTP: the only module that does. The tree of errors itself is in
``eid_kit.oauth.errors``.
"""

import logging
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from eid_kit.http.request_log import note, request_id_header, route_template
from eid_kit.oauth.bearer_tokens import InvalidBearerToken
from eid_kit.oauth.errors import (
    InsufficientScope,
    InvalidClient,
    InvalidDpopProof,
    InvalidRequest,
    InvalidToken,
    OAuthError,
    ServerError,
    UseDpopNonce,
)

logger = logging.getLogger("eid_kit.http")

_RESOURCES = ("/userinfo", "/v1/receipts/")  # what the services protect by an access token (OIDC Core 5.3)
_NO_STORE = {"Cache-Control": "no-store"}  # RFC 6749 section 5.2


@dataclass(frozen=True, slots=True)
class _Writer:
    """Knows which challenge a resource of this service answers with."""

    challenge: Literal["DPoP", "Bearer"]
    dpop_algorithms: Sequence[str]
    bearer_paths: tuple[str, ...]

    async def protocol_error(self, request: Request, error: Exception) -> Response:
        if not isinstance(error, OAuthError):
            raise error
        note(error=error.code, reason=error.reason)
        at_resource = _is_resource_request(request, error)
        headers = {**_NO_STORE, **self._challenge(request, error, at_resource=at_resource)}
        if isinstance(error, UseDpopNonce):
            headers["DPoP-Nonce"] = error.nonce
        # RFC 9449 section 9: at a resource the same error is a 401, at the token endpoint (section 8) a 400.
        proof_refused = isinstance(error, InvalidDpopProof | UseDpopNonce)
        status = HTTPStatus.UNAUTHORIZED if at_resource and proof_refused else error.status
        return JSONResponse(error.body(), status_code=status, headers=headers)

    def _challenge(self, request: Request, error: OAuthError, *, at_resource: bool) -> dict[str, str]:
        if isinstance(error, InvalidClient) and _scheme(request) == "basic":
            return {"WWW-Authenticate": 'Basic realm="oauth", charset="UTF-8"'}  # RFC 6749 section 5.2
        if not at_resource:
            return {}
        members = {"error": error.code, "error_description": error.description}
        if error.reason == "token_missing":
            # RFC 6750 section 3.1: who sent no token learns how to send one, and no error code.
            members = {"realm": "oauth"}
        # A registration or control token is presented under a scheme of its own (RFC 7592 section 2.1).
        below = request.scope["path"].startswith(self.bearer_paths)
        scheme = "Bearer" if below or isinstance(error, InvalidBearerToken) else self.challenge
        if scheme == "DPoP":
            members["algs"] = " ".join(self.dpop_algorithms)  # RFC 9449 section 7.1
        # The description has no quotation mark or control character: OAuthError sees to that.
        written = ", ".join(f'{name}="{value}"' for name, value in members.items())
        return {"WWW-Authenticate": f"{scheme} {written}"}


def install_error_handlers(
    app: FastAPI,
    *,
    challenge: Literal["DPoP", "Bearer"] = "DPoP",
    dpop_algorithms: Sequence[str] = ("ES256",),
    bearer_paths: Sequence[str] = (),
) -> None:
    """Make every error of ``app`` a JSON object with ``error`` and ``error_description``.

    ``challenge`` is the scheme of this service's protected resources; ``dpop_algorithms`` what it tells
    clients about proofs; below ``bearer_paths`` the challenge is Bearer, whatever it is elsewhere. A request
    is to a resource when it carries an access token, or when the error is about one.
    """
    writer = _Writer(challenge, tuple(dpop_algorithms), tuple(bearer_paths))
    app.add_exception_handler(OAuthError, writer.protocol_error)
    app.add_exception_handler(HTTPException, _http_exception)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(Exception, _unexpected)


def error_response(error: OAuthError, *, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Return the plain response to ``error``, for an endpoint whose errors look different from all others."""
    note(error=error.code, reason=error.reason)
    return JSONResponse(error.body(), status_code=error.status, headers={**_NO_STORE, **(headers or {})})


def _scheme(request: Request) -> str:
    return request.headers.get("authorization", "").partition(" ")[0].lower()


def _is_resource_request(request: Request, error: OAuthError) -> bool:
    if isinstance(error, InvalidToken | InsufficientScope):
        return True
    # By the address, not by the header that came: a token endpoint answers 400 whatever else it was sent.
    is_resource = any(part in request.scope["path"] for part in _RESOURCES)
    return isinstance(error, InvalidDpopProof | UseDpopNonce) and is_resource


async def _http_exception(_request: Request, error: Exception) -> Response:
    """Write what the framework refuses by itself: no such path, no such method."""
    if not isinstance(error, HTTPException):
        raise error
    phrase = HTTPStatus(error.status_code).phrase
    note(error=phrase.lower().replace(" ", "_"))
    body = {"error": phrase.lower().replace(" ", "_"), "error_description": phrase}
    headers = {**(error.headers or {}), **_NO_STORE}
    return JSONResponse(body, status_code=error.status_code, headers=headers)


async def _validation_error(_request: Request, error: Exception) -> Response:
    """Name the place, never the value: the framework's own answer repeats what was sent."""
    if not isinstance(error, RequestValidationError):
        raise error
    places = sorted({".".join(str(part) for part in fault["loc"]) for fault in error.errors()})
    return error_response(InvalidRequest(f"the request is malformed at {', '.join(places)[:300]}"))


async def _unexpected(request: Request, error: Exception) -> Response:
    logger.error("%s while answering %s", where(error), route_template(request.scope))
    # Answered outside of every middleware, which therefore cannot add it.
    failed = ServerError("the server failed to answer this request")
    return error_response(failed, headers=request_id_header())


def where(error: BaseException) -> str:
    """Return the type of an error and the line that raised it, never its message: that may quote a value."""
    frames = traceback.extract_tb(error.__traceback__)
    line = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{line}"
