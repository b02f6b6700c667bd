"""The operator's two questions about a database, by its URL: how does it stand, and bring it up to date."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bridge.adapters.sql.engines import database_url, looking_engine, writer_engine
from bridge.adapters.sql.schema import Schema, lock, schema_of, upgrade
from bridge.flows.ports import StoreUnavailable


def schema_status(url: str) -> Schema:
    """How the database stands. Creates nothing, not even the file.

    Raises `UnsupportedDatabase`, or `StoreUnavailable` when it cannot be read.
    """
    parsed = database_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").exists():
        return schema_of(None)
    with _reaching(looking_engine(parsed)) as engine, engine.connect() as connection:
        return schema_of(connection)


def upgrade_database(url: str) -> Schema:
    """Brings the database to the newest revision, in one transaction; how it stood before.

    Raises `UnsupportedDatabase`, `ForeignDatabase`, or `StoreUnavailable` when it cannot be written.
    """
    parsed = database_url(url)
    # Rewriting a large table takes as long as it takes.
    engine = writer_engine(parsed, statements_take=None)
    with _reaching(engine), engine.begin() as connection:
        lock(connection)
        return upgrade(connection)


@contextmanager
def _reaching(engine: Engine) -> Iterator[Engine]:
    try:
        yield engine
    except SQLAlchemyError as error:
        # The driver's words about connections name host and user; the kind of the error is enough to go on.
        raise StoreUnavailable(f"the database cannot be used: {type(error).__name__}") from error
    finally:
        engine.dispose()
