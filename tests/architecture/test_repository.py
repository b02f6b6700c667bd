"""Habits every file keeps: charters, no host name of a registry, nothing left open, links that lead on."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from architecture.repository import PACKAGES, ROOT, SERVICES, files, imported_modules, parsed, text_files

CHARTER = ("Owns ", "Not ", "Spec ")

# Written in pieces, or this file would name them.
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("docker", "io"),
        ("ghcr", "io"),
        ("quay", "io"),
        ("gcr", "io"),
        ("proxy", "golang", "org"),
        ("crates", "io"),
    )
)

# The third word counts in a comment only: elsewhere it is a country code (ICAO 9303, nationality unknown).
LEFT_OPEN = re.compile(r"\b([T]ODO|[F]IXME|[N]otImplemented(Error)?)\b|# *([X]XX|[H]ACK)\b")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def packages() -> list[str]:
    return [name for name, _ in parsed(SERVICES) if name.endswith("/__init__.py")]


def test_every_package_opens_with_its_charter() -> None:
    missing = []
    for name in packages():
        charter = ast.get_docstring(ast.parse((ROOT / name).read_text(encoding="utf-8"))) or ""
        openings = [line for line in charter.splitlines() if line.startswith(CHARTER)]
        if [line.split()[0] + " " for line in openings] != list(CHARTER):
            missing.append(name)
    assert not missing, (
        f"a charter says what the package Owns, what is Not its business, and its Spec: {missing}"
    )


def test_every_folder_of_the_source_root_is_a_package() -> None:
    assert [package for package in PACKAGES if not (SERVICES / package / "__init__.py").is_file()] == []
    assert [path.name for path in SERVICES.iterdir() if path.is_file()] == []


def test_no_file_names_the_host_of_a_registry() -> None:
    # Where packages come from is the installer's own setting: a mirror, a wheel folder, a closed network.
    found = [(name, host) for name, text in text_files() for host in REGISTRIES if host in text]
    assert not found


def test_nothing_is_left_open() -> None:
    found = [
        f"{name}:{number}"
        for name, text in text_files()
        if not name.endswith(".lock")
        for number, line in enumerate(text.splitlines(), 1)
        if LEFT_OPEN.search(line)
    ]
    assert not found


def test_jose_comes_from_one_library() -> None:
    # authlib.jose is deprecated and differs in what it accepts; two parsers of one token are a vulnerability.
    found = [
        name
        for name, tree in parsed(SERVICES)
        for module in imported_modules(tree)
        if module.startswith("authlib.jose")
    ]
    assert not found


def test_the_examples_are_foreigners() -> None:
    # A partner has none of our code: an example that needs it shows nothing. Its tests may use the test kit.
    examples = ROOT / "examples"
    found = [
        (name, module)
        for name, tree in (parsed(examples) if examples.is_dir() else ())
        for module in imported_modules(tree)
        if module.split(".")[0] in PACKAGES
        and not ("/tests/" in name and module.startswith("eid_sandbox.testing."))
    ]
    assert not found


def test_test_files_have_names_of_their_own() -> None:
    names = Counter(
        path.name for path in files(ROOT / "tests", suffix=".py") if path.name.startswith("test_")
    )
    assert [name for name, times in names.items() if times > 1] == []
    assert list(files(ROOT / "tests", suffix="__init__.py")) == []


def slug(heading: str) -> str:
    """The anchor that a rendered page gives a heading."""
    words = re.sub(r"[^\w\- ]", "", heading.strip().lower().replace("`", ""))
    return words.replace(" ", "-")


def anchors(page: Path) -> set[str]:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    return {slug(heading) for heading in re.findall(r"^#+ +(.*)$", text, re.MULTILINE)}


def broken_links(page: Path) -> Iterator[str]:
    """The relative links of a page that lead to no file, or to no heading of it."""
    for match in LINK.finditer(FENCE.sub("", page.read_text(encoding="utf-8"))):
        link = match.group(1) or match.group(2)
        if re.match(r"[a-z]+:", link):
            continue  # a web address or mail: not ours to keep alive
        path, _, anchor = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            yield link


def test_links_between_documents_lead_somewhere() -> None:
    found = {
        str(page.relative_to(ROOT)): broken
        for page in files(suffix=".md")
        if (broken := list(broken_links(page)))
    }
    assert not found


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        pytest.param("see [b](b.md)", [], id="a file that exists"),
        pytest.param("see [b](b.md#two-words)", [], id="a heading that exists"),
        pytest.param("see [above](#here)\n\n# Here", [], id="a heading of the same page"),
        pytest.param("see [web](https://example.org/x)", [], id="a web address"),
        pytest.param("```\n[x](nowhere.md)\n```", [], id="an example in a fence"),
        pytest.param("see [c](c.md)", ["c.md"], id="no such file"),
        pytest.param("see [b](b.md#three)", ["b.md#three"], id="no such heading"),
        pytest.param("![picture](c.png)", ["c.png"], id="no such picture"),
    ],
)
def test_a_broken_link_is_found(tmp_path: Path, text: str, broken: list[str]) -> None:
    (tmp_path / "b.md").write_text("# B\n\n## Two `words`\n", encoding="utf-8")
    page = tmp_path / "a.md"
    page.write_text(text, encoding="utf-8")
    assert list(broken_links(page)) == broken
