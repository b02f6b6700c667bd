"""What every page is held to, in one place: `require_sound`."""

import re
from typing import Final

from playwright.async_api import Page

from browser import axe
from browser.layout import (
    DESKTOP,
    PHONE,
    ZOOMED_200,
    ZOOMED_400,
    does_not_fit,
    larger_letters,
    resized,
    too_small_to_touch,
)
from browser.watching import Watch

# Words that a page of any length has in its own language and not in the other.
_TELLING: Final = {
    "vi": re.compile(r"\b(và|của|không|bạn|được|các|một|này|hoặc)\b", re.IGNORECASE),
    "en": re.compile(r"\b(and|the|of|is|not|you|this|or|to)\b", re.IGNORECASE),
}
# What declares another language of its own, for whoever cannot switch there, is not in the page's.
_OUR_WORDS: Final = """notOurs => [...document.querySelector('main').children]
  .filter(part => !part.matches(notOurs))
  .filter(part => [document.documentElement.lang, null].includes(part.getAttribute('lang')))
  .map(part => part.innerText).join(' ')"""
_BACKGROUND: Final = """() => {
  const parts = getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/g).map(Number)
  const [red, green, blue, opacity = 1] = parts
  return opacity === 0 ? 1 : (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255
}"""


async def require_sound(page: Page, watch: Watch, *, language: str) -> None:
    """Fails with everything that is wrong with the page as it stands."""
    found = [
        *await _identity(page, language),
        *await _accessible(page),
        *await _fits(page),
        *await _in_the_dark(page),
        *watch.faults,
    ]
    assert not found, "\n".join([f"{page.url} in {language}:", *found])


async def _identity(page: Page, language: str) -> list[str]:
    """The page says in which language it speaks, speaks it, and says what it is."""
    found = []
    if (declared := await page.get_attribute("html", "lang")) != language:
        found.append(f"lang says {declared}")
    text = await page.evaluate(_OUR_WORDS, axe.NOT_OURS)
    own, other = (
        len(_TELLING[each].findall(text)) for each in (language, "en" if language == "vi" else "vi")
    )
    if own <= other:
        found.append(f"the words are not {language}: {own} against {other}")
    title = await page.title()
    if not title.endswith(" · SIMULATOR") or len(title) < len("VNeID · SIMULATOR"):
        found.append(f"the title is {title!r}")
    if not await _says_simulator(page):
        found.append("SIMULATOR is not in sight")
    if language == "vi" and "MÔ PHỎNG" not in await page.inner_text("body"):
        found.append("nor is it said in Vietnamese")
    return found


async def _says_simulator(page: Page) -> bool:
    """In letters, on the first screen."""
    box = await page.get_by_text("SIMULATOR", exact=True).first.bounding_box()
    return box is not None and 0 <= box["y"] < 100 and box["height"] > 0


async def _accessible(page: Page) -> list[str]:
    """On a phone and at a desk: what is folded away in the one is met in the other."""
    found = []
    for size in (PHONE, DESKTOP):
        async with resized(page, size):
            found += [f"at {size[0]} pixels: {fault}" for fault in await axe.violations(page)]
    return found


async def _fits(page: Page) -> list[str]:
    found = []
    for size in (PHONE, ZOOMED_200, ZOOMED_400):
        async with resized(page, size):
            found += [f"at {size[0]} pixels: {fault}" for fault in await does_not_fit(page)]
            if size == PHONE:
                found += await too_small_to_touch(page)
    async with resized(page, PHONE), larger_letters(page):
        found += [f"with larger letters: {fault}" for fault in await does_not_fit(page)]
    return found


async def _in_the_dark(page: Page) -> list[str]:
    await page.emulate_media(color_scheme="dark")
    found = [f"in the dark: {fault}" for fault in await axe.low_contrast(page)]
    if await page.evaluate(_BACKGROUND) > 0.25:
        found.append("the page stays bright in the dark")
    await page.emulate_media(color_scheme="light")
    return found
