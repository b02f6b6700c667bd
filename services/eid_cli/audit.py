"""`eid-bridge audit`: the auditor's commands."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from eid_cli import report
from eid_cli.log_checks import LogCheck, Verdict
from eid_cli.log_database import UnreadableLog, open_log
from eid_cli.log_keys import UnusableLogKey, read_verifier
from eid_cli.recorded_requests import recorded_requests

app = typer.Typer(help="Check what the bridge has recorded.", no_args_is_help=True)

EXIT_FAULTY = 1
EXIT_UNREADABLE = 2

DataDir = Annotated[
    Path,
    typer.Option(envvar="BRIDGE_DATA_DIR", help="The bridge's data folder; where the two below default to."),
]
DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        envvar="BRIDGE_DATABASE_URL",
        help="SQLite or PostgreSQL, read only. Default: bridge.sqlite3 in the data folder.",
    ),
]
LogKey = Annotated[
    Path | None,
    typer.Option(
        help="The log's key: a verifier line or an Ed25519 JWK. Default: keys/log.jwk in the data folder."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the verdict as JSON.")]


@app.callback()
def audit() -> None:
    """Check what the bridge has recorded."""


@app.command()
def verify(
    *,
    data_dir: DataDir = Path(".local/bridge"),
    database_url: DatabaseUrl = None,
    log_key: LogKey = None,
    as_json: AsJson = False,
) -> None:
    """Check the whole log again, from its first entry, trusting nothing but the log's key.

    Every leaf is hashed again from its private salt and body.
    Every body is read against the closed vocabulary.
    The root is computed again and compared with the signed head.
    No release may be without its consent, beyond it, or after its withdrawal.

    The bridge may keep running. Nothing is written.

    Exit status: 0 when the log is sound, 1 when anything is wrong with it, 2 when it cannot be read.
    """
    try:
        verdict = verify_log(
            database_url or f"sqlite:///{data_dir / 'bridge.sqlite3'}",
            log_key or data_dir / "keys" / "log.jwk",
        )
    except (UnreadableLog, UnusableLogKey) as error:
        typer.echo(f"eid-bridge: {error}", err=True)
        raise typer.Exit(EXIT_UNREADABLE) from None
    typer.echo(report.as_json(verdict) if as_json else report.as_text(verdict))
    if not verdict.is_sound:
        raise typer.Exit(EXIT_FAULTY)


@app.command()
def requests(
    *,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The first day, in UTC.", show_default="all of them"),
    ] = None,
    data_dir: DataDir = Path(".local/bridge"),
    database_url: DatabaseUrl = None,
) -> None:
    """Write the recorded requests as facts, a JSON object a line, for `agreement diff --requests`.

    What was asked for, for which purpose, by an organisation of which country and sector. Nothing about a
    person, a partner or a time. Of a consent it is what was approved. Left out, and counted at the end, are
    requests for words that nobody knows, and those of partners that are registered no more.

    The bridge may keep running. Nothing is written to the database.

    Exit status: 0, or 2 when the log cannot be read.
    """
    left_out = 0
    try:
        with open_log(database_url or f"sqlite:///{data_dir / 'bridge.sqlite3'}") as database:
            first = since.date() if since else None
            for facts in recorded_requests(database.entries(), database.registrations(), since=first):
                left_out += facts is None
                if facts is not None:
                    typer.echo(json.dumps(facts))
    except UnreadableLog as error:
        typer.echo(f"eid-bridge: {error}", err=True)
        raise typer.Exit(EXIT_UNREADABLE) from None
    if left_out:
        typer.echo(f"eid-bridge: left out {left_out} of which too little is known", err=True)


def verify_log(database_url: str, log_key: Path) -> Verdict:
    """The verdict on the log in a database. Raises `UnreadableLog` or `UnusableLogKey`."""
    with open_log(database_url) as database:
        origin = database.origin()
        check = LogCheck(origin, read_verifier(log_key, origin=origin))
        for entry in database.entries():
            check.take(entry)
        return check.conclude(database.heads(), database.orphans())
