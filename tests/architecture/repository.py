"""What the architecture tests read: the repository's files, and its Python parsed."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ROOT / "services"
PACKAGES = tuple(
    sorted(path.name for path in SERVICES.iterdir() if path.is_dir() and path.name != "__pycache__")
)

# Made by tools or by running; everything else is the repository.
_NOT_OURS = {"node_modules", "__pycache__", "dist", "build"}
_HIDDEN_BUT_OURS = {".ci", ".github"}


def files(folder: Path = ROOT, *, suffix: str = "") -> Iterator[Path]:
    """The files below ``folder`` that belong to the repository, ``suffix`` (".py") being their ending."""
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            hidden = path.name.startswith(".") and path.name not in _HIDDEN_BUT_OURS
            if not hidden and path.name not in _NOT_OURS:
                yield from files(path, suffix=suffix)
        elif path.name.endswith(suffix):
            yield path


def text_files() -> Iterator[tuple[str, str]]:
    """Every text file as (path from the root, content); what is not UTF-8 is an image or the like."""
    for path in files():
        try:
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def parsed(folder: Path) -> Iterator[tuple[str, ast.Module]]:
    """Every Python file below ``folder`` as (path from the root, tree)."""
    for path in files(folder, suffix=".py"):
        name = str(path.relative_to(ROOT))
        yield name, ast.parse(path.read_text(encoding="utf-8"), name)


def imported_modules(tree: ast.Module) -> Iterator[str]:
    """The dotted names a file imports, wherever in it the import stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
