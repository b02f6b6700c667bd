"""One service as a process of its own: started, measured, killed, started again on the same port."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import IO

import psutil

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
        raise self._silent("does not answer")

    def _silent(self, what: str) -> DidNotStart:
        said = self.log.read_text("utf-8", "replace") if self.log.exists() else ""
        return DidNotStart(f"{self.name} {what}; it said last:\n{said[-2000:]}")

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
        """What it has used since it was started. Raises `DidNotStart` for one that has ended."""
        if self._running is None or self._running.poll() is not None:
            raise self._silent("runs no more")
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
