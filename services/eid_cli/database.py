"""`eid-bridge db`: the operator's commands about the bridge's database."""

from pathlib import Path
from typing import Annotated

import typer

from bridge.adapters.sql import (
    AgreementDesk,
    ForeignDatabase,
    StoreUnavailable,
    UnsupportedDatabase,
    schema_status,
    upgrade_database,
)

__all__ = [
    "SCHEMA_REFUSALS",
    "AgreementDesk",
    "DataDir",
    "DatabaseUrl",
    "app",
    "database_at",
    "schema_status",
]

app = typer.Typer(help="Bring the bridge's database up to date.", no_args_is_help=True)

EXIT_NOT_CURRENT = 1
EXIT_UNUSABLE = 2
SCHEMA_REFUSALS = (ForeignDatabase, StoreUnavailable, UnsupportedDatabase)

DataDir = Annotated[
    Path,
    typer.Option(envvar="BRIDGE_DATA_DIR", help="The bridge's data folder; where the next one defaults to."),
]
DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        envvar="BRIDGE_DATABASE_URL",
        help="SQLite or PostgreSQL. Default: bridge.sqlite3 in the data folder.",
    ),
]


@app.callback()
def database() -> None:
    """Bring the bridge's database up to date."""


@app.command()
def upgrade(*, data_dir: DataDir = Path(".local/bridge"), database_url: DatabaseUrl = None) -> None:
    """Bring the database to the schema revision that this program needs.

    All of it in one transaction: afterwards the database is up to date, or as it was.
    Nothing happens where nothing is due, and two that run at once do it once.
    Stop the bridge and back up the database first: no revision leads back.

    Exit status: 0 when the database is up to date, 2 when it is refused or cannot be used.
    """
    try:
        before = upgrade_database(database_at(data_dir, database_url))
    except SCHEMA_REFUSALS as error:
        raise _unusable(error) from None
    if before.is_current:
        typer.echo(f"{before}: nothing to do")
    else:
        typer.echo(f"the database was {before.origin}, and is now at schema revision {before.head}")


@app.command()
def status(*, data_dir: DataDir = Path(".local/bridge"), database_url: DatabaseUrl = None) -> None:
    """Say which schema revision the database is at, and whether this program can use it. Changes nothing.

    Exit status: 0 when it is up to date, 1 when it is not, 2 when it cannot be read.
    """
    try:
        schema = schema_status(database_at(data_dir, database_url))
    except SCHEMA_REFUSALS as error:
        raise _unusable(error) from None
    typer.echo(str(schema))
    if not schema.is_current:
        raise typer.Exit(EXIT_NOT_CURRENT)


def database_at(data_dir: Path, database_url: str | None) -> str:
    """The URL: the one given, else of the file in the data folder."""
    return database_url or f"sqlite:///{data_dir / 'bridge.sqlite3'}"


def _unusable(error: Exception) -> typer.Exit:
    typer.echo(f"eid-bridge: {error}", err=True)
    return typer.Exit(EXIT_UNUSABLE)
