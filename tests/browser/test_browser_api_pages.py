"""What our own style must leave alone on `/docs`: the signs of Swagger UI's buttons."""

import pytest

from browser.visitor import Arrives

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.thorough]


async def test_the_button_that_copies_a_path_shows_its_sign(arrives: Arrives) -> None:
    visitor = await arrives("en")
    await visitor.open(visitor.places.link.bridge, "/docs")
    button = visitor.page.locator(".opblock-summary .copy-to-clipboard button").first
    await button.wait_for(state="attached")
    sign = await button.evaluate("button => getComputedStyle(button).backgroundImage")
    assert sign.startswith('url("data:image/svg+xml')
    assert visitor.watch.faults == []
