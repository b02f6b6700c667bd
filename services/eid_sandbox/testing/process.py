"""A child process: started, waited for with a deadline, explained when it fails, never left over."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import IO

_GRACE_S = 20
_TAIL = 4000
# What a process needs in order to run. Everything else stays behind: settings of a link (BRIDGE_, VNEID_,
# SINGPASS_), what makes Python load other modules or raise at warnings, proxies, coverage's own start-up.
_KEPT = frozenset(
    {
        *(
            "PATH",
            "HOME",
            "USER",
            "LANG",
            "LANGUAGE",
            "TZ",
            "TMPDIR",
            "TEMP",
            "TMP",
            "SYSTEMROOT",
            "VIRTUAL_ENV",
        ),
        *("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"),
    }
)
# Our own folder goes behind the standard library and before everything that is installed: the child runs the
# code of its parent, and a package of somebody else's with the name of one of ours does not take its place.
_START = """
import runpy, sys
found = (place for place, path in enumerate(sys.path) if path.endswith("-packages"))
sys.path.insert(next(found, len(sys.path)), sys.argv.pop(1))
runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)
"""


class LinkDidNotStart(Exception):
    """The process ended, or was silent for too long; the message holds the end of what it wrote."""


class LinkEnded(Exception):
    """The process ended while it was in use; the message holds the end of what it wrote."""


def isolated_python(module: str, *arguments: str) -> list[str]:
    """The command that runs a module of ours whatever lies in the current folder or in PYTHON* variables."""
    ours = str(Path(__file__).resolve().parents[2])
    return [sys.executable, "-E", "-P", "-c", _START, ours, module, *arguments]


def clean_environment() -> dict[str, str]:
    """This process's environment without what would change how a link runs."""
    return {name: value for name, value in os.environ.items() if name in _KEPT or name.startswith("LC_")}


@contextmanager
def started(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    folder: Path,
    is_ready: Callable[[str], bool],
    within_s: float,
) -> Iterator[str]:
    """Runs the command in `folder` until the block ends; gives the line of output that `is_ready` accepts.

    Its input is a pipe that nobody writes to and that closes when this process ends, however it ends. Raises
    `LinkDidNotStart` after `within_s` seconds, or when it ends first; `LinkEnded`, at the end of the block,
    when it was gone by then.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
        process = subprocess.Popen(  # noqa: S603 (the command is ours)
            command,
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            encoding="utf-8",
            start_new_session=True,  # Ctrl-C is for the tests, which end this on their way out
        )
        with process:
            try:
                line = _ready_line(process, errors, is_ready=is_ready, within_s=within_s)
                with _must_last(process, errors):
                    yield line
            finally:
                _stop(process)


def _ready_line(
    process: subprocess.Popen[str], errors: IO[str], *, is_ready: Callable[[str], bool], within_s: float
) -> str:
    # A process that says nothing is ended, which ends the reading as well.
    deadline = Timer(within_s, process.kill)
    deadline.daemon = True
    deadline.start()
    written: list[str] = []
    try:
        for line in process.stdout or ():
            if is_ready(line):
                return line
            written.append(line)
    finally:
        in_time = not deadline.finished.is_set()
        deadline.cancel()
    ended = f"ended with code {process.wait()}" if in_time else f"was not ready within {within_s:g} seconds"
    raise LinkDidNotStart(f"the link {ended}; it wrote:\n{_said(errors, after=''.join(written))}")


@contextmanager
def _must_last(process: subprocess.Popen[str], errors: IO[str]) -> Iterator[None]:
    try:
        yield
    finally:
        # Also while an error of the block is on its way, which stays as context: this is its likely cause.
        if process.poll() is not None:
            raise LinkEnded(f"the link ended with code {process.returncode}; it wrote:\n{_said(errors)}")


def _said(errors: IO[str], *, after: str = "") -> str:
    errors.seek(0)
    return f"{after}{errors.read()}".strip()[-_TAIL:] or "(nothing)"


def _stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(timeout=_GRACE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
