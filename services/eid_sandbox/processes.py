"""The link with each service in a process of its own, to be measured one by one, or killed one by one.

On free ports of this machine, with temporary state, and with nothing of the caller's `BRIDGE_*`, `VNEID_*`
and `SINGPASS_*` but the agreement file.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bridge.domain.clauses import Agreement
from bridge.settings import Settings
from bridge.world import load_agreement
from eid_kit.http.serve import bound_port, open_socket
from eid_sandbox.clients import singpass_apps, vneid_client, write_clients_file
from eid_sandbox.process import Process


@dataclass(frozen=True, slots=True)
class Layout:
    """What is to be started. `public_url` differs from the bridge's own address behind a load balancer;
    `outbound_allow` lists what the bridge may call besides the mocks.
    """

    folder: Path
    database_url: str | None = None
    bridges: int = 1
    public_url: str | None = None
    bridge_module: str = "bridge"
    outbound_allow: tuple[str, ...] = ()


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
                _bridge_environment(settings, port, layout.outbound_allow),
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


def _bridge_environment(settings: Settings, port: int, allow: Sequence[str]) -> dict[str, str]:
    upstreams = (settings.vneid_issuer, settings.singpass_issuer.removesuffix("/fapi"))
    allowed = (*(url.removeprefix("http://") for url in upstreams), *allow)
    return {
        "BRIDGE_PORT": str(port),
        "BRIDGE_PUBLIC_URL": settings.public_url,
        "BRIDGE_DATA_DIR": str(settings.data_dir),
        "BRIDGE_DATABASE_URL": settings.database,
        "BRIDGE_SANDBOX": "true",
        "BRIDGE_VNEID_ISSUER": settings.vneid_issuer,
        "BRIDGE_SINGPASS_ISSUER": settings.singpass_issuer,
        "BRIDGE_OUTBOUND_ALLOW": ",".join(allowed),
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
