"""Every page, as a person meets it: readable, operable, in both languages, on a phone, enlarged, in the dark."""

import pytest

from browser.scenes import SCENES, Scene
from browser.visitor import Arrives

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__.replace("_", " "))
async def test_the_page_is_sound(arrives: Arrives, scene: Scene, language: str) -> None:
    visitor = await arrives(language)
    await scene(visitor)
    assert SCENES[scene][language == "en"] in await visitor.heading()
    await visitor.require_sound()


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_every_partner_site_is_sound(arrives: Arrives, language: str) -> None:
    visitor = await arrives(language)
    assert len(visitor.places.sites) >= 2
    for site in visitor.places.sites:
        await visitor.open(site)
        await visitor.require_sound()
