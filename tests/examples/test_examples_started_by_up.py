"""How `make up` starts the partner sites: those that can be, in one process, and a line for each other."""

import os
import socket
from pathlib import Path

import httpx
import pytest

from eid_sandbox import partner_sites
from eid_sandbox.apart import ready_line
from eid_sandbox.settings import UnfitSettings
from examples.all_sites import SITES
from running_link import free_ports


@pytest.fixture
def ports(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Free ports, as the environment names them."""
    found = dict(zip(SITES, free_ports(len(SITES)), strict=True))
    for name, port in found.items():
        monkeypatch.setenv(f"{name.upper()}_PORT", str(port))
        monkeypatch.delenv(f"{name.upper()}_PUBLIC_URL", raising=False)
    return found


def test_the_sites_of_up_are_those_of_the_examples_on_their_own_ports() -> None:
    assert dict(partner_sites.PORTS) == {name: profile.port for name, profile in SITES.items()}


def test_a_port_in_use_leaves_that_site_out_and_names_its_setting(
    ports: dict[str, int], capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", ports["clinic"])):
        found = [site.name for site in partner_sites.available()]
    assert found == ["hospital", "university", "hotel", "admissions"]
    said = capsys.readouterr().err
    assert (
        said
        == f"clinic site not started: port {ports['clinic']} is in use; choose another with CLINIC_PORT\n"
    )


def test_without_the_examples_there_are_no_sites(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(partner_sites, "_PROGRAM", tmp_path / "all_sites.py")
    assert partner_sites.available() == ()


async def test_the_sites_answer_while_they_run_and_are_gone_afterwards(
    ports: dict[str, int], tmp_path: Path
) -> None:
    sites = [site for site in partner_sites.available() if site.name in ("clinic", "admissions")]
    async with httpx.AsyncClient(trust_env=False) as http:
        async with partner_sites.running(sites, bridge="http://localhost:1", state=tmp_path) as answering:
            await answering()
            statuses = [(await http.get(f"{site.url}/healthz")).status_code for site in sites]
        for site in sites:
            with pytest.raises(httpx.ConnectError):
                await http.get(f"{site.url}/healthz")
    assert statuses == [200, 200]


async def test_a_program_that_ends_at_once_is_not_waited_for(
    ports: dict[str, int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "all_sites.py"
    program.write_text("raise SystemExit(2)\n", encoding="utf-8")
    monkeypatch.setattr(partner_sites, "_PROGRAM", program)
    async with partner_sites.running(
        partner_sites.available(), bridge="http://localhost:1", state=tmp_path
    ) as answering:
        await answering()


async def test_a_program_that_does_not_stop_when_told_is_stopped(
    ports: dict[str, int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "all_sites.py"
    program.write_text(
        "import os, signal, socket, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\n"
        "listening = socket.create_server(('127.0.0.1', int(os.environ['HOSPITAL_PORT'])))\n"
        "time.sleep(60)\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(partner_sites, "_PROGRAM", program)
    monkeypatch.setattr(partner_sites, "_GRACE_S", 0.1)
    hospital = partner_sites.available()[:1]
    async with partner_sites.running(hospital, bridge="http://localhost:1", state=tmp_path) as answering:
        await answering()
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text(encoding="utf-8")), 0)


@pytest.mark.parametrize(
    ("allowed", "reachable"),
    [
        pytest.param(set(), {"localhost:8010"}, id="nothing else"),
        pytest.param(
            {"localhost:8015"}, {"localhost:8015", "localhost:8010"}, id="the operator's own beside it"
        ),
    ],
)
def test_the_bridge_of_up_may_push_events_to_the_sites(allowed: set[str], reachable: set[str]) -> None:
    site = partner_sites.PartnerSite("hospital", 8010, "http://localhost:8010")
    assert partner_sites.reachable([site], frozenset(allowed)) == reachable


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1"])
def test_a_port_that_cannot_be_names_its_setting(
    ports: dict[str, int], monkeypatch: pytest.MonkeyPatch, port: str
) -> None:
    monkeypatch.setenv("HOTEL_PORT", port)
    with pytest.raises(UnfitSettings, match="HOTEL_PORT: must be a port"):
        partner_sites.available()


def test_the_ready_line_says_what_to_open_and_where_the_services_are_and_fits_a_terminal() -> None:
    services = {
        "bridge": "http://localhost:8000",
        "VNeID mock": "http://localhost:8001",
        "Singpass mock": "http://localhost:8002",
        "hospital": "http://localhost:8010",
    }
    line = ready_line(services)
    assert line.startswith("ready  open http://localhost:8000 in a browser")
    assert all(services[name] in line for name in ("bridge", "VNeID mock", "Singpass mock"))
    assert services["hospital"] not in line
    assert len(line) <= 120
