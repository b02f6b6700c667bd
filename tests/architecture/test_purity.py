"""The pure packages take time, randomness and files as arguments: what an import graph cannot see."""

import ast
from collections.abc import Iterator

import pytest

from architecture.repository import SERVICES, parsed

PURE = ("bridge/domain", "eid_kit/oauth", "eid_kit/tlog")

# As written at the call; a name bound by "from x import y" is followed back to x.y.
IMPURE_CALLS = frozenset(
    {
        "open",
        "input",
        "print",
        "datetime.datetime.now",
        "datetime.datetime.utcnow",
        "datetime.datetime.today",
        "datetime.date.today",
        "time.time",
        "time.time_ns",
        "time.monotonic",
        "time.sleep",
        "secrets.token_bytes",
        "secrets.token_hex",
        "secrets.token_urlsafe",
        "secrets.randbelow",
        "secrets.choice",
        "uuid.uuid1",
        "uuid.uuid4",
        "urllib.request.urlopen",
    }
)


def impure_calls(tree: ast.Module) -> Iterator[str]:
    """The calls in a file that look at a clock, draw a random number or touch the world outside."""
    origin = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            first, _, rest = ast.unparse(node.func).partition(".")
            name = f"{origin.get(first, first)}.{rest}".rstrip(".")
            if name in IMPURE_CALLS:
                yield f"line {node.lineno}: {name}"


@pytest.mark.parametrize("package", PURE)
def test_a_pure_package_asks_nothing_of_the_world(package: str) -> None:
    found = {name: calls for name, tree in parsed(SERVICES / package) if (calls := list(impure_calls(tree)))}
    assert not found


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("open('people.json')", id="a file"),
        pytest.param("import time\nstarted = time.time()", id="the clock"),
        pytest.param("from datetime import UTC, datetime\nat = datetime.now(UTC)", id="the clock by name"),
        pytest.param("from datetime import datetime as dt\nat = dt.now()", id="the clock under another name"),
        pytest.param("import secrets\n\ndef f():\n    return secrets.token_bytes(32)", id="randomness"),
        pytest.param("from uuid import uuid4\nname = str(uuid4())", id="a random identifier"),
    ],
)
def test_an_impure_call_is_found(source: str) -> None:
    assert len(list(impure_calls(ast.parse(source)))) == 1


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("now = clock.now()", id="a clock that was handed in"),
        pytest.param("from datetime import datetime\nat = datetime.fromisoformat(text)", id="parsing a time"),
        pytest.param("import secrets\nsame = secrets.compare_digest(a, b)", id="comparing in constant time"),
    ],
)
def test_a_pure_call_is_left_alone(source: str) -> None:
    assert not list(impure_calls(ast.parse(source)))
