"""Which reasons the tests produce: the words they compare an answer with, read off the tests themselves.

A word counts where it is asserted, or is a row of a table or an argument: handed to something that compares.
What is only said counts for nothing: a docstring, a name, a message, a sample that somebody stores.
That the policy's own reasons come is not read but run, in test_domain_reasons_produced.
"""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from bridge.domain.reasons import AlteredAnswer, NotCompleted, Reason
from openapi.reasons import ROOT

_ENUMERATIONS: Final = {each.__name__: each for each in (Reason, NotCompleted, AlteredAnswer)}
# A word that is put together from two is asserted by its second half, where its kind is tested.
_BY_HALVES: Final = {
    "assertion_": "tests/oauth/test_oauth_client_authentication.py",
    "dpop_": "tests/oauth/test_oauth_dpop.py",
}
# These go through all reasons that there are, so they would produce every word that somebody invents.
_TABLES: Final = frozenset({"reasons.py", "test_openapi_reasons.py", "test_domain_explanations.py"})
# What is stored and rendered as it stands: nothing was refused for it.
_SAMPLES: Final = frozenset({"samples.py", "scenes.py"})


def not_produced(reasons: Iterable[str]) -> list[str]:
    """Those that no test expects."""
    return sorted(reason for reason in reasons if not _is_produced(reason))


def _is_produced(reason: str) -> bool:
    if reason in _everywhere():
        return True
    return any(
        reason.startswith(prefix)
        and reason.removeprefix(prefix) in expected_in((ROOT / path).read_text("utf-8"))
        for prefix, path in _BY_HALVES.items()
    )


@cache
def _everywhere() -> frozenset[str]:
    tests = (path for path in (ROOT / "tests").rglob("*.py") if path.name not in _TABLES | _SAMPLES)
    return frozenset(word for path in tests for word in expected_in(path.read_text("utf-8")))


@cache
def expected_in(source: str) -> frozenset[str]:
    """The words that the tests of a file expect."""
    return frozenset(word for node in _expecting(ast.parse(source)) for word in _words(node))


def _expecting(tree: ast.Module) -> Iterator[ast.AST]:
    """What asserts, and what is handed to something that does: arguments, and the module's tables."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert):
            yield from _below(node.test)
        elif isinstance(node, ast.Call):
            yield from _below(node)
    for statement in tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            yield from _below(statement.value)


def _below(node: ast.AST) -> Iterator[ast.AST]:
    """The node and all of its parts, but for the name that a case is listed by."""
    yield node
    for part in ast.iter_child_nodes(node):
        if not (isinstance(part, ast.keyword) and part.arg == "id"):
            yield from _below(part)


def _words(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        members = _ENUMERATIONS.get(node.value.id)
        if members is not None and node.attr in members.__members__:
            yield str(members[node.attr])
