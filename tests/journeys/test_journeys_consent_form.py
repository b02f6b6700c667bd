"""The consent form altered, repeated, late or from elsewhere: a clear page, and no change."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from bridge.domain.audit_events import Event
from eid_sandbox.browser import Page
from journeys.checks import require_page
from journeys.client import Organisation
from journeys.walk import Begin, Walk, begin
from journeys.world import BRIDGE, Link

FORM_HEADERS = {"Origin": BRIDGE}


async def _consent_page(walk: Begin, organisation: Organisation) -> tuple[Walk, Page]:
    started = await walk(organisation)
    return started, await started.sign_in()


ALTERED = [
    pytest.param({"form_token": "A" * 43}, "form_token", (), id="another form token"),
    pytest.param({"form_token": None}, "form_token", (), id="no form token"),
    pytest.param({"form_token": "ẤẤẤ"}, "form_token", (), id="a form token of other letters"),
    pytest.param({"lang": "vi"}, "form_token", (), id="another notice: the words of another language"),
    pytest.param({"lang": None}, "form_token", (), id="no language"),
    pytest.param({"decision": "maybe"}, "answer_missing", (), id="another button"),
    pytest.param({"decision": None}, "answer_missing", (), id="no button"),
    pytest.param({"attribute": "address"}, "form_altered", ("address",), id="not offered"),
    pytest.param({"attribute": "nric"}, "form_altered", (), id="an attribute that nobody knows"),
    pytest.param(
        {"attribute": "name#und-Latn-x-mrz"}, "form_altered", ("name#und-Latn-x-mrz",), id="a derived claim"
    ),
    pytest.param(
        {"attribute": ["email", "blood_group"]}, "form_altered", ("blood_group",), id="one offered, one not"
    ),
]


@pytest.mark.parametrize(("changes", "reason", "named"), ALTERED)
async def test_an_altered_consent_form_is_refused_and_logged_and_the_page_still_works(
    link: Link, hotel: Organisation, walk: Begin, changes: dict[str, Any], reason: str, named: tuple[str, ...]
) -> None:
    started, page = await _consent_page(walk, hotel)
    before, entries = _but_for_the_log(link), len(link.log())
    for _ in range(2):
        require_page(await _send(started, page, changes), reason=reason)
    (entry,) = link.log()[entries:]  # once, however often it is sent
    assert (entry.event, entry.reason, entry.claim_names) == (Event.ANSWER_REFUSED, reason, named)
    assert (entry.partner, entry.rule, entry.consent_id) == (hotel.client_id, 1, None)
    assert _but_for_the_log(link) == before
    assert (await started.answer(page)).arrived is not None


async def _send(walk: Walk, page: Page, changes: Mapping[str, Any]) -> httpx.Response:
    form = {**dict(page.form.fields), "decision": "approve", **changes}
    sent = {name: value for name, value in form.items() if value is not None}
    return await walk.http.post(page.url, data=sent, headers=FORM_HEADERS)


def _but_for_the_log(link: Link) -> dict[str, list[tuple[Any, ...]]]:
    return {query: rows for query, rows in link.record().items() if "log_leaves" not in query}


async def test_a_consent_form_that_names_a_mandatory_attribute_again_gives_no_more_and_no_less(
    hotel: Organisation, walk: Begin
) -> None:
    started, page = await _consent_page(walk, hotel)
    arrived = await started.answer(page, ticks=["name", "gender"])
    assert arrived.arrived is not None
    tokens = await hotel.redeem(started.attempt, arrived.arrived["code"])
    (granted,) = tokens["authorization_details"]
    assert not {"email", "phone_number"} & set(granted["attributes"])


@pytest.mark.parametrize("field", ["decision", "form_token", "lang"])
async def test_a_consent_form_with_a_field_twice_changes_nothing(
    link: Link, hotel: Organisation, walk: Begin, field: str
) -> None:
    started, page = await _consent_page(walk, hotel)
    fields = [*page.form.fields, ("decision", "approve")]
    before = _but_for_the_log(link)
    body = urlencode([*fields, (field, dict(fields)[field])]).encode()
    headers = {**FORM_HEADERS, "Content-Type": "application/x-www-form-urlencoded"}
    require_page(await started.http.post(page.url, content=body, headers=headers))
    assert _but_for_the_log(link) == before
    assert (link.log()[-1].event, link.log()[-1].reason) == (Event.ANSWER_REFUSED, "form_altered")


ORIGINS = [
    pytest.param({"Origin": "https://evil.example"}, id="another site"),
    pytest.param({"Origin": "null"}, id="null"),
    pytest.param({}, id="none"),
    pytest.param({"Origin": "http://localhost:8001"}, id="another port"),
    pytest.param({"Origin": "http://127.0.0.1:8000"}, id="another name of this machine"),
]


@pytest.mark.parametrize("headers", ORIGINS)
async def test_a_consent_form_from_elsewhere_changes_nothing(
    link: Link, hotel: Organisation, walk: Begin, headers: dict[str, str]
) -> None:
    started, page = await _consent_page(walk, hotel)
    form = {**dict(page.form.fields), "decision": "approve"}
    before, entries = _but_for_the_log(link), len(link.log())
    for _ in range(2):
        sent = await started.http.post(page.url, data=form, headers=headers)
        require_page(sent, reason="foreign_origin")
    assert _but_for_the_log(link) == before
    (entry,) = link.log()[entries:]
    assert (entry.event, entry.reason) == (Event.ANSWER_REFUSED, "foreign_origin")


@pytest.mark.parametrize("path", ["", "/representative", "/step-up"])
async def test_what_no_browser_of_the_journey_sent_is_no_entry(
    link: Link, hotel: Organisation, walk: Begin, stack: AsyncExitStack, path: str
) -> None:
    """Anybody could fill the log with it."""
    started, page = await _consent_page(walk, hotel)
    form = {**dict(page.form.fields), "decision": "maybe"}
    before = link.record()
    stranger = await stack.enter_async_context(link.client())
    for origin in (BRIDGE, "https://evil.example"):
        require_page(await stranger.post(f"{page.url}{path}", data=form, headers={"Origin": origin}))
    assert link.record() == before
    # Nor is what comes after the answer: the journey waits for nothing.
    assert (await started.answer(page)).arrived is not None
    before = link.record()
    for origin in (BRIDGE, "https://evil.example"):
        require_page(await started.http.post(f"{page.url}{path}", data=form, headers={"Origin": origin}))
    assert link.record() == before


async def test_a_consent_form_that_is_too_long_changes_nothing(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    started, page = await _consent_page(walk, hotel)
    form = {**dict(page.form.fields), "decision": "approve", "attribute": "x" * 70_000}
    before = _but_for_the_log(link)
    require_page(await started.http.post(page.url, data=form, headers=FORM_HEADERS), 413)
    assert _but_for_the_log(link) == before
    assert (link.log()[-1].event, link.log()[-1].reason) == (Event.ANSWER_REFUSED, "form_altered")


async def test_a_consent_form_counts_once(link: Link, hotel: Organisation, walk: Begin) -> None:
    started, page = await _consent_page(walk, hotel)
    await started.answer(page)
    before = link.record()
    require_page(await started.answer(page))
    assert link.record() == before


async def test_a_refusal_cannot_be_turned_into_a_consent_by_the_back_button(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    started, page = await _consent_page(walk, hotel)
    await started.answer(page, decision="deny")
    before = link.record()
    require_page(await started.answer(page))
    assert link.record() == before


async def test_the_consent_page_is_gone_once_it_was_answered(hotel: Organisation, walk: Begin) -> None:
    started, page = await _consent_page(walk, hotel)
    await started.answer(page)
    require_page(await started.http.get(page.url))


async def test_the_consent_page_is_unknown_in_another_browser(
    link: Link, hotel: Organisation, walk: Begin, stack: AsyncExitStack
) -> None:
    started, page = await _consent_page(walk, hotel)
    stranger = await stack.enter_async_context(link.client())
    response = await stranger.get(page.url)
    require_page(response, reason="page_unknown")
    assert "TAN MEI LING" not in response.text
    form = {**dict(page.form.fields), "decision": "approve"}
    before = link.record()
    require_page(await stranger.post(page.url, data=form, headers=FORM_HEADERS))
    assert link.record() == before
    assert (await started.answer(page)).arrived is not None


async def test_the_explanation_of_a_refusal_is_for_the_browser_it_concerns(
    link: Link, hotel: Organisation, walk: Begin, stack: AsyncExitStack
) -> None:
    started = await walk(hotel)
    page = await started.sign_in("nguyen-duc-anh")
    assert "Nothing was shared" in page.text
    (s1,) = [cookie for cookie in started.http.cookies.jar if "_s1_" in cookie.name]
    stranger = await stack.enter_async_context(link.client())
    for forged in ("", "A" * 43, f"{s1.value}x"):
        response = await stranger.get(page.url, headers={"Cookie": f"{s1.name}={forged}"})
        require_page(response)
        assert "sign_in_failed" not in response.text


async def test_a_form_before_the_sign_in_is_over_changes_nothing(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    started = await walk(hotel)
    await started.open()
    transaction = link.record()["SELECT id, state, version FROM transactions ORDER BY id"]
    bound = [row[0] for row in transaction if row[1] == "bound"]
    before = link.record()
    for identifier in bound:
        response = await started.http.post(
            f"{BRIDGE}/t/{identifier}", data={"decision": "approve"}, headers=FORM_HEADERS
        )
        require_page(response)
    assert link.record() == before


async def test_a_consent_that_is_answered_too_late_changes_nothing(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    started, page = await _consent_page(walk, hotel)
    link.clock.advance(15 * 60)
    before = link.record()
    require_page(await started.answer(page), reason="answer_late")
    assert link.record() == before


async def test_two_tabs_with_two_requests_do_not_disturb_each_other(
    link: Link, hotel: Organisation, hospital: Organisation, browser: httpx.AsyncClient
) -> None:
    at_hotel = await begin(hotel, browser, attributes=("name",))
    at_hospital = await begin(hospital, browser, attributes=("name",))
    one, two = await at_hotel.sign_in(), await at_hospital.sign_in()
    arrived = [await at_hospital.answer(two), await at_hotel.answer(one)]
    assert all(page.arrived is not None for page in arrived)


async def test_the_form_of_one_tab_is_none_for_the_other(
    link: Link, hotel: Organisation, browser: httpx.AsyncClient
) -> None:
    one, two = [await begin(hotel, browser) for _ in range(2)]
    page, other = await one.sign_in(), await two.sign_in()
    before = _but_for_the_log(link)
    require_page(await _send(one, page, dict(other.form.fields)))
    assert _but_for_the_log(link) == before
    assert (link.log()[-1].event, link.log()[-1].reason) == (Event.ANSWER_REFUSED, "form_token")


async def test_of_one_consent_page_in_two_tabs_the_first_answer_counts(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    started, page = await _consent_page(walk, hotel)
    again = await started.browser.open(page.url)
    assert (await started.answer(again, ticks=["email"])).arrived is not None
    before = link.record()
    require_page(await started.answer(page))
    assert link.record() == before


async def test_switching_the_language_asks_the_same_in_other_words(hotel: Organisation, walk: Begin) -> None:
    started, page = await _consent_page(walk, hotel)
    other = await started.browser.open(f"{page.url}?lang=vi")
    assert hotel.metadata["legal_name#vi"] in other.text
    assert other.form.checkboxes == page.form.checkboxes
    assert (await started.answer(other)).arrived is not None


@pytest.mark.parametrize("path", ["/t/unknown", "/t/" + "A" * 43, "/t/%00", "/t/..%2f..%2fetc"])
async def test_a_page_of_no_transaction_is_a_clear_page(browser: httpx.AsyncClient, path: str) -> None:
    response = await browser.get(f"{BRIDGE}{path}")
    assert response.status_code in (400, 404)
    assert "Traceback" not in response.text
