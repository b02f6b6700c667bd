"""The storm: two bridges on one database, citizens who never stop, and a killer among the processes."""

import asyncio
import contextlib
import random
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bridge.domain.clauses import Clause
from eid_cli.audit import verify_log
from eid_sandbox.load.journey import walk
from eid_sandbox.load.partner import LoadPartner
from eid_sandbox.load.wire import Wire, wire
from eid_sandbox.processes import Layout, Processes, running
from eid_sandbox.soak.acknowledged import Acknowledged, Outages
from eid_sandbox.soak.citizens import Storm
from eid_sandbox.soak.consistency import faults
from eid_sandbox.soak.killer import Killer, log_key, remember_heads
from eid_sandbox.soak.record import read_record

# As behind a proxy that ends TLS: nobody listens there, and no process is told that it is behind anything.
PUBLIC_URL = "https://bridge.example"
_PATIENCE_S = 30.0
_CONNECTIONS_EACH = 4


@dataclass(frozen=True, slots=True)
class Weather:
    """How long the storm lasts, in seconds, and how many citizens are out in it."""

    clauses: tuple[Clause, ...]
    seconds: float
    citizens: int
    seed: int


async def storm(weather: Weather, layout: Layout) -> dict[str, Any]:
    """What was done, what was acknowledged, and every violation: `violations` is empty or a bug was found."""
    with running(layout) as processes:
        acknowledged = Acknowledged()
        kills = await _blow(weather, processes, acknowledged)
    settings = processes.settings
    record = await asyncio.to_thread(read_record, settings.database)
    acknowledged.violations += faults(record, acknowledged, now=datetime.now(UTC))
    verdict = await asyncio.to_thread(verify_log, settings.database, log_key(settings.data_dir))
    acknowledged.violations += [f"audit verify: {fault}" for fault in verdict.faults]
    return {
        "seconds": weather.seconds,
        "bridges": len(processes.bridges),
        "citizens_at_a_time": weather.citizens,
        "kills": kills,
        "journeys": dict(sorted(acknowledged.endings.items())),
        "acknowledged": acknowledged.counts(),
        "log_entries": verdict.size,
        "violations": acknowledged.violations,
    }


async def _blow(weather: Weather, processes: Processes, acknowledged: Acknowledged) -> int:
    urls = [bridge.url for bridge in processes.bridges]
    settings, outages = processes.settings, Outages()
    async with wire(
        PUBLIC_URL, urls, connections=_CONNECTIONS_EACH * weather.citizens, patience_s=_PATIENCE_S
    ) as sending:
        partners = [await _warmed_up(sending, clause, weather.seed) for clause in weather.clauses]
        until = asyncio.get_running_loop().time() + weather.seconds
        scene = Storm(partners, acknowledged, outages, until)
        reading = asyncio.create_task(remember_heads(acknowledged, settings.database))
        killer = Killer(processes, outages, _drawn(weather.seed, "killer"))
        citizens = (scene.citizen(_drawn(weather.seed, number)) for number in range(weather.citizens))
        raging = asyncio.create_task(killer.rage(until))
        await asyncio.gather(raging, *citizens)
        reading.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await reading
    return raging.result()


async def _warmed_up(sending: Wire, clause: Clause, seed: int) -> LoadPartner:
    """One journey before the storm, in which the mock fetches the bridge's keys, and keeps them."""
    partner = LoadPartner(sending, clause)
    await partner.register()
    await walk(partner, _drawn(seed, clause.id))
    return partner


def _drawn(seed: int, what: object) -> random.Random:
    return random.Random(f"{seed} {what}")  # noqa: S311 - reproducible, and no secret
