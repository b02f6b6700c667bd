"""`eid-bridge rights`: citizens' requests that wait for an answer, and the operator's three steps."""

import json
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from bridge.adapters.sql import KeyRingError, NoSuchRequest, RightsDesk, at_the_desk, unanswered_requests
from bridge.domain.calendar_days import day_in
from bridge.domain.rights import AnswerGround, NotPossible, Outcome, RightsRequest, RightsState
from bridge.domain.rights_clocks import Deadline
from eid_cli.database import SCHEMA_REFUSALS, DatabaseUrl, DataDir
from eid_cli.identifiers import ANY_IDENTIFIER

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
    typer.echo(json.dumps(rows, indent=1) if as_json else _as_text(found, now))
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
    typer.echo(f"acknowledged; answer by the end of {_last_day(request.deadlines[0])}")


@app.command(context_settings=ANY_IDENTIFIER)
def extend(
    request_id: RequestId, *, data_dir: DataDir = Path(".local/bridge"), database_url: DatabaseUrl = None
) -> None:
    """Take the one extension that the law allows for this kind of request. The citizen sees the new date.

    Exit status: 0, 1 when it is not possible, 2 when the database cannot be used.
    """
    request = _taken(data_dir, database_url, lambda desk: desk.extend(request_id))
    typer.echo(f"extended; answer by the end of {_last_day(request.deadlines[0])}")


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
        "recipient": {"vi": request.recipient.vi, "en": request.recipient.en},
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


def _as_text(found: Sequence[RightsRequest], now: datetime) -> str:
    """A block for each, in which the id and the days stand whole, however many there are."""
    blocks = ("\n".join(_block(request, now)) for request in found)
    return "\n\n".join(blocks) or "no request waits for an answer"


def _block(request: RightsRequest, now: datetime) -> Iterator[str]:
    state = request.state(now)
    about = "everything it received" if request.record_id is None else request.record_id
    heard = f"by the end of {_last_day(request.acknowledge_by)}"
    yield (
        f"{request.kind.value}{'' if request.misuse is None else f': {request.misuse.value}'}  "
        f"{'OVERDUE' if state is RightsState.OVERDUE else state.value}"
    )
    yield f"  request      {request.id}"
    yield f"  partner      {request.recipient.en}  ({request.partner_id})"
    yield f"  record       {about}"
    yield f"  acknowledge  {heard if request.acknowledged_at is None else 'done'}"
    yield f"  answer       by the end of {', '.join(map(_last_day, request.deadlines))}"


def _last_day(deadline: Deadline) -> str:
    """The last day that is in time, where that law is: the instant after it would read as a day more."""
    day = day_in(deadline.country, deadline.ends_at - timedelta(microseconds=1))
    return f"{day.isoformat()} ({deadline.country.value})"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _url(data_dir: Path, database_url: str | None) -> str:
    return database_url or f"sqlite:///{data_dir / 'bridge.sqlite3'}"


def _ended(why: object, code: int) -> typer.Exit:
    typer.echo(f"eid-bridge: {why}", err=True)
    return typer.Exit(code)
