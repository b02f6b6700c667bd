"""The two journeys in full: what arrives is exactly what was consented to, and nothing else."""

import json
import re
from contextlib import AsyncExitStack
from typing import Any

import pytest
from jsonschema import validate  # type: ignore[import-untyped] # it ships no types

from bridge.domain.audit_events import Event
from domain.ida_rules import VERIFIED_CLAIMS
from eid_kit.oauth import id_tokens, jwt
from eid_kit.oauth.jwt import UnverifiedJwt
from eid_kit.oauth.keys import parse_jwks
from journeys.client import Organisation, registered
from journeys.people import HOSPITAL, HOTEL, TOURISM
from journeys.walk import ATTRIBUTES_OF, Begin, begin
from journeys.world import BRIDGE, Link

MANDATORY = {
    "health.patient_summary": {"name", "birthdate", "gender", "allergies", "conditions", "medications"},
    "tourism.checkin": {"name", "birthdate", "gender", "nationalities", "travel_document"},
}
OPTIONAL = {
    "health.patient_summary": ("blood_group", "immunizations"),
    "tourism.checkin": ("phone_number", "email"),
}
MRZ = "name#und-Latn-x-mrz"  # comes with the name
RELEASED = ("consent_given", "tokens_issued", "released")


async def test_only_the_mandatory_attributes_arrive_when_nothing_is_ticked(
    partner: Organisation, walk: Begin
) -> None:
    claims = await (await walk(partner)).claims()
    assert set(claims) == MANDATORY[partner.purpose] | {MRZ}


@pytest.mark.parametrize("chosen", [0, 1])
async def test_an_optional_attribute_arrives_only_when_it_was_ticked(
    partner: Organisation, walk: Begin, chosen: int
) -> None:
    ticked, left_out = OPTIONAL[partner.purpose][chosen], OPTIONAL[partner.purpose][1 - chosen]
    claims = await (await walk(partner)).claims(ticks=[ticked])
    assert ticked in claims
    assert left_out not in claims


async def test_everything_arrives_when_everything_is_ticked(partner: Organisation, walk: Begin) -> None:
    claims = await (await walk(partner)).claims(ticks=OPTIONAL[partner.purpose])
    assert set(claims) == set(ATTRIBUTES_OF[partner.purpose]) | {MRZ}


@pytest.mark.parametrize(
    ("metadata", "attributes", "expected"),
    [
        pytest.param(
            HOSPITAL,
            ("name", "birthdate"),
            {"name": "NGUYỄN THỊ HOA", MRZ: "NGUYEN<<THI<HOA", "birthdate": "1991-04-12"},
            id="a Vietnamese citizen at a hospital in Singapore",
        ),
        pytest.param(
            HOTEL,
            ("nationalities", "travel_document"),
            {
                "nationalities": ["SGP"],
                "travel_document": {
                    "type": "passport",
                    "number": "E0000088K",
                    "issuing_country": "SGP",
                    "date_of_expiry": "2033-08-08",
                },
            },
            id="a Singapore resident at a hotel in Viet Nam",
        ),
    ],
)
async def test_the_values_are_those_of_the_person_and_of_what_was_asked_alone(
    link: Link,
    stack: AsyncExitStack,
    walk: Begin,
    metadata: dict[str, Any],
    attributes: tuple[str, ...],
    expected: dict[str, Any],
) -> None:
    organisation = await registered(link, stack, metadata)
    claims = await (await walk(organisation, attributes=attributes)).claims()
    assert claims == expected


async def test_claims_may_only_narrow_a_request(hotel: Organisation, walk: Begin) -> None:
    narrowed = json.dumps({"userinfo": {"verified_claims": {"claims": {"gender": None, "address": None}}}})
    assert set(await (await walk(hotel, claims=narrowed)).claims()) == {"gender"}


async def test_the_shorthand_scope_asks_for_all_of_its_purpose(hotel: Organisation, walk: Begin) -> None:
    started = await walk(hotel, scope="openid purpose:tourism.checkin", authorization_details=None)
    page = await started.sign_in()
    assert page.form.checkboxes == ["phone_number", "email"]
    arrived = await started.answer(page, ticks=["email"])
    assert arrived.arrived is not None
    tokens = await hotel.redeem(started.attempt, arrived.arrived["code"])
    (granted,) = tokens["authorization_details"]
    assert set(granted["attributes"]) == set(TOURISM) - {"phone_number"}


async def test_the_token_response_names_what_was_granted_and_the_id_token_holds_no_attribute(
    partner: Organisation, walk: Begin
) -> None:
    started = await walk(partner)
    tokens = await partner.redeem(started.attempt, await started.code())
    assert tokens["token_type"] == "DPoP"
    assert tokens["scope"] == "openid"
    assert 0 < tokens["expires_in"] <= 300
    assert "refresh_token" not in tokens
    assert tokens["authorization_details"] == [
        {
            "type": "cross_border_attributes",
            "purpose": partner.purpose,
            "attributes": sorted(MANDATORY[partner.purpose]),
        }
    ]
    keys = parse_jwks((await partner.http.get(f"{BRIDGE}/oauth/jwks")).json())
    verified = id_tokens.verify(
        UnverifiedJwt(tokens["id_token"]),
        keys,
        issuer=BRIDGE,
        client_id=partner.client_id,
        nonce=started.attempt.nonce,
        now=partner.link.clock.now(),
        algorithms=("ES256",),
    )
    assert set(verified.claims) == {"iss", "sub", "aud", "iat", "exp", "nonce", "auth_time", "acr"}
    assert verified.claims["acr"] == "urn:vnsg:loa:high"


