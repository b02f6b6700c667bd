"""The example partner sites of a source checkout, started beside the link as the strangers they are.

They import nothing of ours, so they run in a process of their own and speak to the bridge over HTTP alone.
It is one process for all of them: five would take five times the memory, for sites that mostly wait.
"""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from eid_kit.http.settings_values import is_target
from eid_sandbox.settings import UnfitSettings

_PROGRAM = Path(__file__).resolve().parents[2] / "examples" / "all_sites.py"
PORTS: Final[Mapping[str, int]] = MappingProxyType(
    {"hospital": 8010, "university": 8011, "hotel": 8012, "clinic": 8013, "admissions": 8014}
)
_GRACE_S = 5
_PATIENCE_S = 0.05


@dataclass(frozen=True, slots=True)
class PartnerSite:
    """One site: its name, its port, and where a browser finds it."""

    name: str
    port: int
    url: str


def available() -> tuple[PartnerSite, ...]:
    """Those with a free port; none without the examples. The link is whole without them, and says so.

    Raises `UnfitSettings` where a port cannot be one.
    """
    if not _PROGRAM.exists():
        return ()
    sites = (_available(name, default) for name, default in PORTS.items())
    return tuple(site for site in sites if site is not None)


def reachable(sites: Sequence[PartnerSite], allowed: frozenset[str]) -> frozenset[str]:
    """The bridge's outbound allow-list, `allowed`, with the sites on it."""
    return allowed | {f"localhost:{site.port}" for site in sites}


def _available(name: str, default_port: int) -> PartnerSite | None:
    setting = f"{name.upper()}_PORT"
    port = _port(setting, default_port)
    if not _is_free(port):
        sys.stderr.write(f"{name} site not started: port {port} is in use; choose another with {setting}\n")
        return None
    url = os.environ.get(f"{name.upper()}_PUBLIC_URL") or f"http://localhost:{port}"
    return PartnerSite(name, port, url)


def _port(setting: str, default: int) -> int:
    given = os.environ.get(setting) or str(default)
    if not is_target(f"localhost:{given}"):
        raise UnfitSettings(f"{setting}: must be a port, a number from 1 to 65535")
    return int(given)


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


@asynccontextmanager
async def running(
    sites: Sequence[PartnerSite], *, bridge: str, state: Path
) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Starts the sites, and stops them on the way out. Yields what waits until they answer."""
    process = await _start(sites, bridge=bridge, state=state) if sites else None

    async def answering() -> None:
        for site in sites:
            if process is not None:
                await _answers(site, process)

    try:
        yield answering
    finally:
        if process is not None:
            await _stopped(process)


async def _start(sites: Sequence[PartnerSite], *, bridge: str, state: Path) -> asyncio.subprocess.Process:
    environment = dict(os.environ)
    for site in sites:
        prefix = site.name.upper()
        environment |= {
            f"{prefix}_PORT": str(site.port),
            f"{prefix}_BRIDGE": bridge,
            f"{prefix}_DATA_DIR": str(state / site.name),
        }
    # A session of its own: Ctrl-C reaches us, and we stop the sites in order.
    return await asyncio.create_subprocess_exec(
        sys.executable,
        str(_PROGRAM),
        *(site.name for site in sites),
        env=environment,
        start_new_session=True,
    )


async def _answers(site: PartnerSite, process: asyncio.subprocess.Process) -> None:
    """Waits until the site answers, so that `ready` means what it says; one that ended said why itself."""
    while process.returncode is None:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", site.port)
        except OSError:
            await asyncio.sleep(_PATIENCE_S)
        else:
            writer.close()
            await writer.wait_closed()
            return


async def _stopped(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), _GRACE_S)
    except TimeoutError:
        process.kill()
        await process.wait()
