"""A handler's error is a page that says why, in the citizen's language."""

from pathlib import Path

import pytest
from fastapi import Request, Response

from bridge.domain.reasons import PERSON_DEPENDENT, NotCompleted
from bridge.flows.ending import Lost
from bridge.flows.ports import StoreUnavailable
from bridge.web.browser import BrowserPages, page_errors
from bridge.web.page_sentences import OF_THE_REQUEST, PERHAPS_ANSWERED, SENTENCES
from eid_kit.http.pages import Pages
from eid_kit.oauth.errors import InvalidBrowserRequest, InvalidRequest, OAuthError

HEADING_VI = "Không thể tiếp tục trang này"


class Failing(BrowserPages):
    def __init__(self, error: Exception) -> None:
        self.pages = Pages(Path(__file__).parent, service="test")
        self.error = error

    @page_errors
    async def show(self, request: Request) -> Response:
        raise self.error


async def shown(error: Exception, language: str, *, method: str = "GET", query: str = "") -> Response:
    asked = f"{query}lang={language}".encode()
    scope = {"type": "http", "method": method, "path": "/", "query_string": asked, "headers": []}
    return await Failing(error).show(Request(scope))


async def text_of(error: Exception, language: str = "en", **asked: str) -> str:
    return bytes((await shown(error, language, **asked)).body).decode()


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


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("reason", sorted(PERHAPS_ANSWERED))
async def test_a_page_that_may_have_been_answered_leads_to_what_was_shared(
    reason: str, language: str
) -> None:
    text = await text_of(InvalidRequest("x", reason=reason), language)
    assert {"vi": "bạn đã đồng ý", "en": "you agreed earlier"}[language] in text
    assert f'<a class="button" href="/me?lang={language}">' in text


async def test_a_page_that_nobody_can_have_answered_leads_nowhere() -> None:
    assert "/me?" not in await text_of(InvalidBrowserRequest("x", reason="not_pushed"))


async def test_what_is_wrong_with_a_request_is_told_by_its_word_to_whoever_builds_it() -> None:
    text = await text_of(InvalidBrowserRequest("x", reason="not_pushed"))
    assert '<a href="/reasons?lang=en#not_pushed"><code>not_pushed</code></a>' in text
    assert "invalid_request" in text


@pytest.mark.parametrize(
    "reason", sorted({*PERSON_DEPENDENT, *NotCompleted, "page_unknown", "record_unknown"})
)
async def test_no_word_of_what_depends_on_the_person_is_shown(reason: str) -> None:
    assert reason not in OF_THE_REQUEST
    assert reason not in await text_of(InvalidRequest("x", reason=reason))


async def test_the_other_language_is_the_same_address_where_that_meets_the_same_error() -> None:
    error = InvalidBrowserRequest("x", reason="not_pushed")
    text = await text_of(error, query="client_id=%22a%26b&")
    assert 'href="?client_id=%22a%26b&amp;lang=vi" lang="vi" hreflang="vi"' in text
    assert HEADING_VI not in text


@pytest.mark.parametrize(
    ("reason", "method"),
    [
        pytest.param("not_pushed", "POST", id="the answer to a form"),
        pytest.param("store_unavailable", "GET", id="a store that may be back by then"),
        pytest.param("parameter_repeated", "GET", id="a query that the link would put right"),
        pytest.param("request_uri_unknown", "GET", id="a request that bears no lang beside it"),
        pytest.param("sign_in_unknown", "GET", id="a callback"),
    ],
)
async def test_elsewhere_both_languages_are_on_the_page(reason: str, method: str) -> None:
    text = await text_of(InvalidRequest("x", reason=reason), method=method)
    assert "hreflang" not in text
    assert 'lang="vi"' in text
    assert HEADING_VI in text
