"""One run: so many journeys at a time, and what each process used meanwhile."""

import asyncio
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from eid_sandbox.bench.figures import Run
from eid_sandbox.load.journey import WrongClaims, walk
from eid_sandbox.load.partner import LoadPartner, Unexpected
from eid_sandbox.load.wire import Unanswered
from eid_sandbox.process import Usage
from eid_sandbox.processes import Processes

# What a journey may come to; anything else is a fault of the generator's and ends it.
FAILURES = (Unexpected, Unanswered, WrongClaims)


@dataclass(slots=True)
class Walkers:
    """Walks `flows` journeys with so many citizens under way at a time, and notes how long each took."""

    partner: LoadPartner
    choice: random.Random
    progress: Callable[[], None]
    latencies_s: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    async def walk(self, flows: int, concurrency: int) -> None:
        """Returns when all have ended. A failed journey is noted, and not walked again."""
        left = iter(range(flows))
        await asyncio.gather(*(self._one_after_another(left) for _ in range(concurrency)))

    async def _one_after_another(self, left: Any) -> None:
        for _ in left:
            started = time.perf_counter()
            try:
                await walk(self.partner, self.choice)
            except FAILURES as error:
                self.errors.append(f"{type(error).__name__}: {error}")
            else:
                self.latencies_s.append(time.perf_counter() - started)
            self.progress()


async def measured(walkers: Walkers, processes: Processes, *, flows: int, concurrency: int) -> Run:
    """The run's counts. Nothing else may be asked of the services meanwhile."""
    before, generator = usages(processes), time.process_time()
    started = time.perf_counter()
    await walkers.walk(flows, concurrency)
    wall_s = time.perf_counter() - started
    generator_cpu_s, after = time.process_time() - generator, usages(processes)
    clause = walkers.partner.clause
    return Run(
        clause=clause.id,
        purpose=clause.purpose,
        direction=clause.direction.value,
        concurrency=concurrency,
        wall_s=wall_s,
        latencies_s=tuple(walkers.latencies_s),
        errors=tuple(walkers.errors),
        cpu_s={name: after[name].cpu_s - before[name].cpu_s for name in after},
        rss={name: usage.rss for name, usage in after.items()},
        generator_cpu_s=generator_cpu_s,
    )


def usages(processes: Processes) -> Mapping[str, Usage]:
    """What each service has used since its start."""
    return {service.name: service.usage() for service in processes.services}
