"""The whole measurement: services started, warmed up, and each journey walked at each concurrency."""

import random
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress

from bridge.domain.clauses import Clause
from eid_sandbox.bench import figures, report
from eid_sandbox.bench.figures import MemoryPoint, Run
from eid_sandbox.bench.runs import Walkers, measured, usages
from eid_sandbox.load.partner import LoadPartner
from eid_sandbox.load.wire import Wire, wire
from eid_sandbox.measurement import database_kind, provenance, write_json
from eid_sandbox.processes import Layout, Processes, running

JOURNEYS = ("VNSG-HEALTH-1", "SGVN-TOURISM-1")
_ERRORS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Plan:
    """What is walked: `flows` journeys by clause and concurrency, after `warm_up` that do not count."""

    clauses: tuple[Clause, ...]
    concurrencies: tuple[int, ...]
    flows: int
    warm_up: int
    seed: int
    database_url: str | None = None


@dataclass(frozen=True, slots=True)
class Bench:
    """A measurement under way."""

    plan: Plan
    processes: Processes
    progress: Progress

    async def run(self) -> tuple[list[Run], list[MemoryPoint]]:
        """Every run in order, and the memory before, between and after them."""
        settings = self.processes.settings
        async with wire(settings.public_url, connections=2 * max(self.plan.concurrencies)) as sending:
            points = [self._memory(0)]
            partners = [await self._warmed_up(sending, clause) for clause in self.plan.clauses]
            walked = self.plan.warm_up * len(partners)
            points.append(self._memory(walked))
            runs = []
            for partner in partners:
                for concurrency in self.plan.concurrencies:
                    runs.append(await self._run(partner, concurrency))
                    walked += self.plan.flows
                    points.append(self._memory(walked))
        return runs, points

    async def _warmed_up(self, sending: Wire, clause: Clause) -> LoadPartner:
        """Connections, caches and compiled templates are made by the first journeys, and by no later one."""
        partner = LoadPartner(sending, clause)
        await partner.register()
        await self._walkers(partner, f"{clause.id} warm-up", self.plan.warm_up).walk(
            self.plan.warm_up, max(self.plan.concurrencies)
        )
        return partner

    async def _run(self, partner: LoadPartner, concurrency: int) -> Run:
        walkers = self._walkers(partner, f"{partner.clause.id} at {concurrency}", self.plan.flows)
        return await measured(walkers, self.processes, flows=self.plan.flows, concurrency=concurrency)

    def _walkers(self, partner: LoadPartner, title: str, flows: int) -> Walkers:
        task = self.progress.add_task(title, total=flows)
        # Which optional boxes a citizen ticks is drawn: a bench that never ticks one measures less.
        choice = random.Random(f"{self.plan.seed} {title}")  # noqa: S311 - reproducible, and no secret
        return Walkers(partner, choice, lambda: self.progress.advance(task))

    def _memory(self, walked: int) -> MemoryPoint:
        return MemoryPoint(walked, {name: used.rss for name, used in usages(self.processes).items()})


@dataclass(frozen=True, slots=True)
class Measured:
    """What a bench counted, and where."""

    origin: Mapping[str, Any]
    plan: Plan
    runs: Sequence[Run]
    points: Sequence[MemoryPoint]

    def conclude(self, console: Console, json_file: Path | None) -> int:
        """Shows and keeps the figures; 0 when every journey succeeded, 1 otherwise. Where no journey of a
        run did, there are no figures.
        """
        errors = [error for run in self.runs for error in run.errors]
        for error in errors[:_ERRORS_SHOWN]:
            console.print(f"[red]a journey failed:[/red] {error}")
        if not all(run.flows for run in self.runs):
            return 1
        document = self.document()
        report.show(document, console)
        if json_file is not None:
            write_json(json_file, document)
            console.print(f"kept in {json_file}")
        return 1 if errors else 0

    def document(self) -> dict[str, Any]:
        """What is published."""
        return {
            **self.origin,
            "warm_up_flows_excluded": self.plan.warm_up,
            "runs": [figures.row(run) for run in self.runs],
            "memory": figures.memory(self.points),
        }


async def bench(plan: Plan, *, console: Console, json_file: Path | None) -> int:
    """Measures, shows, and keeps; 0 when every journey succeeded, 1 otherwise. Raises `DidNotStart`."""
    origin = provenance(seed=plan.seed, database=database_kind(plan.database_url))
    with (
        tempfile.TemporaryDirectory(prefix="eid-bench-") as folder,
        running(Layout(Path(folder), plan.database_url)) as processes,
        Progress(console=console, transient=True) as progress,
    ):
        runs, points = await Bench(plan, processes, progress).run()
    return Measured(origin, plan, runs, points).conclude(console, json_file)
