"""A handler's error is a page that says why, in the citizen's language."""

from pathlib import Path

import pytest
from fastapi import Request, Response

from bridge.flows.ending import Lost
from bridge.flows.ports import StoreUnavailable
from bridge.web.browser import BrowserPages, page_errors
from bridge.web.page_sentences import SENTENCES
from eid_kit.http.pages import Pages
from eid_kit.oauth.errors import InvalidRequest, OAuthError


class Failing(BrowserPages):
    def __init__(self, error: Exception) -> None:
        self.pages = Pages(Path(__file__).parent, service="test")
        self.error = error

    @page_errors
    async def show(self, request: Request) -> Response:
        raise self.error


async def shown(error: Exception, language: str) -> Response:
    scope = {"type": "http", "query_string": f"lang={language}".encode(), "headers": []}
    return await Failing(error).show(Request(scope))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("error", "reason", "status"),
    [
        pytest.param(Lost(), "answered_elsewhere", 400, id="another tab was faster"),
        pytest.param(StoreUnavailable(), "store_unavailable", 503, id="nothing can be recorded"),
        pytest.param(InvalidRequest("x", reason="answer_late"), "answer_late", 400, id="too late"),
    ],
)
async def test_an_error_is_a_page_in_plain_words(
    error: Exception, reason: str, status: int, language: str
) -> None:
    response = await shown(error, language)
    assert response.status_code == status
    assert SENTENCES[reason].in_(language) in bytes(response.body).decode()


async def test_what_only_a_developer_meets_is_told_in_both_languages_too() -> None:
    error = InvalidRequest("repeated", reason="parameter_repeated")
    assert "Một tham số có hai lần" in bytes((await shown(error, "vi")).body).decode()


async def test_an_error_without_a_reason_is_told_in_the_developers_words() -> None:
    error: OAuthError = InvalidRequest("the thing is out of order")
    assert "the thing is out of order" in bytes((await shown(error, "en")).body).decode()
