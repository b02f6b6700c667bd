#!/usr/bin/env python3
"""Set up `.venv` from the lock: `python3 scripts/setup.py [--runtime] [--python PATH]`.

Standard library only, and readable by any Python from 3.6 on, because it is what tells the owner of an old
Python which one to install. The stamp is written last and removed first: a set-up that was interrupted is
never taken for a finished one, and a finished one is recognised without starting pip or touching a network.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Tuple

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SUPPORTED = ((3, 11), (3, 12), (3, 13), (3, 14))
WANTED = " or ".join(f"{major}.{minor}" for major, minor in SUPPORTED)
# What an interpreter says about itself; ensurepip is what Debian ships apart, and venv fails late without it.
PROBE = """
import json, sys
def importable(name):
    try:
        __import__(name)
    except ImportError:
        return False
    return True
path = getattr(sys, "_base_executable", None) or sys.executable
print(json.dumps([path, list(sys.version_info[:3]), importable("venv") and importable("ensurepip")]))
"""


class SetupError(Exception):
    """Something the reader can put right; the message says how, in one sentence."""


class Interpreter(NamedTuple):
    """A Python that answered the probe."""

    path: str
    version: Tuple[int, ...]
    can_make_venv: bool

    def __str__(self) -> str:
        return f"Python {'.'.join(str(part) for part in self.version)} ({self.path})"


def say(line: str) -> None:
    print(f"setup: {line}", flush=True)


def clean_environment() -> Dict[str, str]:
    """Without what would make one Python load another's modules; pip's own settings stay."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH")}


def probe(path: str) -> Optional[Interpreter]:
    """The interpreter at ``path``, or None where none answers (a pyenv shim for an inactive version)."""
    try:
        answer = subprocess.run(
            [path, "-c", PROBE],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=clean_environment(),
            timeout=20,
            check=True,
        )
        base, version, can_make_venv = json.loads(answer.stdout.decode("utf-8"))
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return Interpreter(base, tuple(version), can_make_venv)


