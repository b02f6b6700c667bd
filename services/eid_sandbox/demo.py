"""`make demo`: three journeys and the main refusals, told in a terminal, on the real HTTP interfaces."""

import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from bridge.domain.attributes import ATTRIBUTES
from eid_cli.audit import verify_log
from eid_sandbox.acts import Stage, approve, collect, sign_representative_in, visit
from eid_sandbox.cast import (
    CHECKIN,
    CHECKIN_ATTRIBUTES,
    HOSPITAL,
    HOTEL,
    SUMMARY,
    SUMMARY_ATTRIBUTES,
)
from eid_sandbox.evidence import found_in, is_searchable, kept_by_the_bridge, shortly
from eid_sandbox.link import LinkSettings, Sockets, build
from eid_sandbox.partner import Partner
from eid_sandbox.refusals import REFUSALS
from eid_sandbox.story import Story


async def tell(*, plain: bool) -> int:
    """Tells the whole story; 0 when every promise in it was kept, 1 otherwise."""
    # The services' warnings are about the very faults that the story switches on, and tells of itself.
    logging.getLogger("bridge").addHandler(logging.NullHandler())
    story = Story(plain=plain)
    with tempfile.TemporaryDirectory(prefix="eid-demo-") as folder:
        async with _stage(Path(folder)) as stage:
            _introduce(story, stage)
            released = await _hospital(story, stage)
            released_too = await _hotel(story, stage)
            await _child(story, stage)
            await _refusals(story, stage)
            _who_saw_what(story, stage, hospital=released, hotel=released_too)
            _log(story, stage)
    promises = f"{story.checks - story.failures} of {story.checks} promises kept"
    story.end(f"Three journeys, {len(REFUSALS)} refusals, {promises}.")
    story.say("Next: `make up`, then open http://localhost:8000 and be the citizen yourself.")
    return 1 if story.failures else 0


@asynccontextmanager
async def _stage(folder: Path) -> AsyncIterator[Stage]:
    sockets = Sockets.free()
    settings = LinkSettings.for_sockets(sockets, folder)
    link = build(settings, sockets)
    ready = asyncio.Event()
    serving = asyncio.create_task(link.serve(ready.set))
    waiting = asyncio.create_task(ready.wait())
    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    try:
        async with httpx.AsyncClient(timeout=15) as http:
            bridge = settings.bridge.public_url
            hospital, hotel = Partner(http, bridge, HOSPITAL), Partner(http, bridge, HOTEL)
            await hospital.register()
            await hotel.register()
            yield Stage(link, settings, http, hospital, hotel)
    finally:
        waiting.cancel()
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


def _introduce(story: Story, stage: Stage) -> None:
    story.say(
        "SIMULATOR: Viet Nam's VNeID and Singapore's Singpass, linked by a bridge that asks the citizen."
    )
    story.say("Nobody here is real. Three services run for this demonstration, with fresh keys and no data:")
    settings = stage.settings
    story.step("VNeID mock", f"{settings.vneid.public_url}  signs Vietnamese citizens in")
    story.step("Singpass mock", f"{settings.singpass.public_url}  signs Singapore residents in")
    story.step("Bridge", f"{settings.bridge.public_url}  decides, asks for consent, records, forwards")


async def _hospital(story: Story, stage: Stage) -> dict[str, Any]:
    story.heading("1. A Vietnamese citizen at a hospital in Singapore")
    story.step("Hospital", f"pushes a request for {SUMMARY}: {', '.join(SUMMARY_ATTRIBUTES)}")
    async with visit(stage.hospital, SUMMARY, SUMMARY_ATTRIBUTES, person="nguyen-thi-hoa") as visited:
        story.step("Hoa", "signs in with VNeID, at home in Viet Nam's system")
        story.step("Bridge", "shows her each value; what is optional is not ticked:")
        optional = ", ".join(visited.page.form.checkboxes)
        story.detail(f"optional: {optional}")
        arrived = await approve(visited, ("blood_group",))
        story.step("Hoa", "ticks blood_group, leaves immunizations out, and agrees")
        userinfo = await collect(visited, arrived)
    claims = userinfo["verified_claims"]["claims"]
    story.step("Hospital", "redeems its code and receives, once:")
    _show(story, claims)
    story.check("what she agreed to arrived", kept={"name", "allergies", "blood_group"} <= set(claims))
    story.check("what she left out did not", kept="immunizations" not in claims)
    return userinfo


