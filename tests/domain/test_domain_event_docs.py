"""docs/events.md is true: its tables and its example are those of the program."""

import json
import re
from datetime import datetime
from typing import Any

from bridge.domain.deliveries import DeliveryState, Setback
from bridge.domain.partner_events import PartnerEvent, PartnerEventKind
from bridge.domain.profiles import Profile
from bridge.flows.event_statements import EVENT_URIS, EventStatements
from bridge.flows.issuers import Issuers
from domain.samples import NOON, ROOT
from domain.test_domain_docs import rows
from eid_kit.oauth import jwt
from eid_kit.oauth.jwt import UnverifiedJwt
from eid_kit.oauth.keys import generate_key

PAGE = (ROOT / "docs" / "events.md").read_text("utf-8")


def words(before: str) -> set[str]:
    return {word for cells in rows(PAGE, before) for word in re.findall(r"`([^`]+)`", cells[0])}


def test_every_state_is_documented() -> None:
    assert words("| state | is") == set(DeliveryState)


def test_every_setback_is_documented_and_the_final_ones_say_so() -> None:
    assert words("| why | an attempt") == set(Setback)
    final = {
        word
        for cells in rows(PAGE, "| why | an attempt")
        for word in re.findall(r"`([^`]+)`", cells[0])
        if cells[1].endswith("final")
    }
    assert final == {each for each in Setback if each.is_final}


def test_every_kind_of_event_is_documented() -> None:
    assert set(EVENT_URIS) == set(PartnerEventKind)
    assert set(re.findall(r"urn:vnsg:event:[a-z-]+", PAGE)) == set(EVENT_URIS.values())


def test_the_example_is_an_event_as_the_bridge_signs_it() -> None:
    (example,) = (json.loads(text) for text in re.findall(r"```json\n(.+?)```", PAGE, re.DOTALL))
    (payload,) = example["events"].values()
    event = PartnerEvent(
        kind=PartnerEventKind.CONSENT_WITHDRAWN,
        partner_id=example["aud"],
        record_id=payload["receipt_id"],
        subject=example["sub_id"]["sub"],
        at=datetime.fromisoformat("2030-01-01T12:00:00Z"),
        claim_names=tuple(payload["claims"]),
        purpose=payload["purpose"],
    )
    signed = statement(event, Profile.FAPI)
    assert signed | {"jti": example["jti"]} == example
    assert len(signed["jti"]) == 64


def test_a_partner_of_the_baseline_issuer_hears_it_from_that_issuer() -> None:
    event = PartnerEvent(
        kind=PartnerEventKind.CONSENT_REVOKED,
        partner_id="bar",
        record_id="record",
        subject="pairwise",
        at=NOON,
        claim_names=("age_over_18",),
        purpose="tourism.age_check",
    )
    signed = statement(event, Profile.BASELINE)
    assert signed["iss"] == signed["sub_id"]["iss"] == "http://localhost:8000/baseline"
    assert signed["events"].keys() == {"urn:vnsg:event:consent-revoked"}


def statement(event: PartnerEvent, profile: Profile) -> dict[str, Any]:
    statements = EventStatements(Issuers.at("http://localhost:8000"), generate_key("ES256"))
    return jwt.peek(UnverifiedJwt(statements.sign(event, profile, queued_at=event.at)))[1]
