"""Whether a page fits: on a phone, enlarged, with larger letters; whether fingers can hit its controls."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from playwright.async_api import Page

PHONE: Final = (390, 844)
DESKTOP: Final = (1280, 900)
# Zoom makes the viewport smaller in the page's own pixels and changes nothing else of the layout:
# 1280 by 900 at 200 % is 640 by 450, and at 400 % 320 pixels wide (WCAG 2.2, 1.4.4 and 1.4.10).
ZOOMED_200: Final = (640, 450)
ZOOMED_400: Final = (320, 225)
TOUCH_TARGET: Final = 44  # pixels, WCAG 2.2, 2.5.5

_WIDER: Final = """() => {
  const room = document.documentElement.clientWidth
  const scrolls = element => ['auto', 'scroll'].includes(getComputedStyle(element).overflowX)
  const inScroller = element => element && (scrolls(element) || inScroller(element.parentElement))
  const end = element => element.getBoundingClientRect().right
  const found = [...document.body.querySelectorAll('*')]
    .filter(element => element.checkVisibility() && end(element) > room + 1 && !inScroller(element))
    .map(element => `${element.localName}.${element.className} ends at ${end(element)}`)
  const sideways = document.documentElement.scrollWidth > room
  return sideways || found.length ? [`of ${room}`, ...found.slice(0, 3)] : []
}"""
_CUT: Final = """() => [
  ...document.querySelectorAll('button, .button, h1, h2, h3, p, dd, dt, li, label, td, th')]
  .filter(element => element.checkVisibility() && getComputedStyle(element).overflowX !== 'auto'
    && (element.scrollWidth > element.clientWidth + 1) && element.clientWidth > 0
    && getComputedStyle(element).display !== 'inline')
  .map(element => `${element.localName}: ${element.textContent.trim().slice(0, 40)}`)"""
_SMALL: Final = """(least) => [
  ...document.querySelectorAll('button, .button, summary, nav a, label:has(input)')]
  .filter(element => element.checkVisibility() && !element.closest('#swagger-ui'))
  .map(element => [element, element.getBoundingClientRect()])
  .filter(([, box]) => box.height < least || box.width < least)
  .map(([element, box]) => `${element.textContent.trim().slice(0, 40)}: ${box.width} by ${box.height}`)"""


async def does_not_fit(page: Page) -> list[str]:
    """Where the page would have to be scrolled sideways, or text leaves its box, as it is laid out now."""
    wider = await page.evaluate(_WIDER)
    cut = await page.evaluate(_CUT)
    found = [f"wider than the window: {', '.join(wider)}"] if wider else []
    return [*found, *(f"text leaves its box: {one}" for one in cut)]


async def too_small_to_touch(page: Page) -> list[str]:
    """Controls smaller than a fingertip. Links inside a sentence are as high as their line, and may be."""
    return [f"too small to touch: {one}" for one in await page.evaluate(_SMALL, TOUCH_TARGET)]


@asynccontextmanager
async def resized(page: Page, size: tuple[int, int]) -> AsyncIterator[None]:
    """The page in a window of another size."""
    before = page.viewport_size
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    yield
    if before is not None:
        await page.set_viewport_size(before)


@asynccontextmanager
async def larger_letters(page: Page) -> AsyncIterator[None]:
    """Letters twice as large, in a window that stays as it is."""
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    yield
    await page.evaluate("document.documentElement.style.fontSize = ''")
