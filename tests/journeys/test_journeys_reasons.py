"""`/reasons` and `/v1/reasons`: what each word means, to be kept by its digest."""

import html

import httpx
import pytest

from bridge.web.reason_catalogue import CATALOGUE
from journeys.world import BRIDGE


async def test_every_reason_is_listed_with_who_is_told_it(browser: httpx.AsyncClient) -> None:
    listed = (await browser.get(f"{BRIDGE}/v1/reasons")).json()["reasons"]
    by_word = {each["reason"]: each for each in listed}
    assert len(by_word) == len(listed) == sum(len(group.reasons) for group in CATALOGUE)
    assert by_word["age_unknown"]["told_to"] == "citizen"
    assert by_word["attribute_not_in_purpose"]["told_to"] == "partner"
    assert by_word["consent_refused"]["explanation"]["vi"].startswith("Bạn đã không đồng ý")


async def test_whoever_has_the_list_is_not_sent_it_again(browser: httpx.AsyncClient) -> None:
    first = await browser.get(f"{BRIDGE}/v1/reasons")
    again = await browser.get(f"{BRIDGE}/v1/reasons", headers={"If-None-Match": first.headers["etag"]})
    other = await browser.get(f"{BRIDGE}/v1/reasons", headers={"If-None-Match": '"another"'})
    assert (again.status_code, again.content, other.status_code) == (304, b"", 200)


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_the_page_explains_every_reason_at_its_own_address(
    browser: httpx.AsyncClient, language: str
) -> None:
    page = html.unescape((await browser.get(f"{BRIDGE}/reasons?lang={language}")).text)
    for group in CATALOGUE:
        assert group.heading.in_(language) in page
        for word, text in group.reasons.items():
            assert f'<div id="{word}">' in page
            assert text.in_(language) in page
