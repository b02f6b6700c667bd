"""Engines: how each database must be spoken to so that the ledger's promises hold on it."""

import os
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from bridge.flows.ports import StoreUnavailable
from eid_kit.http.files import unread

_BUSY_SECONDS = 5
_BETWEEN_TRIES_S = 0.01
_FORGETTING_S = 1
_PRIMARY_CODE = 0xFF  # the extended result codes are in the higher bits
_PROTECTED = 0o600


class UnsupportedDatabase(Exception):
    """The database URL names something the ledger does not run on."""


def database_url(text: str) -> URL:
    """The parsed URL of a file-based SQLite or of a PostgreSQL database; raises `UnsupportedDatabase`."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # a port that is no number: the words of it would quote the URL
        raise UnsupportedDatabase("the database URL cannot be read") from None
    backend = url.get_backend_name()
    if backend == "sqlite":
        if url.database in (None, "", ":memory:"):
            raise UnsupportedDatabase("an SQLite database is a file, such as sqlite:///bridge.sqlite")
        return url.set(drivername="sqlite+pysqlite")
    if backend in ("postgresql", "postgres"):
        # A database made under the C locale says SQL_ASCII, and its text would reach us as bytes.
        return url.set(drivername="postgresql+psycopg", query={"client_encoding": "utf8", **url.query})
    raise UnsupportedDatabase(f"{backend} is not supported: use sqlite or postgresql")


# What is deleted is overwritten, too: a sealed value stands in the file for whoever keeps its secret.
_WRITING = ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON")


def writer_engine(url: URL, *, statements_take: int | None = _BUSY_SECONDS) -> Engine:
    """One connection, for the one writer. `statements_take` bounds a statement on a server, in seconds."""
    if url.get_backend_name() == "sqlite":
        _create_protected(Path(url.database or ""))
        return _sqlite(url, begin="BEGIN IMMEDIATE", pragmas=_WRITING)
    return _postgresql(url, pool_size=1, statements_take=statements_take)


def reader_engine(url: URL, *, connections: int) -> Engine:
    """Connections that see one consistent state from first to last statement and cannot write."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, begin="BEGIN", pragmas=("query_only=ON",), pool_size=connections)
    engine = _postgresql(url, pool_size=connections)
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def forget_deleted(url: URL) -> None:
    """Empties the file in which SQLite keeps every page as it was written, deleted rows and all.

    Blocks for a moment while others read; what they still need stays until the next time. On a server that is
    the vacuum's work, and its time.
    """
    if url.get_backend_name() != "sqlite":
        return
    with (
        closing(sqlite3.connect(url.database or "", timeout=_FORGETTING_S)) as connection,
        # Busy, or another process is at it.
        suppress(sqlite3.OperationalError),
    ):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()


def looking_engine(url: URL) -> Engine:
    """For one look at what is there. A server that accepts and says nothing is given up like any other."""
    if url.get_backend_name() == "sqlite":
        return create_engine(url, hide_parameters=True)
    return _postgresql(url, pool_size=1)


def _create_protected(path: Path) -> None:
    # SQLite would create the file by the umask; its WAL and shared memory take over the file's own mode.
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, _PROTECTED))
    except OSError as error:
        raise StoreUnavailable(f"the database {path} cannot be opened: {unread(error)}") from error


def _sqlite(url: URL, *, begin: str, pragmas: tuple[str, ...], pool_size: int = 1) -> Engine:
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # Python's driver begins transactions by itself, late and deferred: two writers would then deadlock
        # on the upgrade of their locks. We begin explicitly, below.
        connection.isolation_level = None
        for pragma in ("foreign_keys=ON", *pragmas):
            _set(connection, pragma)

    @event.listens_for(engine, "begin")
    def begin_explicitly(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _set(connection: sqlite3.Connection, pragma: str) -> None:
    """SQLite does not wait for another process while it changes a file's journal mode, as it does elsewhere:
    of two bridges that start on a new file, one would be refused. So the waiting is done here.
    """
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute(f"PRAGMA {pragma}").close()
            return
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & _PRIMARY_CODE == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() > deadline:
                raise
            time.sleep(_BETWEEN_TRIES_S)


def _postgresql(url: URL, *, pool_size: int, statements_take: int | None = _BUSY_SECONDS) -> Engine:
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"connect_timeout": _BUSY_SECONDS},
    )

    @event.listens_for(engine, "connect")
    def limit_waiting(connection: Any, _record: object) -> None:
        # A writer that hangs behind another process's lock would let the queue of this one fill up unseen.
        connection.autocommit = True
        connection.execute(f"SET lock_timeout = '{_BUSY_SECONDS}s'")
        if statements_take is not None:
            connection.execute(f"SET statement_timeout = '{statements_take}s'")
        connection.execute(f"SET idle_in_transaction_session_timeout = '{6 * _BUSY_SECONDS}s'")
        connection.autocommit = False

    return engine
