"""Requests read strictly and within bounds: forms, JSON, query, and the headers that carry credentials."""

import re
from collections.abc import Collection
from typing import Final, Literal

from starlette.requests import ClientDisconnect, Request

from eid_kit.oauth import client_secret_basic, parameters, strict_json
from eid_kit.oauth.bearer_tokens import InvalidBearerToken
from eid_kit.oauth.errors import (
    InvalidClient,
    InvalidDpopProof,
    InvalidRequest,
    InvalidToken,
    PayloadTooLarge,
    UnsupportedMediaType,
)
from eid_kit.oauth.jwt import UnverifiedJwt

FORM_MEDIA_TYPE: Final = "application/x-www-form-urlencoded"
MAX_BODY_BYTES: Final = 64 * 1024

_B64TOKEN: Final = re.compile(r"[A-Za-z0-9\-._~+/]+=*\Z")  # RFC 6750 section 2.1


async def read_body(request: Request, limit: int = MAX_BODY_BYTES) -> bytes:
    """Return the body; raise ``PayloadTooLarge`` as soon as more than ``limit`` bytes have come, and
    ``InvalidRequest`` when the client went away before its end.
    """
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit:
                raise PayloadTooLarge(f"the body is longer than {limit} bytes", reason="body_too_large")
    except ClientDisconnect:
        # Nobody reads this answer. As an error of ours it would fill the log at anybody's wish.
        raise InvalidRequest("the body ended early", reason="body_malformed") from None
    return bytes(body)


async def read_form(request: Request) -> dict[str, str]:
    """Return the parameters of a form; raises like ``parameters.parse_form``, and on another media type."""
    _require_media_type(request, FORM_MEDIA_TYPE)
    return parameters.parse_form(await read_body(request))


async def read_form_with_lists(
    request: Request, *, lists: Collection[str]
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Return single parameters, and apart from them those that may repeat (check boxes); else as
    ``read_form``.
    """
    _require_media_type(request, FORM_MEDIA_TYPE)
    return parameters.parse_form_with_lists(await read_body(request), lists=lists)


async def read_json(request: Request, limit: int = MAX_BODY_BYTES) -> object:
    """Return the JSON value of the body, read strictly; ``InvalidRequest`` says what is wrong with it."""
    _require_media_type(request, "application/json")
    try:
        value: object = strict_json.loads(await read_body(request, limit), max_bytes=limit)
    except strict_json.StrictJsonError as error:
        raise InvalidRequest(f"the body is refused: {error}", reason="body_malformed") from error
    return value


def query_of(request: Request) -> dict[str, str]:
    """Return the parameters of the query."""
    return parameters.parse_query(request.scope.get("query_string", b""))


def dpop_proof(request: Request) -> UnverifiedJwt | None:
    """Return the DPoP header; raise ``InvalidDpopProof`` on two of them (RFC 9449 section 4.3 item 1)."""
    proofs = request.headers.getlist("dpop")
    if len(proofs) > 1:
        raise InvalidDpopProof("exactly one DPoP header is allowed", reason="dpop_repeated")
    return UnverifiedJwt(proofs[0]) if proofs else None


def access_token(request: Request, scheme: Literal["DPoP", "Bearer"]) -> str:
    """Return the access token of the Authorization header; raise ``InvalidToken`` without exactly one.

    A token is never taken from the query or the body (FAPI 2.0 section 5.3.4), nor under another scheme: a
    bound token presented as Bearer would do without its key (RFC 9449 section 7.2).
    """
    refused = InvalidBearerToken if scheme == "Bearer" else InvalidToken
    headers, remedy = request.headers.getlist("authorization"), f"one token, as Authorization: {scheme}"
    if not headers:
        raise refused("an access token is required", reason="token_missing", what_would_pass=remedy)
    received, _, token = headers[0].partition(" ")
    if len(headers) > 1 or received.lower() != scheme.lower() or _B64TOKEN.match(token) is None:
        says = f"send one access token in Authorization: {scheme}"
        raise refused(says, reason="token_malformed", what_would_pass=remedy)
    return token


def basic_credentials(request: Request) -> tuple[str, str] | None:
    """Return client_id and secret of the Authorization header, ``None`` without one; ``InvalidClient`` on
    others.
    """
    headers = request.headers.getlist("authorization")
    if not headers:
        return None
    if len(headers) > 1:
        raise InvalidClient("more than one Authorization header", reason="credentials_malformed")
    return client_secret_basic.parse(headers[0])


def _require_media_type(request: Request, expected: str) -> None:
    received, _, attributes = request.headers.get("content-type", "").partition(";")
    charset = attributes.strip().lower().replace('"', "")
    if received.strip().lower() != expected or charset not in ("", "charset=utf-8"):
        raise UnsupportedMediaType(f"the body must be {expected} in UTF-8", reason="media_type_unsupported")
