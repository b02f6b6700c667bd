"""Every reason is documented whole: its cause, what would pass, and the specification or law behind it."""

import pytest

from openapi.reasons import PAGES, ROOT, tables

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
