"""A person at a real browser, on the way through the running link."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Protocol
from urllib.request import Request, urlopen

from playwright.async_api import Browser, Page, ViewportSize

from browser.layout import DESKTOP, PHONE
from browser.sound import require_sound
from browser.watching import Watch
from running_link import Addresses

LOCALES = {"vi": "vi-VN", "en": "en-GB"}


@dataclass(frozen=True, slots=True)
class Places:
    """Where everything is: the link, the sites where its two journeys start, and all partner sites."""

    link: Addresses
    hospital: str
    hotel: str
    sites: tuple[str, ...]


@dataclass(slots=True)
class Visitor:
    """One browser with nothing in it yet, in one of the two languages."""

    page: Page
    watch: Watch
    places: Places
    language: str

    async def open(self, url: str, path: str = "/") -> None:
        """Goes to an address, in the visitor's language."""
        mark = "&" if "?" in path else "?"
        await self.page.goto(f"{url.rstrip('/')}{path}{mark}lang={self.language}")

    async def press(self, name: str, value: str) -> None:
        """Presses the button with that name and value."""
        await self.follow(f"button[name={name}][value={value}]")

    async def follow(self, selector: str) -> None:
        """Clicks the first such element, and waits until the page it leads to is there, styles and all."""
        async with self.page.expect_navigation():
            await self.page.locator(selector).first.click()

    async def switch_language(self) -> None:
        """By the page's own link; on from here the visitor speaks the other language, on the other device."""
        self.language = "en" if self.language == "vi" else "vi"
        await self.follow(f"nav a[hreflang={self.language}]")
        await self.page.set_viewport_size(_window(self.language))

    async def start(self, site: str) -> None:
        """From a partner's page to the identity provider's."""
        await self.open(site)
        await self.follow("main form button")

    async def sign_in(self, site: str, person: str, decision: str = "approve") -> None:
        """From a partner's page through the identity provider, to whatever the bridge then shows."""
        await self.start(site)
        await self.page.check(f"input[name=person][value={person}]")
        await self.press("decision", decision)

    async def consent(self, site: str, person: str, *ticks: str, decision: str = "approve") -> None:
        """The whole way, back to the partner."""
        await self.sign_in(site, person)
        for claim in ticks:
            await self.page.check(f"input[name=attribute][value={claim}]")
        await self.press("decision", decision)

    async def require_sound(self) -> None:
        """Holds the page to what every page is held to."""
        await require_sound(self.page, self.watch, language=self.language)

    async def heading(self) -> str:
        """The page's h1."""
        return await self.page.inner_text("h1")


class Arrives(Protocol):
    """A visitor enters, with an empty browser."""

    async def __call__(self, language: str, *, script: bool = True) -> Visitor: ...


@asynccontextmanager
async def visiting(
    browser: Browser, places: Places, language: str, *, script: bool = True
) -> AsyncIterator[Visitor]:
    """A Vietnamese visitor has a phone, an English one a desktop: both widths are met on the way."""
    context = await browser.new_context(
        viewport=_window(language),
        locale=LOCALES[language],
        java_script_enabled=script,
    )
    context.set_default_timeout(10_000)
    try:
        watch = Watch().over(context)
        yield Visitor(await context.new_page(), watch, places, language)
    finally:
        await context.close()


def _window(language: str) -> ViewportSize:
    width, height = PHONE if language == "vi" else DESKTOP
    return ViewportSize(width=width, height=height)


@contextmanager
def misbehaving(mock: str, fault: str) -> Iterator[None]:
    """A mock identity provider with a fault switched on, for as long as the block lasts."""
    _put(f"{mock}/sim/faults", {"active": [fault]})
    try:
        yield
    finally:
        _put(f"{mock}/sim/faults", {"active": []})


def _put(url: str, body: object) -> None:
    request = Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"}, method="PUT")
    with urlopen(request, timeout=10) as response:
        assert response.status == 200
