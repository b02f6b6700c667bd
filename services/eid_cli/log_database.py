"""Reading a bridge's log: read-only, in one consistent state, by SQL of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

_ROWS_AT_A_TIME = 1000
_NO_NUMBER = -1

_ENTRIES = text(
    "SELECT l.leaf_index AS leaf_index, l.leaf AS leaf, b.salt AS salt, b.body AS body "
    "FROM log_leaves l LEFT JOIN log_bodies b ON b.leaf_index = l.leaf_index ORDER BY l.leaf_index"
)
_ORPHANS = text(
    "SELECT b.leaf_index FROM log_bodies b LEFT JOIN log_leaves l ON l.leaf_index = b.leaf_index "
    "WHERE l.leaf_index IS NULL ORDER BY b.leaf_index"
)
_HEAD = text("SELECT size, peaks, checkpoint FROM log_head")
_REGISTRATIONS = text("SELECT client_id, body FROM registrations")
_ORIGIN = text("SELECT value FROM meta WHERE name = 'log_origin'")


class UnreadableLog(Exception):
    """There is no log to check: the message says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One leaf as stored, with the private salt and body where they are."""

    index: int
    leaf: bytes
    salt: bytes | None
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Head:
    """The stored head: what the writer appends to, and the checkpoint it signed."""

    size: int
    peaks: bytes
    checkpoint: str


class LogDatabase:
    """One consistent view of a log."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def origin(self) -> str:
        """The log's identity, as the database states it."""
        origin = self._connection.execute(_ORIGIN).scalar_one_or_none()
        if origin is None:
            raise UnreadableLog("the database holds no log")
        return str(origin)

    def heads(self) -> tuple[Head, ...]:
        """The stored heads; there must be exactly one, which is for the caller to check."""
        rows = self._connection.execute(_HEAD)
        return tuple(Head(_number(row.size), _bytes(row.peaks), str(row.checkpoint)) for row in rows)

    def entries(self) -> Iterator[Entry]:
        """Every leaf in the order of the indexes, a bounded number in memory at a time."""
        rows = self._connection.execution_options(yield_per=_ROWS_AT_A_TIME).execute(_ENTRIES)
        for row in rows:
            yield Entry(
                _number(row.leaf_index), _bytes(row.leaf), _maybe_bytes(row.salt), _maybe_bytes(row.body)
            )

    def registrations(self) -> dict[str, str]:
        """What each partner that registered itself said of itself, as JSON, by client_id."""
        return {str(row.client_id): str(row.body) for row in self._connection.execute(_REGISTRATIONS)}

    def orphans(self) -> tuple[int, ...]:
        """Indexes of bodies that belong to no leaf."""
        return tuple(map(_number, self._connection.execute(_ORPHANS).scalars()))


@contextmanager
def open_log(database_url: str) -> Iterator[LogDatabase]:
    """Opens the database read-only. Raises `UnreadableLog`, also for errors while the view is in use."""
    engine = _read_only_engine(database_url)
    try:
        with engine.begin() as connection:
            yield LogDatabase(connection)
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        raise UnreadableLog(f"the log cannot be read: {str(cause).strip().splitlines()[0]}") from None
    finally:
        engine.dispose()


def _read_only_engine(database_url: str) -> Engine:
    try:
        url = make_url(database_url)
    except (ArgumentError, ValueError):
        raise UnreadableLog("the database URL cannot be read") from None
    backend = url.get_backend_name()
    if backend == "sqlite":
        return _sqlite(url)
    if backend in ("postgresql", "postgres"):
        # A database made under the C locale says SQL_ASCII, and its text would reach us as bytes.
        as_text = {"client_encoding": "utf8", **url.query}
        engine = create_engine(url.set(drivername="postgresql+psycopg", query=as_text), hide_parameters=True)
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    raise UnreadableLog(f"{backend} is not supported: use sqlite or postgresql")


def _sqlite(url: URL) -> Engine:
    path = Path(url.database or "")
    if not path.is_file():
        raise UnreadableLog(f"there is no database {path}")
    by_uri = url.set(database=path.absolute().as_uri(), query={"mode": "ro", "uri": "true"})
    engine = create_engine(by_uri, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def leave_transactions_to_us(connection: Any, _record: object) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # One read transaction: all queries see the log as it was at the first.
        connection.exec_driver_sql("BEGIN")

    return engine


def _bytes(value: object) -> bytes:
    """What a column of bytes holds. SQLite lets anyone store text there: a fault to report, not to die of."""
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def _maybe_bytes(value: object) -> bytes | None:
    return None if value is None else _bytes(value)


def _number(value: object) -> int:
    return value if isinstance(value, int) else _NO_NUMBER
