"""Where reasons are: in the code that raises them, in the documents, on the pages that explain them."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from eid_kit.oauth import client_assertion, dpop
from openapi.reading import anywhere, bodies, examples, operations

ROOT = Path(__file__).parents[2]
PAGES = {"bridge": "errors.md", "vneid": "vneid-mock.md", "singpass": "singpass-mock.md"}
FOLDERS = {"bridge": "bridge", "vneid": "vneid_mock", "singpass": "singpass_mock"}

# Reasons that are put together from two words, by the pattern they are written with.
_COMPOSED = {
    "f'assertion_{reason}'": {f"assertion_{word}" for word in client_assertion.WHY},
    "f'dpop_{reason}'": {f"dpop_{word}" for word in dpop.WHY},
    "f'{name}_missing'": {"state_missing", "nonce_missing"},
    "f'{name}_malformed'": {"state_malformed", "nonce_malformed"},
    # Passed on from where it was raised, or a value of the enumerations of bridge.domain.reasons.
    "reason": set[str](),
    "deny.reason": set[str](),
    "deny.reason.value": set[str](),
    "Reason.ASSURANCE_TOO_LOW": set[str](),
}

Told = Mapping[str, Mapping[str, set[str]]]


def raised(package: str) -> set[str]:
    """Every word that is given as `reason=` in a package."""
    found: set[str] = set()
    for path in (ROOT / "services" / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                found |= {word for keyword in node.keywords for word in _words(keyword)}
    return found


def raised_without_remedy(package: str) -> set[str]:
    """Those that are given somewhere without `what_would_pass=` beside."""
    found: set[str] = set()
    for path in (ROOT / "services" / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and "what_would_pass" not in {each.arg for each in node.keywords}:
                found |= {word for keyword in node.keywords for word in _words(keyword)}
    return found


def _words(keyword: ast.keyword) -> set[str]:
    if keyword.arg != "reason":
        return set()
    if isinstance(keyword.value, ast.Constant):
        return {keyword.value.value} if isinstance(keyword.value.value, str) else set()
    return _COMPOSED.get(ast.unparse(keyword.value), set())


def promised(document: Mapping[str, Any]) -> Told:
    """What a document says may come: by reason, the errors and their statuses."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    everywhere = {"responses": dict(anywhere(document))}
    for operation in (everywhere, *(each for _, _, each in operations(document))):
        for status, media_type in bodies(operation):
            for example in examples(document, media_type).values():
                if isinstance(example, dict) and "error_description" in example:
                    found[example["reason"]][example["error"]].add(status)
    return found


def explained(page: str, *, second: str | None = None) -> dict[str, list[str]]:
    """The rows of a page's tables of reasons, by reason; `second` names the second column of those meant."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    meant = [rows for head, rows in tables(text) if second in (None, head[1])]
    return {cells[0].strip("`"): cells for rows in meant for cells in rows}


def tables(text: str) -> Iterator[tuple[list[str], list[list[str]]]]:
    """Each table of reasons in a page: its head, and its rows."""
    head: list[str] = []
    rows: list[list[str]] = []
    for line in (*text.splitlines(), ""):
        cells = [cell.strip() for cell in line.removeprefix("|").removesuffix("|").split("|")]
        if line.startswith("| reason |"):
            head, rows = cells, []
        elif head and not line.startswith("|"):
            yield head, rows
            head = []
        elif head and re.fullmatch("`[a-z_]+`", cells[0]):
            rows.append(cells)


def as_written(errors: Mapping[str, set[str]]) -> str:
    """How a page says which error a reason comes with."""
    return "; ".join(f"`{error}` {', '.join(sorted(errors[error]))}" for error in sorted(errors))
