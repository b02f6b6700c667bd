"""`bench` and `soak` as a maintainer types them."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bridge.domain.clauses import Clause
from eid_sandbox.bench.bench import JOURNEYS, Plan
from eid_sandbox.bench.bench import bench as measure
from eid_sandbox.load.journey import UnknownClause, clauses_named
from eid_sandbox.process import DidNotStart
from eid_sandbox.processes import agreement_in_force
from eid_sandbox.soak.half_finished import Litter
from eid_sandbox.soak.soak import Trial
from eid_sandbox.soak.soak import soak as endure
from eid_sandbox.soak.storm import Weather
from eid_sandbox.soak.withdrawals import Withdrawals

EXIT_CANNOT_MEASURE = 2
_WIDTH_IN_A_PIPE = 110
_TIMED, _TIMED_QUICKLY = 400, 20  # withdrawals

Flows = Annotated[int, typer.Option(min=1, help="Journeys of each kind at each concurrency.")]
Concurrency = Annotated[
    list[int], typer.Option(min=1, max=256, help="Journeys under way at a time; again for more.")
]
Journeys = Annotated[
    list[str], typer.Option("--journey", help="A clause of the agreement, or `all`; again for more.")
]
DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        help="An empty PostgreSQL database for the bridge. Default: a SQLite file, gone afterwards."
    ),
]
Json = Annotated[Path | None, typer.Option("--json", help="Keep the figures in this file.")]
Quick = Annotated[
    bool, typer.Option("--quick", help="A few journeys, to see that it works: publish nothing of it.")
]
Seed = Annotated[int, typer.Option(help="What the citizens' ticks and every other choice are drawn from.")]

Minutes = Annotated[float, typer.Option(min=0.05, help="How long bridge processes are killed under load.")]
Citizens = Annotated[int, typer.Option("--concurrency", min=1, max=256, help="Citizens under way at a time.")]
HalfFinished = Annotated[
    int, typer.Option(min=0, help="Journeys left lying at each of six stages, twice; 0 leaves this out.")
]


def bench(
    *,
    flows: Flows = 2500,
    concurrency: Concurrency = [1, 16],  # noqa: B006 - typer reads it once and hands out a copy
    journey: Journeys = list(JOURNEYS),  # noqa: B006
    database_url: DatabaseUrl = None,
    json: Json = None,
    quick: Quick = False,
    seed: Seed = 1,
) -> None:
    """Measure what a whole journey costs each service: CPU, latency, memory.

    Every service runs in a process of its own, on a free port with temporary state. Every journey is whole:
    pushed, signed in, consented to on the real form, redeemed and fetched; with PKCE, private_key_jwt, DPoP.

    Exit status: 0 when every journey succeeded, 1 when one failed, 2 when nothing could be measured.
    """
    plan = Plan(
        clauses=_clauses(journey),
        concurrencies=tuple(concurrency),
        flows=10 if quick else flows,
        warm_up=4 if quick else 100,
        seed=seed,
        database_url=database_url,
    )
    console = terminal()
    raise typer.Exit(_or_explain(lambda: asyncio.run(measure(plan, console=console, json_file=json))))


def soak(
    *,
    minutes: Minutes = 3.0,
    concurrency: Citizens = 8,
    half_finished: HalfFinished = 1700,
    database_url: DatabaseUrl = None,
    json: Json = None,
    quick: Quick = False,
    seed: Seed = 1,
) -> None:
    """Kill bridge processes under load, and check every promise against what the clients were told.

    Two bridges share one database. They are killed with SIGKILL at random moments and started again, while
    citizens press every form and partners redeem every code twice at once. Then the database is compared with
    what was acknowledged, the log is verified, and journeys that nobody finishes must leave nothing behind.
    At last consents are withdrawn, and timed: until userinfo refuses, and until the partner has the event.

    Exit status: 0 when every promise was kept, 1 when one was not, 2 when nothing could be started.
    """
    clauses = _clauses(JOURNEYS)
    littered = Litter(clauses, half_finished, concurrency) if half_finished and not quick else None
    weather = Weather(clauses, 10.0 if quick else 60 * minutes, concurrency, seed)
    ended = Withdrawals(clauses, (_TIMED_QUICKLY if quick else _TIMED) // len(clauses), concurrency)
    trial, console = Trial(weather, littered, database_url, ended), terminal()
    raise typer.Exit(_or_explain(lambda: asyncio.run(endure(trial, console=console, json_file=json))))


def terminal() -> Console:
    """Wide enough for the tables, also where the output goes into a file."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_WIDTH_IN_A_PIPE)


def _clauses(names: Sequence[str]) -> tuple[Clause, ...]:
    """Clauses of the agreement, or an error of usage that lists those there are."""
    agreement = agreement_in_force()
    if list(names) == ["all"]:
        return agreement.clauses
    try:
        return clauses_named(agreement, names)
    except UnknownClause as error:
        raise typer.BadParameter(str(error), param_hint="--journey") from error


def _or_explain(run: Callable[[], int]) -> int:
    try:
        return run()
    except DidNotStart as error:
        typer.echo(f"cannot measure: {error}", err=True)
        return EXIT_CANNOT_MEASURE
