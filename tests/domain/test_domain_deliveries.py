"""What each attempt makes of an event that waits: pauses that grow, an end, and no way back from an end."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.deliveries import (
    CLAIMED_FOR,
    FIRST_PAUSE,
    LONGEST_PAUSE,
    TOLD_FOR,
    Delivery,
    DeliveryState,
    Setback,
    pause,
)
from bridge.domain.partner_events import PartnerEvent, PartnerEventKind
from domain.samples import NOON
from eid_kit.oauth.security_event_push import ERRORS

EVENT = PartnerEvent(
    kind=PartnerEventKind.CONSENT_WITHDRAWN,
    partner_id="hospital",
    record_id="record",
    subject="pairwise",
    at=NOON,
    claim_names=("name",),
    purpose="health.patient_summary",
)
QUEUED = Delivery.of(EVENT)
CLAIMED = QUEUED.claimed(NOON)
FINAL = {each for each in Setback if each.is_final}
CHANCES = st.floats(0, 1, exclude_max=True)


def test_an_event_is_due_as_soon_as_it_is_queued() -> None:
    assert QUEUED.is_due(NOON)
    assert not QUEUED.is_due(NOON - timedelta(microseconds=1))


def test_a_claimed_event_is_nobody_elses_until_the_claim_has_run_out() -> None:
    assert not CLAIMED.is_due(NOON + CLAIMED_FOR - timedelta(microseconds=1))
    assert CLAIMED.is_due(NOON + CLAIMED_FOR)


def test_of_a_delivered_event_only_the_digest_of_what_was_sent_is_left() -> None:
    told = CLAIMED.accepted(NOON, set_sha256="d" * 64)
    assert (told.event, told.state, told.set_sha256) == (None, DeliveryState.DELIVERED, "d" * 64)
    assert not told.is_due(NOON + TOLD_FOR)
    with pytest.raises(ValueError, match="has it already"):
        told.begun_again(NOON)


@pytest.mark.parametrize("setback", sorted(FINAL))
def test_what_the_receiver_refuses_is_not_sent_again(setback: Setback) -> None:
    refused = CLAIMED.set_back(setback, NOON, chance=0)
    assert (refused.state, refused.setback, refused.settled_at) == (DeliveryState.UNDELIVERED, setback, NOON)
    assert refused.event == EVENT


MAY_PASS = {Setback.INVALID_KEY, Setback.AUTHENTICATION_FAILED, Setback.ACCESS_DENIED}


def test_only_what_is_wrong_with_the_token_itself_is_final() -> None:
    assert FINAL - {Setback.OTHER_REJECTION} == ERRORS - MAY_PASS
    assert MAY_PASS < ERRORS


@pytest.mark.parametrize("setback", sorted(MAY_PASS))
def test_what_a_receivers_new_key_or_open_door_would_mend_is_given_up_after_a_day(setback: Setback) -> None:
    at_the_end = replace(CLAIMED, next_attempt_at=NOON + TOLD_FOR).set_back(
        setback, NOON + TOLD_FOR, chance=0
    )
    assert CLAIMED.set_back(setback, NOON, chance=0).state is DeliveryState.WAITING
    assert (at_the_end.state, at_the_end.setback) == (DeliveryState.UNDELIVERED, setback)


@pytest.mark.parametrize("setback", sorted(set(Setback) - FINAL))
def test_what_did_not_arrive_is_tried_again_later(setback: Setback) -> None:
    later = CLAIMED.set_back(setback, NOON, chance=0)
    assert (later.state, later.setback, later.next_attempt_at) == (
        DeliveryState.WAITING,
        setback,
        NOON + FIRST_PAUSE,
    )


def test_after_a_day_of_attempts_the_event_is_given_up_and_kept() -> None:
    at, delivery, attempts = NOON, QUEUED, 0
    while delivery.state is DeliveryState.WAITING:
        at = delivery.next_attempt_at
        delivery = delivery.claimed(at).set_back(Setback.TIMEOUT, at, chance=0)
        attempts += 1
    assert delivery.state is DeliveryState.UNDELIVERED
    assert delivery.event == EVENT
    assert TOLD_FOR - LONGEST_PAUSE < at - NOON <= TOLD_FOR
    assert attempts == delivery.attempts < 50


def test_an_event_that_was_given_up_begins_again_as_if_new() -> None:
    given_up = replace(CLAIMED.set_back(Setback.TIMEOUT, NOON + TOLD_FOR, chance=0), attempts=40)
    assert given_up.state is DeliveryState.UNDELIVERED
    monday = NOON + timedelta(days=2)
    again = given_up.begun_again(monday)
    assert again.is_due(monday)
    assert (again.give_up_at, again.kept_until) == (monday + TOLD_FOR, None)
    failed = again.claimed(monday).set_back(Setback.TIMEOUT, monday, chance=0)
    assert failed.next_attempt_at == monday + FIRST_PAUSE


def test_a_claim_from_before_it_began_again_is_never_taken_for_a_later_one() -> None:
    later = CLAIMED.begun_again(NOON + CLAIMED_FOR).claimed(NOON + CLAIMED_FOR)
    assert (later.state, later.attempts) != (CLAIMED.state, CLAIMED.attempts)


def test_what_is_under_way_begins_again_only_once_its_claim_has_run_out() -> None:
    with pytest.raises(ValueError, match="at this moment"):
        CLAIMED.begun_again(NOON + CLAIMED_FOR - timedelta(microseconds=1))
    assert CLAIMED.begun_again(NOON + CLAIMED_FOR).is_due(NOON + CLAIMED_FOR)


@pytest.mark.parametrize("which", [QUEUED, CLAIMED.set_back(Setback.TIMEOUT, NOON, chance=0)])
def test_what_waits_for_an_attempt_begins_again_at_once_and_as_often_as_asked(which: Delivery) -> None:
    again = which.begun_again(NOON).begun_again(NOON)
    assert again.is_due(NOON)
    assert again.claimed(NOON).is_under_way(NOON)


def test_what_was_never_told_is_kept_longer_than_what_was() -> None:
    told, refused = (
        CLAIMED.accepted(NOON, set_sha256="d"),
        CLAIMED.set_back(Setback.INVALID_ISSUER, NOON, chance=0),
    )
    assert told.kept_until == NOON + timedelta(days=90)
    assert refused.kept_until == NOON + timedelta(days=365)
    assert CLAIMED.kept_until is None


def test_each_pause_is_twice_the_one_before_up_to_an_hour() -> None:
    pauses = [pause(attempt, 0) for attempt in range(1, 14)]
    assert pauses[0] == FIRST_PAUSE
    assert pauses[-1] == LONGEST_PAUSE
    assert all(later in (2 * earlier, LONGEST_PAUSE) for earlier, later in pairwise(pauses))


@given(st.integers(0, 10**9), CHANCES)
def test_chance_takes_at_most_half_of_a_pause_and_none_is_endless(attempts: int, chance: float) -> None:
    assert pause(attempts, 0) / 2 <= pause(attempts, chance) <= pause(attempts, 0) <= LONGEST_PAUSE


@given(st.lists(st.tuples(st.sampled_from(sorted(set(Setback))), CHANCES), max_size=60))
def test_no_run_of_setbacks_loses_an_event_or_tries_it_beyond_its_day(
    setbacks: list[tuple[Setback, float]],
) -> None:
    delivery = QUEUED
    for setback, chance in setbacks:
        if delivery.state is not DeliveryState.WAITING:
            break
        at = delivery.next_attempt_at
        assert at <= delivery.give_up_at
        delivery = delivery.claimed(at).set_back(setback, at, chance=chance)
    assert delivery.event == EVENT
    assert (delivery.settled_at is None) == (delivery.state is DeliveryState.WAITING)