async def test_userinfo_says_how_the_claims_were_verified(partner: Organisation, walk: Begin) -> None:
    started = await walk(partner)
    token = await started.token()
    answer = await partner.userinfo(started.attempt, token)
    verification = answer["verified_claims"]["verification"]
    assert answer["purpose"] == partner.purpose
    assert answer["vnsg_assurance"]["level"] == "high"
    assert verification["assurance_level"] == "high"
    assert verification["trust_framework"].startswith(("vn_", "sg_"))
    assert verification["evidence"]


async def test_what_is_released_is_valid_identity_assurance_and_holds_no_national_number(
    partner: Organisation, walk: Begin
) -> None:
    started = await walk(partner)
    token = await started.token(ticks=OPTIONAL[partner.purpose])
    answer = await partner.userinfo(started.attempt, token)
    validate(answer["verified_claims"], VERIFIED_CLAIMS)
    assert set(answer) == {"sub", "purpose", "consent_receipt", "vnsg_assurance", "verified_claims"}
    assert not re.search(r"099191000001|S5088001Z", json.dumps(answer))


async def test_the_journey_is_in_the_log_in_its_order_without_a_value(
    link: Link, partner: Organisation, walk: Begin
) -> None:
    before = len(link.log())
    await (await walk(partner)).claims(ticks=OPTIONAL[partner.purpose][:1])
    entries = link.log()[before:]
    assert tuple(entry.event for entry in entries) == RELEASED
    assert len({entry.transaction_id for entry in entries}) == 1
    assert {entry.partner for entry in entries} == {partner.client_id}
    released = entries[-1]
    granted = MANDATORY[partner.purpose] | {OPTIONAL[partner.purpose][0]}
    assert set(released.claim_names) == granted | {MRZ}
    assert released.event is Event.RELEASED
    assert released.clause in {"VNSG-HEALTH-1", "SGVN-TOURISM-1"}


async def test_a_consent_serves_one_answer(partner: Organisation, walk: Begin) -> None:
    started = await walk(partner)
    token = await started.token()
    await partner.userinfo(started.attempt, token)
    again = await partner.try_userinfo(started.attempt, token)
    assert (again.status_code, again.json()["error"]) == (401, "invalid_token")


async def test_the_subject_is_the_same_each_time_at_one_partner_and_another_at_the_next(
    link: Link, stack: AsyncExitStack
) -> None:
    one, other = await registered(link, stack, HOTEL), await registered(link, stack, HOTEL)
    subjects = []
    for organisation in (one, one, other):
        browser = await stack.enter_async_context(link.client())
        started = await begin(organisation, browser)
        tokens = await organisation.redeem(started.attempt, await started.code())
        answer = await organisation.userinfo(started.attempt, tokens["access_token"])
        _, claims = jwt.peek(UnverifiedJwt(tokens["id_token"]))
        assert claims["sub"] == answer["sub"]
        subjects.append(answer["sub"])
    assert subjects[0] == subjects[1] != subjects[2]


async def test_two_citizens_have_two_subjects(link: Link, hotel: Organisation, stack: AsyncExitStack) -> None:
    subjects = set()
    for person in ("tan-mei-ling", "ong-wei-jie"):
        browser = await stack.enter_async_context(link.client())
        started = await begin(hotel, browser)
        token = await started.token(person)
        subjects.add((await hotel.userinfo(started.attempt, token))["sub"])
    assert len(subjects) == 2


async def test_over_sharing_by_a_provider_reaches_neither_page_nor_partner(
    link: Link, partner: Organisation, walk: Begin
) -> None:
    (link.vneid_faults if partner.metadata["country"] == "SG" else link.singpass_faults).set(["over-share"])
    started = await walk(partner, attributes=("name", "birthdate"))
    page = await started.sign_in()
    assert not re.search(r"Z0000001|E0000088K|099191000001|S5088001Z|example\.com", page.text)
    assert set(await (await walk(partner, attributes=("name",))).claims()) == {"name", MRZ}


async def test_a_provider_that_demands_a_dpop_nonce_is_answered_with_it(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    link.singpass_faults.set(["dpop-nonce"])
    assert "name" in await (await walk(hotel)).claims()


async def test_a_mandatory_attribute_that_the_source_does_not_have_is_not_released(
    hotel: Organisation, walk: Begin
) -> None:
    started = await walk(hotel)
    page = await started.sign_in("priya-nair")
    assert "do not hold" in page.text or "does not hold" in page.text
    arrived = await started.answer(page)
    assert arrived.arrived is not None
    tokens = await hotel.redeem(started.attempt, arrived.arrived["code"])
    answer = await hotel.userinfo(started.attempt, tokens["access_token"])
    assert "travel_document" not in answer["verified_claims"]["claims"]
