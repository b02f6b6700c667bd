"""Set-up: which Python it takes, what it says when there is none, and when it has nothing to do."""

import ast
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from architecture.repository import ROOT

SCRIPT = ROOT / "scripts" / "setup.py"


class Recorder:
    """Stands for the two slow parts, making `.venv` and running pip, and notes what they were asked for."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.did: list[str] = []
        self.fail_at = ""

    def make_venv(self, root: str, _interpreter: object) -> None:
        self.did.append("venv")
        folder = Path(root) / ".venv" / "bin"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "python").unlink(missing_ok=True)
        (folder / "python").symlink_to(sys.executable)

    def run_pip(self, _root: str, arguments: list[str], *, total: int = 0) -> None:
        step = "packages" if "--require-hashes" in arguments else "project"
        self.did.append(f"{step} ({total})" if total else step)
        if step == self.fail_at:
            raise KeyboardInterrupt

    def done(self) -> list[str]:
        """What was done since the last look."""
        did, self.did = self.did, []
        return did


@pytest.fixture
def slow_parts(setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recorder:
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    (tmp_path / "requirements.lock").write_text("a==1 \\\n    --hash=sha256:00\n")
    (tmp_path / "requirements-dev.lock").write_text(
        "a==1 \\\n    --hash=sha256:00\nb==2 \\\n    --hash=sha256:00\n"
    )
    recorder = Recorder(tmp_path)
    monkeypatch.setattr(setup, "make_venv", recorder.make_venv)
    monkeypatch.setattr(setup, "run_pip", recorder.run_pip)
    return recorder


EVERYTHING = ["venv", "packages (2)", "project"]


@pytest.fixture
def set_up(setup: ModuleType, slow_parts: Recorder) -> Callable[..., list[str]]:
    """Run set-up; returns what was done."""

    def run(mode: str = "dev") -> list[str]:
        setup.set_up(str(slow_parts.root), mode)
        return slow_parts.done()

    return run


def test_everything_is_done_the_first_time_and_nothing_the_second(
    set_up: Callable[..., list[str]],
) -> None:
    assert set_up() == EVERYTHING
    assert set_up() == []


def test_the_runtime_alone_takes_its_own_lock(set_up: Callable[..., list[str]]) -> None:
    assert set_up("runtime") == ["venv", "packages (1)", "project"]
    assert set_up("runtime") == []


def test_what_is_developed_with_can_also_run(set_up: Callable[..., list[str]]) -> None:
    set_up("dev")
    assert set_up("runtime") == []


def test_what_only_runs_is_not_enough_to_develop(set_up: Callable[..., list[str]]) -> None:
    set_up("runtime")
    assert set_up("dev") == EVERYTHING


def test_another_lock_means_everything_again(set_up: Callable[..., list[str]], slow_parts: Recorder) -> None:
    set_up()
    with (slow_parts.root / "requirements-dev.lock").open("a") as lock:
        lock.write("c==3 \\\n    --hash=sha256:00\n")
    assert set_up() == ["venv", "packages (3)", "project"]


def test_another_pyproject_installs_the_project_alone(
    set_up: Callable[..., list[str]], slow_parts: Recorder
) -> None:
    set_up()
    (slow_parts.root / "pyproject.toml").write_text("[project]\nname = 'other'\n")
    assert set_up() == ["project"]
    assert set_up() == []


@pytest.mark.parametrize("step", ["packages", "project"])
def test_an_interrupted_set_up_is_redone(
    set_up: Callable[..., list[str]], slow_parts: Recorder, step: str
) -> None:
    slow_parts.fail_at = step
    with pytest.raises(KeyboardInterrupt):
        set_up()
    slow_parts.done()
    slow_parts.fail_at = ""
    assert set_up() == EVERYTHING


def test_a_set_up_interrupted_over_a_finished_one_is_redone(
    set_up: Callable[..., list[str]], slow_parts: Recorder
) -> None:
    set_up()
    lock = slow_parts.root / "requirements-dev.lock"
    before = lock.read_text()
    lock.write_text(before + "c==3 \\\n    --hash=sha256:00\n")
    slow_parts.fail_at = "packages"
    with pytest.raises(KeyboardInterrupt):
        set_up()
    slow_parts.done()
    slow_parts.fail_at = ""
    lock.write_text(before)
    assert set_up() == EVERYTHING


def spoil_stamp(venv: Path, **changed: object) -> None:
    stamp = json.loads((venv / "complete.json").read_text())
    (venv / "complete.json").write_text(json.dumps({**stamp, **changed}))


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda venv: (venv / "bin" / "python").unlink(), id="its Python is gone"),
        pytest.param(lambda venv: spoil_stamp(venv, python=[3, 11, 0]), id="its Python was replaced"),
        pytest.param(lambda venv: spoil_stamp(venv, root="/elsewhere"), id="it was moved"),
        pytest.param(lambda venv: (venv / "complete.json").unlink(), id="no stamp"),
        pytest.param(lambda venv: (venv / "complete.json").write_text('{"mode": "d'), id="half a stamp"),
        pytest.param(lambda venv: (venv / "complete.json").write_text("[]"), id="a stamp of another shape"),
    ],
)
def test_a_spoilt_venv_is_made_again(
    set_up: Callable[..., list[str]], slow_parts: Recorder, spoil: Callable[[Path], object]
) -> None:
    set_up()
    spoil(slow_parts.root / ".venv")
    assert set_up() == EVERYTHING


def test_what_pip_complains_of_is_what_the_reader_sees(setup: ModuleType, tmp_path: Path) -> None:
    pip = tmp_path / ".venv" / "bin" / "python"
    pip.parent.mkdir(parents=True)
    pip.write_text("#!/bin/sh\necho 'Collecting a'\necho 'ERROR: no such package'\necho 'bye'\nexit 1\n")
    pip.chmod(0o755)
    with pytest.raises(setup.SetupError, match=r"^pip failed: ERROR: no such package \("):
        setup.run_pip(str(tmp_path), ["install"])


def test_pip_is_told_no_index(setup: ModuleType, tmp_path: Path) -> None:
    # What the machine has configured (a mirror, a folder of wheels, a certificate) must reach pip untouched.
    pip = tmp_path / ".venv" / "bin" / "python"
    pip.parent.mkdir(parents=True)
    pip.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/arguments\necho "$PIP_INDEX_URL" > {tmp_path}/index\n')
    pip.chmod(0o755)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PIP_INDEX_URL", "https://mirror.example/simple")
        setup.run_pip(str(tmp_path), ["install"])
    assert "index" not in (tmp_path / "arguments").read_text()
    assert (tmp_path / "index").read_text() == "https://mirror.example/simple\n"


def test_an_old_python_can_read_the_script() -> None:
    ast.parse(SCRIPT.read_text(), feature_version=(3, 6))


@pytest.mark.parametrize(
    "old",
    sorted(Path.home().glob(".pyenv/versions/3.[6-9].*/bin/python3")) or [Path(sys.executable)],
    ids=str,
)
def test_a_python_of_this_machine_runs_the_script_to_its_help(old: Path) -> None:
    result = subprocess.run([old, SCRIPT, "--help"], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert "--runtime" in result.stdout
