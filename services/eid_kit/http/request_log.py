"""One line for each request, and an id that the line shares with the response, the page and calls further on.

The line holds words of closed vocabularies only: no query, no path but its template, nothing that was sent.
"""

import logging
import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final

from asgi_correlation_id import CorrelationIdMiddleware, correlation_id
from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUEST_ID_HEADER: Final = "X-Request-Id"
# As proxies and tracers make them (32 hex digits, or a UUID), and nothing else: whoever sends it may choose
# it, and it is written to the log and shown on pages. A national number or a name has no such form.
_FROM_OUTSIDE: Final = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ID_BYTES: Final = 16
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Asked every few seconds by machines; what they are told when something is wrong is worth a line.
_PROBES: Final = frozenset({"/healthz", "/readyz"})

logger = logging.getLogger(__name__)
# Where nobody asked for lines (`write_log_lines`), as in a demonstration, there are none.
logger.addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the request being answered: by whom, and the facts noted so far."""

    service: str
    facts: dict[str, str] = field(default_factory=dict)


_context: ContextVar[Context | None] = ContextVar("request_context", default=None)


def install_request_log(
    app: FastAPI,
    *,
    service: str,
    random_bytes: Callable[[int], bytes],
    elapsed: Callable[[], float] = time.perf_counter,
) -> None:
    """Give every response of ``app`` an ``X-Request-Id``, and every request a line in the log.

    Install it last: what is added to an application later stands further out. ``elapsed`` counts seconds.
    """
    app.add_middleware(_RequestLog, service=service, elapsed=elapsed)
    app.add_middleware(
        CorrelationIdMiddleware,
        header_name=REQUEST_ID_HEADER,
        generator=lambda: random_bytes(_ID_BYTES).hex(),
        validator=lambda sent: _FROM_OUTSIDE.fullmatch(sent) is not None,
        transformer=None,
    )


def request_id() -> str | None:
    """Return the id of the request being answered; ``None`` outside of one."""
    return correlation_id.get()


def request_id_header() -> dict[str, str]:
    """Return the header that carries the id on, to another service or in a response made outside."""
    found = request_id()
    return {} if found is None else {REQUEST_ID_HEADER: found}


def note(
    *,
    client_id: str | None = None,
    transaction: str | None = None,
    error: str | None = None,
    reason: str | None = None,
) -> None:
    """Add facts to the line of the request being answered, and to every line logged from here on.

    ``client_id`` is a client that proved itself; ``transaction`` the reference that partner and person may
    quote, never the whole id, which is an address; ``error`` and ``reason`` are words of the protocol.
    """
    context = _context.get()
    if context is None:
        return
    facts = {"client_id": client_id, "transaction": transaction, "error": error, "reason": reason}
    context.facts.update({name: value for name, value in facts.items() if value is not None})


def current() -> dict[str, str]:
    """Return what every line logged at this moment says of its request: service, request_id, the facts."""
    context = _context.get()
    if context is None:
        return {}
    found = request_id()
    return {"service": context.service, **({"request_id": found} if found else {}), **context.facts}


class _RequestLog:
    """ASGI middleware: one line when the answer is out, however it came to be."""

    def __init__(self, app: ASGIApp, *, service: str, elapsed: Callable[[], float]) -> None:
        self._app, self._service, self._elapsed = app, service, elapsed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500  # what the server answers for an application that raises before it answers
        began = self._elapsed()

        async def listening_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        entered = _context.set(Context(self._service))
        try:
            await self._app(scope, receive, listening_send)
        except BaseException:
            # The context stays: the error is answered, and logged, further out.
            _write(scope, status, self._elapsed() - began)
            raise
        _write(scope, status, self._elapsed() - began)
        _context.reset(entered)


def _write(scope: Scope, status: int, seconds: float) -> None:
    method = scope["method"] if scope["method"] in _METHODS else "other"
    route = route_template(scope)
    facts = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
    logger.log(_level(route, status), "%s %s %s", method, route, status, extra=facts)


def _level(route: str, status: int) -> int:
    if status >= 500:
        return logging.WARNING
    return logging.DEBUG if route in _PROBES else logging.INFO


def route_template(scope: Scope) -> str:
    """Return the path as it is declared (``/t/{transaction_id}``); ``-`` where nothing is declared.

    What a caller typed is not repeated: the path of a page is known to one browser only, and a path that
    leads nowhere may hold anything.
    """
    route: Any = scope.get("route")
    template = getattr(route, "path_format", None) or getattr(route, "path", None)
    if isinstance(template, str) and template:
        return template
    mounted = scope.get("root_path")  # of files under one address: where they begin
    return f"{mounted}/*" if mounted else "-"
