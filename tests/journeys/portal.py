"""A citizen at their own pages: signed in through either provider, by the real forms."""

from dataclasses import dataclass

import httpx

from eid_sandbox.browser import Browser, Form, Page
from journeys.people import SINGAPOREAN, VIETNAMESE
from journeys.world import BRIDGE

PERSON_OF = {"vneid": VIETNAMESE, "singpass": SINGAPOREAN}
PROVIDERS = ("vneid", "singpass")
SESSION = "vnsg_me_session"


@dataclass(frozen=True, slots=True)
class Citizen:
    """One browser at the portal."""

    http: httpx.AsyncClient

    @property
    def browser(self) -> Browser:
        return Browser(self.http, home="http://nowhere.example")

    async def open(self, path: str = "", *, lang: str = "en") -> Page:
        """One of the portal's pages."""
        return await self.browser.open(f"{BRIDGE}/me{path}?lang={lang}")

    async def leave(self, provider: str, *, lang: str = "en") -> Page:
        """The provider's sign-in page."""
        page = await self.open(lang=lang)
        return await self.browser.submit(page, ("identity_provider", provider))

    async def sign_in(self, provider: str, person: str | None = None, *, decision: str = "approve") -> Page:
        """The portal's first page, or whatever came instead."""
        page = await self.leave(provider)
        chosen = person or PERSON_OF[provider]
        return await self.browser.submit(page, ("person", chosen), ("decision", decision))

    async def press(self, page: Page, action: str, *fields: tuple[str, str]) -> Page:
        """Submits the form of the page that leads to `action`."""
        form = form_to(page, action)
        alone = Page(page.url, page.status, page.text, forms=(form,))
        return await self.browser.submit(alone, *fields)


def form_to(page: Page, action: str) -> Form:
    """The page's form that leads to an address ending like this."""
    found = [form for form in page.forms if form.action.partition("?")[0].endswith(action)]
    assert len(found) == 1, (page.url, [form.action for form in page.forms])
    return found[0]


def newest(page: Page) -> str:
    """The address below /me of the first record in the list."""
    found = next(link for link in page.links if link.startswith("/me/records/"))
    return found.removeprefix("/me").partition("?")[0]
