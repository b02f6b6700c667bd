"""The machine's own Chromium. Playwright drives it and never fetches one."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

HERE = Path(__file__).parent
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_A_MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")

# Nothing but this machine has an address, whatever a page or the browser itself would like to ask.
_NOBODY_ELSE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"


def executable() -> str:
    """Where Chromium is: TEST_CHROMIUM, else a usual name. Skips without one; fails under REQUIRE_ALL=1."""
    named = os.environ.get("TEST_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None and ON_A_MAC.exists():
        found = str(ON_A_MAC)
    if found is None:
        leave_out("Chromium is needed to look at the pages; TEST_CHROMIUM names one in an unusual place")
    return found


def arguments() -> list[str]:
    """Chromium's sandbox refuses to run as root, as which containers usually run."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [_NOBODY_ELSE, *(["--no-sandbox"] if as_root else [])]


def axe_source() -> str:
    """axe-core's script, installed from its lock at the first use."""
    if not AXE.is_file():
        with _installing():
            subprocess.run(["npm", "ci"], cwd=HERE, text=True, capture_output=True, timeout=300, check=True)
    return AXE.read_text(encoding="utf-8")


@contextmanager
def _installing() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        leave_out("npm is needed to install axe-core, which looks for what keeps people out")
    except subprocess.CalledProcessError as error:
        leave_out(f"axe-core cannot be installed: {error.stderr.strip()[-500:]}")


def leave_out(complaint: str) -> NoReturn:
    """Says loudly that these tests do not run, or fails where everything is required."""
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(complaint)
    pytest.skip(complaint)
