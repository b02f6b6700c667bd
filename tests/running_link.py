"""The whole link as its own process, started as `make up` starts it, on free ports, with state of its own."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

ROOT = Path(__file__).resolve().parent.parent
STARTS_WITHIN_S = 60
SITES = ("HOSPITAL", "UNIVERSITY", "HOTEL", "CLINIC", "ADMISSIONS")
PORTS = 3 + len(SITES)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the services answer."""

    bridge: str
    vneid: str
    singpass: str


@contextmanager
def running_link(state: Path, ports: Sequence[int] = ()) -> Iterator[Addresses]:
    """Serves until the block ends: the three services and the partner sites on `ports` or on free ones.

    Raises `RuntimeError` with what the process said, if it does not start.
    """
    bridge, vneid, singpass, *sites = ports or free_ports(PORTS)
    addresses = Addresses(*(f"http://localhost:{port}" for port in (bridge, vneid, singpass)))
    environment = {
        **os.environ,
        **_service("BRIDGE", bridge, state),
        **_service("VNEID", vneid, state),
        **_service("SINGPASS", singpass, state),
        **_sites(sites, state),
        "BRIDGE_VNEID_ISSUER": addresses.vneid,
        "BRIDGE_SINGPASS_ISSUER": f"{addresses.singpass}/fapi",
    }
    with (
        (state / "up.log").open("w", encoding="utf-8") as log,
        _started(environment, log.fileno()) as process,
    ):
        _wait_until_ready(process, state / "up.log")
        yield addresses


def free_ports(count: int) -> list[int]:
    """Ports that nobody listened on a moment ago."""
    with ExitStack() as stack:
        opened = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [one.getsockname()[1] for one in opened]


def _service(prefix: str, port: int, state: Path) -> dict[str, str]:
    return {
        f"{prefix}_PORT": str(port),
        f"{prefix}_PUBLIC_URL": f"http://localhost:{port}",
        f"{prefix}_DATA_DIR": str(state / prefix.lower()),
    }


def _sites(ports: Sequence[int], state: Path) -> dict[str, str]:
    settings: dict[str, str] = {}
    for name, port in zip(SITES, ports, strict=True):
        settings |= _service(name, port, state)
    return settings


@contextmanager
def _started(environment: Mapping[str, str], errors: int) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "eid_sandbox", "up"],
        cwd=ROOT,
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait_until_ready(process: subprocess.Popen[str], log: Path) -> None:
    # A process that says nothing is ended, which ends the reading below as well.
    deadline = Timer(STARTS_WITHIN_S, process.kill)
    deadline.start()
    try:
        for line in process.stdout or ():
            if line.startswith("ready"):
                return
    finally:
        deadline.cancel()
    raise RuntimeError(f"the link did not start:\n{log.read_text(encoding='utf-8')[-2000:]}")