def candidate_paths(root: str) -> Iterator[str]:
    """Where a supported Python may be: this one, PATH, pyenv. Never inside `.venv`, which is wiped."""
    names = [f"python{major}.{minor}" for major, minor in reversed(SUPPORTED)] + ["python3"]
    folders = [folder for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    pyenv = os.path.join(os.environ.get("PYENV_ROOT", os.path.expanduser("~/.pyenv")), "versions")
    installed = sorted(os.listdir(pyenv), reverse=True) if os.path.isdir(pyenv) else []
    paths = [sys.executable or "python3"]
    paths += [os.path.join(folder, name) for name in names for folder in folders]
    paths += [os.path.join(pyenv, version, "bin", "python3") for version in installed]
    venv = os.path.join(os.path.realpath(root), ".venv") + os.sep
    for path in dict.fromkeys(paths):
        inside = os.path.join(os.path.realpath(os.path.dirname(path)), "").startswith(venv)
        if os.path.isfile(path) and os.access(path, os.X_OK) and not inside:
            yield path


def choose_interpreter(root: str, wish: Optional[str] = None) -> Interpreter:
    """The first supported interpreter with venv; raises SetupError saying what to install."""
    found = []  # type: List[Interpreter]
    for path in [wish] if wish else candidate_paths(root):
        interpreter = probe(path)
        if interpreter is None:
            continue
        found.append(interpreter)
        if interpreter.version[:2] in SUPPORTED and interpreter.can_make_venv:
            return interpreter
    raise SetupError(explain_no_interpreter(found, wish))


def explain_no_interpreter(found: List[Interpreter], wish: Optional[str]) -> str:
    for interpreter in found:
        if interpreter.version[:2] in SUPPORTED:
            package = "python{}.{}-venv".format(*interpreter.version)
            return f"{interpreter} has no venv module: run `apt install {package}` (or python3-venv)."
    seen = ", ".join(sorted({str(interpreter) for interpreter in found})) or wish or "none"
    example = "`apt install python3 python3-venv`, `brew install python@3.13` or `pyenv install 3.13`"
    return f"Python {WANTED} is needed and none was found (seen: {seen}); {example} would install one."


def digest_of(*paths: str) -> str:
    content = hashlib.sha256()
    for path in paths:
        with open(path, "rb") as file:
            content.update(hashlib.sha256(file.read()).digest())
    return content.hexdigest()


def lock_path(root: str, mode: str) -> str:
    return os.path.join(root, "requirements.lock" if mode == "runtime" else "requirements-dev.lock")


def venv_python(root: str) -> str:
    return os.path.join(root, ".venv", "bin", "python")


def stamp_path(root: str) -> str:
    return os.path.join(root, ".venv", "complete.json")


def read_stamp(root: str) -> Dict[str, Any]:
    """The stamp of a finished set-up; empty where there is none or it is unreadable."""
    try:
        with open(stamp_path(root)) as file:
            stamp = json.load(file)
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(root: str, stamp: Dict[str, Any]) -> None:
    # Renamed into place: half a stamp must not exist either.
    with open(stamp_path(root) + ".new", "w") as file:
        json.dump(stamp, file, indent=1, sort_keys=True)
    os.replace(stamp_path(root) + ".new", stamp_path(root))


def is_usable(root: str, mode: str, stamp: Dict[str, Any]) -> bool:
    """True where `.venv` holds what the lock says: same lock, same interpreter, not moved, still there."""
    if stamp.get("mode") not in (mode, "dev") or stamp.get("root") != root:
        return False  # scripts inside a moved .venv point to where it was
    if stamp.get("lock") != digest_of(lock_path(root, str(stamp["mode"]))):
        return False
    interpreter = probe(venv_python(root))
    return interpreter is not None and list(interpreter.version) == stamp.get("python")


def run_pip(root: str, arguments: List[str], *, total: int = 0) -> None:
    """Run pip in `.venv`, with a line at each quarter of ``total``; pip's own settings name the index."""
    command = [venv_python(root), "-m", "pip", "--no-input", "--disable-pip-version-check", *arguments]
    lines, collected = ["no output"], 0
    with subprocess.Popen(
        command, env=clean_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=root
    ) as process:
        for raw in process.stdout or ():
            lines.append(raw.decode("utf-8", "replace").strip())
            if total and lines[-1].startswith("Collecting "):
                collected += 1
                if collected * 4 // total > (collected - 1) * 4 // total:
                    say(f"... {collected} of {total} packages fetched")
    if process.returncode != 0:
        complaint = next((line for line in lines if line.startswith("ERROR:")), lines[-1])
        raise SetupError(f"pip failed: {complaint} (`pip config list` shows the index in use).")


def make_venv(root: str, interpreter: Interpreter) -> None:
    command = [interpreter.path, "-m", "venv", "--clear", os.path.join(root, ".venv")]
    made = subprocess.run(
        command, env=clean_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if made.returncode != 0:
        reason = made.stdout.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
        raise SetupError(f"{interpreter} could not make .venv: {reason[-1]}")


def install_packages(root: str, mode: str) -> None:
    lock = lock_path(root, mode)
    with open(lock) as file:
        total = sum(1 for line in file if "==" in line)
    say(f"installing {total} packages from {os.path.basename(lock)} (a minute or two, once)")
    run_pip(root, ["install", "--require-hashes", "--only-binary", ":all:", "-r", lock], total=total)


def set_up(root: str, mode: str, wish: Optional[str] = None) -> bool:
    """Make `.venv` complete. True when something had to be done; a finished set-up costs one look."""
    stamp = read_stamp(root)
    project = digest_of(os.path.join(root, "pyproject.toml"))
    usable = wish is None and is_usable(root, mode, stamp)
    if usable and stamp.get("project") == project:
        return False
    if not usable:
        interpreter = choose_interpreter(root, wish)
        say(f"making .venv with {interpreter}")
        if os.path.exists(stamp_path(root)):
            os.remove(stamp_path(root))
        make_venv(root, interpreter)
        install_packages(root, mode)
        lock = digest_of(lock_path(root, mode))
        stamp = {"root": root, "mode": mode, "lock": lock, "python": interpreter.version}
    say("installing the project itself")
    run_pip(root, ["install", "--no-deps", "--no-build-isolation", "--editable", root])
    write_stamp(root, dict(stamp, project=project))
    say("done")
    return True


def one_at_a_time(root: str) -> None:
    """Wait for another set-up of this folder to finish; the lock goes with the process, however that ends."""
    try:
        import fcntl  # noqa: PLC0415 (absent on Windows proper)

        folder = os.open(root, os.O_RDONLY)
        fcntl.flock(folder, fcntl.LOCK_EX)
    except (ImportError, OSError):
        return  # a file system without locks: two set-ups at once are the user's to avoid


def main(arguments: Optional[List[str]] = None) -> int:
    parser = argparse.ArgumentParser(description="Set up .venv from the lock, unless that is done already.")
    parser.add_argument("--runtime", action="store_true", help="only what running needs (requirements.lock)")
    parser.add_argument("--python", metavar="PATH", help="make .venv (again) with this interpreter")
    options = parser.parse_args(arguments)
    try:
        one_at_a_time(ROOT)
        set_up(ROOT, "runtime" if options.runtime else "dev", options.python)
    except SetupError as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("setup: interrupted; run it again to start over", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
