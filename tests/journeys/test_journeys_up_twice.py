"""Beside a `make up`: a second one, and the doctor, in a shell that was told nothing but where things are."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from running_link import ROOT, Addresses, free_ports, running_link

ENDS_WITHIN_S = 60
NAMES = ("BRIDGE", "VNEID", "SINGPASS")


@pytest.fixture(scope="module")
def link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Addresses]:
    with running_link(tmp_path_factory.mktemp("up")) as link:
        yield link


def run(command: list[str], settings: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(NAMES)}
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={**bare, **settings},
        capture_output=True,
        text=True,
        timeout=ENDS_WITHIN_S,
        check=False,
    )


def ports_of(link: Addresses) -> dict[str, str]:
    urls = dict(zip(NAMES, (link.bridge, link.vneid, link.singpass), strict=True))
    return {f"{name}_PORT": str(urlsplit(url).port) for name, url in urls.items()}


def folders(state: Path) -> dict[str, str]:
    return {f"{name}_DATA_DIR": str(state / name.lower()) for name in NAMES}


@pytest.mark.thorough
def test_the_doctor_finds_nothing_to_mend(link: Addresses) -> None:
    issuers = {"BRIDGE_VNEID_ISSUER": link.vneid, "BRIDGE_SINGPASS_ISSUER": f"{link.singpass}/fapi"}
    done = run(["eid_cli", "doctor", "--json"], {**ports_of(link), **folders(link.state), **issuers})
    report = json.loads(done.stdout)
    assert [each for each in report["findings"] if each["severity"] != "ok"] == []
    assert (done.returncode, report["healthy"]) == (0, True)
    assert any("our 7 apps" in each["what"] for each in report["findings"])


@pytest.mark.thorough
def test_a_second_one_on_the_same_state_ends_and_says_why(link: Addresses) -> None:
    others = {f"{name}_PORT": str(port) for name, port in zip(NAMES, free_ports(3), strict=True)}
    clients = link.state / "vneid" / "clients.yaml"
    before = clients.read_text("utf-8")
    done = run(["eid_sandbox", "up"], {**others, **folders(link.state)})
    assert (done.returncode, done.stdout) == (2, "")
    (said,) = done.stderr.splitlines()
    assert f"another one runs with the state in {link.state / 'bridge'}" in said
    assert clients.read_text("utf-8") == before


@pytest.mark.full
def test_every_port_that_is_taken_is_named_at_once(link: Addresses, tmp_path: Path) -> None:
    done = run(["eid_sandbox", "up"], {**ports_of(link), **folders(tmp_path)})
    assert done.returncode == 2
    for setting, port in ports_of(link).items():
        assert f"port {port} on 127.0.0.1 is in use; choose another with {setting}" in done.stderr
