"""A digit is one of ten: `\\d` would match those of every script, which `int` reads and nobody meant."""

import ast

import pytest

from architecture.repository import SERVICES, parsed

_ANY_DIGIT = "\\" + "d"


def unclear_digits(tree: ast.Module) -> list[int]:
    """The lines whose strings hold `\\d`."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _ANY_DIGIT in node.value
    ]


def test_patterns_say_which_digits_they_mean() -> None:
    found = [f"{name}:{line}" for name, tree in parsed(SERVICES) for line in unclear_digits(tree)]
    assert found == [], "write [0-9]"


@pytest.mark.parametrize(
    "source", ['re.compile(r"\\d{4}")', 're.compile(rf"{x}\\d")', 'Field(pattern="^\\\\d$")']
)
def test_a_planted_pattern_is_found(source: str) -> None:
    assert unclear_digits(ast.parse(source)) == [1]
