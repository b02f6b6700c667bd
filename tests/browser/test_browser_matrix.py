"""The agreement's table is read a part at a time on a phone: whose letters these are must stay in sight."""

import pytest
from playwright.async_api import Page

from browser.layout import DESKTOP, PHONE, ZOOMED_400, resized
from browser.scenes import agreement
from browser.visitor import LOCALES, Arrives

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.thorough]

_PLACES = """([down, right]) => {
  const box = document.querySelector('.matrix')
  box.scrollTo(right, down)
  const place = selector => box.querySelector(selector).getBoundingClientRect()
  const origin = box.getBoundingClientRect()
  return {
    moved: [box.scrollTop > 0, box.scrollLeft > 0],
    headings: place('thead tr + tr').top - origin.top,
    names: place('tbody tr:last-child th').left - origin.left,
    key: [place('.key').left - origin.left, place('.key').top - origin.top],
  }
}"""


async def _places(page: Page, down: int = 0, right: int = 0) -> dict[str, object]:
    found: dict[str, object] = await page.evaluate(_PLACES, [down, right])
    return found


@pytest.mark.parametrize("language", LOCALES)
async def test_headings_names_and_key_stay_where_they_are(arrives: Arrives, language: str) -> None:
    visitor = await arrives(language)
    await agreement(visitor)
    async with resized(visitor.page, PHONE):
        before = await _places(visitor.page)
        after = await _places(visitor.page, 300, 200)
    assert after["moved"] == [True, True]
    assert {**after, "moved": before["moved"]} == before


async def test_a_desk_sees_every_column_at_once(arrives: Arrives) -> None:
    visitor = await arrives("en")
    await agreement(visitor)
    async with resized(visitor.page, DESKTOP):
        assert (await _places(visitor.page, 0, 200))["moved"] == [False, False]


async def test_on_a_screen_of_few_lines_the_headings_do_not_fill_it(arrives: Arrives) -> None:
    visitor = await arrives("en")
    await agreement(visitor)
    async with resized(visitor.page, ZOOMED_400):
        assert (await _places(visitor.page, 300, 0))["moved"] == [False, False]
