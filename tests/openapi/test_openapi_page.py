"""`/docs`: loads nothing from elsewhere, runs no script but ours, and says that this is a simulator."""

import re
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from journeys.world import Link
from openapi.conftest import SERVICES


@pytest.fixture
async def page(link: Link, service: str) -> httpx.Response:
    async with link.client() as client:
        return await client.get(f"{SERVICES[service]}/docs?lang=en")


def test_the_page_says_what_it_is_and_leads_back(page: httpx.Response) -> None:
    assert page.status_code == 200
    assert "SIMULATOR" in page.text
    assert 'href="/openapi.json"' in page.text
    assert 'href="/?lang=en"' in page.text
    assert "<noscript>" in page.text


def test_the_page_speaks_vietnamese(page: httpx.Response) -> None:
    assert 'href="/docs?lang=vi"' in page.text


def test_the_policy_lets_nothing_in_from_elsewhere(page: httpx.Response) -> None:
    policy = dict(part.split(" ", 1) for part in page.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert not re.search(r"<script(?![^>]* src=)|<style|style=|javascript:| on\w+=", page.text)


async def test_everything_that_the_page_loads_is_here(link: Link, service: str, page: httpx.Response) -> None:
    loaded = re.findall(r'(?:<script src|<link rel="stylesheet" href)="([^"]+)"', page.text)
    assert len(loaded) == 5
    async with link.client() as client:
        for address in loaded:
            assert urlsplit(address).netloc == ""
            assert (await client.get(SERVICES[service] + address)).status_code == 200, address


@pytest.mark.parametrize("name", ["index.html", "__init__.py", "..%2Fmain.py", "swagger-ui-bundle.js.map"])
async def test_no_other_file_of_the_wheel_is_served(link: Link, service: str, name: str) -> None:
    async with link.client() as client:
        assert (await client.get(f"{SERVICES[service]}/docs/{name}")).status_code == 404


async def test_the_front_page_leads_there(link: Link, service: str) -> None:
    async with link.client() as client:
        assert 'href="/docs?lang=vi"' in (await client.get(f"{SERVICES[service]}/?lang=vi")).text


def test_the_document_is_the_one_the_page_reads(app: Any) -> None:
    assert app.openapi_url == "/openapi.json"
