"""`eid-bridge agreement`: read the agreement, ask it, and see what a change of it would flip."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated

import typer

from bridge.domain.agreement import parse_agreement
from bridge.domain.agreement_schema import agreement_schema
from bridge.domain.agreement_tables import agreement_tables
from bridge.domain.agreement_warnings import warnings_about, warnings_about_change
from bridge.domain.clauses import Agreement
from bridge.domain.tracing import trace
from bridge.domain.what_if import flips, synthetic_requests
from eid_cli import agreement_activation, agreement_acts, agreement_report, agreement_signing, flip_report
from eid_cli.agreement_desk import REFUSALS, PartyKeysFile
from eid_cli.agreement_in_force import DataFolder, as_remembered, in_force_at
from eid_cli.agreement_signing import Unusable, unusable
from eid_cli.database import DatabaseUrl
from eid_cli.requests_as_facts import UnreadableRequests, parse_request, read_requests
from eid_kit.http.files import unread

app = typer.Typer(help="Read the agreement, and see what a change would flip.", no_args_is_help=True)

EXIT_DIFFERS = 1

AgreementFile = Annotated[Path, typer.Option("--agreement", envvar="BRIDGE_AGREEMENT_FILE", help="The file.")]
On = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="The day to decide on, in UTC.", show_default="today"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
_USUAL = Path("agreements/vn-sg.yaml")
app.command()(agreement_signing.sign)
app.command()(agreement_signing.verify)
app.command()(agreement_signing.keys)
app.command()(agreement_activation.activate)
app.command()(agreement_activation.status)
app.command()(agreement_acts.suspend)
app.command()(agreement_acts.lift)


@app.callback()
def agreement() -> None:
    """Read the agreement, and see what a change would flip."""


@app.command()
def check(file: Annotated[Path, typer.Argument(help="An agreement.")] = _USUAL) -> None:
    """Read an agreement and list every fault with its line; warn of what it hardly means.

    Exit status: 0 when it is without fault, 2 when it is not, or cannot be read.
    """
    read = _read(file)
    _warn(file, warnings_about(read))
    typer.echo(f"{file}: serial {read.serial}, {len(read.clauses)} clauses, digest {read.digest}")


@app.command()
def explain(
    request: Annotated[list[str], typer.Argument(metavar="WORD=VALUE...", help="The request, see above.")],
    *,
    file: AgreementFile = _USUAL,
    in_force: DataFolder = None,
    database_url: DatabaseUrl = None,
    party_keys: PartyKeysFile = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Decide one request, and say rule by rule why.

    purpose=tourism.checkin country=VN sector=tourism attributes=name,email is the request of a partner of
    that country and sector, before anybody signed in; registered=name,email narrows its registration, and
    profile=baseline is one at the baseline issuer. represented=yes is of a child whose source names a parent.
    assurance=substantial age=30 decides it as after a sign-in; active=no for a locked account, in_person=no
    for one that nobody proofed. first_release=2026-01-05T08:00:00Z says when data first left under the
    instrument.

    With --in-force it is decided by what a bridge's database says: the version in force, whoever suspended
    it, and when data first left. Without the parties' keys their statements are taken at their word.

    Exit status: 0 when it is permitted, 1 when it is denied, 2 when a word in it means nothing.
    """
    try:
        facts = parse_request(request)
        read = in_force_at(in_force, database_url, party_keys) if in_force else _read(file)
        if in_force:
            facts = as_remembered(facts, read, in_force, database_url=database_url, party_keys=party_keys)
    except (UnreadableRequests, *REFUSALS) as error:
        raise unusable(error) from None
    steps = tuple(trace(read, facts.question(read, _moment(on))))
    typer.echo(agreement_report.as_json(steps) if as_json else agreement_report.as_text(steps))
    if steps[-1].denial:
        raise typer.Exit(EXIT_DIFFERS)


@app.command()
def diff(
    files: Annotated[list[Path], typer.Argument(metavar="OLD NEW", help="As it is, and as it would be.")],
    *,
    in_force: DataFolder = None,
    database_url: DatabaseUrl = None,
    party_keys: PartyKeysFile = None,
    requests: Annotated[
        Path | None,
        typer.Option(help="Requests to decide, a JSON object a line. Default: every kind that could differ."),
    ] = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Decide the same requests under two agreements; list what flips, by purpose, direction and reason.

    With --in-force OLD is what a bridge's database says is in force, and NEW alone is named. A suspension
    would refuse everything under both: they are decided as if there were none.

    Exit status: 0 when nothing flips, 1 when something does, 2 when a file cannot be read or has a fault.
    """
    if len(files) != (1 if in_force else 2):
        raise unusable(Unusable("name OLD and NEW, or with --in-force NEW alone"))
    try:
        before = in_force_at(in_force, database_url, party_keys) if in_force else _read(files[0])
        before, after = replace(before, suspensions=()), _read(files[-1])
        asked = read_requests(requests) if requests else tuple(synthetic_requests(before, after))
    except (UnreadableRequests, *REFUSALS) as error:
        raise unusable(error) from None
    _warn(files[-1], (*warnings_about(after), *warnings_about_change(before, after)))
    flipped = tuple(flips(before, after, asked, now=_moment(on)))
    report = flip_report.as_json if as_json else flip_report.as_text
    typer.echo(report(flipped, decided=len(asked)))
    if flipped:
        raise typer.Exit(EXIT_DIFFERS)


@app.command()
def schema() -> None:
    """Print the JSON Schema of an agreement, as docs/agreement.schema.json has it."""
    typer.echo(json.dumps(agreement_schema(), indent=1, ensure_ascii=False))


@app.command()
def document(file: Annotated[Path, typer.Argument(help="An agreement.")] = _USUAL) -> None:
    """Print the tables of docs/agreement.md, written from an agreement.

    Exit status: 0, or 2 when the agreement has a fault or cannot be read.
    """
    typer.echo(agreement_tables(_read(file)))


def _read(file: Path) -> Agreement:
    try:
        parsed = parse_agreement(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise unusable(UnreadableRequests(f"{file}: cannot be read: {unread(error)}")) from None
    if isinstance(parsed, Agreement):
        return parsed
    # Each in a line of its own, as compilers write it: an editor finds the place.
    faults = "\n".join(f"{file}:{fault.line}: {fault.message}" for fault in parsed)
    raise unusable(Unusable(f"{file} is refused\n{faults}"))


def _warn(file: Path, warnings: Iterable[str]) -> None:
    for each in warnings:
        typer.echo(f"{file}: warning: {each}", err=True)


def _moment(on: datetime | None) -> datetime:
    day: date = on.date() if on else datetime.now(UTC).date()
    return datetime.combine(day, time(12), UTC)
