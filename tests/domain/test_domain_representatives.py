"""Who answers for a child, and how a number becomes a mark that is good for one transaction."""

import secrets
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.policy import Deny, Permit, Person, Reason, Stage, decide
from bridge.domain.representatives import ConsentFrom, consent_from, is_marked, mark_of, marking_key
from domain.samples import ADULT, AGREEMENT, consent, question

KEY = marking_key(b"k" * 32, "t1")
NUMBERS = st.from_regex(r"\A[0-9]{12}\Z")
CHILD = replace(ADULT, under_child_age=True, represented=True)
BOTH = {"representative_ref": "r" * 43, "child_notice_sha256": "c" * 64}


@pytest.mark.parametrize(
    ("person", "whose"),
    [
        pytest.param(ADULT, ConsentFrom.CITIZEN, id="an adult"),
        pytest.param(replace(ADULT, under_child_age=None), ConsentFrom.CITIZEN, id="no age rule applied"),
        pytest.param(CHILD, ConsentFrom.CHILD_AND_REPRESENTATIVE, id="a child"),
        pytest.param(replace(CHILD, too_young_to_answer=True), ConsentFrom.REPRESENTATIVE, id="under 7"),
    ],
)
def test_who_answers(person: Person, whose: ConsentFrom) -> None:
    assert consent_from(person) is whose


@given(NUMBERS)
def test_the_marked_number_is_recognised_under_its_own_key_alone(number: str) -> None:
    mark = mark_of(number, KEY)
    assert mark is not None
    assert is_marked(number, KEY, mark)
    assert not is_marked(number, marking_key(b"k" * 32, "t2"), mark)
    assert not is_marked(number, marking_key(b"l" * 32, "t1"), mark)
    assert number not in mark


@given(NUMBERS, NUMBERS)
def test_another_number_is_not_the_marked_one(number: str, other: str) -> None:
    mark = mark_of(number, KEY)
    assert mark is not None
    assert is_marked(other, KEY, mark) is (number == other)


@pytest.mark.parametrize(
    "value", [None, "", "09918400000", "0991840000045", " 099184000004", 99184000004, {}]
)
def test_what_is_no_personal_number_has_no_mark(value: object) -> None:
    assert mark_of(value, KEY) is None
    assert not is_marked(value, KEY, secrets.token_hex(32))


def _released(person: Person, **bound: Any) -> Permit | Deny:
    return decide(AGREEMENT, question(Stage.RELEASE, person=person, consent=replace(consent(), **bound)))


def test_a_childs_consent_releases_nothing_unless_it_is_bound_to_a_representative() -> None:
    alone = _released(CHILD)
    assert isinstance(alone, Deny)
    assert alone.reason is Reason.REPRESENTATIVE_CONSENT_REQUIRED
    assert isinstance(_released(CHILD, **BOTH), Permit)
    assert isinstance(_released(ADULT), Permit)


@pytest.mark.parametrize("notice", [None, "", "c" * 63, "C" * 64])
def test_from_7_on_a_representative_answers_beside_the_child_and_not_instead(notice: str | None) -> None:
    alone = _released(CHILD, representative_ref="r" * 43, child_notice_sha256=notice)
    assert isinstance(alone, Deny)
    assert (alone.reason, alone.rule) == (Reason.CONSENT_MISSING, 5)
    too_young = replace(CHILD, too_young_to_answer=True)
    assert isinstance(_released(too_young, representative_ref="r" * 43, child_notice_sha256=notice), Permit)


def test_no_child_represents_itself() -> None:
    itself = _released(CHILD, **BOTH | {"representative_ref": "p" * 43})
    assert isinstance(itself, Deny)
    assert itself.reason is Reason.REPRESENTATIVE_CONSENT_REQUIRED


@pytest.mark.parametrize(
    ("person", "conditions"),
    [
        pytest.param(ADULT, set(), id="an adult"),
        pytest.param(CHILD, {"consent_from:child_and_representative"}, id="a child"),
        pytest.param(
            replace(CHILD, too_young_to_answer=True), {"consent_from:representative"}, id="a child under 7"
        ),
    ],
)
def test_a_permit_says_who_must_consent(person: Person, conditions: set[str]) -> None:
    decision = decide(AGREEMENT, question(Stage.SIGNED_IN, person=person))
    assert isinstance(decision, Permit)
    assert {word for word in decision.conditions if word.startswith("consent_from:")} == conditions
