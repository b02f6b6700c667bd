"""`eid-bridge events`: what partners were told, what they were not, and trying again."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from bridge.adapters.sql import NotTriedAgain, deliveries, try_again
from bridge.domain.deliveries import Delivery, DeliveryState
from eid_cli.database import SCHEMA_REFUSALS, DatabaseUrl, DataDir
from eid_cli.identifiers import ANY_IDENTIFIER

app = typer.Typer(help="See what partners were told, and try again.", no_args_is_help=True)

EXIT_NOT_TRIED: Final = 1
EXIT_UNUSABLE: Final = 2
_SHOWN: Final = 1000
_NOT_TOLD: Final = (DeliveryState.UNDELIVERED,)


@app.callback()
def events() -> None:
    """See what partners were told, and try again."""


@app.command("list")
def list_events(
    *,
    undelivered: Annotated[bool, typer.Option(help="Only those that were refused or given up.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,
    data_dir: DataDir = Path(".local/bridge"),
    database_url: DatabaseUrl = None,
) -> None:
    """List events, oldest first: what became of each, and why it did not arrive. Changes nothing.

    The bridge may keep running. At most 1000 are shown.

    Exit status: 0, or 2 when the database cannot be used.
    """
    states = _NOT_TOLD if undelivered else tuple(DeliveryState)
    try:
        found = deliveries(_url(data_dir, database_url), states, limit=_SHOWN)
    except SCHEMA_REFUSALS as error:
        raise _ended(error, EXIT_UNUSABLE) from None
    typer.echo(json.dumps([*map(_as_dict, found)], indent=1) if as_json else _text(found))


@app.command(context_settings=ANY_IDENTIFIER)
def retry(
    event_id: Annotated[str, typer.Argument(metavar="ID", help="As `events list` shows it.")],
    *,
    data_dir: DataDir = Path(".local/bridge"),
    database_url: DatabaseUrl = None,
) -> None:
    """Have one event delivered now, and tried for another day: once what kept it from arriving is mended.

    The bridge that runs on this database does it; if none does, the next that is started.

    Exit status: 0, 1 when the event cannot be tried again, 2 when the database cannot be used.
    """
    try:
        again = try_again(_url(data_dir, database_url), event_id, at=datetime.now(UTC))
    except NotTriedAgain as error:
        raise _ended(error, EXIT_NOT_TRIED) from None
    except SCHEMA_REFUSALS as error:
        raise _ended(error, EXIT_UNUSABLE) from None
    typer.echo(f"event {again.id} to {again.partner_id} is due now")


def _as_dict(delivery: Delivery) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "partner": delivery.partner_id,
        "kind": None if delivery.event is None else delivery.event.kind.value,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "why": None if delivery.setback is None else delivery.setback.value,
        "queued_at": _moment(delivery.queued_at),
        "next_attempt_at": _moment(delivery.next_attempt_at) if delivery.settled_at is None else None,
        "settled_at": None if delivery.settled_at is None else _moment(delivery.settled_at),
        "receipt_id": delivery.record_id,
        "set_sha256": delivery.set_sha256,
    }


def _text(found: Sequence[Delivery]) -> str:
    return "\n".join(_lines(found)) or "no events"


def _lines(found: Iterable[Delivery]) -> Iterator[str]:
    """A line for each, whatever the width: the id is what `retry` takes, and is never cut."""
    for each in found:
        why = "" if each.setback is None else f", {each.setback.value}"
        attempts = "1 attempt" if each.attempts == 1 else f"{each.attempts} attempts"
        yield (
            f"{each.state.value:<11}  {each.id}  to {each.partner_id}, queued {_moment(each.queued_at)}, "
            f"{attempts}{why}"
        )


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _url(data_dir: Path, database_url: str | None) -> str:
    return database_url or f"sqlite:///{data_dir / 'bridge.sqlite3'}"


def _ended(error: Exception, code: int) -> typer.Exit:
    typer.echo(f"eid-bridge: {error}", err=True)
    return typer.Exit(code)
