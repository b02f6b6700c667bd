"""For any agreement, partner, person, request and sequence of answers, withdrawals and moves of the clock."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from bridge.domain.audit_events import Event
from bridge.domain.clauses import Country
from bridge.domain.policy import Person
from domain.samples import ADULT
from effort import examples
from journeys.family_checks import CHILD, TOO_YOUNG
from journeys.rules_machine import PARTNERS, Journey, RulesMachine


def test_nothing_is_released_that_the_rules_of_that_moment_do_not_permit() -> None:
    run_state_machine_as_test(
        RulesMachine,
        settings=settings(
            max_examples=examples(20),
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )


def honest(person: Person = ADULT) -> tuple[RulesMachine, Journey]:
    """A machine in which a hospital in Singapore holds a token."""
    machine = RulesMachine()
    machine.start(filed=True)
    hospital = next(each for each in PARTNERS if each.client_id == "health-SG")
    journey = machine._honest(hospital, "health.patient_summary", person)
    assert journey is not None
    return machine, journey


@pytest.mark.parametrize("person", [ADULT, CHILD, TOO_YOUNG])
def test_the_honest_steps_release(person: Person) -> None:
    """Without it the property could hold of flows that release nothing."""
    machine, journey = honest(person)
    machine.userinfo(journey)
    assert [entry.event for entry in machine.flows.log()].count(Event.RELEASED) == 1
    machine.nothing_follows_an_end()


def test_the_machine_objects_to_a_release_after_a_withdrawal() -> None:
    """An objection that could not be raised would prove nothing."""
    machine, journey = honest()
    machine.withdraw(journey)
    withdrawn = machine.flows.log()[-1]
    assert withdrawn.event is Event.WITHDRAWN
    entry = replace(withdrawn, event=Event.RELEASED, rule=2)
    machine.flows.ledger._run(lambda unit: unit.log.append(entry), is_writable=True)
    with pytest.raises(AssertionError):
        machine.nothing_follows_an_end()


def test_the_machine_objects_to_more_than_was_agreed() -> None:
    machine, journey = honest()
    journey.agreed -= {"allergies"}
    with pytest.raises(AssertionError):
        machine.userinfo(journey)


@pytest.mark.parametrize("forgotten", ["represented_by", "child_let_go"])
def test_the_machine_objects_to_a_child_of_whom_one_was_not_asked(forgotten: str) -> None:
    machine, journey = honest(CHILD)
    machine._require_all_asked(journey, CHILD, journey.agreed)
    setattr(journey, forgotten, None)
    with pytest.raises(AssertionError):
        machine._require_all_asked(journey, CHILD, journey.agreed)


@pytest.mark.parametrize("signer", [Country.VN, Country.SG, None])
def test_the_machine_objects_to_a_release_while_a_party_has_suspended(signer: Country | None) -> None:
    machine, journey = honest()
    machine.suspended = ["s" * 32]
    with pytest.raises(AssertionError):
        machine.userinfo(journey)
    machine, journey = honest()
    machine.suspend(Country.VN, signer)
    machine.lift((Country.VN,))
    machine.userinfo(journey)
    assert not machine.released
