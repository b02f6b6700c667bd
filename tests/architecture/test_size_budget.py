"""The size budget. A reasoned exception is a line here; there is no silent one."""

from pathlib import Path

import pytest

from architecture.repository import ROOT, SERVICES, files
from architecture.size_budget import FUNCTION, Overrun, overruns

# Functions of up to 60 lines: a table, or a composition root that reads from top to bottom. Each says why.
LISTED_FUNCTIONS: dict[str, str] = {}

# Files that are data with no logic in them.
DATA_TABLES: frozenset[str] = frozenset()

MEASURED = (SERVICES, ROOT / "scripts", ROOT / "examples")


def sources() -> list[tuple[str, str]]:
    return [
        (str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))
        for folder in MEASURED
        if folder.is_dir()
        for path in files(folder, suffix=".py")
    ]


def test_everything_is_within_the_size_budget() -> None:
    found = [
        str(overrun)
        for path, source in sources()
        for overrun in overruns(path, source, listed=LISTED_FUNCTIONS, data_tables=DATA_TABLES)
    ]
    assert not found, "\n" + "\n".join(found)


def test_every_exception_is_still_needed_and_says_why() -> None:
    too_long = {overrun.where for path, source in sources() for overrun in overruns(path, source, listed={})}
    assert set(LISTED_FUNCTIONS) <= too_long, "no longer too long: take it off the list"
    assert too_long >= DATA_TABLES, "no longer too long: take it off the list"
    assert all(len(reason) > len("a table") for reason in LISTED_FUNCTIONS.values())


LONG = "\n".join(f"    x = {number}" for number in range(FUNCTION + 1))
NINE_METHODS = "".join(f"    def m{number}(self): ...\n" for number in range(9))

ONE_TOO_MANY = [
    pytest.param(f"def f():\n{LONG}\n", "lines in the function", id="a function of 42 lines"),
    pytest.param("x = 1\n" * 251, "lines in the file", id="a file of 251 lines"),
    pytest.param(f"x = '{'y' * 110}'\n", "characters in the line", id="a line of 116 characters"),
    pytest.param("def f(*, a, b, c, d, e, g, h, i): ...\n", "parameters", id="eight parameters"),
    pytest.param("def f(a, b, c, d): ...\n", "positional parameters", id="four positional parameters"),
    pytest.param(
        "class C:\n    def f(self, a, b, c, d): ...\n",
        "positional parameters",
        id="four positional besides self",
    ),
    pytest.param(
        "class C:\n    @staticmethod\n    def f(a, b, c, d): ...\n",
        "positional parameters",
        id="four positional of a static method",
    ),
    pytest.param(
        "def f():\n    async def g(a, b, c, d): ...\n",
        "positional parameters",
        id="in a function inside a function",
    ),
    pytest.param(
        "class P(Protocol[T]):\n" + NINE_METHODS, "methods of the port", id="a port of nine methods"
    ),
]


@pytest.mark.parametrize(("source", "complaint"), ONE_TOO_MANY)
def test_one_too_many_is_reported(source: str, complaint: str) -> None:
    assert [overrun.what for overrun in overruns("some.py", source, listed={})] == [complaint]


WITHIN = [
    pytest.param("def f(a, b, c, *, d, e, g, h): ...\n", id="three positional and four by keyword"),
    pytest.param("class C:\n    def f(self, a, b, c): ...\n", id="three positional besides self"),
    pytest.param(
        "class C:\n" + "".join(f"    def m{n}(self): ...\n" for n in range(9)), id="nine methods, not a port"
    ),
]


@pytest.mark.parametrize("source", WITHIN)
def test_what_is_within_the_budget_is_not_reported(source: str) -> None:
    assert not list(overruns("some.py", source, listed={}))


def test_a_listed_function_has_sixty_lines_and_no_more() -> None:
    source = f"def f():\n{LONG}\n"
    assert not list(overruns("some.py", source, listed={"some.py:f": "a table"}))
    too_long = f"def f():\n{LONG}\n{LONG}\n"
    assert list(overruns("some.py", too_long, listed={"some.py:f": "a table"})) == [
        Overrun("some.py:f", "lines in the function", 83, 60)
    ]


def test_a_data_table_may_be_long() -> None:
    table = str(Path("some") / "table.py")
    assert not list(overruns(table, "x = 1\n" * 251, listed={}, data_tables={table}))
