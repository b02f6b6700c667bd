"""Services as processes: killed, started again, and never left behind."""

from pathlib import Path

import psutil
import pytest

from eid_sandbox.process import DidNotStart, Process
from running_link import free_ports


def _process(folder: Path, module: str) -> Process:
    (port,) = free_ports(1)
    environment = {
        "VNEID_PORT": str(port),
        "VNEID_PUBLIC_URL": f"http://localhost:{port}",
        "VNEID_DATA_DIR": str(folder / "vneid"),
    }
    return Process("a service", module, port, environment, folder / "a.log")


def _children() -> set[int]:
    return {child.pid for child in psutil.Process().children(recursive=True)}


def test_a_killed_process_starts_again_on_its_port_and_leaves_nothing_when_stopped(tmp_path: Path) -> None:
    before, service = _children(), _process(tmp_path, "vneid_mock")
    try:
        service.start()
        service.wait()
        used, (first,) = service.usage(), _children() - before
        service.kill()
        assert not psutil.pid_exists(first)
        service.start()
        service.wait()
    finally:
        service.stop()
    assert used.cpu_s > 0
    assert _children() == before


def test_what_ends_at_once_is_named_with_what_it_said(tmp_path: Path) -> None:
    service = _process(tmp_path, "vneid_mock.no_such_module")
    service.start()
    with pytest.raises(DidNotStart, match=r"(?s)a service does not answer.*no_such_module"):
        service.wait()
    with pytest.raises(DidNotStart, match="runs no more"):
        service.usage()
    service.stop()


def test_the_callers_own_settings_do_not_reach_a_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VNEID_SIM_TOKEN", "")  # a value with which none starts
    service = _process(tmp_path, "vneid_mock")
    try:
        service.start()
        service.wait()
    finally:
        service.stop()
