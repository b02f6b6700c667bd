"""docs/citizen.md is true: its table of clocks is read and compared with the one that runs."""

import re
from pathlib import Path

import pytest

from bridge.domain.clauses import Country
from bridge.domain.rights import AnswerGround, Outcome
from bridge.domain.rights_clocks import ACKNOWLEDGEMENT_WORKING_DAYS, TERMS, RightsKind

PAGE = (Path(__file__).parents[2] / "docs" / "citizen.md").read_text(encoding="utf-8")


def days(cell: str) -> int | None:
    found = re.search(r"\d+", cell)
    return int(found[0]) if found else None


def row(kind: str) -> list[int | None]:
    line = next(line for line in PAGE.splitlines() if line.startswith(f"| {kind} "))
    return [days(cell) for cell in line.split("|")[2:6]]


@pytest.mark.parametrize("kind", RightsKind)
def test_each_clock_is_documented_as_it_runs(kind: RightsKind) -> None:
    viet_nam, singapore = TERMS[kind][Country.VN], TERMS[kind].get(Country.SG)
    documented = [viet_nam.days, viet_nam.with_recipient, viet_nam.extension]
    assert row(kind.value) == [*documented, singapore.days if singapore else None]


def test_the_acknowledgement_is_documented_as_it_runs() -> None:
    assert row("acknowledged") == [ACKNOWLEDGEMENT_WORKING_DAYS, None, None, None]


@pytest.mark.parametrize("word", [*Outcome, *AnswerGround])
def test_every_word_of_an_answer_is_documented(word: str) -> None:
    assert word in PAGE.partition("## For the operator")[2]
