"""Every page, as a person meets it: readable, operable, bilingual, on a phone, enlarged, in the dark."""

import pytest

from browser.linked import linked_pages
from browser.scenes import ANSWERS, PAGES, Scene
from browser.visitor import LOCALES, Arrives

pytestmark = pytest.mark.asyncio(loop_scope="session")


def _words(scene: object) -> str:
    return str(getattr(scene, "__name__", "")).replace("_", " ")


@pytest.mark.thorough
@pytest.mark.parametrize("scene", PAGES, ids=_words)
async def test_the_page_is_sound_in_both_languages(arrives: Arrives, scene: Scene) -> None:
    visitor = await arrives("vi")
    await scene(visitor)
    for heading in PAGES[scene]:
        assert heading in await visitor.heading()
        await visitor.require_sound()
        await visitor.switch_language()


@pytest.mark.thorough
@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("scene", ANSWERS, ids=_words)
async def test_the_answer_is_sound(arrives: Arrives, scene: Scene, language: str) -> None:
    visitor = await arrives(language)
    await scene(visitor)
    assert ANSWERS[scene][language] in await visitor.heading()
    await visitor.require_sound()


@pytest.mark.thorough
async def test_every_page_that_a_front_page_leads_to_is_sound(arrives: Arrives) -> None:
    visitor = await arrives("vi")
    link = visitor.places.link
    found = await linked_pages(visitor, (link.bridge, link.vneid, link.singpass))
    assert set(visitor.places.sites) <= {page.rstrip("/") for page in found}
    for page in found:
        await visitor.open(page, "")
        await visitor.require_sound()
