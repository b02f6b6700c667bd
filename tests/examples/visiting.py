"""A visitor of a partner site: the site answers in this process, everything else over the network."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import httpx

from eid_sandbox.browser import Browser, Page

PATIENCE_S = 20
_NOWHERE = "https://nowhere.example"


@dataclass(frozen=True, slots=True)
class Visitor:
    """One browser, with `person` at it, who is there for `purpose` where the site has several."""

    http: httpx.AsyncClient
    url: str
    person: str
    purpose: str = ""

    async def open(self, path: str = "/") -> Page:
        return await Browser(self.http, home=_NOWHERE).open(f"{self.url}{path}")

    async def press(self, page: Page, *pressed: tuple[str, str]) -> Page:
        return await Browser(self.http, home=_NOWHERE).submit(page, *pressed)

    async def sign_in_page(self, *, lang: str = "en") -> Page:
        pressed = [("purpose", self.purpose)] if self.purpose else []
        return await self.press(await self.open(f"/?lang={lang}"), *pressed)

    async def consent_page(self, *, lang: str = "en") -> Page:
        sign_in = await self.sign_in_page(lang=lang)
        return await self.press(sign_in, ("person", self.person), ("decision", "approve"))

    async def journey(self, *ticks: str, decision: str = "approve", lang: str = "en") -> Page:
        consent = await self.consent_page(lang=lang)
        return await self.press(consent, *(("attribute", tick) for tick in ticks), ("decision", decision))


@asynccontextmanager
async def visiting(
    module: ModuleType, url: str, *, bridge: str, data_dir: Path, person: str = "", purpose: str = ""
) -> AsyncIterator[Visitor]:
    """A visitor of the site that `module` makes, which asks that bridge."""
    async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE_S) as outgoing:
        app = module.create_app(bridge_url=bridge, public_url=url, data_dir=data_dir, http=outgoing)
        site = {url: httpx.ASGITransport(app)}
        async with httpx.AsyncClient(mounts=site, trust_env=False, timeout=PATIENCE_S) as browser:
            yield Visitor(browser, url, person, purpose)
