"""Rule 6: lawful requests are elsewhere. No consent serves one, and no partner's token reaches one.

A token counts for whatever looks it up among the grants, and a consent for whatever reads it: these are all
the places that do. Another one is either about a citizen's own consent, and is added here, or has no business
in this program.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

import pytest

from architecture.repository import SERVICES, parsed

READERS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "grants": MappingProxyType(
            {
                "introspect": "says to a partner whether its own token is still good",
                "redeem": "makes the token",
                "release": "answers userinfo",
                "receipts": "answers with the receipt of the same release",
                "revoke": "takes a token back from the partner that had it",
                "withdrawing": "ends the tokens of a consent that ends",
            }
        ),
        "consents": MappingProxyType(
            {
                "consenting": "records the answer",
                "introspect": "a token is no better than its consent",
                "redeem": "a code is no better than its consent",
                "release": "decides once more, and counts the use",
                "revoke": "ends with its token",
                "withdrawing": "ends at its citizen's word, or the operator's",
            }
        ),
    }
)


def readers(table: str, files: Iterable[tuple[str, ast.Module]]) -> Iterator[str]:
    """The files in which a unit's table is looked at, by any name that it is handed on under."""
    for name, tree in files:
        if any(isinstance(node, ast.Attribute) and node.attr == table for node in ast.walk(tree)):
            yield name


@pytest.mark.parametrize("table", READERS)
def test_nobody_else_reads_a_token_or_a_consent(table: str) -> None:
    files = (each for each in parsed(SERVICES / "bridge") if "/adapters/" not in each[0])
    found = set(readers(table, files))
    assert found == {f"services/bridge/flows/{module}.py" for module in READERS[table]}


@pytest.mark.parametrize("table", READERS)
@pytest.mark.parametrize(
    "source",
    [
        pytest.param("found = unit.{table}.get(token)", id="in a unit"),
        pytest.param("def work(it):\n    return it.{table}.lock(record)", id="under another name"),
        pytest.param("rows = self.stores.{table}", id="all of them"),
    ],
)
def test_another_reader_is_noticed(table: str, source: str) -> None:
    tree = ast.parse(source.format(table=table))
    assert list(readers(table, [("services/bridge/web/lawful_requests.py", tree)]))
