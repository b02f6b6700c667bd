"""Addresses that are nearly right: a plain error, and never a redirect to where a Host header points."""

import httpx
import pytest

from journeys.world import BRIDGE, SINGPASS, VNEID, Link

NEARLY = [
    pytest.param("POST", f"{BRIDGE}/oauth/token/", id="the token endpoint with a slash"),
    pytest.param("POST", f"{BRIDGE}/oauth/par/", id="the PAR endpoint with a slash"),
    pytest.param("GET", f"{BRIDGE}/oauth/authorize/", id="the authorization endpoint with a slash"),
    pytest.param("GET", f"{BRIDGE}/static", id="the stylesheet's folder"),
    pytest.param("POST", f"{VNEID}/oauth2/token/", id="VNeID's token endpoint with a slash"),
    pytest.param("POST", f"{SINGPASS}/fapi/token/", id="Singpass' token endpoint with a slash"),
]


@pytest.mark.parametrize(("method", "url"), NEARLY)
async def test_a_slash_too_many_is_not_found_and_leads_nowhere(
    link: Link, browser: httpx.AsyncClient, method: str, url: str
) -> None:
    response = await browser.request(method, url, headers={"Host": "evil.example"})
    assert response.status_code == 404
    assert "location" not in response.headers


@pytest.mark.parametrize("path", ["/t/%00", "/t/x", "/t/..%2Ft", f"/t/{'a' * 5000}"])
async def test_a_page_that_cannot_be_is_a_page_that_says_so(
    link: Link, browser: httpx.AsyncClient, path: str
) -> None:
    response = await browser.get(f"{BRIDGE}{path}")
    assert response.status_code in (400, 404)
    assert "Traceback" not in response.text


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_a_page_that_cannot_go_on_speaks_the_citizens_language(
    browser: httpx.AsyncClient, link: Link, language: str
) -> None:
    response = await browser.get(f"{BRIDGE}/t/x", params={"lang": language})
    assert f'<html lang="{language}">' in response.text
    said = {"vi": "không được nhận ra", "en": "is not known in this browser"}
    assert said[language] in response.text
