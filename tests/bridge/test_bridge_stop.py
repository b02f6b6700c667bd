"""Stopping the bridge: SIGTERM takes no further request and finishes those that it has."""

import asyncio
import signal
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from eid_sandbox.cast import CHECKIN, HOTEL
from eid_sandbox.partner import Partner
from running_link import free_ports
from several_bridges import PUBLIC_URL, Bridges, bridge_environment, process, wait_until_it_answers

AT_ONCE = 10


@pytest.fixture
def port() -> int:
    return free_ports(1)[0]


@pytest.fixture
def running(tmp_path: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """One bridge without its upstreams: nothing here goes as far as signing in."""
    environment = bridge_environment(tmp_path, f"sqlite:///{tmp_path / 'bridge.sqlite'}")
    with process(tmp_path, "bridge", {**environment, "BRIDGE_PORT": str(port)}) as started:
        wait_until_it_answers(f"http://localhost:{port}", tmp_path)
        yield started


@contextmanager
def database_held(path: Path) -> Iterator[sqlite3.Connection]:
    """Whoever writes to the database must wait until the block ends or rolls back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection


def troubles(folder: Path) -> list[str]:
    """What the process said above the level of a line that says that all is well."""
    lines = (folder / "processes.log").read_text("utf-8").splitlines()
    return [line for line in lines if " info bridge: " not in line]


async def takes_no_more_connections(port: int) -> None:
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except ConnectionRefusedError:
            return
        await asyncio.sleep(0.02)


async def test_requests_in_flight_are_answered_after_sigterm_and_what_they_wrote_stays(
    tmp_path: Path, running: subprocess.Popen[bytes], port: int
) -> None:
    database = tmp_path / "bridge.sqlite"
    bridges = Bridges((f"http://localhost:{port}",), tmp_path / "bridge", f"sqlite:///{database}")
    async with bridges.client() as http:
        hotel = Partner(http, PUBLIC_URL, HOTEL)
        await hotel.register()
        with database_held(database) as holder:
            pushing = [asyncio.ensure_future(hotel.push(CHECKIN, ["name"])) for _ in range(AT_ONCE)]
            await asyncio.sleep(1)
            running.send_signal(signal.SIGTERM)
            await asyncio.wait_for(takes_no_more_connections(port), 5)
            assert running.poll() is None
            assert not any(push.done() for push in pushing)
            holder.execute("ROLLBACK")
            attempts = await asyncio.gather(*pushing)
    assert len({attempt.request_uri for attempt in attempts}) == AT_ONCE
    assert running.wait(timeout=10) == 0
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT count(*) FROM transactions").fetchone() == (AT_ONCE,)
    assert troubles(tmp_path) == []
    assert bridges.verdict().is_sound


@pytest.mark.thorough
def test_a_bridge_without_requests_stops_at_once(tmp_path: Path, running: subprocess.Popen[bytes]) -> None:
    running.send_signal(signal.SIGTERM)
    assert running.wait(timeout=5) == 0
    assert troubles(tmp_path) == []
