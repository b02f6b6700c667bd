"""The repository's root as the working folder: the agreement is found from there, as by `make`."""

from pathlib import Path

import pytest

from bridge.domain.clauses import Clause
from eid_sandbox.bench.bench import JOURNEYS
from eid_sandbox.load.journey import clauses_named
from eid_sandbox.processes import agreement_in_force


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).parents[2])


@pytest.fixture
def clauses(_at_the_root: None) -> tuple[Clause, ...]:
    """Both journeys that are measured unless others are asked for."""
    return clauses_named(agreement_in_force(), JOURNEYS)
