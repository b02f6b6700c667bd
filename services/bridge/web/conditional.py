"""Documents that anyone may keep, and asks for again by their digest."""

from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse


def unless_known(request: Request, digest: str, document: dict[str, Any]) -> Response:
    """The document, or 304 for whoever has this version of it.

    `no-cache` keeps a copy from being used without asking: what it says may change at any moment (RFC 9111
    section 5.2.2.4).
    """
    tag = f'"{digest}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if _names(request.headers.getlist("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    return JSONResponse(document, headers=headers)


def _names(conditions: list[str], tag: str) -> bool:
    """RFC 9110 section 13.1.2: a list of tags, compared weakly, or an asterisk."""
    known = {part.strip().removeprefix("W/") for condition in conditions for part in condition.split(",")}
    return tag in known or "*" in known
