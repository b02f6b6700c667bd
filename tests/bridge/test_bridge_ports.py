"""A port in use, or a host that is not there: one line naming the setting, exit code 2, nothing left."""

import os
import socket
import subprocess
import sys
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

import psutil
import pytest

from eid_sandbox.testing.process import started
from running_link import free_ports
from several_bridges import AGREEMENT, ROOT

NAMES = ("BRIDGE", "VNEID", "SINGPASS", "HOSPITAL", "HOTEL")
ENDS_WITHIN_S = 60
COMMANDS = [
    pytest.param(["bridge"], "BRIDGE", id="the bridge"),
    pytest.param(["vneid_mock"], "VNEID", id="the VNeID mock"),
    pytest.param(["singpass_mock"], "SINGPASS", id="the Singpass mock"),
    pytest.param(["eid_sandbox", "up"], "BRIDGE", id="up, the bridge's"),
    pytest.param(["eid_sandbox", "up"], "VNEID", id="up, the VNeID mock's"),
    pytest.param(["eid_sandbox", "up"], "SINGPASS", id="up, the Singpass mock's"),
]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    settings = {f"{name}_PORT": str(port) for name, port in zip(NAMES, free_ports(len(NAMES)), strict=True)}
    folders = {f"{name}_DATA_DIR": str(tmp_path / name.lower()) for name in NAMES}
    bridge = {"BRIDGE_SANDBOX": "true", "BRIDGE_AGREEMENT_FILE": str(AGREEMENT)}
    return {**os.environ, **settings, **folders, **bridge}


def ended(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=ENDS_WITHIN_S,
        check=False,
    )


@pytest.mark.thorough
@pytest.mark.parametrize(("command", "name"), COMMANDS)
def test_a_port_in_use_is_named_with_its_setting_and_nothing_is_left_running(
    environment: dict[str, str], command: list[str], name: str
) -> None:
    setting = f"{name}_PORT"
    with ExitStack() as stack:
        stack.enter_context(socket.create_server(("127.0.0.1", int(environment[setting]))))
        done = ended(command, environment)
    assert done.returncode == 2
    said = [line for line in done.stderr.splitlines() if setting in line]
    assert len(said) == 1, done.stderr
    assert f"port {environment[setting]} on 127.0.0.1 is in use" in said[0]
    assert "Traceback" not in done.stderr
    assert started_with(environment[f"{name}_DATA_DIR"]) == []


