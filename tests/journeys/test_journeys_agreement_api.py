"""The agreement and its policy, open to anyone: what is published is the agreement, and what is answered is
the policy's own decision.
"""

import json
from dataclasses import replace
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.domain.agreement import parse_agreement
from bridge.domain.assurance import Assurance
from bridge.domain.attributes import PURPOSES, REQUESTABLE, SECTORS
from bridge.domain.clauses import Country, Direction
from bridge.domain.decisions import Deny
from bridge.domain.facts import Facts, PersonFacts, decide_facts
from bridge.domain.reasons import PERSON_DEPENDENT
from bridge.web.openapi.agreement_examples import ASKED, ASKED_SIGNED_IN, DENIED, PERMITTED
from domain.samples import AGREEMENT
from journeys.client import Organisation, registered
from journeys.people import HOTEL
from journeys.world import BRIDGE, Link

DECISIONS = f"{BRIDGE}/v1/decisions"


@pytest.fixture
async def http(link: Link) -> Any:
    async with link.client() as client:
        yield client


async def test_what_is_published_is_the_agreement_itself(http: httpx.AsyncClient) -> None:
    published = (await http.get(f"{BRIDGE}/v1/agreement")).json()
    digest, standing = published.pop("digest"), published.pop("standing")
    assert standing == {"activated_at": None, "signatures": {"VN": None, "SG": None}, "suspensions": []}
    # JSON is YAML too: the published text is itself an agreement, and the same one.
    assert parse_agreement(json.dumps(published, ensure_ascii=False)) == replace(AGREEMENT, digest=digest)
    assert digest == AGREEMENT.digest


async def test_a_purpose_says_what_a_partner_of_each_country_may_ask_for(http: httpx.AsyncClient) -> None:
    listed = (await http.get(f"{BRIDGE}/v1/purposes")).json()["purposes"]
    assert [each["purpose"] for each in listed] == list(AGREEMENT.purposes)
    for each in listed:
        assert [terms["partner_country"] for terms in each["directions"]] == ["SG", "VN"]
        for terms in each["directions"]:
            clause = AGREEMENT.clause_for(each["purpose"], Direction(terms["direction"]))
            assert clause is not None
            assert (terms["mandatory"], terms["optional"]) == (list(clause.mandatory), list(clause.optional))
            assert terms["clause"] == clause.id


@pytest.mark.parametrize("path", ["/v1/agreement", "/v1/purposes"])
@pytest.mark.parametrize(
    ("condition", "status"),
    [
        pytest.param(f'"{AGREEMENT.digest}"', 304, id="this version"),
        pytest.param(f'"{"0" * 64}", W/"{AGREEMENT.digest}"', 304, id="this version among others"),
        pytest.param("*", 304, id="any version"),
        pytest.param(f'"{"0" * 64}"', 200, id="another version"),
        pytest.param(AGREEMENT.digest, 200, id="a digest that is no tag"),
    ],
)
async def test_who_has_this_version_is_not_sent_it_again(
    http: httpx.AsyncClient, path: str, condition: str, status: int
) -> None:
    response = await http.get(f"{BRIDGE}{path}", headers={"If-None-Match": condition})
    assert response.status_code == status
    assert response.headers["etag"] == f'"{AGREEMENT.digest}"'
    assert bool(response.content) is (status == 200)


@pytest.mark.parametrize(("asked", "shown"), [(ASKED, DENIED), (ASKED_SIGNED_IN, PERMITTED)])
async def test_the_documented_answer_is_the_answer(
    http: httpx.AsyncClient, asked: dict[str, Any], shown: dict[str, Any]
) -> None:
    answer = (await http.post(DECISIONS, json=asked)).json()
    assert all(rule in answer["rules"] for rule in shown["rules"])
    assert answer["agreement"] == {"serial": AGREEMENT.serial, "digest": AGREEMENT.digest}
    left_out = {"rules": None, "agreement": None}
    assert answer | left_out == shown | left_out


async def test_a_partner_is_told_at_the_pushed_request_what_the_policy_said_here(
    link: Link, stack: Any, http: httpx.AsyncClient
) -> None:
    hotel: Organisation = await registered(link, stack, HOTEL)
    foretold = (
        await http.post(
            DECISIONS,
            json={
                "purpose": "tourism.checkin",
                "country": "VN",
                "sector": "tourism",
                "attributes": ["name", "allergies"],
            },
        )
    ).json()
    detail = {
        "type": "cross_border_attributes",
        "purpose": "tourism.checkin",
        "attributes": ["name", "allergies"],
    }
    told = (await hotel.try_push(hotel.attempt(), (), authorization_details=json.dumps([detail]))).json()
    assert foretold["partner_is"] == "told_in_full"
    for member in ("reason", "clause", "attribute", "what_would_pass"):
        assert told[member] == foretold[member]


