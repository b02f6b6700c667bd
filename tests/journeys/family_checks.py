"""What must hold of a child's journey, as checks that a broken step fails (PDPL article 24)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bridge.domain.assurance import Assurance
from bridge.domain.reasons import NotCompleted, Reason
from bridge.domain.subjects import principal_ref
from bridge.flows.consenting import Approved
from bridge.flows.transaction import State, Transaction
from bridge.flows.upstream import Identity
from domain.samples import ADULT, AGREEMENT, HEALTH, HOSPITAL, NOON
from eid_kit.oauth.errors import InvalidRequest
from journeys.flows_in_memory import PROVIDER, REFERENCE_KEY, FlowsInMemory

CHILD = replace(ADULT, under_child_age=True, represented=True)
TOO_YOUNG = replace(CHILD, too_young_to_answer=True)
ITSELF = principal_ref(REFERENCE_KEY, PROVIDER, "child")
MOTHER = Identity(
    issuer=PROVIDER,
    subject="mother",
    assurance=Assurance.HIGH,
    raw={},
    auth_time=NOON,
    birthdate="1984-03-01",
    sensitive_allowed=True,
    verification={},
    assurance_statement={},
    mapped=(),
    is_awaited=True,
)
_ASKED = ("name", "allergies", "blood_group", "immunizations")


@contextmanager
def _in_turn() -> Iterator[None]:
    """A check must fail, and not end, where somebody else is asked."""
    try:
        yield
    except InvalidRequest as error:
        raise AssertionError("it is another's turn") from error


class _Journey:
    """A child's request: whose turn it is, and the secret of the page."""

    def __init__(self, person: Any = CHILD) -> None:
        self.flows = FlowsInMemory(AGREEMENT, NOON)
        pushed = self.flows.push(HOSPITAL, HEALTH.purpose, _ASKED)
        self.at, self.s1 = self.flows.sign_in(pushed, HOSPITAL, person, principal=ITSELF, held=_ASKED)

    def answers(self, *ticked: str) -> Approved | Transaction:
        with _in_turn():
            outcome = self.flows.approve(self.flows.show(self.at, HOSPITAL, self.s1), ticked, self.s1)
        if isinstance(outcome, Transaction):
            self.at = outcome
        return outcome

    def signs_in(self, adult: Identity) -> Transaction:
        with _in_turn():
            home = self.flows.represent(self.at, HOSPITAL, self.s1, adult=adult)
        self.at, self.s1 = home.transaction, home.s1
        return self.at


def asked(person: Any = CHILD) -> _Journey:
    """A child who has agreed, where it is asked, to its blood group and not to its vaccinations."""
    journey = _Journey(person)
    if person is CHILD:
        outcome = journey.answers("blood_group")
        assert isinstance(outcome, Transaction), "a child's own yes brought a code"
    return journey


def a_child_and_its_representative_both_agree() -> None:
    journey = asked()
    journey.signs_in(MOTHER)
    approved = journey.answers()
    assert isinstance(approved, Approved), "two that agreed were not enough"
    token = journey.flows.redeem(HOSPITAL, approved.code)
    released = journey.flows.userinfo(HOSPITAL, token).released.claims
    assert set(released) == {"name", "name#und-Latn-x-mrz", "allergies"}


def under_seven_the_representative_alone_agrees() -> None:
    journey = asked(TOO_YOUNG)
    assert journey.at.child_answer is None
    journey.signs_in(MOTHER)
    approved = journey.answers()
    assert isinstance(approved, Approved)
    assert journey.flows.userinfo(HOSPITAL, journey.flows.redeem(HOSPITAL, approved.code)).released.claims


def what_a_child_keeps_back_is_shown_to_nobody() -> None:
    journey = asked()
    journey.signs_in(MOTHER)
    shown = journey.flows.show(journey.at, HOSPITAL, journey.s1)
    assert "blood_group" in shown.values
    assert "immunizations" not in shown.values
    assert "immunizations" not in shown.offer.attributes


def _turned_away(adult: Identity, reason: Reason | NotCompleted) -> None:
    journey = asked()
    after = journey.signs_in(adult)
    assert after.representative is None, "somebody who may not represents a child"
    assert after.last_failure is reason


def nobody_else_represents_a_child() -> None:
    _turned_away(replace(MOTHER, subject="neighbour", is_awaited=False), Reason.NOT_THE_REPRESENTATIVE)


def a_child_does_not_represent_itself() -> None:
    # Of age and awaited: whatever its record says.
    _turned_away(replace(MOTHER, subject="child"), Reason.NOT_THE_REPRESENTATIVE)


def nobody_under_eighteen_represents_a_child() -> None:
    _turned_away(replace(MOTHER, birthdate="2008-11-22"), Reason.REPRESENTATIVE_NOT_OF_AGE)


def a_representative_signs_in_as_strongly_as_the_clause_asks() -> None:
    _turned_away(replace(MOTHER, assurance=Assurance.SUBSTANTIAL), Reason.ASSURANCE_TOO_LOW)


def an_earlier_sign_in_represents_nobody() -> None:
    _turned_away(replace(MOTHER, auth_time=NOON - timedelta(minutes=10)), NotCompleted.PROVIDER_UNTRUSTED)


def three_wrong_sign_ins_end_it() -> None:
    journey = asked()
    for _ in range(2):
        journey.signs_in(replace(MOTHER, is_awaited=False))
        assert journey.at.state is State.DECIDED, "ended before the third"
    journey.signs_in(replace(MOTHER, is_awaited=False))
    assert journey.at.state is State.REFUSED, "a fourth try"


CHECKS = (
    a_child_and_its_representative_both_agree,
    under_seven_the_representative_alone_agrees,
    what_a_child_keeps_back_is_shown_to_nobody,
    nobody_else_represents_a_child,
    a_child_does_not_represent_itself,
    nobody_under_eighteen_represents_a_child,
    a_representative_signs_in_as_strongly_as_the_clause_asks,
    an_earlier_sign_in_represents_nobody,
    three_wrong_sign_ins_end_it,
)
