"""Each partner site as the program it is: quiet, stoppable, and clear about a port that is taken."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from running_link import free_ports

STARTS_WITHIN_S = 30
programs = pytest.mark.parametrize(
    ("folder", "setting"),
    [
        pytest.param("hospital_sg", "HOSPITAL_PORT", id="hospital"),
        pytest.param("hotel_vn", "HOTEL_PORT", id="hotel"),
    ],
)


@contextmanager
def started(app: Path, *arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """The program, run from a folder that is not its own."""
    process = subprocess.Popen(
        [sys.executable, str(app), *arguments],
        cwd="/",
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.terminate()


def health(port: int) -> int:
    """The status of /healthz, asked until somebody listens."""
    deadline = time.monotonic() + STARTS_WITHIN_S
    while True:
        try:
            return httpx.get(f"http://localhost:{port}/healthz", trust_env=False).status_code
        except httpx.TransportError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


@programs
def test_a_site_starts_on_the_port_of_its_setting_and_prints_nothing(
    folder: str, setting: str, examples: Path, tmp_path: Path
) -> None:
    (port,) = free_ports(1)
    app = examples / folder / "app.py"
    with started(app, "--data-dir", str(tmp_path), **{setting: str(port)}) as process:
        assert health(port) == 200
        process.terminate()
        said, complained = process.communicate(timeout=20)
    assert (said, complained) == ("", "")


@programs
def test_a_port_in_use_ends_a_site_with_the_name_of_its_setting(
    folder: str, setting: str, examples: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with started(examples / folder / "app.py", "--port", str(port)) as process:
            _, complained = process.communicate(timeout=STARTS_WITHIN_S)
    assert process.returncode == 2
    assert str(port) in complained
    assert setting in complained
    assert complained.count("\n") == 1
