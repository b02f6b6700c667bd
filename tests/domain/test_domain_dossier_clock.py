"""Out of Vietnam: an impact dossier within 60 of its days from the first release, or nothing more leaves."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.agreement import Agreement, InstrumentKind
from bridge.domain.instruments import Exemption, ImpactDossier
from bridge.domain.policy import Deny, Permit, Reason, Stage, decide
from domain.samples import AGREEMENT, HEALTH, denial, question

HANOI = timezone(timedelta(hours=7))
FIRST = datetime(2026, 3, 1, 17, 30, tzinfo=UTC)  # half past midnight of 2 March in Hanoi
LAST_DAY = date(2026, 5, 1)


def with_instrument(**changes: Any) -> Agreement:
    """The agreement with its Vietnamese instrument changed; without its dossier, unless `changes` has one."""
    instrument = AGREEMENT.instruments[HEALTH.instrument]
    changed = replace(instrument, **{"impact_dossier": None, **changes})
    return replace(AGREEMENT, instruments={**AGREEMENT.instruments, instrument.id: changed})


UNFILED = with_instrument()


def reason_at(now: datetime, agreement: Agreement = UNFILED, first: datetime | None = FIRST) -> Reason | None:
    decision = decide(agreement, question(Stage.REQUEST, now=now, first_release=first))
    return decision.reason if isinstance(decision, Deny) else None


@pytest.mark.parametrize(
    ("now", "overdue"),
    [
        pytest.param(FIRST, False, id="the moment of the first release"),
        pytest.param(datetime(2026, 4, 30, 12, tzinfo=HANOI), False, id="day 59"),
        pytest.param(datetime(2026, 5, 1, tzinfo=HANOI), False, id="the first moment of day 60"),
        pytest.param(datetime(2026, 4, 30, 17, 30, tzinfo=UTC), False, id="60 times 24 hours later"),
        pytest.param(datetime(2026, 5, 1, 23, 59, 59, 999999, HANOI), False, id="the last moment of day 60"),
        pytest.param(datetime(2026, 5, 2, tzinfo=HANOI), True, id="the first moment of day 61"),
        pytest.param(datetime(2026, 5, 1, 17, tzinfo=UTC), True, id="day 61 in Hanoi, day 60 in UTC"),
        pytest.param(datetime(2030, 1, 1, tzinfo=UTC), True, id="years later"),
    ],
)
def test_the_sixty_days_are_days_in_viet_nam(now: datetime, overdue: bool) -> None:
    assert reason_at(now) is (Reason.IMPACT_DOSSIER_OVERDUE if overdue else None)


def test_before_anything_left_no_day_is_counted() -> None:
    assert reason_at(datetime(2030, 1, 1, tzinfo=UTC), first=None) is None


@pytest.mark.parametrize("stage", Stage)
def test_an_overdue_dossier_is_denied_at_every_stage_and_told_in_full(stage: Stage) -> None:
    denied = denial(question(stage, first_release=FIRST), UNFILED)
    assert (denied.reason, denied.rule) == (Reason.IMPACT_DOSSIER_OVERDUE, 3)
    assert denied.clause == HEALTH.id
    assert not denied.person_dependent
    assert str(LAST_DAY) in denied.what_would_pass
    assert HEALTH.instrument in denied.what_would_pass


@pytest.mark.parametrize(
    ("filed_on", "overdue"),
    [
        pytest.param(date(2026, 2, 1), False, id="before the first release"),
        pytest.param(date(2026, 7, 1), False, id="today, late"),
        pytest.param(date(2026, 7, 2), True, id="tomorrow"),
    ],
)
def test_a_dossier_counts_from_the_day_it_is_filed(filed_on: date, overdue: bool) -> None:
    filed = with_instrument(impact_dossier=ImpactDossier("SIM-CTIA-9", filed_on))
    now = datetime(2026, 7, 1, tzinfo=UTC)
    assert reason_at(now, filed) is (Reason.IMPACT_DOSSIER_OVERDUE if overdue else None)


@pytest.mark.parametrize(
    "agreement",
    [
        *(pytest.param(with_instrument(exemption=point), id=f"article {point}") for point in Exemption),
        pytest.param(with_instrument(kind=InstrumentKind.STATE_AUTHORITY_EXEMPTION), id="a state authority"),
    ],
)
def test_an_exempt_transfer_awaits_no_dossier(agreement: Agreement) -> None:
    assert reason_at(datetime(2030, 1, 1, tzinfo=UTC), agreement) is None


MINUTES = st.integers(0, 4 * 365 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


@given(MINUTES, st.integers(0, 200), st.booleans())
def test_days_decide_and_nothing_else(later: timedelta, days: int, is_late: bool) -> None:
    began = datetime(2026, 1, 2, tzinfo=HANOI) + later
    at = datetime.combine(
        began.date() + timedelta(days), began.timetz() if is_late else datetime.min.time(), HANOI
    )
    decision = decide(UNFILED, question(Stage.REQUEST, now=at, first_release=began))
    assert isinstance(decision, Permit) is (days <= 60)
