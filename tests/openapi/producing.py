"""Which reasons the tests produce: the words they compare something with, read off the tests themselves."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
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


def not_produced(reasons: Iterable[str]) -> list[str]:
    """Those that no test expects."""
    return sorted(reason for reason in reasons if not _is_produced(reason))


def _is_produced(reason: str) -> bool:
    if reason in _everywhere():
        return True
    return any(
        reason.startswith(prefix) and reason.removeprefix(prefix) in _expected(ROOT / path)
        for prefix, path in _BY_HALVES.items()
    )


@cache
def _everywhere() -> frozenset[str]:
    tests = (ROOT / "tests").rglob("*.py")
    return frozenset(word for path in tests if path.name not in _TABLES for word in _expected(path))


@cache
def _expected(path: Path) -> frozenset[str]:
    """The words in what a test asserts or is given: in its body, its parameters, its module's tables."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(word for node in ast.walk(tree) for word in _words(node))


def _words(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        members = _ENUMERATIONS.get(node.value.id)
        if members is not None and node.attr in members.__members__:
            yield str(members[node.attr])
