"""Both journeys without a mouse, and with the focus in sight at every key."""

import pytest

from browser.keyboard import Keyboard
from browser.scenes import HOA, MEI_LING
from browser.visitor import Arrives

pytestmark = pytest.mark.asyncio(loop_scope="session")


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
    await keys.press("button[name=decision][value=approve]")
    await keys.tick(f"input[name=attribute][value={claim}]")
    # Enter in a checkbox would press the form's first button, and agree by a slip.
    await visitor.page.keyboard.press("Enter")
    await keys.press("button[name=decision][value=approve]")
    assert told in await visitor.heading()
    assert len([url for url in posted if "/t/" in url]) == 1
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
