"""`eid-bridge rights`: citizens' requests that wait for an answer, and the operator's three steps."""

import json
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.table import Table

from bridge.adapters.sql import KeyRingError, NoSuchRequest, RightsDesk, at_the_desk, unanswered_requests
from bridge.domain.rights import AnswerGround, NotPossible, Outcome, RightsRequest, RightsState
from eid_cli.database import SCHEMA_REFUSALS, DatabaseUrl, DataDir
from eid_cli.identifiers import ANY_IDENTIFIER
from eid_cli.tables import plain

app = typer.Typer(help="Answer what citizens asked for, in time.", no_args_is_help=True)

EXIT_OVERDUE: Final = 1
EXIT_NOT_POSSIBLE: Final = 1
EXIT_UNUSABLE: Final = 2
_SHOWN: Final = 1000

RequestId = Annotated[str, typer.Argument(metavar="ID", help="As `rights list` shows it.")]
Because = Annotated[
    AnswerGround, typer.Option("--because", help="Why; `done` goes with granted, and only with it.")
]


@app.callback()
def rights() -> None:
    """Answer what citizens asked for, in time."""


@app.command("list")
def list_requests(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,
    data_dir: DataDir = Path(".local/bridge"),
    database_url: DatabaseUrl = None,
) -> None:
    """List what waits for an answer, the longest waiting first. Changes nothing.

    The bridge may keep running. At most 1000 are shown.

    Exit status: 0, 1 when something is overdue, 2 when the database cannot be used.
    """
    try:
        found = unanswered_requests(_url(data_dir, database_url), limit=_SHOWN)
    except SCHEMA_REFUSALS as error:
        raise _ended(error, EXIT_UNUSABLE) from None
    now = datetime.now(UTC)
    rows = [_as_dict(request, now) for request in found]
    typer.echo(json.dumps(rows, indent=1) if as_json else _as_table(rows))
    if any(request.state(now) is RightsState.OVERDUE for request in found):
        raise typer.Exit(EXIT_OVERDUE)


@app.command(context_settings=ANY_IDENTIFIER)
def acknowledge(
    request_id: RequestId, *, data_dir: DataDir = Path(".local/bridge"), database_url: DatabaseUrl = None
) -> None:
    """Tell the citizen, on their own pages, that the request arrived.

    Exit status: 0, 1 when it is not possible, 2 when the database cannot be used.
    """
    request = _taken(data_dir, database_url, lambda desk: desk.acknowledge(request_id))
    typer.echo(f"acknowledged; an answer is due before {_moment(request.due_at)}")


@app.command(context_settings=ANY_IDENTIFIER)
def extend(
    request_id: RequestId, *, data_dir: DataDir = Path(".local/bridge"), database_url: DatabaseUrl = None
) -> None:
    """Take the one extension that the law allows for this kind of request. The citizen sees the new date.

    Exit status: 0, 1 when it is not possible, 2 when the database cannot be used.
    """
    request = _taken(data_dir, database_url, lambda desk: desk.extend(request_id))
    typer.echo(f"extended; an answer is due before {_moment(request.due_at)}")


@app.command(context_settings=ANY_IDENTIFIER)
def answer(
    request_id: RequestId,
    outcome: Annotated[Outcome, typer.Argument(help="How the request is answered.")],
    *,
    because: Because,
    data_dir: DataDir = Path(".local/bridge"),
    database_url: DatabaseUrl = None,
) -> None:
    """Answer a request. The citizen reads the answer on their own pages, in their language.

    What the answer says was done, you did: the bridge holds no values to show, correct or delete.

    Exit status: 0, 1 when it is not possible, 2 when the database cannot be used.
    """
    request = _taken(data_dir, database_url, lambda desk: desk.answer(request_id, outcome, because))
    late = " (overdue)" if request.answer and request.answer.at >= request.due_at else ""
    typer.echo(f"answered: {outcome.value}{late}")


def _taken(
    data_dir: Path, database_url: str | None, step: Callable[[RightsDesk], Awaitable[RightsRequest]]
) -> RightsRequest:
    try:
        return at_the_desk(_url(data_dir, database_url), data_dir, step, now=lambda: datetime.now(UTC))
    except NoSuchRequest:
        raise _ended("there is no such request", EXIT_NOT_POSSIBLE) from None
    except NotPossible as error:
        raise _ended(error, EXIT_NOT_POSSIBLE) from None
    except (*SCHEMA_REFUSALS, KeyRingError) as error:
        raise _ended(error, EXIT_UNUSABLE) from None


def _as_dict(request: RightsRequest, now: datetime) -> dict[str, Any]:
    return {
        "id": request.id,
        "kind": request.kind.value,
        "misuse": None if request.misuse is None else request.misuse.value,
        "partner": request.partner_id,
        "record": request.record_id,
        "claims": list(request.claims),
        "state": request.state(now).value,
        "received_at": _moment(request.received_at),
        "acknowledge_before": _moment(request.acknowledge_by.ends_at),
        "acknowledged_at": None if request.acknowledged_at is None else _moment(request.acknowledged_at),
        "answer_before": {str(each.country): _moment(each.ends_at) for each in request.deadlines},
        "due_before": _moment(request.due_at),
        "extended": request.extended_at is not None,
    }


def _as_table(rows: Iterable[dict[str, Any]]) -> str:
    table = Table("Request", "Kind", "Partner", "State", "Acknowledge before", "Due before")
    for row in rows:
        kind = row["kind"] if row["misuse"] is None else f"{row['kind']}: {row['misuse']}"
        state = "OVERDUE" if row["state"] == RightsState.OVERDUE else row["state"]
        heard = "done" if row["acknowledged_at"] else row["acknowledge_before"]
        table.add_row(row["id"], kind, row["partner"], state, heard, row["due_before"])
    # The whole id, however narrow the rest gets: it is what the other commands take.
    table.columns[0].overflow = "fold"
    return plain(table)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _url(data_dir: Path, database_url: str | None) -> str:
    return database_url or f"sqlite:///{data_dir / 'bridge.sqlite3'}"


def _ended(why: object, code: int) -> typer.Exit:
    typer.echo(f"eid-bridge: {why}", err=True)
    return typer.Exit(code)
