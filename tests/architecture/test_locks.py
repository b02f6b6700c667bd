"""The locks follow pyproject.toml, pin every package by hash, and leave the index to the installer."""

import importlib.metadata
import re
import sys
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from architecture.repository import PACKAGES, ROOT, imported_modules, parsed

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
WANTED = {
    "requirements.lock": [*PROJECT["dependencies"], *EXTRAS["build"]],
    "requirements-dev.lock": [*PROJECT["dependencies"], *EXTRAS["build"], *EXTRAS["dev"]],
}
PIN = re.compile(r"^(?P<name>[a-z0-9.-]+)==(?P<version>\S+)")


def entries(lock: str) -> list[str]:
    """The lock's requirements, each with its marker and hashes on one line."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def pins(lock: str) -> dict[str, Version]:
    found = [match for entry in entries(lock) if (match := PIN.match(entry))]
    return {match["name"]: Version(match["version"]) for match in found}


@pytest.mark.parametrize("lock", WANTED)
def test_a_lock_meets_every_requirement_of_the_project(lock: str) -> None:
    pinned = pins(lock)
    wishes = [Requirement(line) for line in WANTED[lock]]
    unmet = [
        str(wish)
        for wish in wishes
        if (version := pinned.get(canonicalize_name(wish.name))) is None or version not in wish.specifier
    ]
    assert not unmet, f"{lock} is behind pyproject.toml: run `make lock`"


@pytest.mark.parametrize("lock", WANTED)
def test_a_lock_pins_every_package_to_a_version_and_a_hash(lock: str) -> None:
    assert [entry for entry in entries(lock) if not PIN.match(entry) or "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", WANTED)
def test_a_lock_names_no_host_and_no_option(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-", text.replace("    --hash=", ""), re.MULTILINE)


def test_what_is_developed_with_is_what_is_run_with() -> None:
    developed = pins("requirements-dev.lock")
    different = {
        name for name, version in pins("requirements.lock").items() if developed.get(name) != version
    }
    assert not different


def unnamed_imports(folders: list[str], requirements: list[str]) -> list[str]:
    """What the files below the folders import that comes from none of the requirements."""
    named = {canonicalize_name(Requirement(line).name) for line in requirements}
    providers = importlib.metadata.packages_distributions()
    trees = [tree for folder in folders for _, tree in parsed(ROOT / folder)]
    imported = {module.split(".")[0] for tree in trees for module in imported_modules(tree)}
    ours = {*PACKAGES, "examples", *(path.stem for path in (ROOT / "tests").iterdir())}
    return [
        module
        for module in sorted(imported - ours - sys.stdlib_module_names)
        if not named & {canonicalize_name(provider) for provider in providers.get(module, [])}
    ]


@pytest.mark.thorough
def test_every_import_is_a_dependency_that_the_project_names() -> None:
    # A package that is only somebody else's dependency leaves with them. pytest loads our plugin and runs the
    # examples' suites: where it is not installed, nothing asks for it.
    assert unnamed_imports(["services", "examples"], [*PROJECT["dependencies"], "pytest"]) == []
    assert unnamed_imports(["tests", "scripts"], WANTED["requirements-dev.lock"]) == []


def test_an_import_that_nobody_named_is_found() -> None:
    needless = [line for line in PROJECT["dependencies"] if not line.startswith("httpx>")]
    assert unnamed_imports(["services"], [*needless, "pytest"]) == ["httpx"]
