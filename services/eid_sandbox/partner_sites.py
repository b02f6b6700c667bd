"""The two example partner sites of a source checkout, started beside the link as the strangers they are.

They import nothing of ours, so each runs in a process of its own and speaks to the bridge over HTTP alone.
"""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

_EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
_GRACE_S = 5
_PATIENCE_S = 0.05


@dataclass(frozen=True, slots=True)
class PartnerSite:
    """One site: the program that serves it, its port, and where a browser finds it."""

    name: str
    program: Path
    port: int
    url: str


def hospital() -> PartnerSite | None:
    """The Singapore hospital, where VNeID journeys start."""
    return _available("hospital", _EXAMPLES / "hospital_sg" / "app.py", 8010)


def hotel() -> PartnerSite | None:
    """The Vietnamese hotel, where Singpass journeys start."""
    return _available("hotel", _EXAMPLES / "hotel_vn" / "app.py", 8012)


def _available(name: str, program: Path, default_port: int) -> PartnerSite | None:
    """`None` without the examples, or with their port taken: the link is whole without them, and says so."""
    setting = f"{name.upper()}_PORT"
    port = int(os.environ.get(setting) or default_port)
    if not program.exists():
        return None
    if not _is_free(port):
        sys.stderr.write(f"{name} site not started: port {port} is in use; choose another with {setting}\n")
        return None
    url = os.environ.get(f"{name.upper()}_PUBLIC_URL") or f"http://localhost:{port}"
    return PartnerSite(name, program, port, url)


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


@asynccontextmanager
async def running(sites: Sequence[PartnerSite], *, bridge: str, state: Path) -> AsyncIterator[None]:
    """Starts the sites, and stops them on the way out."""
    processes = [await _start(site, bridge=bridge, state=state) for site in sites]
    try:
        for site, process in zip(sites, processes, strict=True):
            await _answers(site, process)
        yield
    finally:
        for process in processes:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
        for process in processes:
            await _stopped(process)


async def _start(site: PartnerSite, *, bridge: str, state: Path) -> asyncio.subprocess.Process:
    arguments = ["--port", str(site.port), "--bridge", bridge, "--data-dir", str(state / site.name)]
    # A session of its own: Ctrl-C reaches us, and we stop the site in order.
    return await asyncio.create_subprocess_exec(
        sys.executable, str(site.program), *arguments, start_new_session=True
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
    try:
        await asyncio.wait_for(process.wait(), _GRACE_S)
    except TimeoutError:
        process.kill()
        await process.wait()
