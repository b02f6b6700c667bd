"""A page that cannot go on, read in the other language: the link there changes nothing and spends nothing."""

import html
import re
from contextlib import AsyncExitStack

import pytest

from journeys.checks import require_page
from journeys.client import Organisation
from journeys.walk import Begin
from journeys.world import BRIDGE, Link


def _other_language(text: str) -> str:
    (query,) = re.findall(r'<a href="(\?[^"]+)" lang="vi" hreflang="vi">', text)
    return html.unescape(query)


@pytest.mark.parametrize(
    ("beside", "reason"),
    [
        pytest.param({"lang": "en"}, "parameter_not_pushed", id="one parameter too many"),
        pytest.param({"request_uri": "urn:x", "lang": "en"}, "request_uri_foreign", id="another server's"),
    ],
)
async def test_switching_the_language_of_a_refused_address_spends_no_request(
    link: Link, stack: AsyncExitStack, hotel: Organisation, beside: dict[str, str], reason: str
) -> None:
    attempt = await hotel.push(("name",))
    browser = await stack.enter_async_context(link.client())
    before = link.record()
    page = await browser.get(hotel.browser_url(attempt, **beside))
    other = await browser.get(f"{BRIDGE}/oauth/authorize{_other_language(page.text)}")
    for response, language in ((page, "en"), (other, "vi")):
        require_page(response, reason=reason)
        assert f'<html lang="{language}">' in response.text
        assert f"#{reason}" in response.text
    assert link.record() == before
    assert (await browser.get(hotel.browser_url(attempt))).status_code == 303


async def test_a_page_answered_before_leads_to_what_was_shared_in_both_languages(
    hotel: Organisation, walk: Begin
) -> None:
    started = await walk(hotel)
    page = await started.sign_in()
    await started.answer(page)
    gone = await started.http.get(f"{page.url}?lang=en")
    other = await started.http.get(f"{page.url}{_other_language(gone.text)}")
    for response, language in ((gone, "en"), (other, "vi")):
        require_page(response, reason="page_unknown")
        assert f'href="/me?lang={language}"' in response.text
