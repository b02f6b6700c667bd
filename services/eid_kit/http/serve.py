"""Applications served on sockets that were opened first: a port in use is found before anything starts."""

import asyncio
import contextlib
import errno
import logging
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import uvicorn

from eid_kit.http.errors import where

EXIT_PORT_IN_USE: Final = 2
EXIT_START_FAILED: Final = 3
_BACKLOG: Final = 2048
# Longer than any honest answer takes: a callback may make four calls to an identity provider, each of three
# seconds at most, and wait for the database besides.
_GRACE_S: Final = 15


@dataclass(frozen=True, slots=True)
class Service:
    """An ASGI application, the socket it answers on and the name it goes by."""

    app: Any
    socket: socket.socket
    name: str


class StartFailed(Exception):
    """An application refused to start (its lifespan failed); the message names it."""


class _Server(uvicorn.Server):
    """A server that leaves signals alone: several share one loop, and one handler stops them all."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class _WithoutValues(logging.Filter):
    """Uvicorn logs the whole traceback of an unexpected error, messages included; those may quote a value."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[1] is not None:
            record.msg, record.args = "%s: %s", (record.getMessage().strip(), where(record.exc_info[1]))
            record.exc_info = record.exc_text = None
        return True


_WITHOUT_VALUES: Final = _WithoutValues()


def open_socket(host: str, port: int, *, name: str, setting: str | None = None) -> socket.socket:
    """Return a listening socket; port 0 takes a free one (``bound_port`` tells which).

    A port in use ends the process with exit code 2 after one line that names the port and the setting that
    changes it (``<NAME>_PORT`` unless given).
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL):
            raise
        knob = setting or f"{name.upper().replace('-', '_')}_PORT"
        problem = "is in use" if error.errno == errno.EADDRINUSE else "cannot be opened"
        sys.stderr.write(f"{name}: port {port} on {host} {problem}; choose another with {knob}\n")
        raise SystemExit(EXIT_PORT_IN_USE) from error


def bound_port(opened: socket.socket) -> int:
    """Return the port a socket listens on."""
    port: int = opened.getsockname()[1]
    return port


def run(
    app: Any,
    *,
    host: str,
    port: int,
    name: str,
    setting: str | None = None,
    closing: Callable[[], Awaitable[None]] | None = None,
) -> None:
    """Serve one application until SIGINT or SIGTERM; exit code 2 for its port, 3 when it does not start.

    ``closing`` runs last, in the same loop, when every open request is answered.
    """
    service = Service(app, open_socket(host, port, name=name, setting=setting), name)
    try:
        asyncio.run(_serve_then_close(service, closing))
    except StartFailed as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(EXIT_START_FAILED) from error


async def _serve_then_close(service: Service, closing: Callable[[], Awaitable[None]] | None) -> None:
    try:
        await serve_many([service])
    finally:
        if closing is not None:
            await closing()


async def serve_many(services: Sequence[Service], *, on_ready: Callable[[], None] | None = None) -> None:
    """Serve all applications in this loop until SIGINT or SIGTERM, or until one of them ends.

    ``on_ready`` is called once, when all of them answer. Open requests get 15 seconds to finish. Raises
    ``StartFailed`` when an application does not start; the others are stopped first.
    """
    logging.getLogger("uvicorn.error").addFilter(_WITHOUT_VALUES)
    servers = [_Server(_config(service)) for service in services]
    with _stopping_on_signals(servers):
        tasks = [
            asyncio.create_task(_serve(server, service), name=service.name)
            for server, service in zip(servers, services, strict=True)
        ]
        try:
            await _all_started(servers, tasks)
            if on_ready is not None and _have_started(servers):
                on_ready()
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            _stop(servers)
            await asyncio.wait(tasks)
    for task in tasks:
        task.result()


async def _serve(server: _Server, service: Service) -> None:
    try:
        await server.serve(sockets=[service.socket])
    except (
        SystemExit
    ) as error:  # uvicorn's word for a failed start; inside a task it would tear the loop down
        raise StartFailed(f"{service.name} could not start") from error


def _config(service: Service) -> uvicorn.Config:
    return uvicorn.Config(
        service.app,
        log_config=None,
        access_log=False,  # it would write codes and request URIs, which stand in the query
        server_header=False,
        proxy_headers=False,  # the public URL is configured; a forwarded header is the client's word
        timeout_graceful_shutdown=_GRACE_S,
    )


async def _all_started(servers: Sequence[_Server], tasks: Sequence[asyncio.Task[None]]) -> None:
    # uvicorn offers no event to wait for
    while not (_have_started(servers) or any(task.done() for task in tasks)):  # noqa: ASYNC110
        await asyncio.sleep(0.01)


def _have_started(servers: Sequence[_Server]) -> bool:
    return all(server.started for server in servers)


def _stop(servers: Sequence[_Server]) -> None:
    for server in servers:
        server.should_exit = True


@contextlib.contextmanager
def _stopping_on_signals(servers: Sequence[_Server]) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)
    for number in signals:
        loop.add_signal_handler(number, _stop, servers)
    try:
        yield
    finally:
        for number in signals:
            loop.remove_signal_handler(number)
