"""A bench of a few journeys, with real processes: what it measured did happen."""

import json
from collections import Counter
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from rich.progress import Progress
from typer.testing import CliRunner

from bridge.domain.audit_events import Event
from bridge.domain.clauses import Clause, Direction
from eid_sandbox.__main__ import app
from eid_sandbox.bench.bench import JOURNEYS, Bench, Measured, Plan
from eid_sandbox.bench.figures import MIB, MemoryPoint, Run
from eid_sandbox.load import journey
from eid_sandbox.measurement import provenance
from eid_sandbox.processes import Layout, running
from eid_sandbox.soak.record import read_record

FLOWS, WARM_UP = 4, 1
PLAN = Plan((), concurrencies=(1,), flows=2, warm_up=1, seed=1)
RUN = Run(
    clause="VNSG-HEALTH-1",
    purpose="health.patient_summary",
    direction="VN->SG",
    concurrency=1,
    wall_s=2.0,
    latencies_s=(0.9, 1.0),
    errors=(),
    cpu_s={"bridge": 0.5},
    rss={"bridge": 100 * MIB},
    generator_cpu_s=0.3,
)


@pytest.mark.thorough
async def test_every_measured_journey_left_its_consent_and_its_release(
    tmp_path: Path, clauses: tuple[Clause, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = Plan(clauses, concurrencies=(1, 3), flows=FLOWS, warm_up=WARM_UP, seed=1)
    with running(Layout(tmp_path)) as processes:
        runs, points = await Bench(plan, processes, Progress(disable=True)).run()
        record = read_record(processes.settings.database)
        for direction in Direction:
            monkeypatch.setitem(journey.PEOPLE, direction, "vo-minh-khoa")  # locked there, unknown here
        refused, _ = await Bench(plan, processes, Progress(disable=True)).run()
    assert [(run.flows, len(run.errors)) for run in refused] == [(0, FLOWS)] * len(runs)
    assert [(run.clause, run.concurrency, run.flows, run.errors) for run in runs] == [
        (clause.id, concurrency, FLOWS, ()) for clause in clauses for concurrency in (1, 3)
    ]
    walked = len(clauses) * (WARM_UP + 2 * FLOWS)
    assert points[-1].flows == walked
    assert Counter(event.event for event in record.events) == {
        Event.AGREEMENT_ACTIVATED: 1,
        **dict.fromkeys((Event.CONSENT_GIVEN, Event.TOKENS_ISSUED, Event.RELEASED), walked),
    }
    for run in runs:
        assert run.cpu_s["bridge"] > 0
        assert run.generator_cpu_s > 0
        assert min(run.rss.values()) > 10_000_000
        assert max(run.latencies_s) < run.wall_s


@pytest.mark.parametrize(
    ("errors", "status"), [((), 0), (("Unexpected: token: status 500",), 1)], ids=["all whole", "one failed"]
)
def test_a_failed_journey_is_told_and_makes_the_exit_status(
    tmp_path: Path, errors: tuple[str, ...], status: int
) -> None:
    told, points = StringIO(), [MemoryPoint(0, RUN.rss)]
    measured = Measured(provenance(seed=1, database="sqlite"), PLAN, [replace(RUN, errors=errors)], points)
    assert measured.conclude(Console(file=told, width=200), tmp_path / "bench.json") == status
    assert ("a journey failed" in told.getvalue()) == bool(errors)
    assert json.loads((tmp_path / "bench.json").read_text("utf-8"))["runs"][0]["errors"] == len(errors)


def test_where_every_journey_failed_nothing_is_published(tmp_path: Path) -> None:
    failed = replace(RUN, latencies_s=(), errors=("Unexpected: sign-in page: status 503",))
    measured = Measured(provenance(seed=1, database="sqlite"), PLAN, [failed], [MemoryPoint(0, RUN.rss)])
    assert measured.conclude(Console(file=StringIO()), tmp_path / "bench.json") == 1
    assert not (tmp_path / "bench.json").exists()


@pytest.mark.full
def test_the_command_measures_shows_and_keeps(tmp_path: Path) -> None:
    kept = tmp_path / "folder" / "bench.json"
    result = CliRunner().invoke(
        app, ["bench", "--quick", "--concurrency", "2", "--journey", JOURNEYS[0], "--json", str(kept)]
    )
    assert result.exit_code == 0, result.output
    figures = json.loads(kept.read_text("utf-8"))
    assert {"command", "commit", "date", "seed", "machine", "database", "runs", "memory"} <= set(figures)
    assert figures["memory"]["after_flows"] == [0, 4, 14]
    assert "flows/s/core" in result.output


def test_a_clause_that_does_not_exist_is_refused_with_those_that_do() -> None:
    result = CliRunner().invoke(app, ["bench", "--quick", "--journey", "VNSG-FLYING-1"])
    assert result.exit_code == 2
    assert "VNSG-HEALTH-1" in result.output
