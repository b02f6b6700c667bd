"""The database: that it answers and how fast, can be written, its schema, and the modes of its files."""

import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from eid_cli.database import SCHEMA_REFUSALS, schema_status
from eid_cli.doctor_findings import Finding, fault, fine, warning

_CHECK: Final = "database"
_SLOW_MS: Final = 50.0
_TRIES: Final = 5
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_PATIENCE_S: Final = 5


@dataclass(frozen=True, slots=True)
class Remembered:
    """What other checks compare with: whether an installation lives here, and the newest agreement it saw."""

    is_empty: bool = True
    agreement: str | None = None


def check_database(url: str) -> tuple[list[Finding], Remembered]:
    """Everything about the database. It is made by nobody here, not even its file, and left as it was."""
    try:
        schema = schema_status(url)
    except SCHEMA_REFUSALS as error:
        return [_unreachable(str(error))], Remembered(is_empty=False)
    if not schema.is_current:
        return [_not_current(str(schema), schema.origin)], Remembered(is_empty=schema.origin == "empty")
    try:
        with _connected(url) as connection:
            found = [fine(_CHECK, str(schema)), _latency(connection)]
            remembered = _remembered(connection)
            found += [_writable(connection), *_untold(connection)]
    except SQLAlchemyError as error:
        return [_unreachable(f"the database fails: {type(error).__name__}")], Remembered(is_empty=False)
    return [*found, *_open_files(url)], remembered


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    engine = _engine(url)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise SQLAlchemyError("unreadable URL") from error
    if parsed.get_backend_name() == "sqlite":
        return create_engine(parsed, connect_args={"timeout": _PATIENCE_S}, hide_parameters=True)
    options = {"client_encoding": "utf8", **parsed.query}
    return create_engine(
        parsed.set(drivername="postgresql+psycopg", query=options),
        connect_args={"connect_timeout": _PATIENCE_S},
        hide_parameters=True,
    )


def _latency(connection: Connection) -> Finding:
    times: list[float] = []
    for _ in range(_TRIES):
        began = time.perf_counter()
        connection.execute(text("SELECT 1")).scalar_one()
        times.append((time.perf_counter() - began) * 1000)
    median = sorted(times)[_TRIES // 2]
    if median <= _SLOW_MS:
        return fine(_CHECK, f"answers in {median:.1f} ms")
    return warning(
        _CHECK,
        f"answers in {median:.0f} ms",
        why="a journey asks it about ten times, and the log has one writer at a time",
        mend="Bring it nearer to the bridge, or see what else it is doing",
    )


def _remembered(connection: Connection) -> Remembered:
    installation = connection.execute(text("SELECT value FROM meta WHERE name = 'installation'"))
    agreement = connection.execute(text("SELECT value FROM memory WHERE name = 'agreement'"))
    return Remembered(installation.scalar_one_or_none() is None, agreement.scalar_one_or_none())


def _writable(connection: Connection) -> Finding:
    try:
        # Touches no row, and yet needs the right to: then everything is rolled back.
        connection.execute(text("UPDATE meta SET value = value WHERE name = ''"))
    except SQLAlchemyError as error:
        return fault(
            _CHECK,
            f"it cannot be written: {type(error).__name__}",
            why="nothing can be recorded, so nothing leaves: every journey is answered with 503",
            mend="Grant the bridge's role SELECT, INSERT, UPDATE and DELETE; for SQLite, see who owns file "
            "and folder, and whether another program holds it",
        )
    finally:
        connection.rollback()
    return fine(_CHECK, "can be written")


def _untold(connection: Connection) -> Iterator[Finding]:
    """Partners that were never told that a consent ended; one that is still tried is no finding."""
    counted = text("SELECT count(*) FROM outbox WHERE state = 'undelivered'")
    if count := int(connection.execute(counted).scalar_one()):
        yield warning(
            "events",
            f"{count} never reached their partner",
            why="the partner may go on using what it received under a consent that is over",
            mend="See why with eid-bridge events list --undelivered; then eid-bridge events retry ID, or "
            "write to the partner's data protection officer",
        )


def _open_files(url: str) -> Iterator[Finding]:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return
    for suffix in ("", "-wal", "-shm"):
        path = Path(f"{parsed.database}{suffix}")
        if path.exists() and path.stat().st_mode & _OTHERS:
            yield fault(
                _CHECK,
                f"{path} is open to other users (mode {stat.S_IMODE(path.stat().st_mode):o})",
                why="it holds who consented to what, under references",
                mend=f"chmod 600 {path}",
            )


def _unreachable(what: str) -> Finding:
    return fault(
        _CHECK,
        what,
        why="the bridge does not start without its database, and answers 503 when it goes away",
        mend="See that it runs, and that BRIDGE_DATABASE_URL names it, with a user that may log in",
    )


def _not_current(what: str, origin: str) -> Finding:
    if origin == "empty":
        return warning(
            _CHECK,
            what,
            why="there is nothing here yet",
            mend="Start the bridge; or, if there should be something, correct BRIDGE_DATABASE_URL",
        )
    return fault(
        _CHECK,
        what,
        why="the bridge refuses to start on it",
        mend="Back it up with its key folder, then: eid-bridge db upgrade",
    )
