"""The import contracts hold, cover every package, and break when somebody breaks them."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from architecture.repository import PACKAGES, ROOT, SERVICES

PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def lint_imports(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Check the contracts of the tree at ``root``, whatever tree the running tests were installed from."""
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-logo", "--no-cache", *arguments],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "services"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(SERVICES, tmp_path / "services", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_hold() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_package_is_under_the_contracts_and_in_the_wheel() -> None:
    assert sorted(PYPROJECT["tool"]["importlinter"]["root_packages"]) == list(PACKAGES)
    wheel = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert sorted(wheel) == [f"services/{package}" for package in PACKAGES]


def planted(contract: str, where: str, line: str, name: str) -> object:
    return pytest.param(contract, where, line, id=name)


VIOLATIONS = [
    planted("packages", "vneid_mock/planted.py", "import bridge.domain", "a mock uses the bridge"),
    planted("packages", "bridge/web/planted.py", "import singpass_mock", "the bridge uses a mock"),
    planted("packages", "vneid_mock/planted.py", "import singpass_mock", "one mock uses the other"),
    planted("packages", "eid_kit/oauth/planted.py", "import bridge.domain", "the kit uses a service"),
    planted("packages", "bridge/web/planted.py", "import eid_sandbox", "the bridge uses the sandbox"),
    planted("kit", "eid_kit/planted.py", "", "a part of the kit without a layer"),
    planted("kit", "eid_kit/oauth/planted.py", "import eid_kit.http", "oauth uses http"),
    planted("kit", "eid_kit/tlog/planted.py", "import eid_kit.oauth", "tlog uses oauth"),
    planted("bridge", "bridge/planted.py", "", "a part of the bridge without a layer"),
    planted("bridge", "bridge/domain/planted.py", "import bridge.flows", "domain uses flows"),
    planted("bridge", "bridge/flows/planted.py", "import bridge.adapters", "flows use adapters"),
    planted("bridge", "bridge/web/planted.py", "import bridge.adapters", "web uses adapters"),
    planted("bridge", "bridge/adapters/planted.py", "import bridge.web", "adapters use web"),
    planted("bridge-has-no-simulator", "bridge/web/planted.py", "import eid_kit.simulator", "a fault switch"),
    planted("cli-stays-outside", "eid_cli/planted.py", "import bridge.adapters", "the CLI uses the database"),
    planted(
        "cli-stays-outside",
        "eid_cli/planted.py",
        "import bridge.adapters.sql",
        "a second door of the CLI to the database",
    ),
    planted("pure", "bridge/domain/planted.py", "import fastapi", "a framework in the domain"),
    planted("pure", "eid_kit/oauth/planted.py", "from asyncio import sleep", "waiting in oauth"),
    planted("pure", "eid_kit/tlog/planted.py", "def read() -> None:\n    import os", "I/O inside a function"),
    planted("domain-stands-alone", "bridge/domain/planted.py", "import joserfc", "a protocol in the domain"),
    planted("flows-use-ports", "bridge/flows/planted.py", "import sqlalchemy", "a database in a flow"),
    planted("flows-use-ports", "bridge/flows/planted.py", "import eid_kit.http", "the web skin in a flow"),
]


@pytest.mark.thorough
@pytest.mark.parametrize(("contract", "where", "line"), VIOLATIONS)
def test_a_planted_violation_is_reported(copy: Path, contract: str, where: str, line: str) -> None:
    (copy / "services" / where).write_text(f"{line}\n", encoding="utf-8")
    result = lint_imports(copy, "--contract", contract)
    module = where.removesuffix(".py").replace("/", ".")
    assert result.returncode != 0
    assert module in result.stdout, result.stdout + result.stderr


def test_a_planted_cycle_between_siblings_is_reported(copy: Path) -> None:
    mock = copy / "services" / "singpass_mock"
    (mock / "planted_hen.py").write_text("import singpass_mock.planted_egg\n", encoding="utf-8")
    (mock / "planted_egg.py").write_text("import singpass_mock.planted_hen\n", encoding="utf-8")
    result = lint_imports(copy, "--contract", "no-cycles")
    assert result.returncode != 0
    assert "planted_hen" in result.stdout, result.stdout + result.stderr


def test_a_file_outside_every_package_is_reported(copy: Path) -> None:
    # Without its __init__.py a folder drops out of the import graph, and its violations with it.
    (copy / "services" / "bridge" / "domain" / "__init__.py").unlink()
    result = subprocess.run(
        [Path(sys.executable).parent / "ruff", "check", "--no-cache", "--select", "INP001", "services"],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert "services/bridge/domain/policy.py" in result.stdout
