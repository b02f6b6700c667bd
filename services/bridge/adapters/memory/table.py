"""Tables in memory whose changes can be undone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from bridge.adapters.store_errors import AlreadyExists, NotWritable

V = TypeVar("V")


@dataclass(slots=True)
class Journal:
    """How to undo every change of the current unit, newest last."""

    is_writable: bool = False
    undo: list[Callable[[], object]] = field(default_factory=list)

    def record(self, undo: Callable[[], object]) -> None:
        """Notes how the change about to be made is undone; raises `NotWritable` in a unit for reading."""
        if not self.is_writable:
            raise NotWritable("a unit for reading cannot write")
        self.undo.append(undo)

    def roll_back(self) -> None:
        """Undoes everything recorded."""
        while self.undo:
            self.undo.pop()()


@dataclass(slots=True)
class Table(Generic[V]):
    """Values by key. The values are immutable, so what a unit read stays as it read it."""

    journal: Journal
    values: dict[str, V] = field(default_factory=dict)

    def get(self, key: str) -> V | None:
        return self.values.get(key)

    def put(self, key: str, value: V) -> None:
        """Stores the value, whether or not there was one."""
        before = self.values.get(key)
        if before is None:
            self.journal.record(lambda: self.values.pop(key))
        else:
            self.journal.record(lambda: self.values.update({key: before}))
        self.values[key] = value

    def claim(self, key: str, value: V) -> bool:
        """Stores the value unless there is one; whether it did."""
        if key in self.values:
            return False
        self.put(key, value)
        return True

    def insert(self, key: str, value: V) -> None:
        """Stores a value that cannot exist yet; raises `AlreadyExists`."""
        if not self.claim(key, value):
            raise AlreadyExists("the table holds such a row already")

    def take(self, key: str) -> V | None:
        """Removes and returns the value."""
        value = self.values.get(key)
        if value is not None:
            self.journal.record(lambda: self.values.update({key: value}))
            del self.values[key]
        return value

    def delete_where(self, condition: Callable[[V], bool]) -> int:
        """Removes every value for which `condition` holds; how many there were."""
        keys = [key for key, value in self.values.items() if condition(value)]
        for key in keys:
            self.take(key)
        return len(keys)
