"""docs/measurements.md names every option and every figure, and none that does not exist."""

import re
from pathlib import Path
from typing import Any

import pytest
import typer

from eid_sandbox.__main__ import app
from eid_sandbox.bench.figures import MIB, MemoryPoint, Run, memory, row

PAGE = (Path(__file__).parents[2] / "docs" / "measurements.md").read_text(encoding="utf-8")
COMMANDS: dict[str, Any] = vars(typer.main.get_command(app))["commands"]


def _options(command: str) -> set[str]:
    return {option for each in COMMANDS[command].params for option in each.opts if option.startswith("--")}


@pytest.mark.parametrize("command", ["bench", "soak"])
def test_every_option_is_documented(command: str) -> None:
    assert {option for option in _options(command) if f"`{option}`" not in PAGE} == set()


def test_every_documented_option_exists() -> None:
    documented = set(re.findall(r"`(--[a-z-]+)`", PAGE))
    assert documented <= _options("bench") | _options("soak") | {"--help"}


def test_every_figure_is_explained() -> None:
    run = Run("C", "p", "VN->SG", 1, 1.0, (1.0,), (), {"bridge": 1.0}, {"bridge": MIB}, 1.0)
    figures = {**row(run), **row(run)["services"]["bridge"], **memory([MemoryPoint(0, run.rss)])}
    plain = {"clause", "purpose", "direction", "concurrency", "flows", "errors", "seconds", "services"}
    assert {name for name in set(figures) - plain if f"`{name}`" not in PAGE} == set()