async def _hotel(story: Story, stage: Stage) -> dict[str, Any]:
    story.heading("2. A Singapore citizen at a hotel in Viet Nam")
    story.step("Hotel", f"pushes a request for {CHECKIN}: {', '.join(CHECKIN_ATTRIBUTES)}")
    async with visit(stage.hotel, CHECKIN, CHECKIN_ATTRIBUTES, person="tan-mei-ling") as visited:
        story.step("Mei Ling", "signs in with Singpass: pushed request, DPoP, encrypted answers")
        arrived = await approve(visited, ("email",))
        story.step("Mei Ling", "sees each value, ticks email, leaves her phone number out, and agrees")
        userinfo = await collect(visited, arrived)
    claims = userinfo["verified_claims"]["claims"]
    story.step("Hotel", "redeems its code and receives, once:")
    _show(story, claims)
    story.check("what she agreed to arrived", kept={"name", "travel_document", "email"} <= set(claims))
    story.check("what she left out did not", kept="phone_number" not in claims)
    return userinfo


async def _child(story: Story, stage: Stage) -> None:
    story.heading("3. A boy of 15 at the hospital, and his mother")
    async with visit(stage.hospital, SUMMARY, SUMMARY_ATTRIBUTES, person="le-bao-an") as visited:
        story.step("Bao An", "signs in with VNeID, which names his mother as his legal representative")
        hand_over = await approve(visited, ("blood_group",))
        story.step("Bao An", "reads a page of his own, ticks blood_group, agrees, and hands the device over")
        page = await sign_representative_in(visited, hand_over, "le-thu-ha")
        story.step("Thu Ha", "signs in; the bridge compares, and keeps no more than that it is she")
        shown = page.form.checkboxes
        arrived = await approve(replace(visited, page=page), ("blood_group",))
        userinfo = await collect(visited, arrived)
    story.check("she saw what he had agreed to, and nothing that he had not", kept=shown == ["blood_group"])
    claims = userinfo["verified_claims"]["claims"]
    story.check("what the hospital received is his", kept=claims["name"] == "LÊ BẢO AN")


def _show(story: Story, claims: dict[str, Any]) -> None:
    for claim, value in claims.items():
        story.detail(f"{claim:<20} {shortly(value)}")


async def _refusals(story: Story, stage: Stage) -> None:
    story.heading("4. What the bridge refuses")
    for refusal in REFUSALS:
        outcome = await refusal.play(stage)
        told = f"{outcome.partner_learns} {outcome.citizen_learns}"
        story.check(refusal.title, kept=refusal.expected in told)
        story.detail(f"the partner is told   {outcome.partner_learns}")
        story.detail(f"the citizen is told   {outcome.citizen_learns}")


def _who_saw_what(story: Story, stage: Stage, *, hospital: dict[str, Any], hotel: dict[str, Any]) -> None:
    story.heading("5. Who saw what")
    kept = kept_by_the_bridge(stage.settings.bridge.data_dir)
    for title, asked, userinfo in (
        ("VNeID → hospital in Singapore", SUMMARY_ATTRIBUTES, hospital),
        ("Singpass → hotel in Viet Nam", CHECKIN_ATTRIBUTES, hotel),
    ):
        claims = userinfo["verified_claims"]["claims"]
        story.table(
            title,
            ("attribute", "identity provider", "the bridge's database", "partner"),
            (_row(claim, claims, kept) for claim in asked),
        )
        clean = not any(found_in(kept, value) for value in claims.values())
        story.check("the bridge's database holds none of these values, in any form searched for", kept=clean)


def _row(claim: str, claims: dict[str, Any], kept: bytes) -> tuple[str, str, str, str]:
    if claim not in claims:
        return (ATTRIBUTES[claim].label.en, "sent to the bridge", "not kept", "nothing: not ticked")
    held = "A VALUE" if found_in(kept, claims[claim]) else "its name, no value"
    if not is_searchable(claims[claim]):
        held = "its name (too short to be searched for)"
    return (ATTRIBUTES[claim].label.en, "sent to the bridge", held, shortly(claims[claim]))


def _log(story: Story, stage: Stage) -> None:
    story.heading("6. The log")
    bridge = stage.settings.bridge
    verdict = verify_log(bridge.database, bridge.data_dir / "keys" / "log.jwk")
    story.step("Auditor", "reads the Merkle log, hashes every leaf again, checks the signed head")
    story.detail(f"{verdict.size} entries, root {verdict.root.hex()}")
    story.check("the log is sound, and no release is without its consent", kept=verdict.is_sound)
