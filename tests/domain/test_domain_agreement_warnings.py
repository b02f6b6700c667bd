"""What an agreement may say and hardly means is warned of, one thing at a time."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bridge.domain.agreement_warnings import warnings_about, warnings_about_change
from bridge.domain.assurance import Assurance
from bridge.domain.clauses import Agreement, Clause, Instrument
from bridge.domain.instruments import Exemption
from domain.samples import AGREEMENT, HEALTH, TOURISM

ROAD = AGREEMENT.instruments[TOURISM.instrument]
DIRECTION = ROAD.data_sharing_direction
assert DIRECTION is not None


def with_clause(clause: Clause, **changes: Any) -> Agreement:
    changed = replace(clause, **changes)
    return replace(AGREEMENT, clauses=tuple(changed if c is clause else c for c in AGREEMENT.clauses))


def with_instrument(instrument: Instrument, **changes: Any) -> Agreement:
    changed = replace(instrument, **changes)
    return replace(AGREEMENT, instruments={**AGREEMENT.instruments, changed.id: changed})


def direction(**changes: Any) -> Agreement:
    assert DIRECTION is not None
    return with_instrument(ROAD, data_sharing_direction=replace(DIRECTION, **changes))


def test_the_agreement_of_the_repository_is_warned_of_nothing() -> None:
    assert list(warnings_about(AGREEMENT)) == []
    assert list(warnings_about_change(AGREEMENT, AGREEMENT)) == []


LATER, EARLIER = (
    AGREEMENT.in_force_from + timedelta(days=1),
    AGREEMENT.in_force_until - timedelta(days=1),
)


@pytest.mark.parametrize(
    ("agreement", "about", "says"),
    [
        pytest.param(with_clause(HEALTH, child_below=0), HEALTH.id, "a child of any age", id="no children"),
        pytest.param(
            with_clause(HEALTH, minimum_assurance=Assurance.LOW), HEALTH.id, "is low", id="low assurance"
        ),
        pytest.param(
            with_instrument(ROAD, in_force_until=EARLIER), ROAD.id, "ends before", id="a road that ends"
        ),
        pytest.param(
            with_instrument(ROAD, in_force_from=LATER), ROAD.id, "begins after", id="a road not begun"
        ),
        pytest.param(
            direction(in_force_until=EARLIER), ROAD.id, "direction ends before", id="a direction that ends"
        ),
        pytest.param(
            direction(purposes=tuple(p for p in DIRECTION.purposes if p != TOURISM.purpose)),
            TOURISM.id,
            f"names {TOURISM.purpose}",
            id="a purpose no direction names",
        ),
        pytest.param(
            with_clause(TOURISM, sectors=frozenset({*TOURISM.sectors, "health"})),
            None,
            "",
            id="named sectors",
        ),
    ],
)
def test_each_is_warned_of_where_it_is(agreement: Agreement, about: str | None, says: str) -> None:
    found = list(warnings_about(agreement))
    assert [each.split(":")[0] for each in found] == ([about] if about else [])
    assert all(says in each for each in found)


def test_recipients_that_no_direction_names_are_warned_of_in_each_clause_for_them() -> None:
    found = list(warnings_about(direction(sectors=("health", "education"))))
    assert len(found) == 2
    assert all("names no recipients in tourism" in each for each in found)


def test_without_any_direction_every_clause_that_needs_one_is_named() -> None:
    found = list(warnings_about(with_instrument(ROAD, data_sharing_direction=None)))
    assert {each.split(":")[0] for each in found} == {
        clause.id for clause in AGREEMENT.clauses if clause.instrument == ROAD.id
    }


def renamed(**changes: Any) -> Agreement:
    """The next version, with the Vietnamese instrument under another name, no dossier filed for it."""
    old = AGREEMENT.instruments[HEALTH.instrument]
    new = replace(old, **{"id": "VN-DTA-2027-01", "impact_dossier": None, **changes})
    clauses = tuple(replace(c, instrument=new.id) if c.instrument == old.id else c for c in AGREEMENT.clauses)
    return replace(AGREEMENT, instruments={**AGREEMENT.instruments, new.id: new}, clauses=clauses)


@pytest.mark.parametrize(
    ("new", "warned"),
    [
        pytest.param(renamed(), True, id="unfiled"),
        pytest.param(
            renamed(impact_dossier=AGREEMENT.instruments[HEALTH.instrument].impact_dossier), False, id="filed"
        ),
        pytest.param(renamed(exemption=Exemption.STATE_AUTHORITY), False, id="exempt"),
        pytest.param(renamed(in_force_from=date(2026, 1, 1)), True, id="on the same days"),
    ],
)
def test_an_unfiled_instrument_in_anothers_place_starts_no_days_unseen(new: Agreement, warned: bool) -> None:
    found = list(warnings_about_change(AGREEMENT, new))
    assert bool(found) is warned
    assert all("VN-DTA-2027-01" in each and HEALTH.instrument in each for each in found)
