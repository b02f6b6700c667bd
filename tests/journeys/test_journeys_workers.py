"""`uvicorn --factory bridge.__main__:application --workers 2`: one address, two workers, one installation."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

from eid_sandbox.browser import Browser
from eid_sandbox.cast import CHECKIN, HOTEL
from eid_sandbox.partner import Partner
from running_link import free_ports
from several_bridges import (
    ROOT,
    STARTS_WITHIN_S,
    bridge_environment,
    mocks_environment,
    process,
    wait_until_it_answers,
    write_clients,
)
from starting_bridge import opened_and_closed

STOPS_WITHIN_S = 20
JOURNEYS = 6


@dataclass(frozen=True, slots=True)
class Served:
    """The server's own process, where it answers, and the file of its lines."""

    server: subprocess.Popen[bytes]
    url: str
    lines: Path


def command(port: int) -> list[str]:
    """As docs/operations.md has it."""
    documented = (ROOT / "docs" / "operations.md").read_text("utf-8")
    (line,) = (
        line.strip() for line in documented.splitlines() if line.strip().startswith("uvicorn --factory")
    )
    words = line.replace("--port 8000", f"--port {port}").split()
    assert str(port) in words
    return [sys.executable, "-m", *words]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    port, vneid_port, singpass_port = free_ports(3)
    url, vneid, singpass = (f"http://localhost:{each}" for each in (port, vneid_port, singpass_port))
    environment = {
        **bridge_environment(tmp_path, f"sqlite:///{tmp_path / 'bridge' / 'bridge.sqlite3'}"),
        "BRIDGE_PUBLIC_URL": url,
        "BRIDGE_VNEID_ISSUER": vneid,
        "BRIDGE_SINGPASS_ISSUER": f"{singpass}/fapi",
        "BRIDGE_OUTBOUND_ALLOW": ",".join(urlsplit(each).netloc for each in (vneid, singpass)),
        "BRIDGE_LOG_FORMAT": "json",
    }
    write_clients(tmp_path, url, public_url=url)
    lines = tmp_path / "bridge.log"
    with ExitStack() as stack:
        for mock, name, address in (("vneid_mock", "VNEID", vneid), ("singpass_mock", "SINGPASS", singpass)):
            stack.enter_context(
                process(tmp_path, mock, mocks_environment(name, address, tmp_path, bridge=url))
            )
        log = stack.enter_context(lines.open("wb"))
        server = stack.enter_context(
            subprocess.Popen(
                command(port), cwd=ROOT, env={**os.environ, **environment}, stdout=log, stderr=log
            )
        )
        stack.callback(_stop, server)
        for each in (url, vneid, singpass):
            wait_until_it_answers(each, tmp_path)
        yield Served(server, url, lines)


def _stop(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is None:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=STOPS_WITHIN_S)


def workers(served: Served) -> list[psutil.Process]:
    """The processes that hold the listening address beside the server that started them."""
    found = psutil.Process(served.server.pid).children(recursive=True)
    return [each for each in found if "spawn_main" in " ".join(each.cmdline())]


def lines_of(served: Served) -> list[dict[str, object]]:
    """The workers' lines; the server that starts them speaks before there is any format."""
    text = served.lines.read_text("utf-8").splitlines()
    return [json.loads(line) for line in text if line.startswith("{")]


async def journey(url: str) -> dict[str, object]:
    # A connection for each request: whichever worker takes it.
    limits = httpx.Limits(max_keepalive_connections=0)
    async with (
        httpx.AsyncClient(trust_env=False, timeout=20, limits=limits) as http,
        httpx.AsyncClient(trust_env=False, timeout=20, limits=limits) as citizen,
    ):
        hotel = Partner(http, url, HOTEL)
        await hotel.register()
        attempt = await hotel.push(CHECKIN, ["name", "birthdate"])
        browser = Browser(citizen, home=hotel.redirect_uri)
        sign_in = await browser.open(hotel.browser_url(attempt))
        page = await browser.submit(sign_in, ("person", "tan-mei-ling"), ("decision", "approve"))
        arrived = await browser.submit(page, ("decision", "approve"))
        tokens = await hotel.redeem(attempt, (arrived.arrived or {})["code"])
        answer = await hotel.userinfo(attempt, tokens["access_token"])
        return dict(answer["verified_claims"]["claims"])


@pytest.mark.thorough
async def test_journeys_pass_through_two_workers_of_one_server(served: Served) -> None:
    for _ in range(JOURNEYS):
        assert set(await journey(served.url)) >= {"name", "birthdate"}
    assert len(workers(served)) == 2
    said = lines_of(served)
    assert {line["service"] for line in said} == {"bridge"}
    assert "code=" not in served.lines.read_text("utf-8")
    assert [line for line in said if line["level"] != "INFO"] == []
    _stop(served.server)
    assert served.server.returncode == 0


def older_agreement(folder: Path) -> dict[str, str]:
    database = folder / "bridge" / "bridge.sqlite3"
    opened_and_closed(str(database.parent), f"sqlite:///{database}")
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE memory SET value = '999 x' WHERE name = 'agreement'")
    return {}


UNFIT = [
    pytest.param(
        lambda _: {"BRIDGE_AGREEMENT_FILE": "/nowhere.yaml"},
        "bridge: /nowhere.yaml: cannot be read",
        id="no agreement",
    ),
    pytest.param(older_agreement, "bridge: ", id="an older agreement than before", marks=pytest.mark.full),
]


@pytest.mark.thorough
@pytest.mark.parametrize(("spoilt", "said"), UNFIT)
def test_a_worker_that_cannot_start_ends_the_server(
    tmp_path: Path, spoilt: Callable[[Path], dict[str, str]], said: str
) -> None:
    environment = {
        **os.environ,
        **bridge_environment(tmp_path, f"sqlite:///{tmp_path / 'bridge' / 'bridge.sqlite3'}"),
        **spoilt(tmp_path),
    }
    done = subprocess.run(
        command(free_ports(1)[0]),
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=STARTS_WITHIN_S,
        check=False,
    )
    assert "failed to start, stopping the parent process" in done.stderr
    assert [line for line in done.stderr.splitlines() if line.startswith(said)]
    assert "Traceback" not in done.stderr
