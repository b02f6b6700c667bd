"""A citizen's way through a journey, in the steps that tests stop between."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from eid_sandbox.browser import Browser, Page, arrival_of
from journeys.client import Attempt, Organisation
from journeys.people import CITIZEN_FOR, HEALTH, MOCK_FOR, TOURISM

ATTRIBUTES_OF = {"health.patient_summary": HEALTH, "tourism.checkin": TOURISM}


@dataclass(frozen=True, slots=True)
class Walk:
    """One citizen's browser on behalf of one organisation's request."""

    organisation: Organisation
    attempt: Attempt
    http: httpx.AsyncClient
    browser: Browser

    @property
    def mock(self) -> str:
        """Where this citizen signs in."""
        return MOCK_FOR[self.organisation.country]

    async def open(self) -> Page:
        """The identity provider's sign-in page."""
        return await self.browser.open(self.organisation.browser_url(self.attempt))

    async def sign_in(self, person: str | None = None, *, decision: str = "approve") -> Page:
        """The page at the bridge after signing in, or wherever else it led."""
        chosen = person or CITIZEN_FOR[self.organisation.country]
        return await self.browser.submit(await self.open(), ("person", chosen), ("decision", decision))

    async def answer(self, page: Page, *, ticks: Iterable[str] = (), decision: str = "approve") -> Page:
        """The consent form submitted."""
        pressed = [("attribute", claim) for claim in ticks]
        return await self.browser.submit(page, *pressed, ("decision", decision))

    async def code(self, person: str | None = None, *, ticks: Iterable[str] = ()) -> str:
        """A code, from a whole walk with consent."""
        arrived = await self.answer(await self.sign_in(person), ticks=ticks)
        assert arrived.arrived is not None, (arrived.status, arrived.text)
        return arrived.arrived["code"]

    async def token(self, person: str | None = None, *, ticks: Iterable[str] = ()) -> str:
        """An access token, from a whole walk with consent."""
        code = await self.code(person, ticks=ticks)
        return str((await self.organisation.redeem(self.attempt, code))["access_token"])

    async def claims(self, person: str | None = None, *, ticks: Iterable[str] = ()) -> dict[str, Any]:
        """The released claims, from a whole walk with consent."""
        token = await self.token(person, ticks=ticks)
        answer = await self.organisation.userinfo(self.attempt, token)
        return dict(answer["verified_claims"]["claims"])

    async def denied(self, person: str | None = None) -> tuple[Page, Mapping[str, str]]:
        """The page that explains a denial, and what the partner would receive from it."""
        page = await self.sign_in(person)
        return page, arrival_of(page, self.organisation.redirect_uri)


async def begin(
    organisation: Organisation,
    http: httpx.AsyncClient,
    *,
    attributes: tuple[str, ...] | None = None,
    **changes: str | None,
) -> Walk:
    """A pushed request and a browser that has not opened it yet."""
    wanted = attributes or ATTRIBUTES_OF[organisation.purpose]
    attempt = await organisation.push(wanted, **changes)
    return Walk(organisation, attempt, http, Browser(http, home=organisation.redirect_uri))


Begin = Callable[..., Awaitable[Walk]]
