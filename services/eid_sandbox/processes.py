"""The link with each service in a process of its own, to be measured one by one, or killed one by one.

On free ports of this machine, with temporary state, and with nothing of the caller's `BRIDGE_*`, `VNEID_*`
and `SINGPASS_*` but the agreement file.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import IO

import psutil

from bridge.domain.clauses import Agreement
from bridge.settings import Settings
from bridge.world import load_agreement
from eid_kit.http.serve import bound_port, open_socket
from eid_sandbox.clients import singpass_apps, vneid_client, write_clients_file

STARTS_WITHIN_S = 60.0
_STOPS_WITHIN_S = 20.0
_BETWEEN_LOOKS_S = 0.05
_OURS = ("BRIDGE_", "VNEID_", "SINGPASS_")
_KEPT = "BRIDGE_AGREEMENT_FILE"


class DidNotStart(Exception):
    """A service that does not answer; the message holds the end of what it said."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process has used so far: CPU time (user and system) in seconds, resident memory in bytes."""

    cpu_s: float
    rss: int


@dataclass(slots=True)
class Process:
    """One service. It can be killed and started again, on the same port."""

    name: str
    module: str
    port: int
    environment: Mapping[str, str]
    log: Path
    _running: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://localhost:{self.port}"

    @property
    def control(self) -> IO[bytes]:
        """Its standard input. Raises `ValueError` while it does not run."""
        if self._running is None or self._running.stdin is None:
            raise ValueError(f"{self.name} does not run")
        return self._running.stdin

    def start(self) -> None:
        """Starts it; `wait` says when it answers."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith(_OURS) or k == _KEPT}
        with self.log.open("ab") as log:
            # A session of its own: Ctrl-C reaches us, and we stop the services in order.
            self._running = subprocess.Popen(  # noqa: S603 - our own module, our own arguments
                [sys.executable, "-m", self.module],
                env={**environment, **self.environment},
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait(self) -> None:
        """Until it answers. Raises `DidNotStart`. Blocks: a caller with a loop calls it from a thread."""
        deadline = time.monotonic() + STARTS_WITHIN_S
        while time.monotonic() < deadline and self._running is not None and self._running.poll() is None:
            if self._answers():
                return
            time.sleep(_BETWEEN_LOOKS_S)
        raise DidNotStart(f"{self.name} does not answer:\n{self.log.read_text('utf-8', 'replace')[-2000:]}")

    def _answers(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=3)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def usage(self) -> Usage:
        """What it has used since it was started."""
        if self._running is None:
            raise ValueError(f"{self.name} does not run")
        process = psutil.Process(self._running.pid)
        times = process.cpu_times()
        return Usage(times.user + times.system, process.memory_info().rss)

    def kill(self) -> None:
        """SIGKILL: it cannot finish anything, nor say anything."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM; SIGKILL for one that does not end in time."""
        self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> None:
        if self._running is None:
            return
        self._running.send_signal(number)
        try:
            self._running.wait(_STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._running.kill()
            self._running.wait()
        if self._running.stdin is not None:
            self._running.stdin.close()
        self._running = None


@dataclass(frozen=True, slots=True)
class Layout:
    """What is to be started. `public_url` differs from the bridge's own address behind a load balancer."""

    folder: Path
    database_url: str | None = None
    bridges: int = 1
    public_url: str | None = None
    bridge_module: str = "bridge"


@dataclass(frozen=True, slots=True)
class Processes:
    """The running services."""

    settings: Settings
    bridges: tuple[Process, ...]
    vneid: Process
    singpass: Process

    @property
    def services(self) -> tuple[Process, ...]:
        """All of them, the bridge first."""
        return (*self.bridges, self.vneid, self.singpass)


def agreement_in_force() -> Agreement:
    """The agreement that the processes will read. Raises `UnfitAgreement`."""
    return load_agreement(Settings(sandbox=True).agreement_file)


@contextmanager
def running(layout: Layout) -> Iterator[Processes]:
    """Everything started, and stopped on the way out, whatever happened. Raises `DidNotStart`."""
    processes = _laid_out(layout)
    with ExitStack() as stack:
        for service in processes.services:
            stack.callback(service.stop)
            service.start()
        for service in processes.services:
            service.wait()
        yield processes


def _laid_out(layout: Layout) -> Processes:
    *bridges, vneid, singpass = _free_ports(layout.bridges + 2)
    own = f"http://localhost:{bridges[0]}"
    settings = Settings(
        public_url=layout.public_url or own,
        data_dir=layout.folder / "bridge",
        database_url=layout.database_url,
        sandbox=True,
        vneid_issuer=f"http://localhost:{vneid}",
        singpass_issuer=f"http://localhost:{singpass}/fapi",
    )
    _write_clients(layout.folder, settings, own)
    return Processes(
        settings,
        tuple(
            Process(
                f"bridge {number}" if layout.bridges > 1 else "bridge",
                layout.bridge_module,
                port,
                _bridge_environment(settings, port),
                layout.folder / f"bridge-{number}.log",
            )
            for number, port in enumerate(bridges, 1)
        ),
        _mock("VNEID", "vneid_mock", vneid, folder=layout.folder, bridge=own),
        _mock("SINGPASS", "singpass_mock", singpass, folder=layout.folder, bridge=own),
    )


def _free_ports(count: int) -> Sequence[int]:
    with ExitStack() as stack:
        opened = [stack.enter_context(open_socket("127.0.0.1", 0, name="port")) for _ in range(count)]
        return [bound_port(each) for each in opened]


def _bridge_environment(settings: Settings, port: int) -> dict[str, str]:
    upstreams = (settings.vneid_issuer, settings.singpass_issuer.removesuffix("/fapi"))
    return {
        "BRIDGE_PORT": str(port),
        "BRIDGE_PUBLIC_URL": settings.public_url,
        "BRIDGE_DATA_DIR": str(settings.data_dir),
        "BRIDGE_DATABASE_URL": settings.database,
        "BRIDGE_SANDBOX": "true",
        "BRIDGE_VNEID_ISSUER": settings.vneid_issuer,
        "BRIDGE_SINGPASS_ISSUER": settings.singpass_issuer,
        "BRIDGE_OUTBOUND_ALLOW": ",".join(url.removeprefix("http://") for url in upstreams),
    }


def _mock(prefix: str, module: str, port: int, *, folder: Path, bridge: str) -> Process:
    data_dir = folder / prefix.lower()
    environment = {
        f"{prefix}_PORT": str(port),
        f"{prefix}_PUBLIC_URL": f"http://localhost:{port}",
        f"{prefix}_DATA_DIR": str(data_dir),
        f"{prefix}_CLIENTS_FILE": str(data_dir / "clients.yaml"),
        f"{prefix}_OUTBOUND_ALLOW": bridge.removeprefix("http://"),
    }
    return Process(module.replace("_", " "), module, port, environment, folder / f"{module}.log")


def _write_clients(folder: Path, settings: Settings, bridge: str) -> None:
    """The bridge as both mocks know it, its keys fetched past the load balancer."""
    agreement = agreement_in_force()
    known = {
        "vneid": [vneid_client(settings.public_url, settings.vneid_client_id)],
        "singpass": singpass_apps(settings.public_url, settings.singpass_client_prefix, agreement),
    }
    for mock, clients in known.items():
        fetched = [{**client, "jwks_uri": f"{bridge}/upstream/jwks"} for client in clients]
        write_clients_file(folder / mock / "clients.yaml", fetched, None)
