"""Rows: the few ways in which the stores touch their tables."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Delete, Insert, Select, Table, Update
from sqlalchemy.dialects import postgresql, sqlite

from bridge.adapters.store_errors import AlreadyExists, NotWritable

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_INSERT: Mapping[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


def microseconds(at: datetime) -> int:
    """An aware time as microseconds since 1970; exact, where a float would not be."""
    return (at - _EPOCH) // _MICROSECOND


def instant(count: int) -> datetime:
    """The inverse of `microseconds`."""
    return _EPOCH + count * _MICROSECOND


@cache
def _insert_once(dialect: str, table: Table) -> Insert:
    """Built once for each table: building the statement costs as much as running it."""
    return _INSERT[dialect](table).on_conflict_do_nothing()


@dataclass(frozen=True, slots=True)
class Rows:
    """One database transaction, and whether it may write."""

    connection: Connection
    is_writable: bool

    def one(self, statement: Select[Any]) -> Any:
        """The one row that `statement` finds, or None."""
        return self.connection.execute(statement).one_or_none()

    def all(self, statement: Select[Any]) -> Sequence[Any]:
        """Every row that `statement` finds; it says itself how many that may be."""
        return self.connection.execute(statement).all()

    def locked(self, statement: Select[Any]) -> Any:
        """Like `one`, and nobody else changes the row until this transaction ends.

        SQLite has no row locks and needs none: its writer holds the whole database.
        """
        return self.one(statement.with_for_update() if self.is_writable else statement)

    def change(self, statement: Update | Delete) -> int:
        """Runs an update or a deletion; how many rows it touched."""
        self._require_writable()
        return self.connection.execute(statement).rowcount

    def claim(self, table: Table, values: Mapping[str, Any]) -> bool:
        """Inserts the row unless one with the same key exists; whether it did.

        Never by catching an integrity error: on PostgreSQL that would end the whole transaction.
        """
        self._require_writable()
        insert = _insert_once(self.connection.dialect.name, table)
        # Without the option, SQLAlchemy keeps the count of updates and deletions only.
        counted = self.connection.execute(insert, values, execution_options={"preserve_rowcount": True})
        return counted.rowcount == 1

    def insert(self, table: Table, values: Mapping[str, Any]) -> None:
        """Inserts a row that cannot exist yet; raises `AlreadyExists`."""
        if not self.claim(table, values):
            raise AlreadyExists(f"{table.name} holds such a row already")

    def _require_writable(self) -> None:
        if not self.is_writable:
            raise NotWritable("a unit for reading cannot write")
