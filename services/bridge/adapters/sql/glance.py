"""A glance at the agreement's version: asked before each request, so it costs as little as it can.

It stays outside the pool and outside transactions: one statement on a connection of its own, which sees
whatever is committed. Most of what a `read` costs is opening a transaction and handing work to a thread.
"""

from threading import Lock
from typing import Any, Final

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bridge.flows.ports import StoreUnavailable
from bridge.flows.treaty_ports import TreatyVersion

_VERSION: Final = (
    "SELECT (SELECT coalesce(max(serial), 0) FROM agreements), (SELECT count(*) FROM agreement_statements)"
)


class Glance:
    """Owns the engine that it is given, of one connection.

    `is_immediate` on an SQLite file: a reader of a write-ahead log waits for nobody and finds two small
    tables in memory, so it may look from within the event loop. On a server a thread looks: the network may
    keep an answer for as long as it likes.
    """

    def __init__(self, engine: Engine) -> None:
        self.is_immediate = engine.dialect.name == "sqlite"
        self._engine = engine
        self._trouble: type[Exception] = engine.dialect.loaded_dbapi.Error
        self._connection: Any = None
        self._one_at_a_time = Lock()

    def look(self) -> TreatyVersion:
        """Raises `StoreUnavailable`: also, of a file, where it would have to wait."""
        with self._one_at_a_time:
            try:
                return self._ask()
            except (SQLAlchemyError, self._trouble):
                # A server that was restarted broke the connection; a new one is served.
                self._let_go()
            try:
                return self._ask()
            except (SQLAlchemyError, self._trouble) as error:
                self._let_go()
                raise StoreUnavailable(f"the database failed: {type(error).__name__}") from error

    def close(self) -> None:
        """Lets go of the database. May be called again."""
        with self._one_at_a_time:
            self._let_go()
            self._engine.dispose()

    def _ask(self) -> TreatyVersion:
        if self._connection is None:
            self._connection = self._engine.raw_connection()
            self._prepare(self._connection.driver_connection)
        # Past SQLAlchemy, which would take most of the time.
        # All rows, though there is one: a statement that is not at its end would hold its view of the file.
        (row,) = self._connection.driver_connection.execute(_VERSION).fetchall()
        return TreatyVersion(*row)

    def _prepare(self, driver: Any) -> None:
        if self.is_immediate:
            driver.execute("PRAGMA busy_timeout=0").close()
        else:
            driver.rollback()
            driver.autocommit = True

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
