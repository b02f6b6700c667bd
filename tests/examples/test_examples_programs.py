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
        pytest.param("university_vn", "UNIVERSITY_PORT", id="university"),
        pytest.param("hotel_vn", "HOTEL_PORT", id="hotel"),
        pytest.param("clinic_vn", "CLINIC_PORT", id="clinic"),
        pytest.param("admissions_sg", "ADMISSIONS_PORT", id="admissions"),
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


@pytest.mark.thorough
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


def test_several_sites_share_a_process_and_each_answers_on_its_own_port(
    examples: Path, tmp_path: Path
) -> None:
    clinic, hotel = free_ports(2)
    settings = {
        "CLINIC_PORT": str(clinic),
        "CLINIC_DATA_DIR": str(tmp_path / "clinic"),
        "HOTEL_PORT": str(hotel),
        "HOTEL_DATA_DIR": str(tmp_path / "hotel"),
    }
    with started(examples / "all_sites.py", "clinic", "hotel", **settings) as process:
        assert (health(clinic), health(hotel)) == (200, 200)
        pages = [
            httpx.get(f"http://localhost:{port}/?lang=en", trust_env=False).text for port in (clinic, hotel)
        ]
        process.terminate()
        said, complained = process.communicate(timeout=20)
    assert "Tamarind Leaf Clinic" in pages[0]
    assert "Evening Lotus Hotel" in pages[1]
    assert (said, complained) == ("", "")


def test_a_site_that_is_not_there_is_named_with_those_that_are(examples: Path) -> None:
    with started(examples / "all_sites.py", "cinema") as process:
        _, complained = process.communicate(timeout=STARTS_WITHIN_S)
    assert process.returncode == 2
    assert complained == ("unknown site: cinema; there are hospital, university, hotel, clinic, admissions\n")


@pytest.mark.parametrize(
    ("program", "setting"),
    [
        pytest.param("hotel_vn/app.py", "HOTEL_PORT", id="a site alone"),
        pytest.param("all_sites.py", "HOTEL_PORT", id="several"),
    ],
)
def test_a_port_in_use_ends_a_program_with_the_name_of_its_setting(
    program: str, setting: str, examples: Path
) -> None:
    names = ["hotel"] if program == "all_sites.py" else []
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with started(examples / program, *names, **{setting: str(port)}) as process:
            _, complained = process.communicate(timeout=STARTS_WITHIN_S)
    assert process.returncode == 2
    assert str(port) in complained
    assert setting in complained
    assert complained.count("\n") == 1
