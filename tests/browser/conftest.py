"""One Chromium and one running link for all these tests; a browser context of its own for each visitor."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from urllib.request import urlopen

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from browser import chromium
from browser.visitor import Arrives, Places, Visitor, visiting
from running_link import running_link

_BUTTON = re.compile(r'<a class="button[^"]*" href="(http://localhost:[0-9]+)/\?lang=en"')
_SITE = re.compile(r'href="(http://localhost:[0-9]+)/\?lang=en"')


# The session's loop, not a test's own: a browser lives longer than one test.
@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    path = chromium.executable()
    chromium.axe_source()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=chromium.arguments())
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def places(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    """The running link, and its partner sites as the bridge's front page leads to them."""
    with running_link(tmp_path_factory.mktemp("link")) as link:
        with urlopen(f"{link.bridge}/?lang=en", timeout=10) as response:
            front = response.read().decode()
        hospital, hotel = _BUTTON.findall(front)
        sites = set(_SITE.findall(front)) - {link.bridge, link.vneid, link.singpass}
        yield Places(link, hospital, hotel, tuple(sorted(sites)))


@pytest_asyncio.fixture(loop_scope="session")
async def arrives(browser: Browser, places: Places) -> AsyncIterator[Arrives]:
    async with AsyncExitStack() as stack:

        async def enter(language: str, *, script: bool = True) -> Visitor:
            return await stack.enter_async_context(visiting(browser, places, language, script=script))

        yield enter
