"""A consent is an answer to an offer, and nothing but."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.consent import (
    ConsentState,
    InvalidAnswer,
    give,
)
from domain.samples import HEALTH, NOON, TOURISM, consent, offer

MANDATORY = frozenset(HEALTH.mandatory)
FIVE_MINUTES = timedelta(minutes=5)


def test_what_was_not_agreed_to_is_declined() -> None:
    given_ = give(offer(), MANDATORY, consent_id="c", now=NOON, lifetime=FIVE_MINUTES)
    assert given_.attributes == MANDATORY
    assert given_.declined == frozenset(HEALTH.optional)


def test_a_consent_names_what_it_was_given_for() -> None:
    given_ = consent()
    assert (given_.purpose, given_.direction, given_.clause) == (HEALTH.purpose, HEALTH.direction, HEALTH.id)
    assert given_.notice_sha256 == offer().notice_sha256
    assert given_.uses_left == HEALTH.userinfo_calls


@pytest.mark.parametrize(
    ("agreed", "reason"),
    [
        pytest.param(frozenset(), "empty_answer", id="nothing"),
        pytest.param(MANDATORY | {"email"}, "not_offered", id="something that was not on the page"),
        pytest.param(MANDATORY - {"allergies"}, "mandatory_missing", id="a mandatory attribute left out"),
        pytest.param(frozenset(HEALTH.optional), "mandatory_missing", id="only optional ones"),
    ],
)
def test_an_answer_the_form_could_not_give_is_refused(agreed: frozenset[str], reason: str) -> None:
    with pytest.raises(InvalidAnswer) as refused:
        give(offer(), agreed, consent_id="c", now=NOON, lifetime=FIVE_MINUTES)
    assert refused.value.reason == reason


def test_a_mandatory_attribute_that_was_not_asked_for_is_not_demanded() -> None:
    fewer = offer(TOURISM, attributes=frozenset({"name", "email"}))
    assert fewer.mandatory == {"name"}
    given_ = give(fewer, {"name"}, consent_id="c", now=NOON, lifetime=FIVE_MINUTES)
    assert given_.declined == {"email"}


def test_an_offer_of_optional_attributes_alone_still_needs_an_answer() -> None:
    optional = offer(TOURISM, attributes=frozenset({"email"}))
    with pytest.raises(InvalidAnswer):
        give(optional, (), consent_id="c", now=NOON, lifetime=FIVE_MINUTES)


@pytest.mark.parametrize(
    "lifetime", [timedelta(0), timedelta(seconds=-1), timedelta(minutes=5, microseconds=1)]
)
def test_a_consent_lives_for_more_than_nothing_and_at_most_five_minutes(lifetime: timedelta) -> None:
    with pytest.raises(ValueError, match="at most"):
        give(offer(), MANDATORY, consent_id="c", now=NOON, lifetime=lifetime)


def test_a_consent_is_in_force_from_its_start_until_just_before_its_end() -> None:
    given_ = consent()
    instant = timedelta(microseconds=1)
    assert not given_.is_in_force(NOON - instant)
    assert given_.is_in_force(NOON)
    assert given_.is_in_force(NOON + FIVE_MINUTES - instant)
    assert not given_.is_in_force(NOON + FIVE_MINUTES)


@pytest.mark.parametrize("state", [state for state in ConsentState if state is not ConsentState.GIVEN])
def test_only_a_given_consent_is_in_force(state: ConsentState) -> None:
    assert not consent(state=state).is_in_force(NOON)


def test_the_last_use_ends_a_consent() -> None:
    twice = consent(uses_left=2)
    once = twice.used_once()
    assert (once.uses_left, once.state) == (1, ConsentState.GIVEN)
    spent = once.used_once()
    assert (spent.uses_left, spent.state) == (0, ConsentState.USED)


@pytest.mark.parametrize(
    "spent",
    [
        pytest.param(consent(uses_left=0), id="no use left"),
        pytest.param(consent(state=ConsentState.WITHDRAWN), id="withdrawn"),
        pytest.param(consent(state=ConsentState.EXPIRED), id="expired"),
    ],
)
def test_a_consent_without_a_use_left_cannot_be_used(spent: object) -> None:
    assert isinstance(spent, type(consent()))
    with pytest.raises(ValueError, match="cannot be used"):
        spent.used_once()


@given(st.sets(st.sampled_from(sorted(HEALTH.attributes | {"email", "religion"}))))
def test_no_answer_makes_a_consent_to_more_than_it_said(agreed: set[str]) -> None:
    try:
        given_ = give(offer(), agreed, consent_id="c", now=NOON, lifetime=FIVE_MINUTES)
    except InvalidAnswer:
        return
    assert given_.attributes == agreed
    assert given_.attributes | given_.declined == offer().attributes
    assert not given_.attributes & given_.declined
