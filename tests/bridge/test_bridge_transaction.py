"""Transactions move forward only, and one place says what is next."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bridge.domain.assurance import Assurance
from bridge.domain.representatives import ConsentFrom
from bridge.flows.clocks import CLOCKS_DIFFER
from bridge.flows.dispatch import Step, next_step
from bridge.flows.transaction import (
    MOVES,
    ChildAnswer,
    IllegalMove,
    Representative,
    State,
    StepUp,
    Transaction,
)
from stores.samples import NOW, SOON, transaction

EARLIEST = NOW - CLOCKS_DIFFER

ORDER = (State.PUSHED, State.BOUND, State.SIGNED_IN, State.DECIDED, State.CODED, State.REDEEMED)
ENDS = {State.REDEEMED, State.REFUSED}


def _in(state: State) -> Transaction:
    return replace(transaction(), state=state)


@pytest.mark.parametrize("here", State)
@pytest.mark.parametrize("there", State)
def test_a_transaction_moves_one_step_on_or_to_an_end_and_nowhere_else(here: State, there: State) -> None:
    is_next = here in ORDER and there in ORDER and ORDER.index(there) == ORDER.index(here) + 1
    is_end = here not in ENDS and there is State.REFUSED
    if is_next or is_end:
        moved = _in(here).moved(there)
        assert (moved.state, moved.version) == (there, 2)
    else:
        with pytest.raises(IllegalMove):
            _in(here).moved(there)


def test_every_state_has_its_moves() -> None:
    assert set(MOVES) == set(State)
    assert {state for state, moves in MOVES.items() if not moves} == ENDS


def test_a_new_fact_is_a_new_version_so_that_a_racing_step_loses() -> None:
    noted = transaction().noted(page_digest="d")
    assert (noted.state, noted.version, noted.page_digest) == (State.PUSHED, 2, "d")


NEXT = {
    State.PUSHED: Step.OPEN_IN_BROWSER,
    State.BOUND: Step.SIGN_IN,
    State.SIGNED_IN: Step.DECIDE,
    State.DECIDED: Step.ASK_CONSENT,
    State.CODED: Step.REDEEM_CODE,
    State.REDEEMED: Step.NOTHING,
    State.REFUSED: Step.EXPLAIN_REFUSAL,
}


@pytest.mark.parametrize("state", State)
def test_each_state_waits_for_one_step(state: State) -> None:
    assert next_step(_in(state), NOW) is NEXT[state]


BOTH, ALONE = ConsentFrom.CHILD_AND_REPRESENTATIVE, ConsentFrom.REPRESENTATIVE
CHILD = ChildAnswer(("name",), ("email",), "n" * 64, "vi", NOW)
ADULT = Representative("r" * 43, Assurance.HIGH, NOW)
TURNS = [
    pytest.param({}, Step.ASK_CONSENT, id="an adult"),
    pytest.param({"consent_from": BOTH}, Step.ASK_CHILD, id="a child"),
    pytest.param({"consent_from": BOTH, "representative": ADULT}, Step.ASK_CHILD, id="never past the child"),
    pytest.param(
        {"consent_from": BOTH, "child_answer": CHILD}, Step.SIGN_IN_REPRESENTATIVE, id="a child's yes"
    ),
    pytest.param(
        {"consent_from": BOTH, "child_answer": CHILD, "representative": ADULT},
        Step.ASK_REPRESENTATIVE,
        id="a child's yes, and its representative",
    ),
    pytest.param({"consent_from": ALONE}, Step.SIGN_IN_REPRESENTATIVE, id="a child under 7"),
    pytest.param(
        {"consent_from": ALONE, "representative": ADULT},
        Step.ASK_REPRESENTATIVE,
        id="a child under 7, and its representative",
    ),
]


@pytest.mark.parametrize(("facts", "step"), TURNS)
def test_a_decided_transaction_waits_for_whoever_has_not_answered_yet(
    facts: dict[str, Any], step: Step
) -> None:
    assert next_step(replace(_in(State.DECIDED), **facts), NOW) is step


@pytest.mark.parametrize(
    ("step_up", "step"),
    [(StepUp.OFFERED, Step.SIGN_IN_STRONGER), (StepUp.TAKEN, Step.DECIDE)],
)
def test_a_stronger_sign_in_is_waited_for_while_it_is_on_offer(step_up: StepUp, step: Step) -> None:
    assert next_step(replace(_in(State.SIGNED_IN), step_up=step_up), NOW) is step


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize(
    "outside", [EARLIEST - timedelta(microseconds=1), SOON], ids=["before", "at its end"]
)
def test_outside_its_time_nothing_may_happen_but_an_explanation(state: State, outside: datetime) -> None:
    expected = Step.EXPLAIN_REFUSAL if state is State.REFUSED else Step.NOTHING
    assert next_step(_in(state), outside) is expected


def test_it_lives_for_a_machine_whose_clock_is_behind_the_one_that_made_it() -> None:
    assert next_step(transaction(), EARLIEST) is Step.OPEN_IN_BROWSER


def test_it_lives_until_the_last_moment_before_its_end() -> None:
    last = SOON - timedelta(microseconds=1)
    assert next_step(transaction(), last) is Step.OPEN_IN_BROWSER
