"""HEAD where GET only shows something (RFC 9110 section 9.3.2): probes and `curl -I` send it.

Not everywhere: a GET of a journey's own address may take a step of it, and what asks for headers must not.
"""

from collections.abc import Collection
from typing import Final

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_EVERYWHERE: Final = ("/", "/healthz", "/readyz", "/docs", "/openapi.json")


def install_head(app: FastAPI, *further: str) -> None:
    """Answers HEAD like GET at front page, probes, documentation, discovery, key sets, and at ``further``."""
    app.add_middleware(_HeadAsGet, paths=frozenset((*_EVERYWHERE, *further)))


class _HeadAsGet:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, *, paths: Collection[str]) -> None:
        self._app, self._paths = app, paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD" or not self._shows(scope["path"]):
            await self._app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self._app({**scope, "method": "GET"}, receive, without_body)

    def _shows(self, path: str) -> bool:
        return path in self._paths or "/.well-known/" in path or path.endswith("/jwks")
