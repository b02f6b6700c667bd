"""`eid-bridge consent`: what the operator may do to a citizen's consent, which is to end it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from bridge.adapters.sql import KeyRingError, NoSuchRecord, revoke_consent
from bridge.domain.records import Status
from eid_cli.database import SCHEMA_REFUSALS, DatabaseUrl, DataDir
from eid_cli.identifiers import ANY_IDENTIFIER

app = typer.Typer(help="End a consent.", no_args_is_help=True)

EXIT_NONE: Final = 1
EXIT_UNUSABLE: Final = 2

RecordId = Annotated[
    str,
    typer.Argument(metavar="ID", help="`receipt_id` of a receipt; `consent` in the log's private entries."),
]


@app.callback()
def consent() -> None:
    """End a consent."""


@app.command(context_settings=ANY_IDENTIFIER)
def revoke(
    record_id: RecordId, *, data_dir: DataDir = Path(".local/bridge"), database_url: DatabaseUrl = None
) -> None:
    """End a consent for good, as in an incident: its code and token are dead, its sealed values destroyed.

    The citizen sees it, with who did it; the partner is told; the log has an entry.
    Nobody can give a consent, or bring one back. The bridge may keep running.

    Exit status: 0 when it is ended, also by somebody before; 1 when there is no such consent;
    2 when the database or the log's key cannot be used.
    """
    url = database_url or f"sqlite:///{data_dir / 'bridge.sqlite3'}"
    try:
        record = revoke_consent(url, data_dir, record_id, now=lambda: datetime.now(UTC))
    except NoSuchRecord:
        raise _ended("there is no such consent", EXIT_NONE) from None
    except (*SCHEMA_REFUSALS, KeyRingError) as error:
        raise _ended(error, EXIT_UNUSABLE) from None
    ended = record.ended
    if ended is None:
        raise AssertionError("a revoked consent says when it was ended")
    word = "withdrawn" if record.state is Status.WITHDRAWN else "revoked"
    typer.echo(f"{word} by the {ended.actor}, {ended.at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC")


def _ended(why: object, code: int) -> typer.Exit:
    typer.echo(f"eid-bridge: {why}", err=True)
    return typer.Exit(code)
