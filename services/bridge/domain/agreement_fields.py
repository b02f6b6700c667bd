"""Readers: from one node of the tree to one value, or to faults that say the line and what was expected.

A reader answers `None` where it reported something, so that the next key is read all the same.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, TypeVar

from bridge.domain.agreement_yaml import Listing, Node, Scalar, Table, Unreadable, shown
from bridge.domain.assurance import Assurance
from bridge.domain.attributes import ATTRIBUTES, NEVER, Text
from bridge.domain.clauses import Fault

T = TypeVar("T")
W = TypeVar("W", bound=StrEnum)

LONGEST_WORDS: Final = 600

# ISO 8601 durations without fractions and signs; weeks stand alone (ISO 8601-1, 5.5.2.4).
_DURATION = re.compile(
    r"P(?=.)(?:[0-9]{1,4}W"
    r"|(?:[0-9]{1,4}Y)?(?:[0-9]{1,4}M)?(?:[0-9]{1,4}D)?(?:T(?=.)(?:[0-9]{1,4}H)?(?:[0-9]{1,4}M)?)?)"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Faults:
    """Everything found wrong so far."""

    def __init__(self, found: Iterable[Fault] = ()) -> None:
        self._found = list(found)

    def add(self, line: int, message: str) -> None:
        """Reports one thing; `line` counts from 1."""
        self._found.append(Fault(line, message))

    def in_order(self) -> tuple[Fault, ...]:
        """By line, each once."""
        return tuple(sorted(set(self._found), key=lambda fault: (fault.line, fault.message)))


Reader = Callable[[Node, Faults], T | None]
Readers = Mapping[str, Reader[Any]]


def words(longest: int = LONGEST_WORDS) -> Reader[str]:
    """A sentence or a name: not empty, NFC, nothing invisible in it."""

    def read(node: Node, faults: Faults) -> str | None:
        text = _text(node, faults, "a text")
        if text is None:
            return None
        if not text.strip() or len(text) > longest:
            _fault(node, faults, f"a text of 1 to {longest} characters is expected here")
            return None
        # An invisible letter would let two agreements look alike to a reader and differ in their digest.
        invisible = any(unicodedata.category(c).startswith("C") for c in text)
        if invisible or not unicodedata.is_normalized("NFC", text):
            _fault(node, faults, "the text must be NFC, without control or invisible characters")
            return None
        return text

    return read


def matching(pattern: re.Pattern[str], expected: str) -> Reader[str]:
    """A word of a given shape."""

    def read(node: Node, faults: Faults) -> str | None:
        text = _text(node, faults, expected)
        if text is None or pattern.fullmatch(text):
            return text
        _fault(node, faults, f"{expected} is expected here, not {shown(text)}")
        return None

    return read


def one_of(vocabulary: Iterable[str], expected: str) -> Reader[str]:
    """A word of a closed vocabulary."""
    known = frozenset(vocabulary)

    def read(node: Node, faults: Faults) -> str | None:
        text = _text(node, faults, expected)
        if text is None or text in known:
            return text
        _fault(node, faults, f"{shown(text)} is no {expected}: {', '.join(sorted(known))}")
        return None

    return read


def word_of(kind: type[W], expected: str) -> Reader[W]:
    """A member of an enumeration."""
    read_word = one_of([str(member) for member in kind], expected)

    def read(node: Node, faults: Faults) -> W | None:
        word = read_word(node, faults)
        return None if word is None else kind(word)

    return read


def assurance(node: Node, faults: Faults) -> Assurance | None:
    """`low`, `substantial` or `high`."""
    word = one_of([level.word for level in Assurance], "assurance level")(node, faults)
    return None if word is None else Assurance.from_word(word)


def duration(node: Node, faults: Faults) -> str | None:
    """An ISO 8601 duration longer than nothing."""
    text = matching(_DURATION, "an ISO 8601 duration such as P30D")(node, faults)
    if text is not None and not any(digit in text for digit in "123456789"):
        _fault(node, faults, "a duration longer than nothing is expected here")
        return None
    return text


def day(node: Node, faults: Faults) -> date | None:
    """A calendar day, quoted or not."""
    if isinstance(node, Scalar) and _DAY.fullmatch(node.text):
        try:
            return date.fromisoformat(node.text)
        except ValueError:
            _fault(node, faults, f"{node.text} is no day of the calendar")
            return None
    _fault(node, faults, "a day such as 2026-01-01 is expected here")
    return None


def integer(least: int, most: int) -> Reader[int]:
    """A whole number in decimal: 0x10, 1_000 and 017 are refused, whatever another YAML reader would make of
    them.
    """

    def read(node: Node, faults: Faults) -> int | None:
        value = node.integer if isinstance(node, Scalar) else None
        if value is not None and least <= value <= most:
            return value
        _fault(node, faults, f"a whole number from {least} to {most} is expected here")
        return None

    return read


def boolean(node: Node, faults: Faults) -> bool | None:
    """YAML 1.2: `true` and `false` only. `NO` and `yes` are words, and a word is not a decision."""
    value = node.truth if isinstance(node, Scalar) else None
    if value is None:
        _fault(node, faults, "true or false is expected here")
    return value


def bilingual(node: Node, faults: Faults) -> Text | None:
    """The same words in both languages."""
    read = record(node, faults, what="a text in both languages", required={"vi": words(), "en": words()})
    return Text(read["vi"], read["en"]) if len(read) == 2 else None


def attribute(node: Node, faults: Faults) -> str | None:
    """A claim that a clause may carry."""
    text = _text(node, faults, "attribute")
    if text is None:
        return None
    if text in NEVER:
        _fault(node, faults, f"{shown(text)} never crosses the border, in any clause")
        return None
    if text not in ATTRIBUTES:
        _fault(node, faults, f"{shown(text)} is no attribute: {', '.join(sorted(ATTRIBUTES))}")
        return None
    if source := ATTRIBUTES[text].derived_from:
        _fault(node, faults, f"{shown(text)} comes with {source!r} and is not listed by itself")
        return None
    return text


def list_of(item: Reader[T], expected: str, *, empty: bool = False) -> Reader[tuple[T, ...]]:
    """A sequence of different things; items at fault are reported and left out."""

    def read(node: Node, faults: Faults) -> tuple[T, ...] | None:
        if not isinstance(node, Listing) or not (node.items or empty):
            _fault(node, faults, f"a list of {expected} is expected here")
            return None
        values: list[T] = []
        for entry in node.items:
            value = item(entry, faults)
            if value is not None and value in values:
                faults.add(entry.line, f"{value!r} is listed twice")
            elif value is not None:
                values.append(value)
        return tuple(values)

    return read


def record(
    node: Node,
    faults: Faults,
    *,
    what: str,
    required: Readers,
    optional: Readers = MappingProxyType({}),
) -> dict[str, Any]:
    """The values that could be read of a mapping with these keys and no others."""
    if not isinstance(node, Table):
        _fault(node, faults, f"{what} is expected here, as a mapping")
        return {}
    readers = {**required, **optional}
    values: dict[str, Any] = {}
    for key, entry in node.entries.items():
        if key not in readers:
            faults.add(entry.line, f"{what}: unknown key {shown(key)}; known are {', '.join(readers)}")
        elif (value := readers[key](entry.node, faults)) is not None:
            values[key] = value
    for key in required:
        if key not in node.entries:
            faults.add(node.line, f"{what}: the key {key!r} is missing")
    return values


def _text(node: Node, faults: Faults, expected: str) -> str | None:
    if not isinstance(node, Scalar):
        _fault(node, faults, f"{expected} is expected here")
        return None
    if not node.is_word and not _DAY.fullmatch(node.text):
        _fault(node, faults, f"{expected} is expected here; a number or a truth needs quotes to be one")
        return None
    return node.text


def _fault(node: Node, faults: Faults, message: str) -> None:
    if not isinstance(node, Unreadable):
        faults.add(node.line, message)
