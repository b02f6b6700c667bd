"""Journeys, answers and withdrawal without a mouse, and with the focus in sight at every key."""

import pytest

from browser.keyboard import Keyboard
from browser.scenes import HOA, MEI_LING, child, received_by_the_hotel
from browser.visitor import Arrives

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.thorough]

APPROVE = "button[name=decision][value=approve]"


@pytest.mark.parametrize(
    ("language", "person", "claim", "told"),
    [
        pytest.param("vi", HOA, "blood_group", "đã nhận hồ sơ", id="from VNeID to a hospital"),
        pytest.param("en", MEI_LING, "email", "You are checked in", id="from Singpass to a hotel"),
    ],
)
async def test_a_journey_needs_no_mouse(
    arrives: Arrives, language: str, person: str, claim: str, told: str
) -> None:
    visitor = await arrives(language)
    await visitor.open(visitor.places.hospital if person == HOA else visitor.places.hotel)
    keys, posted = Keyboard(visitor.page), []
    visitor.page.on("request", lambda sent: posted.append(sent.url) if sent.method == "POST" else None)
    await keys.press("main form button")
    await keys.choose(f"input[name=person][value={person}]")
    await keys.press(APPROVE)
    await keys.tick(f"input[name=attribute][value={claim}]")
    # Enter in a checkbox would press the form's first button, and agree by a slip.
    await visitor.page.keyboard.press("Enter")
    await keys.press(APPROVE)
    assert told in await visitor.heading()
    assert len([url for url in posted if "/t/" in url]) == 1
    assert keys.unseen == []
    assert visitor.watch.faults == []


async def test_withdrawing_needs_no_mouse(arrives: Arrives) -> None:
    visitor = await arrives("vi")
    await received_by_the_hotel(visitor)
    await visitor.open(visitor.places.link.bridge, "/me")
    keys = Keyboard(visitor.page)
    await keys.press("button[name=identity_provider][value=singpass]")
    await keys.choose(f"input[name=person][value={MEI_LING}]")
    await keys.press(APPROVE)
    await keys.press("main a[href*='/me/records/']")
    await keys.press("form[action*='/withdraw'] button")
    assert "đã được rút lại" in await visitor.page.inner_text("[role=status]")
    assert keys.unseen == []
    assert visitor.watch.faults == []


async def test_a_child_and_then_the_representative_need_no_mouse(arrives: Arrives) -> None:
    visitor = await arrives("en")
    await child(visitor)
    keys = Keyboard(visitor.page)
    await keys.tick("input[name=attribute][value=blood_group]")
    await keys.press(APPROVE)
    assert "the representative's turn" in await visitor.heading()
    await keys.press(APPROVE)
    await keys.choose("input[name=person][value=le-thu-ha]")
    await keys.press(APPROVE)
    assert "a child's personal data" in await visitor.heading()
    await keys.press(APPROVE)
    assert "your summary has arrived" in await visitor.heading()
    assert keys.unseen == []
    assert visitor.watch.faults == []


async def test_asking_the_agreement_needs_no_mouse(arrives: Arrives) -> None:
    visitor = await arrives("vi")
    await visitor.open(visitor.places.link.bridge, "/agreement")
    keys = Keyboard(visitor.page)
    await keys.choose("input[name=purpose][value='tourism.checkin']")
    await keys.choose("input[name=country][value=VN]")
    await keys.choose("input[name=sector][value=tourism]")
    await keys.tick("input[name=attribute][value=name]")
    await keys.choose("input[name=assurance][value=high]")
    await keys.go_to("input[name=age]")
    await visitor.page.keyboard.type("30")
    await keys.press("main form button")
    assert await visitor.page.inner_text("#answer-heading") == "Câu trả lời: được phép"
    assert keys.unseen == []
    assert visitor.watch.faults == []


async def test_the_first_key_offers_to_skip_to_the_content(arrives: Arrives) -> None:
    visitor = await arrives("en")
    await visitor.open(visitor.places.link.bridge)
    await visitor.page.keyboard.press("Tab")
    assert await visitor.page.locator(".skip:focus").is_visible()
    await visitor.page.keyboard.press("Enter")
    assert visitor.page.url.endswith("#main")


async def test_a_focus_that_nobody_can_see_is_noticed(arrives: Arrives) -> None:
    visitor = await arrives("en")
    await visitor.page.set_content("<style>* { outline: none !important }</style><button name=b>B</button>")
    keys = Keyboard(visitor.page)
    await keys.go_to("button")
    assert len(keys.unseen) == 1
