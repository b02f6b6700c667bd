"""What the demo's people do: one whole journey, or as much of one as the bridge lets them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from eid_sandbox.browser import Browser, Page
from eid_sandbox.link import Link, LinkSettings
from eid_sandbox.partner import Attempt, Partner


@dataclass(frozen=True, slots=True)
class Stage:
    """The running link, and the two partners that registered at it."""

    link: Link
    settings: LinkSettings
    http: httpx.AsyncClient
    hospital: Partner
    hotel: Partner


@dataclass(frozen=True, slots=True)
class Visit:
    """A citizen at the bridge's page after signing in: the consent page, or an explanation."""

    partner: Partner
    attempt: Attempt
    browser: Browser
    page: Page


@asynccontextmanager
async def fresh_browser(partner: Partner) -> AsyncIterator[Browser]:
    """A browser nobody has used before."""
    async with httpx.AsyncClient(timeout=15) as client:
        yield Browser(client, home=partner.redirect_uri)


@asynccontextmanager
async def visit(
    partner: Partner, purpose: str, attributes: tuple[str, ...], *, person: str
) -> AsyncIterator[Visit]:
    """Pushes a request, opens it in a fresh browser and signs `person` in at home."""
    attempt = await partner.push(purpose, list(attributes))
    async with fresh_browser(partner) as browser:
        sign_in = await browser.open(partner.browser_url(attempt))
        page = await browser.submit(sign_in, ("person", person), ("decision", "approve"))
        yield Visit(partner, attempt, browser, page)


async def approve(visited: Visit, ticked: tuple[str, ...]) -> Page:
    """The citizen agrees, with these optional attributes."""
    ticks = [("attribute", claim) for claim in ticked]
    return await visited.browser.submit(visited.page, *ticks, ("decision", "approve"))


async def sign_representative_in(visited: Visit, hand_over: Page, person: str) -> Page:
    """From the hand-over page of a child's journey to where a sign-in by `person` leads."""
    sign_in = await visited.browser.submit(hand_over, ("decision", "approve"))
    return await visited.browser.submit(sign_in, ("person", person), ("decision", "approve"))


async def collect(visited: Visit, arrived: Page) -> dict[str, Any]:
    """The partner redeems the code and fetches what was consented."""
    code = (arrived.arrived or {})["code"]
    tokens = await visited.partner.redeem(visited.attempt, code)
    return await visited.partner.userinfo(visited.attempt, tokens["access_token"])
