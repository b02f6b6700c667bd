"""Where a value comes from and what is lost: told in a release that asks, and to everybody without one."""

import json
from contextlib import AsyncExitStack

import pytest

from bridge.domain.attributes import ATTRIBUTES
from bridge.domain.mapping_sources import SOURCES
from journeys.client import registered
from journeys.people import HOSPITAL
from journeys.walk import Begin
from journeys.world import BRIDGE, Link

ASKED = ("name", "birthdate", "allergies", "blood_group")
ALONE = {"vnsg_mapping": None}


async def mapping_of(link: Link, stack: AsyncExitStack, walk: Begin, userinfo: object) -> object:
    """What userinfo says of the mapping after a request with these `claims`; nothing optional is ticked."""
    hospital = await registered(link, stack, HOSPITAL)
    claims = None if userinfo is None else json.dumps({"userinfo": userinfo})
    begun = await walk(hospital, attributes=ASKED, claims=claims)
    answer = await hospital.userinfo(begun.attempt, await begun.token())
    assert "vnsg_mapping" not in answer or set(answer["vnsg_mapping"]) == set(
        answer["verified_claims"]["claims"]
    )
    return answer.get("vnsg_mapping")


async def test_nobody_is_told_who_did_not_ask(link: Link, stack: AsyncExitStack, walk: Begin) -> None:
    assert await mapping_of(link, stack, walk, None) is None
    assert await mapping_of(link, stack, walk, {"name": None}) is None


@pytest.mark.parametrize(
    ("userinfo", "claims"),
    [
        pytest.param(ALONE, {"name", "birthdate", "allergies"}, id="by itself it narrows nothing"),
        pytest.param({**ALONE, "name": None}, {"name"}, id="beside plain claims"),
        pytest.param(
            {"vnsg_mapping": {"essential": True}, "verified_claims": {"claims": {"allergies": None}}},
            {"allergies"},
            id="beside verified claims",
        ),
    ],
)
async def test_each_released_claim_says_how_it_was_mapped(
    *, link: Link, stack: AsyncExitStack, walk: Begin, userinfo: object, claims: set[str]
) -> None:
    said = await mapping_of(link, stack, walk, userinfo)
    assert isinstance(said, dict)
    assert set(said) - {"name#und-Latn-x-mrz"} == claims
    for claim, stated in said.items():
        source = SOURCES["vneid"][claim]
        assert (stated["source"], stated["quality"]) == (source.field, source.quality)
        assert ("loss" in stated) is (source.loss is not None)


@pytest.mark.parametrize(
    "userinfo",
    [
        pytest.param({"vnsg_mapping": {"value": "exact"}}, id="a value to test"),
        pytest.param({"vnsg_mapping": True}, id="a truth"),
        pytest.param({**ALONE, "verified_claims": {"claims": {"name": None}}, "name": None}, id="two lists"),
    ],
)
async def test_another_wish_about_it_is_refused(link: Link, stack: AsyncExitStack, userinfo: object) -> None:
    hospital = await registered(link, stack, HOSPITAL)
    claims = json.dumps({"userinfo": userinfo})
    assert (await hospital.try_push(hospital.attempt(), ASKED, claims=claims)).status_code == 400


async def test_anybody_can_look_up_every_claim(link: Link) -> None:
    async with link.client() as http:
        listed = (await http.get(f"{BRIDGE}/v1/attributes")).json()["attributes"]
        page = (await http.get(f"{BRIDGE}/agreement?lang=vi")).text
    assert [entry["claim"] for entry in listed] == list(ATTRIBUTES)
    for entry in listed:
        for provider, table in SOURCES.items():
            source = table[entry["claim"]]
            assert entry["from"][provider]["source"] == source.field
            assert entry["from"][provider].get("loss", {}).get("vi") == (source.loss and source.loss.vi)
            assert source.loss is None or source.loss.vi in page
    made = next(entry for entry in listed if entry["claim"] == "patient_summary")
    assert made["made_of"] == ["allergies", "conditions", "medications"]
