"""Over random agreements, partners, people and answers: nothing is permitted that somebody did not allow."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import Phase, find, given, settings

from bridge.domain.agreement import Agreement, Clause
from bridge.domain.attributes import ATTRIBUTES, REQUESTABLE
from bridge.domain.consent import Consent
from bridge.domain.partners import Partner
from bridge.domain.policy import Deny, Permit, Person, Question, Stage, decide
from domain.any_question import questions


@pytest.mark.parametrize("stage", Stage)
def test_the_questions_below_come_as_far_as_a_permit(stage: Stage) -> None:
    def permitted(asked: tuple[Agreement, Question]) -> bool:
        return asked[1].stage is stage and isinstance(decide(*asked), Permit)

    # Without this the properties below could hold by never meeting a permit.
    assert find(questions(), permitted, settings=settings(phases=[Phase.generate], max_examples=2000))


@given(questions())
def test_a_permit_is_within_what_everybody_allowed(asked: tuple[Agreement, Question]) -> None:
    agreement, put = asked
    decision = decide(agreement, put)
    if isinstance(decision, Deny):
        return
    clause = agreement.clause_for(put.purpose, put.direction)
    assert clause is not None
    assert decision.clause == clause.id
    assert decision.attributes
    assert decision.attributes <= put.attributes & clause.attributes & frozenset(ATTRIBUTES)
    assert decision.attributes <= _registered(put.partner)
    assert _lawful(agreement, put, clause)
    if put.stage is not Stage.REQUEST:
        assert _fit(put.person, clause, decision)
    if put.stage is Stage.RELEASE:
        assert put.consent is not None
        assert decision.attributes <= put.consent.attributes
        assert _agreed(put.consent, put.now)


def _registered(partner: Partner) -> frozenset[str]:
    return REQUESTABLE if partner.registered_attributes is None else partner.registered_attributes


def _lawful(agreement: Agreement, put: Question, clause: Clause) -> bool:
    return (
        agreement.in_force_until > put.now.date()
        and put.purpose in put.partner.purposes
        and clause.direction.importer is put.partner.country
        and put.partner.sector in clause.sectors
        and clause.instrument in agreement.instruments
    )


def _fit(person: Person | None, clause: Clause, permit: Permit) -> bool:
    sensitive = any(ATTRIBUTES[name].sensitive for name in permit.attributes)
    return (
        person is not None
        and person.account_active
        and person.assurance >= clause.minimum_assurance
        and (person.under_child_age is False or clause.child_below == 0 or person.represented)
        and (person.proofing_sensitive_allowed or not sensitive)
    )


def _agreed(given_: Consent, now: datetime) -> bool:
    return (
        given_.partner_id == "hospital-sg"
        and given_.uses_left > 0
        and given_.given_at <= now < given_.expires_at
    )


@given(questions())
def test_a_later_stage_never_permits_what_an_earlier_one_denies(asked: tuple[Agreement, Question]) -> None:
    agreement, put = asked
    permitted = [
        isinstance(decide(agreement, replace(put, stage=stage)), Permit)
        for stage in (Stage.REQUEST, Stage.SIGNED_IN, Stage.RELEASE)
    ]
    assert permitted == sorted(permitted, reverse=True)


@given(questions())
def test_a_denial_that_is_told_does_not_depend_on_the_person(asked: tuple[Agreement, Question]) -> None:
    agreement, put = asked
    decision = decide(agreement, put)
    if isinstance(decision, Deny) and not decision.person_dependent:
        assert decide(agreement, replace(put, person=None, consent=None)) == decision
