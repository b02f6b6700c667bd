"""Reading lists of entries whole or not at all: a list from which one entry is missing would be believed."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from bridge.domain.mapping import Mapped, Quality, unavailable

T = TypeVar("T")
Entry = Callable[[Mapping[str, Any]], object]


class Unmappable(Exception):
    """An entry that says something else than documented: its whole group is withheld."""


def group(claim: str, source: str, entries: object, *, entry: Entry, quality: Quality) -> Mapped:
    """Every entry of a list read by `entry`. What is no list, or has one unreadable entry, is `unavailable`.

    An empty list stays one: it says that the source was asked and knows of none.
    """
    if not isinstance(entries, list):
        return unavailable(claim, source)
    try:
        return Mapped(claim, [entry(as_mapping(item)) for item in entries], quality, source)
    except Unmappable:
        return unavailable(claim, source)


def as_mapping(value: object) -> Mapping[str, Any]:
    """Raises `Unmappable` for anything else."""
    if not isinstance(value, Mapping):
        raise Unmappable
    return value


def as_list(value: object) -> list[Any]:
    """Raises `Unmappable` for anything else."""
    if not isinstance(value, list):
        raise Unmappable
    return value


def word(vocabulary: Mapping[str, str], value: object) -> str:
    """A word of theirs in ours; raises `Unmappable` for one that is not in the vocabulary."""
    if not isinstance(value, str) or value not in vocabulary:
        raise Unmappable
    return vocabulary[value]


def required(value: T | None) -> T:
    """Raises `Unmappable` where there is nothing."""
    if value is None:
        raise Unmappable
    return value


def optional(item: Mapping[str, Any], name: str, read: Callable[[object], T | None]) -> T | None:
    """Absent is fine; there and unreadable is not."""
    return None if name not in item else required(read(item[name]))
