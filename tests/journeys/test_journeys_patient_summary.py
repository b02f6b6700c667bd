"""The patient summary from end to end: shown before it is approved, and made of what was approved alone."""

from contextlib import AsyncExitStack

import pytest

from bridge.domain.agreement import Direction
from domain.ips_rules import broken_rules
from domain.samples import clause
from journeys.client import registered
from journeys.people import HOSPITAL, VIETNAMESE, of_sector
from journeys.walk import Begin, Walk
from journeys.world import VNEID, Link

PARTS = ("allergies", "conditions", "medications")
ASKED = ("name", "birthdate", *PARTS, "immunizations", "patient_summary")


async def begun(link: Link, stack: AsyncExitStack, walk: Begin, *attributes: str) -> Walk:
    hospital = await registered(link, stack, HOSPITAL)
    return await walk(hospital, attributes=attributes or ASKED, ui_locales="en")


async def test_it_holds_what_was_ticked_and_not_what_was_left_out(
    link: Link, stack: AsyncExitStack, walk: Begin
) -> None:
    claims = await (await begun(link, stack, walk)).claims(ticks=("patient_summary",))
    bundle = claims["patient_summary"]
    kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    assert broken_rules(bundle) == set()
    assert "immunizations" not in claims
    assert "Immunization" not in kinds
    assert kinds.count("Condition") == len(claims["conditions"])
    assert bundle["entry"][1]["resource"]["name"][0]["text"] == claims["name"]
    assert set(link.log()[-1].claim_names) == set(claims)


async def test_it_is_shown_before_it_is_approved_and_is_off(
    link: Link, stack: AsyncExitStack, walk: Begin
) -> None:
    page = await (await begun(link, stack, walk)).sign_in()
    assert page.form.checkboxes == ["immunizations", "patient_summary"]
    for words in ("About: NGUYỄN THỊ HOA, 12 April 1991", "Allergies: Dị ứng penicillin"):
        assert words in page.text
    assert "Vaccinations (if that item is shared): Viêm gan B, COVID-19 (mRNA)" in page.text
    assert "resourceType" not in page.text


async def test_who_does_not_tick_it_sends_none(link: Link, stack: AsyncExitStack, walk: Begin) -> None:
    claims = await (await begun(link, stack, walk)).claims(ticks=("immunizations",))
    assert "patient_summary" not in claims
    assert "immunizations" in claims


async def test_a_source_without_a_required_section_offers_none(
    link: Link, stack: AsyncExitStack, walk: Begin
) -> None:
    hoa = await link.person(VNEID, VIETNAMESE)
    health = {name: group for name, group in hoa["record"]["SoSucKhoe"].items() if name != "thuoc"}
    record = {**hoa["record"], "SoSucKhoe": health}
    await link.put_person(VNEID, "without-medicines", {**hoa, "id": "without-medicines", "record": record})
    page = await (await begun(link, stack, walk)).sign_in("without-medicines")
    assert page.form.checkboxes == ["immunizations"]
    assert "will not be shared: Medicines in use, International patient summary" in page.text


@pytest.mark.parametrize("direction", Direction)
async def test_the_shorthand_asks_for_it_as_for_everything_of_the_purpose(
    link: Link, stack: AsyncExitStack, walk: Begin, direction: Direction
) -> None:
    terms = clause("health.patient_summary", direction)
    organisation = await registered(link, stack, of_sector(terms.purpose, direction))
    begun = await walk(
        organisation, authorization_details=None, scope="openid purpose:health.patient_summary"
    )
    page = await begun.sign_in()
    assert set(page.form.checkboxes) == set(terms.optional)
