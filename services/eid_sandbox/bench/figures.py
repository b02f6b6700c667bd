"""The arithmetic of the figures. Pure: what was counted goes in, what is published comes out."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Run:
    """What was counted while `flows` whole journeys were walked, `concurrency` at a time.

    Seconds and bytes; `cpu_s` and `rss` are by service, `rss` as it was at the end. `errors` are those
    journeys that did not end as they must: they are in no figure but this.
    """

    clause: str
    purpose: str
    direction: str
    concurrency: int
    wall_s: float
    latencies_s: tuple[float, ...]
    errors: tuple[str, ...]
    cpu_s: Mapping[str, float]
    rss: Mapping[str, int]
    generator_cpu_s: float

    @property
    def flows(self) -> int:
        """How many journeys came to their end."""
        return len(self.latencies_s)


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile: the smallest value that at least `share` (0 to 1) of them do not exceed.

    A value that was really measured, never one between two. Raises `ValueError` for no values, or a share
    outside of 0 to 1.
    """
    if not values or not 0 < share <= 1:
        raise ValueError("a percentile needs values, and a share above 0 and up to 1")
    return sorted(values)[math.ceil(share * len(values)) - 1]


def row(run: Run) -> dict[str, Any]:
    """The published figures of a run. Raises `ValueError` for one in which nothing succeeded."""
    if not run.flows:
        raise ValueError("no journey succeeded, so there is nothing to divide by")
    return {
        "clause": run.clause,
        "purpose": run.purpose,
        "direction": run.direction,
        "concurrency": run.concurrency,
        "flows": run.flows,
        "errors": len(run.errors),
        "seconds": round(run.wall_s, 3),
        "flows_per_s": round(run.flows / run.wall_s, 2),
        "latency_ms": {
            "p50": _ms(percentile(run.latencies_s, 0.5)),
            "p99": _ms(percentile(run.latencies_s, 0.99)),
        },
        "services": {name: _service(cpu_s, run) for name, cpu_s in run.cpu_s.items()},
        "generator_cpu_ms_per_flow": _ms(run.generator_cpu_s / run.flows),
    }


def _service(cpu_s: float, run: Run) -> dict[str, Any]:
    """A journey that one core serves in x ms of its time, it serves 1000 / x times a second."""
    per_flow = cpu_s / run.flows
    return {
        "cpu_ms_per_flow": _ms(per_flow),
        "flows_per_s_per_core": round(1 / per_flow, 1) if per_flow else None,
    }


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 3)


@dataclass(frozen=True, slots=True)
class MemoryPoint:
    """Resident bytes of each service, after so many journeys in all."""

    flows: int
    rss: Mapping[str, int]


def memory(points: Sequence[MemoryPoint]) -> dict[str, Any]:
    """Memory by service in MiB: at the start, after the warm-up, and after each run."""
    return {
        "after_flows": [point.flows for point in points],
        "rss_mib": {name: [round(point.rss[name] / MIB, 1) for point in points] for name in points[0].rss},
    }
