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
from typing import Any, Final, NoReturn

import uvicorn

from eid_kit.http.log_lines import WithoutValues
from eid_kit.http.readiness import Draining

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


@dataclass(frozen=True, slots=True)
class Stopping:
    """How a service stops: ``draining`` is switched on at once, and it goes on serving for ``seconds`` more.

    Meanwhile ``/readyz`` answers 503, so that a load balancer sends nothing new here.
    """

    draining: Draining
    seconds: float = 0


class StartFailed(Exception):
    """An application refused to start (its lifespan failed); the message names it."""


class _Server(uvicorn.Server):
    """A server that leaves signals alone: several share one loop, and one handler stops them all."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


_WITHOUT_VALUES: Final = WithoutValues()

logger = logging.getLogger(__name__)


def open_socket(host: str, port: int, *, name: str, setting: str | None = None) -> socket.socket:
    """Return a listening socket; port 0 takes a free one (``bound_port`` tells which).

    A port in use ends the process with exit code 2 after one line that names the port and the setting that
    changes it (``<NAME>_PORT`` unless given); so does a host that this machine does not have.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    knob = setting or f"{name.upper().replace('-', '_')}_PORT"
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        # Under a name that has no address, the library raises another error over the one that says so.
        is_nowhere = error.errno == errno.EADDRNOTAVAIL or isinstance(error.__context__, socket.gaierror)
        if is_nowhere:
            _refuse(f"{name}: {host} is no address of this machine; set {_host_setting(knob)}", error)
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        problem = "is in use" if error.errno == errno.EADDRINUSE else "cannot be opened"
        _refuse(f"{name}: port {port} on {host} {problem}; choose another with {knob}", error)


def _host_setting(port_setting: str) -> str:
    return f"{port_setting.removesuffix('_PORT')}_HOST"


def _refuse(sentence: str, cause: OSError) -> NoReturn:
    sys.stderr.write(f"{sentence}\n")
    raise SystemExit(EXIT_PORT_IN_USE) from cause


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
    stopping: Stopping | None = None,
) -> None:
    """Serve one application until SIGINT or SIGTERM; exit code 2 for its port, 3 when it does not start.

    ``closing`` runs last, in the same loop, when every open request is answered.
    """
    service = Service(app, open_socket(host, port, name=name, setting=setting), name)
    try:
        with asyncio.Runner(loop_factory=_config(service).get_loop_factory()) as runner:
            runner.run(_serve_then_close(service, closing, stopping))
    except StartFailed as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(EXIT_START_FAILED) from error


async def _serve_then_close(
    service: Service, closing: Callable[[], Awaitable[None]] | None, stopping: Stopping | None
) -> None:
    try:
        await serve_many([service], stopping=stopping)
    finally:
        if closing is not None:
            await closing()


async def serve_many(
    services: Sequence[Service],
    *,
    on_ready: Callable[[], None] | None = None,
    stopping: Stopping | None = None,
) -> None:
    """Serve all applications in this loop until SIGINT or SIGTERM, or until one of them ends.

    ``on_ready`` is called once, when all of them answer. Open requests get 15 seconds to finish. Raises
    ``StartFailed`` when an application does not start; the others are stopped first.
    """
    logging.getLogger("uvicorn.error").addFilter(_WITHOUT_VALUES)
    servers = [_Server(_config(service)) for service in services]
    with _stopping_on_signals(servers, stopping or Stopping(Draining())):
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


def _told_to_stop(servers: Sequence[_Server], stopping: Stopping) -> None:
    """The first signal begins the draining, where there is any; the second ends it."""
    again, stopping.draining.is_on = stopping.draining.is_on, True
    if again or not stopping.seconds:
        _stop(servers)
        return
    logger.info("told to stop: serving for %g s more, so that load balancers notice", stopping.seconds)
    asyncio.get_running_loop().call_later(stopping.seconds, _stop, servers)


def _stop(servers: Sequence[_Server]) -> None:
    for server in servers:
        server.should_exit = True


@contextlib.contextmanager
def _stopping_on_signals(servers: Sequence[_Server], stopping: Stopping) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)
    for number in signals:
        loop.add_signal_handler(number, _told_to_stop, servers, stopping)
    try:
        yield
    finally:
        for number in signals:
            loop.remove_signal_handler(number)
