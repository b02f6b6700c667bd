"""Two linters that were not written by us find nothing in the three documents.

Node 20 or newer is needed; with REQUIRE_ALL=1 its absence is a failure. Neither linter goes to the network.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

LINTERS = Path(__file__).parent / "linters"
COMMANDS = {
    "redocly": ("redocly", "lint", "--config", "redocly.yaml", "--format", "json"),
    "spectral": (
        "spectral",
        "lint",
        "--ruleset",
        "spectral.yaml",
        "--format",
        "json",
        "--fail-severity",
        "hint",
    ),
}
# Redocly would look for a newer version of itself, and tell how it is used.
QUIET = {"REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "REDOCLY_TELEMETRY": "off", "NO_COLOR": "1"}


@pytest.fixture(scope="module")
def installed() -> Path:
    """The linters, installed from their lock."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        _left_out("Node with npm is needed to lint the OpenAPI documents")
    programs = LINTERS / "node_modules" / ".bin"
    if not programs.is_dir():
        done = subprocess.run(
            [str(npm), "ci", "--ignore-scripts"],
            cwd=LINTERS,
            text=True,
            capture_output=True,
            timeout=300,
            check=False,
        )
        if done.returncode != 0:
            _left_out(f"the linters cannot be installed: {done.stderr.strip()[-500:]}")
    return programs


def _left_out(complaint: str) -> None:
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(complaint)
    pytest.skip(complaint)


def lint(programs: Path, linter: str, document: dict[str, Any], folder: Path) -> list[str]:
    """What the linter complains of."""
    program, *arguments = COMMANDS[linter]
    written = folder / "openapi.json"
    written.write_text(json.dumps(document), encoding="utf-8")
    done = subprocess.run(
        [programs / program, *arguments, written],
        cwd=LINTERS,
        text=True,
        capture_output=True,
        env={**os.environ, **QUIET},
        timeout=120,
        check=False,
    )
    # Both say a sentence beside their report.
    begin = done.stdout.index("[" if linter == "spectral" else "{")
    report, _ = json.JSONDecoder().raw_decode(done.stdout, begin)
    found = report if linter == "spectral" else report["problems"]
    return [f"{problem.get('code') or problem['ruleId']}: {problem['message']}" for problem in found]


@pytest.mark.thorough
@pytest.mark.parametrize("linter", COMMANDS)
def test_the_linter_finds_nothing(
    installed: Path, linter: str, document: dict[str, Any], tmp_path: Path
) -> None:
    assert lint(installed, linter, document, tmp_path) == []


@pytest.mark.thorough
@pytest.mark.parametrize("service", ["vneid"], indirect=True)
@pytest.mark.parametrize("linter", COMMANDS)
def test_the_linter_finds_what_is_wrong(
    installed: Path, linter: str, document: dict[str, Any], tmp_path: Path
) -> None:
    health = document["paths"]["/healthz"]["get"]
    spoilt = {**health, "operationId": "show health", "security": [{"nobody": []}]}
    paths = {**document["paths"], "/healthz": {"get": spoilt}, "/other": {"get": {**spoilt, "tags": ["x"]}}}
    assert len(lint(installed, linter, {**document, "paths": paths}, tmp_path)) >= 2