@pytest.mark.full
@pytest.mark.parametrize(("command", "name"), COMMANDS)
def test_a_data_folder_that_cannot_be_is_named_with_its_setting(
    environment: dict[str, str], tmp_path: Path, command: list[str], name: str
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    done = ended(command, {**environment, f"{name}_DATA_DIR": str(in_the_way / "state")})
    assert (done.returncode, done.stdout) == (2, "")
    (said,) = done.stderr.splitlines()
    assert f"{name}_DATA_DIR: {in_the_way / 'state'} cannot be made" in said


@pytest.mark.full
@pytest.mark.parametrize(
    ("command", "setting", "value"),
    [
        pytest.param(["bridge"], "BRIDGE_DATABASE_URL", "sqlite:///{file}/bridge.sqlite3", id="a database"),
        pytest.param(["bridge"], "BRIDGE_AGREEMENT_FILE", "{folder}", id="an agreement"),
        pytest.param(["bridge"], "BRIDGE_PARTNERS_FILE", "{folder}", id="partners"),
        pytest.param(["bridge"], "BRIDGE_PARTY_KEYS", "{folder}", id="the parties' keys"),
        pytest.param(["vneid_mock"], "VNEID_CLIENTS_FILE", "{folder}", id="clients"),
        pytest.param(["eid_sandbox", "up"], "VNEID_CLIENTS_FILE", "{folder}", id="up, VNeID's"),
        pytest.param(
            ["eid_sandbox", "up"], "SINGPASS_CLIENTS_FILE", "{folder}", id="up, the Singpass mock's"
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line_in_the_system_s_words(
    environment: dict[str, str], tmp_path: Path, command: list[str], setting: str, value: str
) -> None:
    (tmp_path / "file").touch()
    named = value.format(folder=tmp_path, file=tmp_path / "file")
    done = ended(command, {**environment, setting: named})
    assert done.returncode == 2
    (said,) = done.stderr.splitlines()
    assert named.removeprefix("sqlite:///") in said
    assert said.endswith(("Is a directory", "Not a directory", "File exists"))


@pytest.mark.thorough
def test_another_port_as_the_line_advises_makes_a_link_that_works(
    environment: dict[str, str],
) -> None:
    """Every port is another one here, and nothing else is set: the addresses follow, so a journey passes."""
    addresses = {name: f"http://localhost:{environment[f'{name}_PORT']}" for name in NAMES}
    with started(
        [sys.executable, "-m", "eid_sandbox", "up"],
        environment=environment,
        folder=ROOT,
        is_ready=lambda line: line.startswith("ready"),
        within_s=ENDS_WITHIN_S,
    ) as line:
        walked = subprocess.run(
            [sys.executable, "examples/raw_flow.py", "--bridge", addresses["BRIDGE"]],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=ENDS_WITHIN_S,
            check=False,
        )
    assert f"open {addresses['BRIDGE']} " in line
    assert all(addresses[name] in line for name in ("BRIDGE", "VNEID", "SINGPASS"))
    assert walked.returncode == 0, walked.stdout + walked.stderr


def started_with(setting: str) -> list[str]:
    """The processes of this machine that have a setting of this test's."""
    found = []
    for each in psutil.process_iter():
        with suppress(psutil.Error):
            if setting in each.environ().values():
                found.append(" ".join(each.cmdline()))
    return found


def test_the_search_for_what_is_left_running_finds_a_process(environment: dict[str, str]) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, env=environment) as left:
        assert len(started_with(environment["BRIDGE_DATA_DIR"])) == 1
        left.kill()


# Each starts a process of its own; the settings' own rows are in test_bridge_settings.
slow = partial(pytest.param, marks=pytest.mark.full)
UNFIT = [
    pytest.param("BRIDGE_HOST", "no-such-host.invalid", "BRIDGE_HOST", id="a host that has no address"),
    pytest.param(
        "BRIDGE_HOST", "192.0.2.1", "BRIDGE_HOST", id="an address of another machine", marks=pytest.mark.full
    ),
    slow("BRIDGE_PORT", "65536", "BRIDGE_PORT", id="a port beyond all ports"),
    slow("BRIDGE_PORT", "0", "BRIDGE_PORT", id="port 0"),
    pytest.param(
        "BRIDGE_LOG_FORMAT",
        "xml",
        "BRIDGE_LOG_FORMAT",
        id="a log format that is none",
        marks=pytest.mark.full,
    ),
    pytest.param(
        "BRIDGE_DRAIN_SECONDS",
        "-1",
        "BRIDGE_DRAIN_SECONDS",
        id="a time to drain below zero",
        marks=pytest.mark.full,
    ),
]


@pytest.mark.parametrize(("variable", "value", "named"), UNFIT)
def test_where_the_bridge_cannot_listen_is_said_in_one_line(
    environment: dict[str, str], variable: str, value: str, named: str
) -> None:
    done = ended(["bridge"], {**environment, variable: value})
    assert done.returncode == 2
    assert named in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_a_refusal_to_start_names_the_variable_that_was_misspelt(environment: dict[str, str]) -> None:
    del environment["BRIDGE_SANDBOX"]
    done = ended(["bridge"], {**environment, "BRIDGE_SANDBX": "true"})
    assert done.returncode == 2
    assert "BRIDGE_SANDBX is no setting and changes nothing; did you mean BRIDGE_SANDBOX?" in done.stderr
