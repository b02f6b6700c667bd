"""What a browser is given to keep, and what it is told about the pages."""

import re
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest

from eid_sandbox.browser import Page
from journeys.client import Organisation, registered
from journeys.people import HOSPITAL, HOTEL
from journeys.walk import Begin, Walk, begin
from journeys.world import BRIDGE, Link

FORM_HEADERS = {"Origin": BRIDGE}


async def _at_consent(walk: Begin, organisation: Organisation) -> tuple[Walk, Page]:
    started = await walk(organisation)
    return started, await started.sign_in()


def _cookies(response: httpx.Response) -> dict[str, str]:
    found = {}
    for header in response.headers.get_list("set-cookie"):
        name, _, rest = header.partition("=")
        found[name] = rest.partition(";")[2].strip().lower()
    return found


async def _set_cookies(walk: Walk) -> dict[str, str]:
    """Every cookie that the bridge sets on the way to the consent page, with its attributes."""
    found: dict[str, str] = {}

    async def collect(response: httpx.Response) -> None:
        if str(response.request.url).startswith(("http://localhost:8000", "https://bridge.example")):
            found.update({name: each for name, each in _cookies(response).items() if "max-age=0" not in each})

    walk.http.event_hooks = {"response": [collect]}
    await walk.sign_in()
    return found


async def test_cookies_are_narrow_and_out_of_reach_of_scripts(hotel: Organisation, walk: Begin) -> None:
    cookies = await _set_cookies(await walk(hotel))
    kinds = {name.split("_")[1]: attributes for name, attributes in cookies.items()}
    assert set(kinds) == {"browser", "s0", "s1"}
    for attributes in kinds.values():
        assert "httponly" in attributes
        assert "samesite=lax" in attributes
        assert "domain=" not in attributes
        assert "secure" not in attributes  # plain http on loopback: a Secure cookie would not be kept
    paths = {kind: re.search(r"path=([^;]*)", found).group(1) for kind, found in kinds.items()}  # type: ignore[union-attr]  # each has one
    assert paths["browser"] == "/oauth/authorize"
    assert paths["s0"] == "/upstream/"
    assert paths["s1"].startswith("/t/")


async def test_each_transaction_has_cookies_of_its_own(
    hotel: Organisation, browser: httpx.AsyncClient
) -> None:
    names: list[str] = []
    for _ in range(2):
        names += await _set_cookies(await begin(hotel, browser))
    assert len(set(names)) == 6


async def test_the_bridge_keeps_no_cookie_after_the_journey(hotel: Organisation, walk: Begin) -> None:
    started, page = await _at_consent(walk, hotel)
    await started.answer(page)
    left = {cookie.name.split("_")[1] for cookie in started.http.cookies.jar if "vnsg" in cookie.name}
    assert left == {"browser"}  # of a request that is spent: it opens nothing any more


async def test_the_consent_page_is_sent_with_strict_headers(hotel: Organisation, walk: Begin) -> None:
    started, page = await _at_consent(walk, hotel)
    headers = (await started.http.get(page.url)).headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
    assert policy["form-action"] == "'self' https://hotel.example.vn"
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert "script-src" not in policy
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "same-origin"


async def test_redirects_are_303_and_not_kept(hotel: Organisation, walk: Begin) -> None:
    started, page = await _at_consent(walk, hotel)
    form = {**dict(page.form.fields), "decision": "approve"}
    response = await started.http.post(page.url, data=form, headers=FORM_HEADERS)
    assert response.status_code == 303
    assert response.headers["cache-control"] == "no-store"


async def test_what_is_shown_is_the_value_and_nothing_is_ticked(hotel: Organisation, walk: Begin) -> None:
    started, page = await _at_consent(walk, hotel)
    raw = (await started.http.get(page.url)).text
    for value in ("TAN MEI LING", "E0000088K", "tan.mei.ling@example.com"):
        assert value in page.text
    assert " checked" not in raw
    assert page.form.checkboxes == ["phone_number", "email"]


@pytest.mark.parametrize("metadata", [HOSPITAL, HOTEL], ids=["hospital", "hotel"])
async def test_a_name_that_looks_like_markup_stays_text(
    link: Link, stack: AsyncExitStack, metadata: dict[str, Any]
) -> None:
    name = "<script>alert(1)</script>"
    organisation = await registered(link, stack, {**metadata, "legal_name#en": name, "dpo_contact": name})
    http = await stack.enter_async_context(link.client())
    started = await begin(organisation, http)
    page = await started.sign_in()
    assert "<script" not in (await http.get(page.url)).text
