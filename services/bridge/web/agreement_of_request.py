"""Before each request: which agreement is in force, and is it suspended? Asked of the database every time."""

import math
from typing import Any, Final

from starlette.types import ASGIApp, Receive, Scope, Send

from bridge.flows.patience import one_patience
from bridge.flows.treaty import Treaty

# Asked whether the process answers, files and keys: they know no agreement. All else is asked for, so that a
# new address need not be thought of here.
_KNOW_NONE: Final = (
    *("/healthz", "/readyz", "/static/", "/docs", "/openapi.json"),
    *("/oauth/jwks", "/baseline/oauth/jwks", "/upstream/jwks", "/v1/event-keys", "/v1/receipt-keys"),
)
# These describe what they last knew rather than keep anybody waiting.
_DESCRIBE: Final = ("/.well-known/", "/baseline/.well-known/")
_DESCRIBING_S: Final = 1.0


class AgreementOfRequest:
    """ASGI middleware. What it finds holds for the whole request; that it could not find out is raised where
    the request wants to decide (`Treaty.agreement`), and answered there as any trouble with the store.
    """

    def __init__(self, app: ASGIApp, *, treaty: Treaty) -> None:
        self._app, self._treaty = app, treaty

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: Any = scope.get("path", "")
        if scope["type"] != "http" or path.startswith(_KNOW_NONE):
            await self._app(scope, receive, send)
            return
        describes = path == "/" or path.startswith(_DESCRIBE)
        with one_patience(_DESCRIBING_S if describes else math.inf):
            begun = await self._treaty.begin()
            try:
                await self._app(scope, receive, send)
            finally:
                self._treaty.end(begun)
