"""The arithmetic of what is published."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eid_sandbox.bench.figures import MIB, MemoryPoint, Run, memory, percentile, row
from eid_sandbox.measurement import FIGURES, commit_of, database_kind, without_urls

RUN = Run(
    clause="VNSG-HEALTH-1",
    purpose="health.patient_summary",
    direction="VN->SG",
    concurrency=16,
    wall_s=2.0,
    latencies_s=tuple(number / 1000 for number in range(1, 101)),
    errors=(),
    cpu_s={"bridge": 0.5, "vneid mock": 0.1, "singpass mock": 0.0},
    rss={"bridge": 100 * MIB, "vneid mock": 80 * MIB, "singpass mock": 80 * MIB},
    generator_cpu_s=0.3,
)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        pytest.param([7.0], 0.5, 7.0, id="one value is every percentile"),
        pytest.param([1.0, 2.0], 0.5, 1.0, id="half of two is the first"),
        pytest.param([3.0, 1.0, 2.0], 0.5, 2.0, id="the middle of three, in whatever order"),
        pytest.param([float(n) for n in range(1, 101)], 0.99, 99.0, id="99 of a hundred"),
        pytest.param([float(n) for n in range(1, 51)], 0.99, 50.0, id="of fifty, 99 in a hundred is all"),
        pytest.param([1.0, 2.0], 1, 2.0, id="all of them"),
    ],
)
def test_a_percentile_is_the_nearest_rank(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == expected


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0.001, 1))
def test_a_percentile_was_measured_and_enough_values_do_not_exceed_it(
    values: list[float], share: float
) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values)


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], 0.0), ([1.0], 1.5)])
def test_a_percentile_of_nothing_is_refused(values: list[float], share: float) -> None:
    with pytest.raises(ValueError, match="a percentile needs values"):
        percentile(values, share)


def test_cost_is_cpu_over_journeys_and_a_core_serves_its_inverse() -> None:
    bridge = row(RUN)["services"]["bridge"]
    assert bridge == {"cpu_ms_per_flow": 5.0, "flows_per_s_per_core": 200.0}


def test_a_service_that_did_nothing_has_no_rate() -> None:
    assert row(RUN)["services"]["singpass mock"] == {"cpu_ms_per_flow": 0.0, "flows_per_s_per_core": None}


def test_waiting_and_the_generators_own_cost_stand_apart() -> None:
    shown = row(RUN)
    assert shown["latency_ms"] == {"p50": 50.0, "p99": 99.0}
    assert shown["flows_per_s"] == 50.0
    assert shown["generator_cpu_ms_per_flow"] == 3.0


def test_failed_journeys_are_counted_and_in_no_other_figure() -> None:
    failed = row(replace(RUN, errors=("Unexpected: token: status 500",)))
    assert failed == {**row(RUN), "errors": 1}


def test_a_run_without_a_single_journey_has_no_figures() -> None:
    with pytest.raises(ValueError, match="no journey succeeded"):
        row(replace(RUN, latencies_s=()))


def test_memory_is_by_service_in_the_order_of_its_points() -> None:
    points = [MemoryPoint(0, {"bridge": 100 * MIB}), MemoryPoint(50, {"bridge": 103 * MIB + MIB // 2})]
    assert memory(points) == {"after_flows": [0, 50], "rss_mib": {"bridge": [100.0, 103.5]}}


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        (None, "sqlite"),
        ("sqlite:///x", "sqlite"),
        ("postgresql+psycopg://u:p@h/d", "postgresql"),
        ("postgresql://h/d", "postgresql"),
    ],
)
def test_a_database_is_published_by_its_kind(url: str | None, kind: str) -> None:
    assert database_kind(url) == kind


@pytest.mark.parametrize(
    "arguments",
    [
        ["--database-url", "postgresql://u:geheim@h/d"],
        ["--database-url=postgresql+psycopg://u:geheim@h/d?x=1"],
    ],
)
def test_a_published_command_holds_no_password(arguments: list[str]) -> None:
    shown = " ".join(without_urls(["bench", *arguments]))
    assert "geheim" not in shown
    assert "postgresql" in shown


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.com")
    for words in (("init", "-q"), (*identity, "commit", "-q", "--allow-empty", "-m", "x")):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    (tmp_path / FIGURES).mkdir(parents=True)
    return tmp_path


def test_figures_that_were_just_written_are_no_change_of_what_is_measured(clone: Path) -> None:
    before = commit_of(clone)
    (clone / FIGURES / "bench.json").write_text("{}", "utf-8")
    assert before is not None
    assert commit_of(clone) == before


def test_any_other_change_is_told_beside_the_commit(clone: Path) -> None:
    (clone / "bridge.py").write_text("", "utf-8")
    assert str(commit_of(clone)).endswith(" with changes")


def test_outside_a_clone_there_is_no_commit(tmp_path: Path) -> None:
    assert commit_of(tmp_path / "nowhere") is None
