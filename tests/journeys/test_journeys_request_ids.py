"""The request id: in every answer of every service, on every page, and the same at the identity provider."""

import re
from contextlib import AsyncExitStack

import httpx
import pytest

from journeys.client import registered
from journeys.people import HOSPITAL
from journeys.walk import begin
from journeys.world import BRIDGE, SINGPASS, VNEID, Link

GIVEN = "0123456789abcdef0123456789abcdef"
WORDS = {"vi": "Mã yêu cầu", "en": "Request id"}


@pytest.mark.parametrize("service", [BRIDGE, VNEID, SINGPASS])
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("GET", "/healthz", 200, id="alive"),
        pytest.param("GET", "/openapi.json", 200, id="a document"),
        pytest.param("GET", "/static/style.css", 200, id="a file"),
        pytest.param("GET", "/nowhere", 404, id="no such address"),
        pytest.param("DELETE", "/readyz", 405, id="no such method"),
    ],
)
async def test_every_answer_has_an_id(link: Link, service: str, method: str, path: str, status: int) -> None:
    async with link.client() as http:
        response = await http.request(method, f"{service}{path}", headers={"X-Request-Id": GIVEN})
    assert (response.status_code, response.headers.get_list("x-request-id")) == (status, [GIVEN])


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "url",
    [
        pytest.param(f"{BRIDGE}/", id="the bridge's front page"),
        pytest.param(f"{BRIDGE}/t/x", id="a page that cannot go on"),
        pytest.param(f"{VNEID}/", id="VNeID's front page"),
        pytest.param(f"{VNEID}/oauth2/authorize", id="VNeID's refusal"),
        pytest.param(f"{SINGPASS}/", id="Singpass' front page"),
        pytest.param(f"{SINGPASS}/fapi/auth", id="Singpass' refusal"),
    ],
)
async def test_every_page_shows_the_id_of_its_answer(link: Link, url: str, language: str) -> None:
    async with link.client() as http:
        response = await http.get(url, params={"lang": language}, headers={"Accept-Language": language})
    assert f"{WORDS[language]} <code>{response.headers['x-request-id']}</code>" in response.text


async def test_the_consent_page_shows_the_id(link: Link, stack: AsyncExitStack) -> None:
    organisation = await registered(link, stack, HOSPITAL)
    walk = await begin(organisation, await stack.enter_async_context(link.client()))
    page = await walk.sign_in()
    assert re.search(r"Request id [0-9a-f]{32}$", page.text)


async def test_the_identity_provider_is_asked_under_the_id_of_the_citizens_request(
    link: Link, stack: AsyncExitStack
) -> None:
    organisation = await registered(link, stack, HOSPITAL)
    browser = await stack.enter_async_context(link.client())
    callbacks: list[str] = []

    async def collect(response: httpx.Response) -> None:
        if response.url.path == "/upstream/vneid/callback":
            callbacks.append(response.headers["x-request-id"])

    browser.event_hooks = {"response": [collect]}
    await (await begin(organisation, browser)).sign_in()
    (callback,) = callbacks
    async with link.client() as http:
        seen = (await http.get(f"{VNEID}/sim/requests")).json()["requests"]
    under_it = [each["path"] for each in seen if each["request_id"] == callback]
    assert under_it == ["/oauth2/token", "/oauth2/userinfo"]
