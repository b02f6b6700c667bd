"""Bridges as processes of their own on one data folder and one database, both mocks, and a load balancer.

The balancer is the client's transport: whatever goes to the public address goes to the processes in turn. So
does every step of a journey, and nothing that a process remembers by itself can help the next one.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from bridge.domain.agreement import parse_agreement
from bridge.domain.clauses import Agreement
from eid_cli.audit import verify_log
from eid_cli.log_checks import Verdict
from eid_sandbox.clients import singpass_apps, vneid_client, write_clients_file
from running_link import free_ports

ROOT = Path(__file__).resolve().parent.parent
AGREEMENT = ROOT / "agreements" / "vn-sg.yaml"
# As behind a proxy that ends TLS: nobody listens there, and no process is told that it is behind anything.
PUBLIC_URL = "https://bridge.example"
STARTS_WITHIN_S = 60


class Balancer(httpx.AsyncBaseTransport):
    """Requests to the public address go to the processes in turn, all others where they belong."""

    def __init__(self, processes: tuple[str, ...]) -> None:
        self._processes, self._turn = processes, count()
        self._wire = httpx.AsyncHTTPTransport()
        self.served: dict[str, int] = dict.fromkeys(processes, 0)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == urlsplit(PUBLIC_URL).hostname:
            process = self._processes[next(self._turn) % len(self._processes)]
            self.served[process] += 1
            request = _sent_on(request, process)
        return await self._wire.handle_async_request(request)

    async def aclose(self) -> None:
        await self._wire.aclose()


def _sent_on(request: httpx.Request, process: str) -> httpx.Request:
    """The same request, Host header included, to another address; the client's own stays as it was."""
    parts = urlsplit(process)
    url = request.url.copy_with(scheme=parts.scheme, host=parts.hostname, port=parts.port)
    return httpx.Request(
        request.method, url, headers=request.headers, stream=request.stream, extensions=request.extensions
    )


@dataclass(frozen=True, slots=True)
class Bridges:
    """The running processes' own addresses, and what they share."""

    processes: tuple[str, ...]
    data_dir: Path
    database_url: str

    def client(self) -> httpx.AsyncClient:
        """A browser or a partner in front of the load balancer."""
        return httpx.AsyncClient(transport=Balancer(self.processes), timeout=20, trust_env=False)

    def verdict(self) -> Verdict:
        """The whole log checked again from its first entry."""
        return verify_log(self.database_url, self.data_dir / "keys" / "log.jwk")


@contextmanager
def several_bridges(folder: Path, database_url: str) -> Iterator[Bridges]:
    """Two bridges that start at the same moment on an empty folder and an empty database."""
    ports = free_ports(4)
    one, other, vneid, singpass = (f"http://localhost:{port}" for port in ports)
    bridge = {
        **bridge_environment(folder, database_url),
        "BRIDGE_VNEID_ISSUER": vneid,
        "BRIDGE_SINGPASS_ISSUER": f"{singpass}/fapi",
        "BRIDGE_OUTBOUND_ALLOW": ",".join(urlsplit(url).netloc for url in (vneid, singpass)),
    }
    mocks = {
        **mocks_environment("VNEID", vneid, folder, bridge=one),
        **mocks_environment("SINGPASS", singpass, folder, bridge=one),
    }
    write_clients(folder, one, public_url=PUBLIC_URL)
    with ExitStack() as stack:
        for port in ports[:2]:
            stack.enter_context(process(folder, "bridge", {**bridge, "BRIDGE_PORT": str(port)}))
        for mock in ("vneid_mock", "singpass_mock"):
            stack.enter_context(process(folder, mock, mocks))
        for url in (one, other, vneid, singpass):
            wait_until_it_answers(url, folder)
        yield Bridges((one, other), folder / "bridge", database_url)


def bridge_environment(folder: Path, database_url: str) -> dict[str, str]:
    """What all processes of one bridge have in common, whatever its upstreams."""
    return {
        "BRIDGE_PUBLIC_URL": PUBLIC_URL,
        "BRIDGE_DATA_DIR": str(folder / "bridge"),
        "BRIDGE_DATABASE_URL": database_url,
        "BRIDGE_AGREEMENT_FILE": str(AGREEMENT),
        "BRIDGE_SANDBOX": "true",
    }


def mocks_environment(prefix: str, url: str, folder: Path, *, bridge: str) -> dict[str, str]:
    """The settings of one mock that knows the bridge at that address."""
    data_dir = folder / prefix.lower()
    return {
        f"{prefix}_PORT": str(urlsplit(url).port),
        f"{prefix}_PUBLIC_URL": url,
        f"{prefix}_DATA_DIR": str(data_dir),
        f"{prefix}_CLIENTS_FILE": str(data_dir / "clients.yaml"),
        f"{prefix}_OUTBOUND_ALLOW": urlsplit(bridge).netloc,
    }


def write_clients(folder: Path, bridge: str, *, public_url: str) -> None:
    """The bridge as both mocks know it, its keys fetched past the load balancer."""
    agreement = parse_agreement(AGREEMENT.read_text("utf-8"))
    assert isinstance(agreement, Agreement)
    known = {
        "vneid": [vneid_client(public_url, "vnsg-bridge")],
        "singpass": singpass_apps(public_url, "vnsgbridge", agreement),
    }
    for mock, clients in known.items():
        fetched = [{**client, "jwks_uri": f"{bridge}/upstream/jwks"} for client in clients]
        write_clients_file(folder / mock / "clients.yaml", fetched, None)


@contextmanager
def process(folder: Path, module: str, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / "processes.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=log,
            stderr=log,
        )
    with process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_until_it_answers(url: str, folder: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{url}/healthz", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(f"{url} did not start:\n{(folder / 'processes.log').read_text('utf-8')[-2000:]}")
