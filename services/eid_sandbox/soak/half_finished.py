"""Journeys that nobody finishes, left lying at every stage: what they cost until they expire, and after."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from bridge.domain.clauses import Clause
from bridge.flows.purging import PURGE_INTERVAL_S
from eid_kit.simulator.sweeping import SWEEP_INTERVAL_S
from eid_sandbox.bench.figures import MIB
from eid_sandbox.load.journey import Journey
from eid_sandbox.load.partner import LoadPartner
from eid_sandbox.load.wire import wire
from eid_sandbox.process import Process
from eid_sandbox.processes import Layout, Processes, running
from eid_sandbox.soak.record import EPHEMERAL, row_counts

MODULE = "eid_sandbox.soak.moved_bridge"
# Beyond the last expiry of anything: an hour of grace for a transaction, fifteen minutes of its own.
_LATER_S = 2 * 3600
_PURGED_WITHIN_S = 3 * PURGE_INTERVAL_S
_SWEPT_WITHIN_S = 2 * SWEEP_INTERVAL_S
# What may stay of a journey in memory, and how far an allocator's fragments make two equal states differ.
_KEPT_BYTES = 1024
_NOISE_BYTES = 8 * MIB


async def _pushed(journey: Journey) -> None:
    await journey.push()


async def _opened(journey: Journey) -> None:
    await journey.push()
    await journey.open()


async def _signed_in(journey: Journey) -> None:
    await journey.push()
    await journey.come_home(await journey.open())


async def _shown(journey: Journey) -> None:
    await journey.push()
    await journey.sign_in(await journey.open())


async def _coded(journey: Journey) -> None:
    await _code(journey)


async def _redeemed(journey: Journey) -> None:
    code = await _code(journey)
    await journey.partner.redeem(journey.pushed, code)


async def _code(journey: Journey) -> str:
    await journey.push()
    arrived = await journey.consent(await journey.sign_in(await journey.open()), ())
    return arrived.code or ""


STAGES: dict[str, Callable[[Journey], Awaitable[None]]] = {
    "pushed": _pushed,
    "opened": _opened,
    "signed in": _signed_in,
    "consent shown": _shown,
    "coded": _coded,
    "redeemed": _redeemed,
}


@dataclass(frozen=True, slots=True)
class Litter:
    """How many journeys are left lying at each stage, by how many citizens at a time."""

    clauses: tuple[Clause, ...]
    at_each_stage: int
    citizens: int


@dataclass(frozen=True, slots=True)
class State:
    """Memory of each service by its name, and rows of the bridge's database, at one moment."""

    rss: Mapping[str, int]
    rows: Mapping[str, int]

    @property
    def ephemeral(self) -> dict[str, int]:
        """The rows that expire."""
        return {table.name: self.rows[table.name] for table in EPHEMERAL}


async def half_finished(litter: Litter, layout: Layout, tell: Callable[[str], None]) -> dict[str, Any]:
    """Two rounds of litter, each followed by its expiry. The first also makes caches and connections, so it
    is the second that says what a journey leaves behind. `violations` is empty, or something stayed.
    `tell` is given a line at each turn: a round of full size takes minutes.
    """
    with running(layout) as processes:
        states = [await _state(processes)]
        for each in ("first", "second"):
            tell(f"{each} round: {litter.at_each_stage} journeys left lying at each of {len(STAGES)} stages")
            await _leave(litter, processes)
            states.append(await _state(processes))
            tell("two hours pass at all three services")
            await _expired(processes)
            states.append(await _state(processes))
    return {
        "at_each_stage": litter.at_each_stage,
        "stages": list(STAGES),
        "moments": ["start", "first round", "first expired", "second round", "second expired"],
        **{
            f"{name.replace(' ', '_')}_rss_mib": [round(state.rss[name] / MIB, 1) for state in states]
            for name in states[0].rss
        },
        "rows_that_expire": [sum(state.ephemeral.values()) for state in states],
        "violations": list(left_behind(states, litter.at_each_stage * len(STAGES))),
    }


def left_behind(states: list[State], journeys: int) -> list[str]:
    """What did not go away: rows of any table that expires, or memory in proportion to the journeys."""
    _, first, first_expired, second, second_expired = states
    found = [
        f"{count} rows of {table} did not expire"
        for state in (first_expired, second_expired)
        for table, count in state.ephemeral.items()
        if count
    ]
    if not sum(first.ephemeral.values()) or not sum(second.ephemeral.values()):
        found.append("no row was left lying, so nothing was shown")
    allowed = journeys * _KEPT_BYTES + _NOISE_BYTES
    for name, before in first_expired.rss.items():
        kept = second_expired.rss[name] - before
        if kept > allowed:
            found.append(f"the second round left {kept} bytes in the {name}; {allowed} are allowed")
    return found


async def _leave(litter: Litter, processes: Processes) -> None:
    settings = processes.settings
    urls = [bridge.url for bridge in processes.bridges]
    async with wire(settings.public_url, urls, connections=2 * litter.citizens) as sending:
        for clause in litter.clauses:
            partner = LoadPartner(sending, clause)
            await partner.register()
            for stage in STAGES.values():
                share = litter.at_each_stage // len(litter.clauses)
                await _stage(stage, partner, journeys=share, citizens=litter.citizens)


async def _stage(
    stage: Callable[[Journey], Awaitable[None]], partner: LoadPartner, *, journeys: int, citizens: int
) -> None:
    left = iter(range(journeys))

    async def one_after_another() -> None:
        for _ in left:
            await stage(Journey(partner))

    await asyncio.gather(*(one_after_another() for _ in range(citizens)))


async def _expired(processes: Processes) -> None:
    """Two hours pass, and each service purges by itself, as it always does; then its clock goes back."""
    _move(processes.bridges[0], _LATER_S)
    await _move_mocks(processes, {"advance_seconds": _LATER_S})
    deadline = time.monotonic() + _PURGED_WITHIN_S
    await asyncio.sleep(_SWEPT_WITHIN_S)
    while time.monotonic() < deadline:
        if not any((await _state(processes)).ephemeral.values()):
            break
        await asyncio.sleep(1)
    _move(processes.bridges[0], -_LATER_S)
    await _move_mocks(processes, {"reset": True})


async def _move_mocks(processes: Processes, how: Mapping[str, object]) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        for mock in (processes.vneid, processes.singpass):
            (await http.put(f"{mock.url}/sim/clock", json=dict(how))).raise_for_status()


def _move(bridge: Process, seconds: int) -> None:
    bridge.control.write(f"{seconds}\n".encode())
    bridge.control.flush()


async def _state(processes: Processes) -> State:
    rows = await asyncio.to_thread(row_counts, processes.settings.database)
    return State({service.name: service.usage().rss for service in processes.services}, rows)
