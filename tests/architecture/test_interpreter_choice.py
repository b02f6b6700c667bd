"""Which Python set-up takes, and what it says when there is none to take."""

import json
import os
from pathlib import Path
from types import ModuleType

import pytest

from architecture.repository import ROOT


def fake_python(path: Path, version: tuple[int, int, int], *, can_make_venv: bool = True) -> Path:
    """A program that answers the probe as a Python of that version would."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{json.dumps([str(path), version, can_make_venv])}'\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def machine(setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which only what the test puts there can be found; the script runs on an old Python."""
    old = fake_python(tmp_path / "old" / "python3", (3, 6, 15))
    monkeypatch.setattr(setup.sys, "executable", str(old))
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{tmp_path / 'usr'}")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    return tmp_path


def chosen(setup: ModuleType, machine: Path) -> str:
    path: str = setup.choose_interpreter(str(machine)).path
    return str(Path(path).relative_to(machine))


def test_the_newest_supported_python_on_the_path_is_taken(setup: ModuleType, machine: Path) -> None:
    fake_python(machine / "bin" / "python3.11", (3, 11, 4))
    fake_python(machine / "usr" / "python3.13", (3, 13, 0))
    assert chosen(setup, machine) == "usr/python3.13"


def test_the_python_that_runs_the_script_comes_first(
    setup: ModuleType, machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_python(machine / "bin" / "python3.14", (3, 14, 1))
    monkeypatch.setattr(setup.sys, "executable", str(fake_python(machine / "mine" / "python3", (3, 12, 1))))
    assert chosen(setup, machine) == "mine/python3"


def test_one_without_venv_is_passed_over(setup: ModuleType, machine: Path) -> None:
    fake_python(machine / "bin" / "python3.13", (3, 13, 0), can_make_venv=False)
    fake_python(machine / "usr" / "python3.12", (3, 12, 1))
    assert chosen(setup, machine) == "usr/python3.12"


def test_a_shim_that_does_not_answer_is_passed_over(setup: ModuleType, machine: Path) -> None:
    shim = fake_python(machine / "bin" / "python3.13", (3, 13, 0))
    shim.write_text("#!/bin/sh\nexit 127\n")
    fake_python(machine / "usr" / "python3", (3, 12, 1))
    assert chosen(setup, machine) == "usr/python3"


def test_one_that_is_not_on_the_path_is_found_among_those_of_pyenv(setup: ModuleType, machine: Path) -> None:
    fake_python(machine / "pyenv" / "versions" / "3.10.1" / "bin" / "python3", (3, 10, 1))
    fake_python(machine / "pyenv" / "versions" / "3.12.1" / "bin" / "python3", (3, 12, 1))
    assert chosen(setup, machine) == "pyenv/versions/3.12.1/bin/python3"


def test_the_venv_is_never_made_from_itself(
    setup: ModuleType, machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = fake_python(machine / ".venv" / "bin" / "python3.13", (3, 13, 0))
    monkeypatch.setattr(setup.sys, "executable", str(inside))
    monkeypatch.setenv("PATH", f"{inside.parent}{os.pathsep}{machine / 'usr'}")
    fake_python(machine / "usr" / "python3.12", (3, 12, 1))
    assert chosen(setup, machine) == "usr/python3.12"


def test_a_missing_venv_module_is_explained_with_the_package_to_install(
    setup: ModuleType, machine: Path
) -> None:
    fake_python(machine / "bin" / "python3.13", (3, 13, 0), can_make_venv=False)
    with pytest.raises(setup.SetupError, match=r"apt install python3\.13-venv` \(or python3-venv\)"):
        setup.choose_interpreter(str(machine))


def test_no_supported_python_is_explained_with_those_that_were_seen(setup: ModuleType, machine: Path) -> None:
    fake_python(machine / "bin" / "python3", (3, 15, 0))
    with pytest.raises(setup.SetupError, match=r"3\.13 or 3\.14 .*seen: .*3\.15\.0.*3\.6\.15"):
        setup.choose_interpreter(str(machine))


def test_a_wish_is_taken_or_refused_and_nothing_else_is_tried(setup: ModuleType, machine: Path) -> None:
    good = fake_python(machine / "bin" / "python3.13", (3, 13, 0))
    assert setup.choose_interpreter(str(machine), str(good)).version == (3, 13, 0)
    with pytest.raises(setup.SetupError, match=r"seen: .*nowhere"):
        setup.choose_interpreter(str(machine), str(machine / "nowhere"))


def test_the_supported_versions_are_those_of_the_project(setup: ModuleType) -> None:
    requires = 'requires-python = ">={}.{},<{}.{}"'.format(
        *setup.SUPPORTED[0], setup.SUPPORTED[-1][0], setup.SUPPORTED[-1][1] + 1
    )
    assert requires in (ROOT / "pyproject.toml").read_text()
