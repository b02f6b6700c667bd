"""Every clause of the agreement decides by the same rules: nothing about a purpose is in the code."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.agreement import Clause, Direction
from bridge.domain.assurance import Assurance
from bridge.domain.attributes import ATTRIBUTES, PURPOSES, REQUESTABLE
from bridge.domain.consent import Consent, give
from bridge.domain.policy import Deny, Permit, Question, Reason, Stage, decide
from domain.samples import ADULT, AGREEMENT, HOSPITAL, NOON, ROOT, consent, offer, question

CLAUSES = [pytest.param(clause, id=clause.id) for clause in AGREEMENT.clauses]
A_CLAUSE = st.sampled_from(AGREEMENT.clauses)
# With what each is made of: a summary is never asked for without its parts.
WHOLE = st.frozensets(st.sampled_from(sorted(REQUESTABLE)), min_size=1).map(
    lambda names: names.union(*(ATTRIBUTES[name].made_of for name in names))
)


def fitting(terms: Clause, stage: Stage, attributes: frozenset[str] | None = None) -> Question:
    """A question that this clause permits: the right partner, an adult, `attributes` or all consented."""
    wanted = terms.attributes if attributes is None else attributes
    sector = min(terms.sectors)
    partner = replace(
        HOSPITAL, country=terms.direction.importer, sector=sector, purposes=frozenset({terms.purpose})
    )
    return question(
        stage,
        purpose=terms.purpose,
        direction=terms.direction,
        attributes=wanted,
        partner=partner,
        consent=agreed(terms, wanted),
    )


def agreed(terms: Clause, attributes: frozenset[str]) -> Consent:
    shown = offer(terms, attributes=attributes, partner_id=HOSPITAL.client_id)
    return give(shown, attributes, consent_id="c-1", now=NOON, lifetime=consent().expires_at - NOON)


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("terms", CLAUSES)
def test_a_fitting_question_is_permitted_under_its_own_clause(terms: Clause, stage: Stage) -> None:
    decision = decide(AGREEMENT, fitting(terms, stage))
    assert isinstance(decision, Permit), decision
    assert (decision.clause, decision.attributes) == (terms.id, terms.attributes)
    assert f"retention:{terms.retention}" in decision.conditions


@given(A_CLAUSE, st.sampled_from(Stage), WHOLE)
def test_exactly_the_attributes_of_a_clause_are_permitted(
    terms: Clause, stage: Stage, attributes: frozenset[str]
) -> None:
    decision = decide(AGREEMENT, replace(fitting(terms, stage), attributes=attributes))
    if attributes - terms.attributes:
        assert isinstance(decision, Deny)
        assert (decision.reason, decision.clause) == (Reason.ATTRIBUTE_NOT_IN_PURPOSE, terms.id)
    elif stage is not Stage.RELEASE:
        assert isinstance(decision, Permit)
        assert decision.attributes == attributes


@pytest.mark.parametrize("terms", CLAUSES)
def test_the_minimum_assurance_is_the_clauses_own(terms: Clause) -> None:
    for level in Assurance:
        asked = replace(fitting(terms, Stage.SIGNED_IN), person=replace(ADULT, assurance=level))
        decision = decide(AGREEMENT, asked)
        assert isinstance(decision, Permit) is (level >= terms.minimum_assurance)


@pytest.mark.parametrize("terms", CLAUSES)
@pytest.mark.parametrize("age", [None, True])
def test_no_clause_lets_a_child_or_an_unknown_age_pass(terms: Clause, age: bool | None) -> None:
    asked = replace(fitting(terms, Stage.SIGNED_IN), person=replace(ADULT, under_child_age=age))
    assert isinstance(decide(AGREEMENT, asked), Deny)


@given(A_CLAUSE, A_CLAUSE, st.sampled_from(Direction))
def test_a_consent_to_one_clause_serves_no_other(given_to: Clause, used_for: Clause, way: Direction) -> None:
    both = given_to.attributes & used_for.attributes
    if given_to is used_for or not both:
        return
    asked = fitting(used_for, Stage.RELEASE, both)
    decision = decide(AGREEMENT, replace(asked, consent=agreed(given_to, both), direction=way))
    assert isinstance(decision, Deny)
    assert decision.reason in {Reason.CONSENT_MISMATCH, Reason.DIRECTION_NOT_COVERED}


def test_no_rule_names_a_purpose() -> None:
    domain = ROOT / "services" / "bridge" / "domain"
    named = re.compile("|".join(re.escape(f'"{purpose}"') for purpose in PURPOSES))
    found = {path.name for path in domain.rglob("*.py") if named.search(path.read_text("utf-8"))}
    # The vocabulary, and what a citizen reads of each purpose, which decides nothing.
    assert found == {
        "attributes.py",
        "attribute_whys.py",
        "attribute_whys_of_children.py",
        "receipt_terms.py",
    }
