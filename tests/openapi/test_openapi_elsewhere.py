"""At an address that is not there a program is told a reason, and a person meets a page."""

from typing import Any

import pytest

from journeys.world import Link
from openapi.conftest import SERVICES
from openapi.reading import operations, resolved

WRONG = [
    pytest.param("GET", "/nothing-here", (404, "not_found", "no_such_address"), id="no such address"),
    pytest.param(
        "DELETE", "/healthz", (405, "method_not_allowed", "method_not_allowed"), id="no such method"
    ),
]
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize(("method", "path", "told"), WRONG)
async def test_a_program_is_told_a_reason(
    link: Link, service: str, method: str, path: str, told: tuple[int, str, str]
) -> None:
    async with link.client() as http:
        response = await http.request(method, SERVICES[service] + path)
    body = response.json()
    assert (response.status_code, body["error"], body["reason"]) == told


@pytest.mark.parametrize(
    ("language", "says", "home"),
    [("vi", "Không có trang này", "Về trang đầu"), ("en", "There is no such page", "To the front page")],
)
async def test_a_browser_at_a_wrong_address_meets_a_page(
    link: Link, service: str, language: str, says: str, home: str
) -> None:
    async with link.client() as http:
        headers = {**BROWSER, "Accept-Language": language}
        response = await http.get(f"{SERVICES[service]}/nothing-here", headers=headers)
    assert (response.status_code, response.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "SIMULATOR" in response.text
    assert says in response.text
    assert home in response.text
    assert "nothing-here" not in response.text, "what was typed is nobody's text"


async def test_a_browser_that_sends_a_form_where_none_is_taken_meets_a_page(link: Link, service: str) -> None:
    async with link.client() as http:
        response = await http.post(f"{SERVICES[service]}/docs", headers=BROWSER)
    assert (response.status_code, response.headers["allow"]) == (405, "GET")
    assert "This address cannot be opened so" in response.text


def test_a_fault_of_ours_is_promised_everywhere(document: dict[str, Any]) -> None:
    promised = [operation["responses"]["500"] for _, _, operation in operations(document)]
    assert promised
    assert all(each == {"$ref": "#/components/responses/ServerError"} for each in promised)


def test_what_is_read_of_every_request_is_a_parameter(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        named = {resolved(document, each)["name"] for each in operation["parameters"]}
        is_page = any("text/html" in answer.get("content", {}) for answer in operation["responses"].values())
        assert "X-Request-Id" in named, (method, path)
        assert ("Accept-Language" in named) == is_page, (method, path)
