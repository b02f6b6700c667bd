"""The words of a consent page, taken apart as a reader meets them, and compared with its notice."""

from collections.abc import Iterator
from dataclasses import asdict
from html.parser import HTMLParser
from typing import Any, Final

from bridge.domain.notices import Notice

_VOID: Final = {"input", "meta", "link", "br", "img"}
_READ_ALOUD: Final = ("aria-label", "title", "alt", "placeholder", "aria-description")
# Codes, and the one sentence that a page shows only once it was answered with nothing.
_NOT_SHOWN: Final = {"language", "claim", "nothing_ticked"}


class Reader(HTMLParser):
    """`words` of main and of the title, without the citizen's own values, which go into `values`."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.values: list[str] = []
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag not in _VOID:
            self._open.append((tag, found.get("class") or ""))
        if self._is_in("main"):
            self.words += [words for name in _READ_ALOUD if (words := found.get(name))]

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            continue

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if not text:
            return
        if self._is_in("title"):
            self.words.append(text.removesuffix(" · SIMULATOR"))
        elif self._is_in("main"):
            in_value = {"value", "detail"} & {name for _, name in self._open}
            (self.values if in_value else self.words).append(text)

    def _is_in(self, tag: str) -> bool:
        return tag in {name for name, _ in self._open}


def read(page: str) -> Reader:
    """A page, read."""
    reader = Reader()
    reader.feed(page)
    return reader


def words_of(shown: Notice) -> list[str]:
    """Every piece of text of a notice that its page has, in the order in which it is read."""
    return [text for text in _texts(asdict(shown)) if text]


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield " ".join(part.split())
    elif isinstance(part, dict):
        for name, inner in part.items():
            if name not in _NOT_SHOWN:
                yield from _texts(inner)
    elif isinstance(part, list | tuple):
        for inner in part:
            yield from _texts(inner)
