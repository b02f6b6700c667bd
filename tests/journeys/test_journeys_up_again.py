"""`make up`, stopped and started again: the same people to the same partners, and one log that goes on."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Timer
from typing import Any

import httpx
import pytest

from eid_cli.audit import verify_log
from eid_cli.log_checks import Verdict
from eid_sandbox.acts import approve, visit
from eid_sandbox.cast import CHECKIN, CHECKIN_ATTRIBUTES, HOTEL
from eid_sandbox.partner import Partner
from running_link import PORTS, ROOT, SITES, STARTS_WITHIN_S, Addresses, free_ports, running_link


async def signing_keys(http: httpx.AsyncClient, link: Addresses) -> list[dict[str, Any]]:
    addresses = (
        f"{link.bridge}/oauth/jwks",
        f"{link.bridge}/upstream/jwks",
        f"{link.vneid}/oauth2/jwks",
        f"{link.singpass}/.well-known/keys",
    )
    return [(await http.get(address)).json() for address in addresses]


def verified_log(state: Path) -> Verdict:
    folder = state / "bridge"
    return verify_log(f"sqlite:///{folder / 'bridge.sqlite3'}", folder / "keys" / "log.jwk")


async def released_to(partner: Partner) -> dict[str, Any]:
    """One whole journey of Mei Ling's."""
    async with visit(partner, CHECKIN, CHECKIN_ATTRIBUTES, person="tan-mei-ling") as visited:
        code = ((await approve(visited, ())).arrived or {})["code"]
    tokens = await partner.redeem(visited.attempt, code)
    return await partner.userinfo(visited.attempt, tokens["access_token"])


@pytest.mark.thorough
def test_up_lists_its_addresses_then_says_ready_and_on_ctrl_c_that_state_is_kept(tmp_path: Path) -> None:
    names = ("BRIDGE", "VNEID", "SINGPASS", *SITES)
    urls = {name: f"http://localhost:{port}" for name, port in zip(names, free_ports(PORTS), strict=True)}
    environment = dict(os.environ)
    for name, url in urls.items():
        environment |= {f"{name}_PORT": url.rpartition(":")[2], f"{name}_PUBLIC_URL": url}
        environment[f"{name}_DATA_DIR"] = str(tmp_path / name.lower())
    command = [sys.executable, "-m", "eid_sandbox", "up"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        deadline = Timer(STARTS_WITHIN_S, process.kill)
        deadline.start()
        said: list[str] = []
        while not said or not said[-1].startswith("ready"):
            said.append((process.stdout or sys.stdin).readline())
            assert said[-1], said
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate()
        deadline.cancel()
    assert [line.split() for line in said[: len(SITES)]] == [[name.lower(), urls[name]] for name in SITES]
    assert said[-2].startswith(f"state       {tmp_path}, kept")
    assert all(urls[name] in said[-1] for name in ("BRIDGE", "VNEID", "SINGPASS"))
    assert rest.endswith(f"stopped; the state is kept in {tmp_path}\n")
    assert process.returncode == 0


@pytest.mark.thorough
async def test_a_restart_keeps_subjects_keys_consents_and_the_log(tmp_path: Path) -> None:
    ports = free_ports(PORTS)
    async with httpx.AsyncClient(timeout=15) as http:
        with running_link(tmp_path, ports) as link:
            hotel = Partner(http, link.bridge, HOTEL)
            await hotel.register()
            before, keys = await released_to(hotel), await signing_keys(http, link)
            async with visit(hotel, CHECKIN, CHECKIN_ATTRIBUTES, person="tan-mei-ling") as interrupted:
                code = ((await approve(interrupted, ())).arrived or {})["code"]
        first = verified_log(tmp_path)

        with running_link(tmp_path, ports) as link:
            assert await signing_keys(http, link) == keys
            tokens = await hotel.redeem(interrupted.attempt, code)
            resumed = await hotel.userinfo(interrupted.attempt, tokens["access_token"])
            after = await released_to(hotel)
    assert before["sub"] == resumed["sub"] == after["sub"]
    second = verified_log(tmp_path)
    assert first.is_sound
    assert second.is_sound
    assert second.origin == first.origin
    # Consent and release of the third journey, and what the interrupted one still had to come.
    assert second.size == first.size + 2 + 3
