"""What makes a measurement worth keeping: command, commit, machine and hour beside the figures."""

import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_URL = re.compile(r"([a-z0-9+]+)://\S*")
ROOT = Path(__file__).resolve().parents[2]
# What measurements write, one after another.
FIGURES = "docs/measurements"


def provenance(*, seed: int, database: str) -> dict[str, Any]:
    """Where figures come from. `database` is the kind alone: its URL may hold a password."""
    return {
        "command": " ".join(["python -m eid_sandbox", *without_urls(sys.argv[1:])]),
        "commit": commit_of(ROOT),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "seed": seed,
        "database": database,
        "machine": {
            "cpu": _cpu_model(),
            "cores": os.cpu_count(),
            "system": f"{platform.system()} {platform.machine()}",
            "python": platform.python_version(),
            # Above the cores' number at the start, somebody else was at work on them: do not publish that.
            "load_average_at_start": round(os.getloadavg()[0], 2),
        },
    }


def database_kind(url: str | None) -> str:
    """`sqlite` or `postgresql`."""
    return (url or "sqlite").partition(":")[0].partition("+")[0]


def write_json(path: Path, document: Mapping[str, Any]) -> None:
    """The document, readable and with its keys in the order given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{json.dumps(document, ensure_ascii=False, indent=2)}\n", encoding="utf-8")


def without_urls(arguments: Sequence[str]) -> list[str]:
    """The arguments, each URL cut down to its scheme: it may hold a password."""
    return [_URL.sub(r"\1", each) for each in arguments]


def commit_of(root: Path) -> str | None:
    """The commit that is checked out, and whether anything but figures differs from it; None outside a
    clone.
    """
    try:
        commit = _git(root, "rev-parse", "HEAD")
        changes = _git(root, "status", "--porcelain", "--", ".", f":(exclude){FIGURES}")
    except (OSError, subprocess.CalledProcessError):
        return None
    return f"{commit} with changes" if changes else commit


def _git(root: Path, *arguments: str) -> str:
    found = subprocess.run(  # noqa: S603 - arguments of our own
        ["git", *arguments],  # noqa: S607 - whichever git the caller has
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    return found.stdout.strip()


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.machine()
