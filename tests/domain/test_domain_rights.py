"""Requests of citizens, and the clocks of both countries that run for them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.attributes import Text
from bridge.domain.clauses import Country
from bridge.domain.rights import (
    KEPT_AFTER_ANSWER,
    AnswerGround,
    Misuse,
    NotPossible,
    Outcome,
    RightsRequest,
    RightsState,
)
from bridge.domain.rights_clocks import (
    TERMS,
    RightsKind,
    acknowledge_by,
    deadlines,
    may_be_extended,
    without_term,
)

# A Wednesday, 10:00 in Viet Nam and 11:00 in Singapore.
NOON = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def request(kind: RightsKind = RightsKind.ACCESS, **changes: object) -> RightsRequest:
    usual = RightsRequest(
        id="r1",
        principal_ref="p",
        kind=kind,
        partner_id="hospital",
        recipient=Text("Bệnh viện", "Hospital"),
        record_id="c1",
        claims=("name",),
        reached_recipient=True,
        received_at=NOON,
        misuse=Misuse.NOT_ME if kind is RightsKind.PROTECTION else None,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]  # one field at a time, by name


@pytest.mark.parametrize(
    ("received", "until"),
    [
        pytest.param("2026-11-18T03:00Z", "2026-11-20T17:00Z", id="on a Wednesday: Thursday, Friday"),
        pytest.param("2026-11-19T03:00Z", "2026-11-23T17:00Z", id="on a Thursday: Friday, Monday"),
        pytest.param("2026-11-20T03:00Z", "2026-11-24T17:00Z", id="on a Friday: Monday, Tuesday"),
        pytest.param("2026-11-21T03:00Z", "2026-11-24T17:00Z", id="on a Saturday: Monday, Tuesday"),
        pytest.param("2026-11-22T16:59Z", "2026-11-24T17:00Z", id="on a Sunday, just before midnight there"),
        pytest.param("2026-11-22T17:00Z", "2026-11-25T17:00Z", id="on a Monday there, still Sunday in UTC"),
    ],
)
def test_a_request_is_acknowledged_within_two_working_days_of_viet_nam(received: str, until: str) -> None:
    assert acknowledge_by(datetime.fromisoformat(received)).ends_at == datetime.fromisoformat(until)


# From the decree and the act as docs/citizen.md gives them, not from the table that is under test.
@pytest.mark.parametrize(
    ("kind", "alone", "with_recipient", "extended", "singapore"),
    [
        pytest.param(RightsKind.ACCESS, 10, 15, 25, 30, id="access"),
        pytest.param(RightsKind.CORRECTION, 10, 15, 25, 30, id="correction"),
        pytest.param(RightsKind.DELETION, 20, 30, 50, None, id="deletion"),
        pytest.param(RightsKind.RESTRICTION, 15, 20, 35, None, id="restriction"),
        pytest.param(RightsKind.OBJECTION, 15, 20, 35, None, id="objection"),
        pytest.param(RightsKind.PROTECTION, 15, 15, None, None, id="protection"),
    ],
)
def test_each_kind_has_its_days_in_each_country(
    kind: RightsKind, alone: int, with_recipient: int, extended: int | None, singapore: int | None
) -> None:
    def days(*, reached: bool, is_extended: bool = False) -> dict[Country, int]:
        each = deadlines(kind, NOON, reached_recipient=reached, is_extended=is_extended)
        return {deadline.country: (deadline.ends_at - NOON).days for deadline in each}

    others = {} if singapore is None else {Country.SG: singapore}
    assert days(reached=False) == {Country.VN: alone, **others}
    assert days(reached=True) == {Country.VN: with_recipient, **others}
    assert may_be_extended(kind) is (extended is not None)
    if extended is not None:
        assert days(reached=True, is_extended=True) == {Country.VN: extended, **others}


def test_a_term_ends_with_the_last_day_of_the_country_whose_law_it_is() -> None:
    each = {deadline.country: deadline.ends_at for deadline in request().deadlines}
    assert each == {
        Country.VN: datetime(2026, 12, 3, 17, tzinfo=UTC),
        Country.SG: datetime(2026, 12, 18, 16, tzinfo=UTC),
    }


@given(
    kind=st.sampled_from(RightsKind),
    at=st.integers(0, 70 * 365 * 24 * 60).map(lambda minutes: NOON + timedelta(minutes=minutes)),
    reached=st.booleans(),
    longer=st.booleans(),
)
def test_the_stricter_deadline_counts_and_none_ends_before_its_days_are_over(
    kind: RightsKind, at: datetime, reached: bool, longer: bool
) -> None:
    each = deadlines(kind, at, reached_recipient=reached, is_extended=longer)
    assert list(each) == sorted(each, key=lambda deadline: deadline.ends_at)
    asked = replace(request(kind), received_at=at, reached_recipient=reached)
    assert asked.due_at == min(deadline.ends_at for deadline in asked.deadlines)
    for deadline in each:
        term = TERMS[kind][deadline.country]
        days = term.with_recipient if reached else term.days
        assert deadline.ends_at - at >= days * DAY
        assert asked.acknowledge_by.ends_at > at + DAY


def test_a_request_is_received_acknowledged_and_answered() -> None:
    asked = request()
    assert asked.state(NOON) is RightsState.RECEIVED
    heard = asked.acknowledged(NOON + DAY)
    assert heard.state(NOON + DAY) is RightsState.ACKNOWLEDGED
    done = heard.answered(Outcome.GRANTED, AnswerGround.DONE, NOON + 2 * DAY)
    assert done.state(NOON + 100 * DAY) is RightsState.ANSWERED
    assert done.acknowledged_at == NOON + DAY


def test_nobody_has_to_record_that_a_request_is_overdue() -> None:
    asked = request()
    unheard = asked.acknowledge_by.ends_at
    assert asked.state(unheard - timedelta(microseconds=1)) is RightsState.RECEIVED
    assert asked.state(unheard) is RightsState.OVERDUE
    heard = asked.acknowledged(NOON)
    assert heard.state(heard.due_at - timedelta(microseconds=1)) is RightsState.ACKNOWLEDGED
    assert heard.state(heard.due_at) is RightsState.OVERDUE


def test_an_extension_moves_the_stricter_deadline_and_not_the_acknowledgement() -> None:
    asked = request(RightsKind.DELETION)
    longer = asked.extended(NOON + DAY)
    assert longer.due_at - asked.due_at == 20 * DAY
    assert longer.acknowledge_by == asked.acknowledge_by


def test_an_answer_acknowledges_a_request_that_nobody_acknowledged() -> None:
    done = request().answered(Outcome.REFUSED, AnswerGround.KEPT_BY_LAW, NOON + DAY)
    assert done.acknowledged_at == NOON + DAY


def test_a_request_is_kept_until_it_is_answered_and_a_year_longer() -> None:
    assert request().kept_until is None
    done = request().answered(Outcome.GRANTED, AnswerGround.DONE, NOON)
    assert done.kept_until == NOON + KEPT_AFTER_ANSWER


ANSWERED = request().answered(Outcome.GRANTED, AnswerGround.DONE, NOON)


@pytest.mark.parametrize(
    ("step", "complaint"),
    [
        pytest.param(
            lambda: request().acknowledged(NOON).acknowledged(NOON), "acknowledged before", id="twice"
        ),
        pytest.param(lambda: ANSWERED.acknowledged(NOON), "before", id="acknowledged after the answer"),
        pytest.param(lambda: ANSWERED.extended(NOON), "answered before", id="extended after the answer"),
        pytest.param(
            lambda: ANSWERED.answered(Outcome.REFUSED, AnswerGround.KEPT_BY_LAW, NOON),
            "answered before",
            id="answered twice",
        ),
        pytest.param(lambda: request().extended(NOON).extended(NOON), "only once", id="extended twice"),
        pytest.param(
            lambda: request().extended(request().due_at), "time for this request is over", id="extended late"
        ),
        pytest.param(
            lambda: request(RightsKind.PROTECTION).extended(NOON), "cannot be extended", id="protection"
        ),
        pytest.param(
            lambda: request().answered(Outcome.REFUSED, AnswerGround.DONE, NOON),
            "another ground",
            id="refused because it was done",
        ),
        pytest.param(
            lambda: request().answered(Outcome.GRANTED, AnswerGround.KEPT_BY_LAW, NOON),
            "granted means done",
            id="granted because the law forbids it",
        ),
    ],
)
def test_a_step_out_of_turn_is_not_possible(step: object, complaint: str) -> None:
    assert callable(step)
    with pytest.raises(NotPossible, match=complaint):
        step()


@pytest.mark.parametrize(
    ("kind", "misuse"),
    [
        pytest.param(RightsKind.PROTECTION, None, id="protection from nothing"),
        pytest.param(RightsKind.ACCESS, Misuse.NOT_ME, id="access with a misuse"),
    ],
)
def test_a_kind_of_misuse_goes_with_a_request_for_protection_alone(
    kind: RightsKind, misuse: Misuse | None
) -> None:
    with pytest.raises(ValueError, match="goes with a request for protection"):
        replace(request(kind), misuse=misuse)


@pytest.mark.parametrize("kind", RightsKind)
def test_each_country_has_a_clock_or_a_word_why_it_has_none(kind: RightsKind) -> None:
    named = {country for country, _ in without_term(kind)}
    assert named | set(TERMS[kind]) == set(Country)
    assert named.isdisjoint(TERMS[kind])
    assert named <= {Country.SG}
