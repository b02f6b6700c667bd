"""What only a real browser shows of a journey: forms without scripts, redirects under our own policy."""

import pytest
from playwright.async_api import Route

from browser.scenes import HOA, MEI_LING, consent_to_the_hotel
from browser.visitor import Arrives

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.thorough]


@pytest.mark.parametrize(
    ("language", "person", "ticks", "received", "withheld"),
    [
        pytest.param(
            "vi",
            HOA,
            ("blood_group",),
            ("NGUYỄN THỊ HOA", "Dị ứng penicillin", "O+"),
            "Viêm gan B",
            id="from VNeID to a hospital",
        ),
        pytest.param(
            "en",
            MEI_LING,
            ("phone_number",),
            ("TAN MEI LING", "+6599900001"),
            "tan.mei.ling@example.com",
            id="from Singpass to a hotel",
        ),
    ],
)
async def test_a_journey_without_scripts_delivers_what_was_ticked_and_nothing_else(
    arrives: Arrives,
    language: str,
    person: str,
    ticks: tuple[str, ...],
    received: tuple[str, ...],
    withheld: str,
) -> None:
    visitor = await arrives(language, script=False)
    site = visitor.places.hospital if person == HOA else visitor.places.hotel
    await visitor.sign_in(site, person)
    assert withheld in await visitor.page.inner_text("main")
    assert await visitor.page.locator("input[name=attribute]:checked").count() == 0
    for claim in ticks:
        await visitor.page.check(f"input[name=attribute][value={claim}]")
    await visitor.press("decision", "approve")
    assert visitor.page.url == f"{site}/result"
    page = await visitor.page.inner_text("main")
    assert [value for value in received if value not in page] == []
    assert withheld not in page
    assert visitor.watch.faults == []


async def test_the_bridges_front_page_starts_both_journeys(arrives: Arrives) -> None:
    visitor = await arrives("en")
    for button, provider in ((0, visitor.places.link.vneid), (1, visitor.places.link.singpass)):
        await visitor.open(visitor.places.link.bridge)
        await visitor.follow(f"main a.button >> nth={button}")
        await visitor.follow("main form button")
        assert visitor.page.url.startswith(f"{provider}/")
    assert visitor.watch.faults == []


async def test_the_page_switches_its_language_and_keeps_the_question(arrives: Arrives) -> None:
    visitor = await arrives("en")
    await consent_to_the_hotel(visitor)
    await visitor.switch_language()
    assert "đề nghị bạn chia sẻ" in await visitor.heading()
    await visitor.press("decision", "approve")
    assert visitor.page.url == f"{visitor.places.hotel}/result"


async def test_without_the_partner_in_form_action_the_browser_keeps_the_citizen_from_leaving(
    arrives: Arrives,
) -> None:
    """Why each page of a transaction lists its partner, and that the watch of all tests here would see it."""
    visitor = await arrives("en")

    async def forgetful(route: Route) -> None:
        if route.request.method != "GET":
            await route.continue_()
            return
        answer = await route.fetch()
        policy = answer.headers["content-security-policy"]
        kept = policy.replace(f" {visitor.places.hotel}", "")
        await route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": kept})

    await consent_to_the_hotel(visitor)
    asked = visitor.page.url
    await visitor.page.route(asked, forgetful)
    await visitor.page.goto(asked)
    async with visitor.page.expect_console_message(lambda message: "form-action" in message.text):
        await visitor.page.click("button[value=deny]", no_wait_after=True)
    assert visitor.page.url == asked
    assert "form-action" in " ".join(visitor.watch.faults)


async def test_the_printed_page_shows_what_is_shared_and_still_says_simulator(arrives: Arrives) -> None:
    visitor = await arrives("en")
    await consent_to_the_hotel(visitor)
    await visitor.page.emulate_media(media="print")
    assert await visitor.page.get_by_text("SIMULATOR", exact=True).first.is_visible()
    assert await visitor.page.get_by_text("TAN MEI LING").first.is_visible()
    assert not await visitor.page.locator("button[value=approve]").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_yes_and_no_weigh_the_same(arrives: Arrives, scheme: str) -> None:
    visitor = await arrives("vi")
    await consent_to_the_hotel(visitor)
    await visitor.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    looks = [
        await visitor.page.locator(f"button[value={answer}]").evaluate(
            """button => {
              const { backgroundColor, color, fontSize, fontWeight, borderColor } = getComputedStyle(button)
              const { width, height } = button.getBoundingClientRect()
              return [backgroundColor, color, fontSize, fontWeight, borderColor, width, height].join()
            }"""
        )
        for answer in ("approve", "deny")
    ]
    assert looks[0] == looks[1]
