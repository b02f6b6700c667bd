"""The body of an audit entry: canonical, closed, and never a value."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.attributes import ATTRIBUTES, PURPOSES
from bridge.domain.audit_events import (
    AuditEvent,
    Event,
    UnloggableEvent,
    known_claims,
    known_purpose,
    parse_body,
)
from bridge.domain.reasons import NotCompleted, Reason
from domain.samples import AGREEMENT, HEALTH, NOON

RELEASED: dict[str, Any] = {
    "event": Event.RELEASED,
    "at": NOON,
    "agreement_digest": AGREEMENT.digest,
    "partner": "hospital-sg",
    "transaction_id": "7c9c72ec-5be2-495a-a78e-61e809a2a236",
    "purpose": "health.patient_summary",
    "rule": 2,
    "clause": HEALTH.id,
    "consent_id": "Zm9vYmFyYmF6",
    "claim_names": ("name", "name#und-Latn-x-mrz", "birthdate"),
}
BODY = AuditEvent(**RELEASED).body()


def test_a_body_is_canonical_json_without_what_is_absent() -> None:
    assert json.loads(BODY) == {
        "v": 1,
        "event": "released",
        "at": "2026-11-21T12:00:00.000000Z",
        "agreement": AGREEMENT.digest,
        "partner": "hospital-sg",
        "transaction": "7c9c72ec-5be2-495a-a78e-61e809a2a236",
        "purpose": "health.patient_summary",
        "rule": 2,
        "clause": "VNSG-HEALTH-1",
        "consent": "Zm9vYmFyYmF6",
        "claims": ["birthdate", "name", "name#und-Latn-x-mrz"],
    }
    assert rfc8785.dumps(json.loads(BODY)) == BODY


def test_the_time_is_written_in_utc() -> None:
    hanoi = AuditEvent(**RELEASED | {"at": NOON.astimezone(timezone(timedelta(hours=7)))})
    assert hanoi.body() == BODY


@pytest.mark.parametrize(
    ("member", "value"),
    [
        pytest.param("event", "released", id="a word instead of an event"),
        pytest.param("at", datetime(2026, 11, 21), id="a time without a zone"),  # noqa: DTZ001
        pytest.param("agreement_digest", "NGUYỄN THỊ HOA", id="a name for a digest"),
        pytest.param("agreement_digest", AGREEMENT.digest.upper(), id="a digest in capitals"),
        pytest.param("partner", "hospital sg", id="a partner with a space"),
        pytest.param("partner", "x" * 129, id="a partner too long"),
        pytest.param("partner", "", id="an empty partner"),
        pytest.param("transaction_id", "099191000001", id="a personal number for a reference"),
        pytest.param("consent_id", "S5088001Z", id="an NRIC for a reference"),
        pytest.param("consent_id", "s5088001z", id="an NRIC in small letters"),
        pytest.param("consent_id", "hoa@example.com", id="an address for a reference"),
        pytest.param("purpose", "crime.prevention", id="a purpose that does not exist"),
        pytest.param("rule", 0, id="rule 0"),
        pytest.param("rule", 8, id="rule 8"),
        pytest.param("rule", True, id="a truth for a rule"),
        pytest.param("clause", "some words", id="words for a clause"),
        pytest.param("reason", "because", id="a reason of one's own"),
        pytest.param("claim_names", ("religion",), id="a claim that does not exist"),
        pytest.param("claim_names", ("name", "name"), id="a claim twice"),
        pytest.param("claim_names", ["name"], id="claims as a list"),
        pytest.param("claim_names", ("NGUYỄN THỊ HOA",), id="a value for a claim"),
    ],
)
def test_what_is_outside_the_vocabularies_is_refused_and_not_repeated(member: str, value: object) -> None:
    with pytest.raises(UnloggableEvent) as refused:
        AuditEvent(**RELEASED | {member: value})
    assert member in str(refused.value)
    assert not value or str(value) not in str(refused.value)


EVENTS = st.builds(
    AuditEvent,
    event=st.sampled_from(Event),
    at=st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    agreement_digest=st.none() | st.just(AGREEMENT.digest),
    partner=st.none() | st.from_regex(r"[a-z]{1,20}", fullmatch=True),
    transaction_id=st.none() | st.uuids().map(str),
    purpose=st.none() | st.sampled_from(sorted(PURPOSES)),
    rule=st.none() | st.integers(1, 7),
    clause=st.none() | st.just(HEALTH.id),
    reason=st.none() | st.sampled_from([*Reason, *NotCompleted]),
    consent_id=st.none() | st.uuids().map(str),
    claim_names=st.lists(st.sampled_from(sorted(ATTRIBUTES)), unique=True).map(
        lambda names: tuple(sorted(names))
    ),
)


@given(EVENTS)
def test_an_entry_survives_its_body(event: AuditEvent) -> None:
    assert parse_body(event.body()) == event


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b"{}", id="an empty object"),
        pytest.param(b"\xff", id="not UTF-8"),
        pytest.param(BODY + b" ", id="a trailing space"),
        pytest.param(BODY.replace(b'"v":1', b'"v":2'), id="another version"),
        pytest.param(BODY.replace(b'"v":1', b'"v":1.0'), id="a version that is no integer"),
        pytest.param(BODY.replace(b'"v":1', b'"v":1,"w":1'), id="an unknown member"),
        pytest.param(BODY.replace(b"released", b"leaked"), id="an unknown event"),
        pytest.param(BODY.replace(b"12:00:00.000000Z", b"12:00:00Z"), id="another spelling of the time"),
        pytest.param(
            BODY.replace(b"12:00:00.000000Z", b"19:00:00.000000+07:00"), id="the time in another zone"
        ),
        pytest.param(
            BODY.replace(b'"birthdate","name"', b'"name","birthdate"'), id="claims in another order"
        ),
        pytest.param(BODY.replace(b'"rule":2', b'"rule":"2"'), id="a rule as text"),
        pytest.param(BODY.replace(b'"claims":[', b'"claims":[[],'), id="a claim that is a list"),
        pytest.param(b"[" * 100_000, id="nested beyond reason"),
    ],
)
def test_a_body_that_was_not_written_so_is_refused(body: bytes) -> None:
    with pytest.raises(UnloggableEvent):
        parse_body(body)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(body: bytes) -> None:
    with pytest.raises(UnloggableEvent):
        parse_body(body)


@given(
    st.dictionaries(st.sampled_from(["v", "event", "at", "claims", "reason", "rule"]), st.none() | st.text())
)
def test_no_object_breaks_the_reader(document: dict[str, str | None]) -> None:
    with pytest.raises(UnloggableEvent):
        parse_body(json.dumps(document).encode())


def test_what_a_partner_typed_is_dropped_before_it_is_logged() -> None:
    assert known_purpose("health.patient_summary") == "health.patient_summary"
    assert known_purpose("NGUYỄN THỊ HOA") is None
    assert known_purpose(["a list"]) is None
    assert known_claims({"name", "0912345678"}) == ("name",)
