"""What a newcomer types: every command is explained, and every command a document names exists."""

import os
import re
import subprocess

import pytest

from architecture.repository import ROOT, files

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
PINNED = {"demo", "test", "up", "check", "reset", "help", "lock"}


def test_the_commands_are_there_and_none_is_a_file_by_accident() -> None:
    phony = set(re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[0].split())
    assert TARGETS >= PINNED
    assert phony == TARGETS


def test_help_is_the_default_and_explains_every_command() -> None:
    shown = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    explained = dict(re.findall(r"^  make ([a-z-]+) +(\S.*)$", shown, re.MULTILINE))
    assert set(explained) == TARGETS


def test_every_command_sets_up_first() -> None:
    needs_none = {"help", "setup", "reset", "lock"}
    assert [target for target in TARGETS - needs_none if f"\n{target}: setup ##" not in MAKEFILE] == []


def commands_named(text: str) -> set[str]:
    """The make targets that a page tells its reader to type, in `code` or in a fence."""
    fences = "\n".join(re.findall(r"^```.*?^```", text, re.MULTILINE | re.DOTALL))
    in_fences = re.findall(r"(?:^|&& )make ([a-z-]+)", fences, re.MULTILINE)
    return {*in_fences, *re.findall(r"`make ([a-z-]+)`", text)}


def test_the_documents_name_only_commands_that_exist() -> None:
    pages = {str(page.relative_to(ROOT)): page.read_text(encoding="utf-8") for page in files(suffix=".md")}
    unknown = {name: commands_named(text) - TARGETS for name, text in pages.items()}
    assert {name: commands for name, commands in unknown.items() if commands} == {}


def test_a_command_that_does_not_exist_would_be_found() -> None:
    text = "Run `make demo`, then:\n\n```sh\nmake fly && make test\n```\n\nmake things\n"
    assert commands_named(text) == {"demo", "fly", "test"}


@pytest.mark.parametrize("script", [".ci/run", "scripts/setup.py"])
def test_a_script_can_be_run(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)


def test_the_shell_can_read_the_ci_script() -> None:
    subprocess.run(["bash", "-n", ROOT / ".ci" / "run"], check=True)
