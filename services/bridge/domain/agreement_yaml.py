"""The agreement's text as a tree of texts with line numbers: YAML 1.2, without anything that can surprise.

Built from the parser's events, so no tag is ever constructed and no alias ever expanded: a text cannot grow.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from bridge.domain.clauses import Fault

LONGEST_TEXT: Final = 128 * 1024
DEEPEST: Final = 12

_INTEGER = re.compile(r"0|[1-9][0-9]{0,14}")
_TRUTHS: Final[Mapping[str, bool]] = MappingProxyType(
    {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
)
# What YAML 1.2 reads as null or as a number when it stands without quotes.
_NOT_WORDS = re.compile(
    r"|~|null|Null|NULL|[-+]?[0-9][0-9_.eExXoO+-]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as written. `quoted` decides whether `true` and `12` are words or a truth and a number."""

    text: str
    quoted: bool
    line: int

    @property
    def truth(self) -> bool | None:
        """YAML 1.2 knows two truth values; `NO` and `yes` are words."""
        return None if self.quoted else _TRUTHS.get(self.text)

    @property
    def integer(self) -> int | None:
        """Decimal only: what 0x10, 1_000 and 017 mean depends on who reads them."""
        return int(self.text) if not self.quoted and _INTEGER.fullmatch(self.text) else None

    @property
    def is_word(self) -> bool:
        """Whether it is text: quoted, or nothing that a YAML 1.2 reader takes for another thing."""
        return self.quoted or (self.truth is None and _NOT_WORDS.fullmatch(self.text) is None)


@dataclass(frozen=True, slots=True)
class Listing:
    """A sequence."""

    items: tuple["Node", ...]
    line: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One key's value, and the line of the key."""

    node: "Node"
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping, in the order written."""

    entries: dict[str, Entry]
    line: int


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something already reported: readers pass over it in silence."""

    line: int


Node = Scalar | Listing | Table | Unreadable


def read_tree(text: str) -> tuple[Node | None, tuple[Fault, ...]]:
    """The tree (`None` where there is none to look at) and the faults of form found on the way."""
    if len(text) > LONGEST_TEXT:
        return None, (Fault(1, f"the agreement is longer than {LONGEST_TEXT} characters"),)
    builder = _Builder()
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except _TooDeep as fault:
        return None, (*builder.faults, Fault(fault.line, f"nested deeper than {DEEPEST} levels"))
    except MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line = mark.line + 1 if mark else 1
        return None, (*builder.faults, Fault(line, f"not YAML: {fault.problem or fault.context}"))
    except YAMLError as fault:
        # Raised for a character YAML does not allow, before the line is known.
        position = getattr(fault, "position", 0)
        return None, (*builder.faults, Fault(text.count("\n", 0, position) + 1, "a character YAML refuses"))
    return builder.root, tuple(builder.faults)


class _TooDeep(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@dataclass(slots=True)
class _Open:
    """A mapping or sequence whose end has not come yet."""

    mapping: bool
    line: int
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class _Builder:
    root: Node | None = None
    faults: list[Fault] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)
    _documents: int = 0

    def take(self, event: Event) -> None:
        line = event.start_mark.line + 1
        match event:
            case DocumentStartEvent():
                self._start_document(event, line)
            case AliasEvent():
                self.faults.append(Fault(line, "an alias is not allowed here: write the value out"))
                self._place(Unreadable(line))
            case ScalarEvent():
                self._refuse_decoration(event, line)
                self._place(Scalar(event.value, event.style not in (None, ""), line))
            case MappingStartEvent() | SequenceStartEvent():
                self._refuse_decoration(event, line)
                if len(self._open) == DEEPEST:
                    raise _TooDeep(line)
                self._open.append(_Open(isinstance(event, MappingStartEvent), line))
            case MappingEndEvent() | SequenceEndEvent():
                self._close()
            case _:
                return

    def _start_document(self, event: DocumentStartEvent, line: int) -> None:
        self._documents += 1
        if self._documents > 1:
            self.faults.append(Fault(line, "one document only"))
        # `%YAML 1.1` would change what `yes` and `NO` mean for other readers of the same signed text.
        if event.version is not None or event.tags:
            self.faults.append(Fault(line, "a YAML directive is not allowed here"))

    def _refuse_decoration(self, event: NodeEvent, line: int) -> None:
        if event.anchor is not None:
            self.faults.append(Fault(line, "an anchor is not allowed here"))
        if getattr(event, "tag", None) is not None:
            self.faults.append(Fault(line, "a tag is not allowed here"))

    def _place(self, node: Node) -> None:
        if self._open:
            self._open[-1].items.append(node)
        elif self.root is None:
            self.root = node

    def _close(self) -> None:
        done = self._open.pop()
        self._place(self._table(done) if done.mapping else Listing(tuple(done.items), done.line))

    def _table(self, done: _Open) -> Table:
        entries: dict[str, Entry] = {}
        for key, value in zip(done.items[::2], done.items[1::2], strict=True):
            if not isinstance(key, Scalar):
                self.faults.append(Fault(key.line, "a key must be a plain word"))
            elif key.text in entries:
                self.faults.append(Fault(key.line, f"the key {shown(key.text)} is there twice"))
            else:
                entries[key.text] = Entry(value, key.line)
        return Table(entries, done.line)


def plain(node: Node) -> Any:
    """The JSON data of a tree, from which the digest is taken; a tree with faults has none (`ValueError`).

    A day or a number of another kind than the schema knows stays as it is written.
    """
    match node:
        case Table():
            return {key: plain(entry.node) for key, entry in node.entries.items()}
        case Listing():
            return [plain(item) for item in node.items]
        case Scalar():
            return next((v for v in (node.truth, node.integer) if v is not None), node.text)
        case Unreadable():
            raise ValueError("a tree with faults has no digest")


def shown(text: str) -> str:
    """A word of the author's, quoted for a message and cut to a length that fits on a line."""
    return repr(text if len(text) <= 60 else text[:59] + "…")
