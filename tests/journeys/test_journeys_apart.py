"""Both journeys with each service in a process of its own, started by the commands of docker-compose.yml."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Timer

import httpx
import pytest

from architecture.compose import image_environment, services
from eid_sandbox.browser import Browser, Page
from running_link import ROOT, free_ports

SERVED = ("bridge", "vneid", "singpass", "hospital", "university", "hotel", "clinic", "admissions")
STARTS_WITHIN_S = 60


@pytest.fixture
def ports() -> dict[str, str]:
    names = (f"{name.upper()}_PORT" for name in SERVED)
    return {name: str(port) for name, port in zip(names, free_ports(len(SERVED)), strict=True)}


@contextmanager
def started(name: str, ports: Mapping[str, str], state: Path) -> Iterator[subprocess.Popen[str]]:
    """A service by its command, with its settings, and with `state` for its volume."""
    service = services(ports)[name]
    # In a container they listen on every address of a namespace that is theirs; this one is the machine's.
    outside = {"/state": str(state / name), "0.0.0.0": "127.0.0.1"}
    settings = image_environment() | service["environment"]
    settings.pop("BRIDGE_DATABASE_URL", None)
    settings["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    process = subprocess.Popen(
        [_replaced(word, outside) for word in service["command"]],
        cwd=ROOT,
        env=os.environ | {key: _replaced(str(value), outside) for key, value in settings.items()},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process:
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            assert process.wait(timeout=20) in (0, -signal.SIGTERM)


def _replaced(text: str, replacements: Mapping[str, str]) -> str:
    for old, new in replacements.items():
        text = text.replace(old, new)
    return text


def first_line(process: subprocess.Popen[str]) -> str:
    """What a process says first; one that says nothing for too long is ended, and said nothing."""
    assert process.stdout is not None
    deadline = Timer(STARTS_WITHIN_S, process.kill)
    deadline.start()
    try:
        return process.stdout.readline()
    finally:
        deadline.cancel()


async def journey(site: str, *, person: str) -> Page:
    async with httpx.AsyncClient(trust_env=False, timeout=STARTS_WITHIN_S) as http:
        browser = Browser(http, home="https://nowhere.example")
        sign_in = await browser.submit(await browser.open(f"{site}/?lang=en"))
        consent = await browser.submit(sign_in, ("person", person), ("decision", "approve"))
        return await browser.submit(consent, ("decision", "approve"))


@pytest.mark.thorough
async def test_both_journeys_work_with_a_process_for_each_service(
    ports: dict[str, str], tmp_path: Path
) -> None:
    with ExitStack() as stack:
        running = {name: stack.enter_context(started(name, ports, tmp_path)) for name in (*SERVED, "ready")}
        bridge = f"http://localhost:{ports['BRIDGE_PORT']}"
        assert first_line(running["ready"]).startswith(f"ready  open {bridge} in a browser")
        sites = {name: f"http://localhost:{ports[f'{name.upper()}_PORT']}" for name in SERVED[3:]}
        hospital, hotel = sites["hospital"], sites["hotel"]
        async with httpx.AsyncClient(trust_env=False) as http:
            front = await Browser(http, home="https://nowhere.example").open(bridge)
        assert {f"{site}/?lang=en" for site in sites.values()} <= set(front.links)
        summary = await journey(hospital, person="nguyen-thi-hoa")
        checked_in = await journey(hotel, person="tan-mei-ling")
    assert (summary.url, summary.status) == (f"{hospital}/result", 200)
    assert (checked_in.url, checked_in.status) == (f"{hotel}/result", 200)
    assert "NGUYỄN THỊ HOA" in summary.text
    assert "TAN MEI LING" in checked_in.text.upper()


@pytest.mark.thorough
@pytest.mark.parametrize("command", [["clients", "--out", "."], ["announce"]])
def test_a_setting_that_cannot_be_is_named_in_one_line(command: list[str], tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "eid_sandbox", *command],
        cwd=tmp_path,
        env=os.environ | {"BRIDGE_SANDBOX": "true", "BRIDGE_PUBLIC_URL": "localhost"},
        capture_output=True,
        text=True,
        timeout=STARTS_WITHIN_S,
        check=False,
    )
    assert result.returncode == 2
    assert result.stderr.startswith("cannot start: BRIDGE_PUBLIC_URL")
    assert len(result.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []
