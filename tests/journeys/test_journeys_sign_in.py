"""Opening a request and coming back from the identity provider: one browser, once, in time, from there."""

from contextlib import AsyncExitStack
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from bridge.domain.reasons import NotCompleted
from journeys.checks import require_page
from journeys.client import Organisation
from journeys.people import CITIZEN_FOR
from journeys.walk import Begin, Walk, begin
from journeys.world import BRIDGE, SINGPASS, Link

CALLBACK = f"{BRIDGE}/upstream/singpass/callback"


async def test_a_request_uri_is_bound_to_the_first_browser_that_opens_it(
    link: Link, hotel: Organisation, walk: Begin, stack: AsyncExitStack
) -> None:
    started = await walk(hotel, attributes=("name",))
    await started.open()
    before = link.record()
    thief = await stack.enter_async_context(link.client())
    require_page(await thief.get(hotel.browser_url(started.attempt)), reason="request_under_way")
    assert link.record() == before
    assert "name" in await started.claims()


async def test_the_same_browser_may_open_the_request_again_until_it_has_signed_in(
    hotel: Organisation, walk: Begin
) -> None:
    """The back button: the newer sign-in counts, and the older one no longer leads anywhere."""
    started = await walk(hotel, attributes=("name",))
    older = await started.open()
    newer = await started.open()
    old = await started.browser.submit(older, ("person", "tan-mei-ling"), ("decision", "approve"))
    require_page(old)
    page = await started.browser.submit(newer, ("person", "tan-mei-ling"), ("decision", "approve"))
    assert (await started.answer(page)).arrived is not None


async def test_a_request_that_was_signed_in_cannot_be_opened_again(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    started = await walk(hotel, attributes=("name",))
    page = await started.sign_in()
    before = link.record()
    require_page(await started.open())
    assert link.record() == before
    assert (await started.answer(page)).arrived is not None


async def test_a_request_uri_is_spent_once_the_code_was_issued(hotel: Organisation, walk: Begin) -> None:
    started = await walk(hotel, attributes=("name",))
    await started.code()
    require_page(await started.open())


async def test_a_request_uri_expires_after_five_minutes(link: Link, hotel: Organisation, walk: Begin) -> None:
    started = await walk(hotel, attributes=("name",))
    link.clock.advance(301)
    before = link.record()
    require_page(await started.open(), reason="request_uri_expired")
    assert link.record() == before


UNKNOWN = "urn:ietf:params:oauth:request_uri:" + "A" * 43
IN_THE_BROWSER = [
    pytest.param({"request_uri": None}, "not_pushed", id="no request_uri"),
    pytest.param({"client_id": None}, "client_id_missing", id="no client_id"),
    pytest.param({"client_id": "somebody-else"}, "request_uri_unknown", id="client_id of another"),
    pytest.param(
        {"request_uri": "urn:ietf:params:oauth:request_uri:" + "A" * 43},
        "request_uri_unknown",
        id="unknown request_uri",
    ),
    pytest.param(
        {"request_uri": "https://evil.example/request.jwt"},
        "request_uri_foreign",
        id="request_uri of another server",
    ),
    pytest.param({"redirect_uri": "https://evil.example/"}, "parameter_not_pushed", id="a redirect_uri"),
    pytest.param({"scope": "openid"}, "parameter_not_pushed", id="a scope besides"),
    pytest.param({"prompt": "none"}, "parameter_not_pushed", id="a prompt besides"),
    pytest.param({"request": "e30.e30."}, "parameter_not_pushed", id="a request object besides"),
]


@pytest.mark.parametrize(("changes", "reason"), IN_THE_BROWSER)
async def test_only_a_known_request_may_be_opened_and_nothing_added_to_it(
    link: Link, hotel: Organisation, walk: Begin, changes: dict[str, str | None], reason: str
) -> None:
    started = await walk(hotel, attributes=("name",))
    query = {"client_id": hotel.client_id, "request_uri": started.attempt.request_uri, **changes}
    before = link.record()
    sent = {name: value for name, value in query.items() if value is not None}
    response = await started.http.get(f"{BRIDGE}/oauth/authorize?{urlencode(sent)}")
    require_page(response, reason=reason)
    assert "set-cookie" not in response.headers
    assert link.record() == before


async def test_a_parameter_twice_in_the_browser_is_refused(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    started = await walk(hotel, attributes=("name",))
    before = link.record()
    twice = await started.http.get(f"{hotel.browser_url(started.attempt)}&client_id=x")
    require_page(twice, reason="parameter_repeated")
    assert link.record() == before


# --- coming back from the identity provider


async def _callback(walk: Walk) -> dict[str, str]:
    """The query with which the identity provider sends the browser back, not yet followed."""
    page = await walk.open()
    body = {**dict(page.form.fields), "person": CITIZEN_FOR[walk.organisation.country], "decision": "approve"}
    answer = await walk.http.post(f"{SINGPASS}/fapi/auth", data=body, headers={"Origin": SINGPASS})
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


RETURNS = [
    pytest.param({"state": None}, "sign_in_unknown", id="no state"),
    pytest.param({"state": "A" * 43}, "sign_in_unknown", id="unknown state"),
    pytest.param({"iss": None}, "issuer_missing", id="no iss"),
    pytest.param({"iss": "http://localhost:8001"}, "issuer_mismatch", id="iss of the other provider"),
    pytest.param({"iss": "https://evil.example"}, "issuer_mismatch", id="iss of a stranger"),
]


@pytest.mark.parametrize(("changes", "reason"), RETURNS)
async def test_a_return_with_one_thing_wrong_leads_nowhere_and_the_right_one_still_counts(
    link: Link, hotel: Organisation, walk: Begin, changes: dict[str, str | None], reason: str
) -> None:
    started = await walk(hotel, attributes=("name",))
    query = await _callback(started)
    before = link.record()
    wrong = {name: value for name, value in {**query, **changes}.items() if value is not None}
    require_page(await started.http.get(CALLBACK, params=wrong), reason=reason)
    assert link.record() == before
    assert (await started.http.get(CALLBACK, params=query)).status_code == 303


async def test_a_return_to_the_other_providers_address_leads_nowhere(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    started = await walk(hotel, attributes=("name",))
    query = await _callback(started)
    before = link.record()
    require_page(await started.http.get(f"{BRIDGE}/upstream/vneid/callback", params=query))
    assert link.record() == before


async def test_a_return_in_another_browser_leads_nowhere(
    link: Link, hotel: Organisation, walk: Begin, stack: AsyncExitStack
) -> None:
    """A link that a stranger sends: their sign-in must not become yours."""
    started = await walk(hotel, attributes=("name",))
    query = await _callback(started)
    before = link.record()
    stranger = await stack.enter_async_context(link.client())
    require_page(await stranger.get(CALLBACK, params=query))
    assert link.record() == before


async def test_a_return_works_once(link: Link, hotel: Organisation, walk: Begin) -> None:
    started = await walk(hotel, attributes=("name",))
    query = await _callback(started)
    await started.http.get(CALLBACK, params=query)
    before = link.record()
    require_page(await started.http.get(CALLBACK, params=query))
    assert link.record() == before


async def test_a_return_with_a_code_of_somebody_else_is_not_believed(
    link: Link, hotel: Organisation, walk: Begin, stack: AsyncExitStack
) -> None:
    """Code injection: PKCE at the identity provider ties the code to the sign-in it was issued for."""
    started = await walk(hotel, attributes=("name",))
    mine = await _callback(started)
    other = await begin(hotel, await stack.enter_async_context(link.client()), attributes=("name",))
    theirs = await _callback(other)
    page = await started.browser.open(f"{CALLBACK}?{urlencode({**mine, 'code': theirs['code']})}")
    assert "Nothing was shared" in page.text


async def test_a_sign_in_that_took_too_long_is_over(link: Link, hotel: Organisation, walk: Begin) -> None:
    started = await walk(hotel, attributes=("name",))
    query = await _callback(started)
    link.clock.advance(15 * 60)
    require_page(await started.http.get(CALLBACK, params=query))


async def test_an_opened_request_uri_still_expires_after_the_five_minutes_that_par_promised(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    """RFC 9126 section 2.2: `expires_in` is the lifetime of the request_uri, opened or not."""
    started = await walk(hotel, attributes=("name",))
    await started.open()
    link.clock.advance(299)
    assert (await started.open()).form.people
    link.clock.advance(1)
    before = link.record()
    require_page(await started.open())
    assert link.record() == before


async def test_the_sign_in_page_stays_open_longer_than_the_request_uri_that_led_to_it(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    """A citizen who looks for the phone first: only opening anew is over, not what is open."""
    started = await walk(hotel, attributes=("name",))
    query = await _callback(started)
    link.clock.advance(14 * 60)
    answer = await started.http.get(CALLBACK, params=query)
    assert (answer.status_code, urlsplit(answer.headers["location"]).path[:3]) == (303, "/t/")


async def test_opening_a_request_again_does_not_give_its_sign_in_more_time(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    started = await walk(hotel, attributes=("name",))
    await started.open()
    link.clock.advance(299)
    query = await _callback(started)
    link.clock.advance(15 * 60 - 299)
    require_page(await started.http.get(CALLBACK, params=query))


@pytest.mark.parametrize("error", ["access_denied", "login_required", "an_error_nobody_registered"])
async def test_a_return_with_an_error_and_a_code_is_a_refusal(
    link: Link, hotel: Organisation, walk: Begin, error: str
) -> None:
    """RFC 6749 section 4.1.2.1: it is one or the other, and the more careful reading counts."""
    started = await walk(hotel, attributes=("name",))
    query = await _callback(started)
    before = len(link.log())
    page = await started.browser.open(f"{CALLBACK}?{urlencode({**query, 'error': error})}")
    assert "Nothing was shared" in page.text
    (entry,) = link.log()[before:]
    assert entry.reason is NotCompleted.SIGN_IN_REFUSED
