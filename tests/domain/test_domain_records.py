"""A record says how a consent stands, until when its recipient may keep what it got, and when it goes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.durations import FOR_EVER, after
from bridge.domain.partner_events import PartnerEvent, PartnerEventKind
from bridge.domain.records import KEPT_BEYOND, Actor, ConsentRecord, Notice, Status
from domain.samples import AGREEMENT, NOON, record, refusal

# --- ISO 8601 durations


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "duration", "end"),
    [
        pytest.param("2026-01-31", "P1M", "2026-02-28", id="a month after a day the next has not"),
        pytest.param("2027-12-31", "P2M", "2028-02-29", id="over a year's end into a leap year"),
        pytest.param("2028-02-29", "P1Y", "2029-02-28", id="a year after a leap day"),
        pytest.param("2026-11-21", "P30D", "2026-12-21", id="days"),
        pytest.param("2026-11-21", "P2W", "2026-12-05", id="weeks"),
        pytest.param("2026-11-21T23:30", "PT1H30M", "2026-11-22T01:00", id="hours and minutes"),
        pytest.param("2026-11-21", "P1Y2M3DT4H", "2028-01-24T04:00", id="all of them"),
    ],
)
def test_a_duration_is_over_on_the_day_of_the_calendar(start: str, duration: str, end: str) -> None:
    assert after(at(start), duration) == at(end)


@given(st.integers(8000, 9999))
def test_a_duration_beyond_the_calendar_has_no_end(years: int) -> None:
    assert after(NOON, f"P{years}Y") == FOR_EVER


@pytest.mark.parametrize("text", ["", "30D", "P30", "P1.5Y", "P-1D", "p1d", "P1D ", "P12345D"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ISO 8601"):
        after(NOON, text)


@pytest.mark.parametrize("clause", AGREEMENT.clauses, ids=lambda clause: clause.id)
def test_the_retention_of_every_clause_has_an_end(clause: object) -> None:
    assert NOON < after(NOON, clause.retention) < FOR_EVER  # type: ignore[attr-defined]  # parametrised


# --- what a record says of itself

USED = record().released(("name",), NOON + timedelta(minutes=1), is_last=True)


@pytest.mark.parametrize(
    ("kept", "until"),
    [
        pytest.param(record(), timedelta(minutes=5), id="given, and nothing was released"),
        pytest.param(refusal(), timedelta(0), id="refused"),
        pytest.param(USED, timedelta(days=30), id="released: the recipient may keep it a month"),
        pytest.param(
            USED.withdrawn(NOON + timedelta(days=3), Actor.PRINCIPAL),
            timedelta(days=30),
            id="withdrawn before that month is over",
        ),
        pytest.param(
            USED.withdrawn(NOON + timedelta(days=90), Actor.PRINCIPAL),
            timedelta(days=90),
            id="withdrawn after it",
        ),
    ],
)
def test_a_record_is_kept_for_a_year_after_nothing_hangs_on_it(kept: ConsentRecord, until: timedelta) -> None:
    assert kept.grounds.retention == "P30D"
    assert kept.kept_until == NOON + until + KEPT_BEYOND


def test_a_representative_sees_nothing_of_what_the_child_read_or_kept_back() -> None:
    notice = Notice(
        3, "vi", "a" * 64, "b" * 64, child_sha256="c" * 64, words="adult's", child_words="child's"
    )
    kept_back = frozenset({"email"})
    childs = record(representative_ref="r" * 43, notice=notice, childs_own=kept_back, declined=kept_back)
    seen = childs.seen_by("r" * 43)
    assert seen.words_read == (("a" * 64, "adult's"),)
    assert (seen.declined, seen.notice and seen.notice.child_sha256) == (frozenset(), None)
    assert childs.seen_by(childs.principal_ref).words_read == (("c" * 64, "child's"), ("a" * 64, "adult's"))


def test_a_recipient_that_received_nothing_keeps_nothing() -> None:
    assert record().held_until is None
    assert USED.held_until == NOON + timedelta(days=30)


def test_only_a_withdrawn_record_has_a_time_of_withdrawal() -> None:
    assert record().withdrawn(NOON, Actor.PRINCIPAL).withdrawn_at == NOON
    assert record().revoked(NOON, Actor.OPERATOR).withdrawn_at is None
    assert USED.withdrawn_at is None


def test_a_consent_for_several_uses_stays_given_until_the_last() -> None:
    once = record().released(("name",), NOON, is_last=False)
    assert once.state is Status.GIVEN
    assert once.released(("name",), NOON, is_last=True).state is Status.USED


def test_a_refusal_never_expires() -> None:
    assert refusal().status(NOON + timedelta(days=900)) is Status.REFUSED


def test_an_event_has_one_id_and_no_other_event_has_it() -> None:
    def event(kind: PartnerEventKind, record_id: str = "c-1", when: datetime = NOON) -> PartnerEvent:
        return PartnerEvent(
            kind=kind,
            partner_id="hospital-sg",
            record_id=record_id,
            subject="s",
            at=when,
            claim_names=(),
            purpose="p",
        )

    withdrawn = PartnerEventKind.CONSENT_WITHDRAWN
    same, *others = (
        event(withdrawn),
        event(PartnerEventKind.CONSENT_REVOKED),
        event(withdrawn, "c-2"),
        event(withdrawn, when=NOON + timedelta(microseconds=1)),
    )
    assert same.id == event(withdrawn, when=NOON.astimezone()).id
    assert len({same.id, *(other.id for other in others)}) == 4
