"""Every reason is documented whole: its cause, what would pass, and the specification or law behind it."""

import pytest

from eid_kit.oauth.remedies import WHAT_WOULD_PASS
from openapi.reasons import PAGES, ROOT, explained, raised_without_remedy, tables

# What a JSON refusal of the bridge may say; citizens are told on pages, in sentences of their own.
TO_PROGRAMS = explained(PAGES["bridge"], second="error and status")
ENDS = ["cause", "what would pass", "specification"]


@pytest.mark.parametrize("page", PAGES.values())
def test_every_table_of_reasons_has_the_same_last_columns(page: str) -> None:
    found = list(tables((ROOT / "docs" / page).read_text(encoding="utf-8")))
    assert len(found) >= 2
    for head, rows in found:
        assert head[-3:] == ENDS, head
        assert rows, head


@pytest.mark.parametrize("page", PAGES.values())
def test_no_cell_of_a_reason_is_empty(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert incomplete(text) == []


def incomplete(text: str) -> list[tuple[str, str]]:
    """Reason and column of each cell that says nothing."""
    return [
        (row[0], column)
        for head, rows in tables(text)
        for row in rows
        for column, cell in zip(head, (*row, *[""] * len(head)), strict=False)
        if not cell.strip("`-–… ")
    ]


@pytest.mark.parametrize("column", ENDS)
def test_a_cell_that_says_nothing_is_found_out(column: str) -> None:
    row = dict.fromkeys(["reason", "status", *ENDS], "x") | {"reason": "`some_word`", column: " "}
    lines = (row.keys(), ["---"] * len(row), row.values())
    text = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    assert incomplete(text) == [("`some_word`", column)]


def test_a_row_that_is_cut_short_is_found_out() -> None:
    text = f"| reason | {' | '.join(ENDS)} |\n|---|---|---|---|\n| `some_word` | x |"
    assert incomplete(text) == [("`some_word`", "what would pass"), ("`some_word`", "specification")]


def test_every_refusal_of_the_bridge_to_a_program_says_what_would_pass() -> None:
    silent = raised_without_remedy("bridge") | raised_without_remedy("eid_kit/oauth")
    silent |= raised_without_remedy("eid_kit/http")
    assert len(TO_PROGRAMS) > 90
    assert silent & set(TO_PROGRAMS) - set(WHAT_WOULD_PASS) == set()


@pytest.mark.parametrize("reason", sorted(set(WHAT_WOULD_PASS) & set(TO_PROGRAMS)))
def test_what_would_pass_is_said_in_the_words_of_the_page(reason: str) -> None:
    assert TO_PROGRAMS[reason][-2].replace("`", "") == WHAT_WOULD_PASS[reason]


def test_no_remedy_is_kept_for_a_reason_that_nobody_gives() -> None:
    everywhere = {reason for page in PAGES.values() for reason in explained(page)}
    assert set(WHAT_WOULD_PASS) - everywhere == set()
