"""What flips between two agreements: all of it, and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.assurance import Assurance
from bridge.domain.clauses import Agreement, Clause, Country
from bridge.domain.decisions import Deny, Permit
from bridge.domain.facts import Facts, PersonFacts, decide_facts
from bridge.domain.policy import decide
from bridge.domain.reasons import Reason
from bridge.domain.tracing import trace
from bridge.domain.what_if import Change, Flip, flips, synthetic_requests
from bridge.domain.written_facts import UnreadableFacts, read_facts
from domain.samples import AGREEMENT, NOON

CLAUSES = {clause.id: clause for clause in AGREEMENT.clauses}
CHECKIN = next(
    c for c in AGREEMENT.clauses if c.purpose == "tourism.checkin" and str(c.direction) == "SG->VN"
)
REQUESTS = tuple(synthetic_requests(AGREEMENT))


def changed(clause: Clause, **changes: object) -> Agreement:
    clauses = tuple(replace(each, **changes) if each is clause else each for each in AGREEMENT.clauses)  # type: ignore[arg-type] # any field of a clause
    return replace(AGREEMENT, clauses=clauses, serial=AGREEMENT.serial + 1)


def flipped(new: Agreement) -> list[Flip]:
    return list(flips(AGREEMENT, new, synthetic_requests(AGREEMENT, new), now=NOON))


def test_an_agreement_does_not_differ_from_itself() -> None:
    assert flipped(AGREEMENT) == []


def test_raising_the_minimum_refuses_exactly_the_sign_ins_between() -> None:
    found = flipped(changed(CHECKIN, minimum_assurance=Assurance.HIGH))
    assert found
    for flip in found:
        assert (flip.facts.purpose, flip.facts.direction) == (CHECKIN.purpose, CHECKIN.direction)
        assert flip.facts.person
        assert flip.facts.person.assurance is Assurance.SUBSTANTIAL
        assert isinstance(flip.after, Deny)
        assert flip.after.reason is Reason.ASSURANCE_TOO_LOW


@pytest.mark.parametrize(
    ("changes", "kinds", "reasons"),
    [
        pytest.param(
            {"optional": ()}, {Change.NOW_REFUSED}, {Reason.ATTRIBUTE_NOT_IN_PURPOSE}, id="an attribute less"
        ),
        pytest.param(
            {"optional": (*CHECKIN.optional, "blood_group")},
            {Change.NOW_PERMITTED},
            set(),
            id="an attribute more",
        ),
        pytest.param({"retention": "P7D"}, {Change.OTHER_TERMS}, set(), id="kept for a shorter time"),
        pytest.param(
            {"sectors": frozenset({"health"})},
            {Change.NOW_REFUSED, Change.NOW_PERMITTED},
            {Reason.SECTOR_NOT_COVERED},
            id="for others",
        ),
        pytest.param(
            {"child_below": 18}, {Change.NOW_REFUSED}, {Reason.REPRESENTATIVE_CONSENT_REQUIRED}, id="children"
        ),
        pytest.param(
            {"instrument": "NONE"},
            {Change.NOW_REFUSED},
            {Reason.TRANSFER_INSTRUMENT_MISSING},
            id="nothing to carry it",
        ),
    ],
)
def test_a_change_flips_what_it_is_about(
    changes: dict[str, object], kinds: set[Change], reasons: set[Reason]
) -> None:
    found = flipped(changed(CHECKIN, **changes))
    assert {flip.change for flip in found} == kinds
    assert {flip.after.reason for flip in found if isinstance(flip.after, Deny)} <= reasons
    assert {(flip.facts.purpose, flip.facts.direction) for flip in found} == {
        (CHECKIN.purpose, CHECKIN.direction)
    }


def test_a_dossier_that_is_gone_refuses_whoever_asks_after_its_days() -> None:
    name = "VN-DTA-2026-01"
    instrument = replace(AGREEMENT.instruments[name], impact_dossier=None)
    found = flipped(replace(AGREEMENT, instruments={**AGREEMENT.instruments, name: instrument}))
    assert {str(flip.facts.direction) for flip in found} == {"VN->SG"}
    assert {flip.facts.purpose for flip in found} == AGREEMENT.purposes.keys()
    assert all(flip.facts.first_release for flip in found)
    reasons = {flip.after.reason for flip in found if isinstance(flip.after, Deny)}
    assert reasons == {Reason.IMPACT_DOSSIER_OVERDUE}


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        pytest.param("2026-01-05T08:00:00", "timezone", id="without a time zone"),
        pytest.param("yesterday", "datetime", id="in words"),
        pytest.param(["2026-01-05"], "datetime", id="as a list"),
    ],
)
def test_a_first_release_is_a_moment_with_its_time_zone(written: object, complaint: str) -> None:
    document = {"purpose": "x", "country": "SG", "sector": "health", "attributes": ["name"]}
    facts = read_facts({**document, "first_release": "2026-01-05T08:00:00+07:00"})
    assert facts.first_release == datetime(2026, 1, 5, 1, tzinfo=UTC)
    with pytest.raises(UnreadableFacts, match=f"first_release.*{complaint}"):
        read_facts({**document, "first_release": written})


def test_another_name_or_legal_basis_flips_nothing() -> None:
    assert flipped(changed(CHECKIN, id="SGVN-TOURISM-9")) == []


def test_a_purpose_that_is_gone_refuses_whoever_asks_for_it() -> None:
    kept = {code: each for code, each in AGREEMENT.purposes.items() if code != CHECKIN.purpose}
    clauses = tuple(each for each in AGREEMENT.clauses if each.purpose != CHECKIN.purpose)
    found = flipped(replace(AGREEMENT, purposes=kept, clauses=clauses))
    assert {flip.facts.purpose for flip in found} == {CHECKIN.purpose}
    assert {flip.after.reason for flip in found if isinstance(flip.after, Deny)} == {Reason.PURPOSE_UNKNOWN}


def test_the_synthetic_requests_meet_every_clause_and_every_answer_it_can_give() -> None:
    answers = [decide_facts(AGREEMENT, facts, NOON) for facts in REQUESTS]
    assert {answer.clause for answer in answers if isinstance(answer, Permit)} == CLAUSES.keys()
    assert {answer.reason for answer in answers if isinstance(answer, Deny)} >= {
        Reason.ATTRIBUTE_NOT_IN_PURPOSE,
        Reason.SECTOR_NOT_COVERED,
        Reason.ASSURANCE_TOO_LOW,
        Reason.REPRESENTATIVE_CONSENT_REQUIRED,
        Reason.SENSITIVE_ATTRIBUTE_NEEDS_HIGHER_ACCOUNT_LEVEL,
    }


@given(st.sampled_from(REQUESTS))
def test_the_rules_told_one_by_one_come_to_the_decision(facts: Facts) -> None:
    question = facts.question(AGREEMENT, NOON)
    steps = list(trace(AGREEMENT, question))
    decision = decide(AGREEMENT, question)
    assert steps[-1].denial == (decision if isinstance(decision, Deny) else None)
    assert not any(step.denial for step in steps[:-1])
    assert all(step.name and step.demands for step in steps)


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        pytest.param(PersonFacts(Assurance.HIGH, None), Reason.AGE_UNKNOWN, id="no age"),
        pytest.param(PersonFacts(Assurance.HIGH, 15), Reason.REPRESENTATIVE_CONSENT_REQUIRED, id="15"),
        pytest.param(PersonFacts(Assurance.HIGH, 16), None, id="16"),
        pytest.param(
            PersonFacts(Assurance.HIGH, 30, account_active=False), Reason.ACCOUNT_NOT_ACTIVE, id="locked"
        ),
    ],
)
def test_facts_of_a_person_are_decided_as_a_person_would_be(
    person: PersonFacts, reason: Reason | None
) -> None:
    facts = Facts("tourism.checkin", Country.VN, "tourism", frozenset({"name"}), person=person)
    decision = decide_facts(AGREEMENT, facts, NOON)
    assert (decision.reason if isinstance(decision, Deny) else None) is reason
