"""When the agreement and its transfer instruments hold: by UTC days, both ends tested."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from bridge.domain.agreement import Agreement, Direction
from bridge.domain.policy import Deny, Permit, Question, Reason, Stage, decide
from domain.samples import AGREEMENT, HEALTH, denial, question


@pytest.mark.parametrize(
    ("now", "permitted"),
    [
        pytest.param(datetime(2025, 12, 31, 23, 59, 59, 999999, UTC), False, id="just before the first day"),
        pytest.param(datetime(2026, 1, 1, tzinfo=UTC), True, id="the first moment"),
        pytest.param(datetime(2030, 12, 31, 23, 59, 59, 999999, UTC), True, id="the last moment"),
        pytest.param(datetime(2031, 1, 1, tzinfo=UTC), False, id="just after"),
        # Half past midnight in Hanoi is still the day before in UTC.
        pytest.param(datetime(2026, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=7))), False, id="in UTC"),
    ],
)
def test_the_agreement_is_in_force_by_utc_days(now: datetime, permitted: bool) -> None:
    decision = decide(AGREEMENT, question(Stage.REQUEST, now=now))
    if permitted:
        assert isinstance(decision, Permit)
    else:
        assert isinstance(decision, Deny)
        assert decision.reason is Reason.AGREEMENT_NOT_IN_FORCE


def changed_instrument(**changes: Any) -> Agreement:
    instrument = replace(AGREEMENT.instruments[HEALTH.instrument], **changes)
    return replace(AGREEMENT, instruments={HEALTH.instrument: instrument})


@pytest.mark.parametrize(
    "agreement",
    [
        pytest.param(replace(AGREEMENT, instruments={}), id="there is none"),
        pytest.param(changed_instrument(direction=Direction.SG_TO_VN), id="it is for the other direction"),
        pytest.param(changed_instrument(in_force_until=date(2026, 11, 21)), id="it ended today"),
        pytest.param(changed_instrument(in_force_from=date(2026, 11, 22)), id="it begins tomorrow"),
    ],
)
def test_without_a_transfer_instrument_nothing_crosses(agreement: Agreement) -> None:
    denied = denial(question(Stage.REQUEST), agreement)
    assert (denied.reason, denied.rule) == (Reason.TRANSFER_INSTRUMENT_MISSING, 3)


def test_a_question_is_compared_in_utc() -> None:
    asked: Question = question(now=datetime(2026, 11, 22, 1, tzinfo=timezone(timedelta(hours=7))))
    assert asked.today == date(2026, 11, 21)
