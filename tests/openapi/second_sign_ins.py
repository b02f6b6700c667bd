"""Journeys with two sign-ins, as far as the second: a child's representative, and a higher level."""

import httpx

from bridge.web.openapi.examples import REDIRECT_URI
from eid_sandbox.browser import Browser, Page
from journeys.children import CHILD
from journeys.world import VNEID
from openapi.example_caller import Caller


async def _first_sign_in(
    bridge: Caller, http: httpx.AsyncClient, request: dict[str, str], *, person: str
) -> tuple[Browser, Page]:
    browser = Browser(http, home=REDIRECT_URI)
    opened = await bridge.call("authorize", query=request)
    page = await browser.open(opened.headers["location"])
    return browser, await browser.submit(page, ("person", person), ("decision", "approve"))


async def representative(bridge: Caller, http: httpx.AsyncClient, request: dict[str, str]) -> None:
    """A child says yes and hands over; the provider asks who is there now."""
    browser, page = await _first_sign_in(bridge, http, request, person=CHILD)
    page = await browser.submit(page, ("decision", "approve"))
    shown = bridge.example("signRepresentativeIn", "approve")
    assert (await browser.submit(page, ("decision", shown["decision"]))).url.startswith(VNEID)


async def stronger(bridge: Caller, http: httpx.AsyncClient, request: dict[str, str]) -> None:
    """Somebody whose account could do better than this sign-in is sent to do so."""
    document = await bridge.link.person(VNEID, "nguyen-thi-hoa")
    account = {**document["account"], "auth_level": 2, "highest_auth_level": 4}
    await bridge.link.put_person(VNEID, "careful", {**document, "id": "careful", "account": account})
    browser, page = await _first_sign_in(bridge, http, request, person="careful")
    shown = bridge.example("signInStronger", "approve")
    assert (await browser.submit(page, ("decision", shown["decision"]))).url.startswith(VNEID)
