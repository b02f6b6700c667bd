"""The bridge as an HTTP service: what answers without a journey, and what an error looks like."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bridge.adapters.sql import SqlLedger
from eid_kit.http.language import LANGUAGES
from eid_sandbox.browser import Browser
from journeys.world import BRIDGE, Link, opened


@pytest.fixture
async def link(tmp_path: Path) -> AsyncIterator[Link]:
    async with opened(tmp_path) as link:
        yield link


@pytest.fixture
async def http(link: Link) -> AsyncIterator[httpx.AsyncClient]:
    async with link.client() as client:
        yield client


async def test_what_anyone_may_see_is_there(http: httpx.AsyncClient) -> None:
    for path in ("/", "/healthz", "/openapi.json", "/oauth/jwks", "/upstream/jwks"):
        response = await http.get(f"{BRIDGE}{path}")
        assert response.status_code == 200, path


async def test_discovery_names_what_is_there_and_nothing_that_is_not(http: httpx.AsyncClient) -> None:
    one, other = [
        (await http.get(f"{BRIDGE}/.well-known/{name}")).json()
        for name in ("openid-configuration", "oauth-authorization-server")
    ]
    assert one == other
    assert one["issuer"] == BRIDGE
    assert one["require_pushed_authorization_requests"] is True
    assert one["code_challenge_methods_supported"] == ["S256"]
    assert one["authorization_response_iss_parameter_supported"] is True
    assert one["grant_types_supported"] == ["authorization_code"]
    for name, url in one.items():
        if name.endswith(("_endpoint", "_uri")):
            response = await http.request("OPTIONS", url)
            assert response.status_code != 404, name


async def test_private_halves_of_keys_are_published_nowhere(http: httpx.AsyncClient) -> None:
    for path in ("/oauth/jwks", "/upstream/jwks"):
        for key in (await http.get(f"{BRIDGE}{path}")).json()["keys"]:
            assert not {"d", "p", "q", "k"} & set(key)


SHOWN = (
    *("/", "/healthz", "/readyz", "/docs", "/openapi.json", "/agreement", "/reasons"),
    *("/oauth/jwks", "/baseline/oauth/jwks", "/upstream/jwks", "/v1/event-keys", "/v1/receipt-keys"),
    *("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"),
    *("/baseline/.well-known/openid-configuration", "/v1/agreement", "/v1/purposes", "/v1/reasons"),
)


@pytest.mark.parametrize("path", SHOWN)
async def test_what_only_shows_something_answers_head_as_get_without_the_body(
    http: httpx.AsyncClient, path: str
) -> None:
    shown, asked = await http.get(f"{BRIDGE}{path}"), await http.head(f"{BRIDGE}{path}")
    assert (asked.status_code, asked.content) == (shown.status_code, b"") == (200, b"")
    differs = {"x-request-id", "set-cookie"}
    assert {name: value for name, value in asked.headers.items() if name not in differs} == {
        name: value for name, value in shown.headers.items() if name not in differs
    }


@pytest.mark.parametrize(
    "path", ["/oauth/authorize", "/upstream/vneid/callback", "/me/callback/vneid", "/t/x"]
)
async def test_what_may_take_a_step_of_a_journey_answers_no_head(http: httpx.AsyncClient, path: str) -> None:
    assert (await http.head(f"{BRIDGE}{path}")).status_code == 405


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_front_page_says_that_it_is_a_simulator(http: httpx.AsyncClient, language: str) -> None:
    page = await http.get(f"{BRIDGE}/", headers={"Accept-Language": language})
    assert "SIMULATOR" in page.text
    assert f'lang="{language}"' in page.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/oauth/par", 405),
        ("GET", "/oauth/token", 405),
        ("PUT", "/oauth/userinfo", 405),
        ("PUT", "/oauth/authorize", 405),
        ("GET", "/sim/clock", 404),
        ("PUT", "/sim/faults", 404),
    ],
)
async def test_what_is_not_there_is_an_error_in_json(
    http: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    response = await http.request(method, f"{BRIDGE}{path}")
    assert response.status_code == status
    assert set(response.json()) == {"error", "error_description", "reason", "what_would_pass"}
    assert response.headers["cache-control"] == "no-store"


async def test_an_unforeseen_error_says_nothing_of_itself(
    link: Link, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(_self: SqlLedger, _work: Any) -> Any:
        raise RuntimeError("a secret of somebody")

    transport = httpx.ASGITransport(link.switchboard.app_at(BRIDGE), raise_app_exceptions=False)
    monkeypatch.setattr(SqlLedger, "read", fail)
    async with httpx.AsyncClient(transport=transport) as http:
        response = await http.get(f"{BRIDGE}/oauth/register/x", headers={"Authorization": "Bearer x"})
    assert (response.status_code, response.json()["error"]) == (500, "server_error")
    assert "secret" not in response.text
    assert "secret" not in caplog.text
    assert "RuntimeError" in caplog.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("/oauth/register/%00", 401, id="a registration that cannot be"),
        pytest.param("/t/%00", 400, id="a page that cannot be"),
        pytest.param("/t/AAAAAAAAAAAA%00", 400, id="a page that cannot be, with a cookie"),
    ],
)
async def test_a_name_that_nothing_can_have_never_reaches_the_store(
    link: Link, monkeypatch: pytest.MonkeyPatch, path: str, status: int
) -> None:
    """PostgreSQL holds no NUL: it would answer that it is unavailable, and anybody could raise that alarm."""

    async def fail(_self: SqlLedger, _work: Any) -> Any:
        raise AssertionError("the store was asked")

    monkeypatch.setattr(SqlLedger, "read", fail)
    headers = {"Authorization": "Bearer x", "Cookie": "vnsg_s1_AAAAAAAAAAAA=x"}
    async with link.client() as http:
        response = await http.get(f"{BRIDGE}{path}", headers=headers)
    assert response.status_code == status


async def test_the_front_page_lists_the_partner_sites_it_is_given_and_leads_its_buttons_to_them(
    tmp_path: Path,
) -> None:
    sites = {
        "hotel": "http://localhost:8012",
        "hospital": "http://localhost:8010",
        "our-own": "https://own.example/visit?from=link",
    }
    given = ",".join(f"{name}={url}" for name, url in sites.items())
    async with opened(tmp_path, partner_sites=given) as link, link.client() as http:
        page = await Browser(http, home="https://nowhere.example").open(f"{BRIDGE}/?lang=en")
    hotel, hospital, our_own = (
        "http://localhost:8012/?lang=en",
        "http://localhost:8010/?lang=en",
        "https://own.example/visit?from=link&lang=en",
    )
    away = [url for url in page.links if "lang=en" in url and "://" in url]
    assert away[:5] == [hospital, hotel, hotel, hospital, our_own]
    assert "A hotel in Viet Nam for residents of Singapore" in page.text
    assert "our-own" in page.text


async def test_without_partner_sites_the_front_page_speaks_of_none(http: httpx.AsyncClient) -> None:
    page = await http.get(f"{BRIDGE}/", params={"lang": "en"})
    assert "organisations to try" not in page.text
