"""The whole link as its own process, started as `make up` starts it, on free ports, with state of its own."""

import os
import socket
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from eid_sandbox.testing.process import started

ROOT = Path(__file__).resolve().parent.parent
STARTS_WITHIN_S = 60
SITES = ("HOSPITAL", "UNIVERSITY", "HOTEL", "CLINIC", "ADMISSIONS")
PORTS = 3 + len(SITES)
# `make up`, which stops as on Ctrl-C at the end of its input: the pipe closes with the process that holds its
# other end, also when that one was killed.
_UP = """
import os, signal, sys, threading
def wait():
    os.read(sys.stdin.fileno(), 1)
    os.kill(os.getpid(), signal.SIGTERM)
threading.Thread(target=wait, daemon=True).start()
from eid_sandbox.__main__ import app
sys.argv = ["eid_sandbox", "up"]
app()
"""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the services and the partner sites answer, and where they keep their state."""

    bridge: str
    vneid: str
    singpass: str
    state: Path
    sites: Mapping[str, str]


@contextmanager
def running_link(state: Path, ports: Sequence[int] = (), *, allow: str = "") -> Iterator[Addresses]:
    """Serves until the block ends: the three services and the partner sites on `ports` or on free ones.
    `allow` lists further `host:port` that the bridge may call.

    Raises `LinkDidNotStart` with what the process said, if it does not start.
    """
    bridge, vneid, singpass, *sites = ports or free_ports(PORTS)
    addresses = Addresses(
        bridge=f"http://localhost:{bridge}",
        vneid=f"http://localhost:{vneid}",
        singpass=f"http://localhost:{singpass}",
        state=state,
        sites={name.lower(): f"http://localhost:{port}" for name, port in zip(SITES, sites, strict=True)},
    )
    environment = {
        **os.environ,
        **_service("BRIDGE", bridge, state),
        **_service("VNEID", vneid, state),
        **_service("SINGPASS", singpass, state),
        **_sites(sites, state),
        "BRIDGE_OUTBOUND_ALLOW": allow,
        "BRIDGE_VNEID_ISSUER": addresses.vneid,
        "BRIDGE_SINGPASS_ISSUER": f"{addresses.singpass}/fapi",
    }
    with started(
        [sys.executable, "-c", _UP],
        environment=environment,
        folder=ROOT,
        is_ready=lambda line: line.startswith("ready"),
        within_s=STARTS_WITHIN_S,
    ):
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