async def test_asking_leaves_no_trace(own_link: Link) -> None:
    before = own_link.record()
    async with own_link.client() as client:
        for body in (ASKED, ASKED_SIGNED_IN, {}):
            await client.post(DECISIONS, json=body)
        await client.get(f"{BRIDGE}/v1/agreement")
        await client.get(f"{BRIDGE}/agreement", params={"purpose": "tourism.age_check"})
    assert own_link.record() == before
    assert own_link.log() == []


@pytest.mark.parametrize(
    ("body", "media_type", "status", "reason"),
    [
        pytest.param(b'{"purpose": 1}', "application/json", 400, "facts_malformed", id="another form"),
        pytest.param(
            json.dumps({**ASKED, "sub": "x"}).encode(),
            "application/json",
            400,
            "facts_malformed",
            id="subject",
        ),
        pytest.param(b"[" * 40000, "application/json", 400, "body_malformed", id="deeply nested"),
        pytest.param(
            b'{"country": "VN", "country": "SG"}', "application/json", 400, "body_malformed", id="repeated"
        ),
        pytest.param(b'"\\ud800"', "application/json", 400, "body_malformed", id="half a character"),
        pytest.param(b"\xff", "application/json", 400, "body_malformed", id="no UTF-8"),
        pytest.param(b" " * 65537, "application/json", 413, "body_too_large", id="too long"),
        pytest.param(b"purpose=x", "text/plain", 415, "media_type_unsupported", id="no JSON"),
    ],
)
async def test_what_is_no_request_is_refused(
    http: httpx.AsyncClient, body: bytes, media_type: str, status: int, reason: str
) -> None:
    response = await http.post(DECISIONS, content=body, headers={"Content-Type": media_type})
    assert (response.status_code, response.json()["reason"]) == (status, reason)


_WORDS = st.sampled_from([*sorted(REQUESTABLE), "religion", "nric"])
_PERSONS = st.builds(
    PersonFacts, st.sampled_from(Assurance), st.none() | st.integers(0, 150), st.booleans(), st.booleans()
)


@st.composite
def _facts(draw: st.DrawFn) -> Facts:
    clause = draw(st.sampled_from(AGREEMENT.clauses))
    within = st.frozensets(st.sampled_from(sorted(clause.attributes)))
    fitting = Facts(
        clause.purpose,
        clause.direction.importer,
        draw(st.sampled_from(sorted(clause.sectors))),
        draw(within | st.frozensets(_WORDS, max_size=5)),
        person=draw(st.none() | _PERSONS),
    )
    changes: dict[str, st.SearchStrategy[Any]] = {
        "purpose": st.sampled_from([*sorted(PURPOSES), "crime.prevention"]),
        "country": st.sampled_from(Country),
        "sector": st.sampled_from([*sorted(SECTORS), "gambling"]),
        "registered_attributes": st.frozensets(_WORDS, max_size=12),
    }
    chosen = draw(st.lists(st.sampled_from(sorted(changes)), max_size=1))
    return replace(fitting, **{name: draw(changes[name]) for name in chosen})


def _written(facts: Facts) -> dict[str, Any]:
    person, registered = facts.person, facts.registered_attributes
    return {
        "purpose": facts.purpose,
        "country": str(facts.country),
        "sector": facts.sector,
        "attributes": sorted(facts.attributes),
        "registered_attributes": None if registered is None else sorted(registered),
        "person": None
        if person is None
        else {
            "assurance": person.assurance.word,
            "age": person.age,
            "account_active": person.account_active,
            "proofed_in_person": person.proofed_in_person,
            "represented": person.represented,
        },
    }


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(facts=_facts())
async def test_the_answer_is_the_decision_of_the_policy(link: Link, facts: Facts) -> None:
    decision = decide_facts(AGREEMENT, facts, link.clock.now())
    async with link.client() as client:
        response = await client.post(DECISIONS, json=_written(facts))
    assert response.status_code == 200
    answer = response.json()
    assert answer["clause"] == decision.clause
    if isinstance(decision, Deny):
        assert answer["decision"] == "deny"
        assert (answer["reason"], answer["rule"]) == (str(decision.reason), decision.rule)
        assert (answer["attribute"], answer["what_would_pass"]) == (
            decision.attribute,
            decision.what_would_pass,
        )
        assert (answer["partner_is"] == "not_completed") is (decision.reason in PERSON_DEPENDENT)
        assert [rule["passed"] for rule in answer["rules"]][-1:] == [False]
    else:
        assert answer["decision"] == "permit"
        assert set(answer["attributes"]) == decision.attributes
        assert tuple(answer["conditions"]) == decision.conditions
        assert all(rule["passed"] for rule in answer["rules"])
