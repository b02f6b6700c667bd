"""A partner's registration read member by member, with everything that is wrong remembered."""

import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from bridge.domain.clauses import Country
from bridge.domain.national_numbers import resembles_national_number

T = TypeVar("T")

LONGEST_WORDS: Final = 300
LONGEST_ADDRESS: Final = 500  # as of every other address in a registration (`eid_kit.oauth.metadata`)
IDENTIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{1,128}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class PartnerFault:
    """One thing wrong with a registration. `field` is the metadata's own name for it."""

    field: str
    message: str


class Reader:
    """Reads members one by one and remembers what was wrong with each.

    `known` names members that stay as they were sent.
    """

    def __init__(self, metadata: Mapping[str, Any], *, known: Collection[str]) -> None:
        self._metadata = metadata
        self._known = set(known)
        self.faults: list[PartnerFault] = []

    def fault(self, field: str, message: str) -> None:
        self.faults.append(PartnerFault(field, message))

    def read(self, field: str, parse: Callable[[object], T | None], expected: str) -> T | None:
        """A member that must be there."""
        if field not in self._metadata:
            self._known.add(field)
            self.fault(field, f"is required: {expected}")
            return None
        return self.read_optional(field, parse, expected)

    def read_optional(self, field: str, parse: Callable[[object], T | None], expected: str) -> T | None:
        """A member that may be absent, and otherwise must be right."""
        self._known.add(field)
        if field not in self._metadata:
            return None
        value = parse(self._metadata[field])
        if value is None:
            self.fault(field, f"must be {expected}")
        return value

    def refuse_unknown(self) -> None:
        for field in self._metadata:
            if field not in self._known:
                self.fault(field[:60], "is not a member of a partner's registration")

    def refuse_others(self, always: Mapping[str, object]) -> None:
        """Each member of `always` is left out, or says just that."""
        for field, only in always.items():
            self.read_optional(field, _exactly(only), f"left out, or {json.dumps(only)}")


def identifier(value: object) -> str | None:
    """A word that may stand for a client or an organisation in the log."""
    if not isinstance(value, str) or IDENTIFIER.fullmatch(value) is None:
        return None
    # The log takes nothing of that shape, and nothing leaves unlogged: such a client could not take one step.
    return None if resembles_national_number(value) else value


def words(value: object) -> str | None:
    """A line of text that shows as it reads."""
    return _text(value, longest=LONGEST_WORDS)


def address(value: object) -> str | None:
    """An address, not yet looked at."""
    return _text(value, longest=LONGEST_ADDRESS)


def country(value: object) -> Country | None:
    """One of the two parties."""
    return Country(value) if isinstance(value, str) and value in set(Country) else None


def sha256(value: object) -> str | None:
    """A SHA-256 in small hexadecimal digits."""
    return value if isinstance(value, str) and _SHA256.fullmatch(value) else None


def among(vocabulary: Collection[str]) -> Callable[[object], str | None]:
    """A parser of one word of a vocabulary."""
    return lambda value: value if isinstance(value, str) and value in vocabulary else None


def strings(value: object) -> tuple[str, ...] | None:
    """At least one string, none of them empty or twice."""
    fits = isinstance(value, list) and value and all(isinstance(item, str) and item for item in value)
    return tuple(value) if isinstance(value, list) and fits and len(set(value)) == len(value) else None


def set_of(vocabulary: frozenset[str]) -> Callable[[object], frozenset[str] | None]:
    """A parser of at least one word of a vocabulary."""

    def parse(value: object) -> frozenset[str] | None:
        items = strings(value)
        return frozenset(items) if items and vocabulary.issuperset(items) else None

    return parse


def key_set(value: object) -> Mapping[str, Any] | None:
    """A JWK Set with at least one key, not yet looked at."""
    keys = value.get("keys") if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) and isinstance(keys, list) and keys else None


def _text(value: object, *, longest: int) -> str | None:
    fits = isinstance(value, str) and value.strip() and len(value) <= longest and value.isprintable()
    return value if isinstance(value, str) and fits else None


def _exactly(only: object) -> Callable[[object], object]:
    # The type as well: in Python 1 equals True.
    return lambda value: value if type(value) is type(only) and value == only else None
