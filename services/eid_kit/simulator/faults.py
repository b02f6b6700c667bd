"""Fault switches: the ways a mock can be told to misbehave, so that clients learn to notice."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Self


class FaultName(StrEnum):
    """Base of a mock's fault catalogue: each member is a name a tester types, and what it does.

    >>> class MyFault(FaultName):
    ...     WRONG_NONCE = "wrong-nonce", "The id_token carries a nonce nobody sent."
    """

    description: str

    def __new__(cls, value: str, description: str = "") -> Self:
        """A member whose value is the name alone; the description rides along."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.description = description
        return member


class UnknownFault(ValueError):
    """A fault that the catalogue does not have: a misspelt switch must not look like a fault switched on."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(f"unknown fault {name!r}; known are: {', '.join(known)}")
        self.name = name


class Faults:
    """Which faults of the catalogue `names` are switched on; none at first."""

    def __init__(self, names: type[StrEnum]) -> None:
        self._names = names
        self._active: frozenset[StrEnum] = frozenset()

    def active(self, name: StrEnum) -> bool:
        """Whether this fault is switched on."""
        return name in self._active

    def set(self, names: Iterable[str]) -> None:
        """Switches on exactly these faults. Raises UnknownFault, changing nothing, for a name not known."""
        self._active = frozenset(self._member(name) for name in names)

    def current(self) -> list[str]:
        """The names switched on, in alphabetical order."""
        return sorted(name.value for name in self._active)

    def known(self) -> dict[str, str]:
        """Every name of the catalogue with its description."""
        return {name.value: getattr(name, "description", "") for name in self._names}

    def _member(self, name: str) -> StrEnum:
        try:
            return self._names(name)
        except ValueError as error:
            raise UnknownFault(name, self.known()) from error
