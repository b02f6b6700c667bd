"""Before each request: which agreement is in force, and is it suspended? Asked of the database every time."""

from typing import Any, Final

from starlette.types import ASGIApp, Receive, Scope, Send

from bridge.flows.treaty import Treaty

# Asked whether the process answers, and files: neither can decide anything. All else is asked for, so that a
# new address need not be thought of here.
_DECIDE_NOTHING: Final = ("/healthz", "/readyz", "/static/")


class AgreementOfRequest:
    """ASGI middleware. What it finds holds for the whole request; that it could not find out is raised where
    the request wants to decide (`Treaty.agreement`), and answered there as any trouble with the store.
    """

    def __init__(self, app: ASGIApp, *, treaty: Treaty) -> None:
        self._app, self._treaty = app, treaty

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: Any = scope.get("path", "")
        if scope["type"] != "http" or path.startswith(_DECIDE_NOTHING):
            await self._app(scope, receive, send)
            return
        begun = await self._treaty.begin()
        try:
            await self._app(scope, receive, send)
        finally:
            self._treaty.end(begun)
