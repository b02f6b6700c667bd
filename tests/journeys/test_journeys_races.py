"""Many at once: whatever may happen once happens once, however many ask at the same moment."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from bridge.domain.audit_events import AuditEvent, Event
from journeys.client import PAR, TOKEN, USERINFO, Attempt, Organisation, registered
from journeys.people import HOSPITAL
from journeys.walk import Begin, begin
from journeys.world import BRIDGE, SINGPASS, Link, opened

AT_ONCE = 10
ROUNDS = range(4)


def _statuses(responses: Sequence[httpx.Response]) -> Counter[int]:
    return Counter(response.status_code for response in responses)


def _events(entries: Sequence[AuditEvent]) -> Counter[Event]:
    return Counter(entry.event for entry in entries)


@pytest.mark.parametrize("_round", ROUNDS)
async def test_of_many_redemptions_of_one_code_exactly_one_succeeds(
    link: Link, hospital: Organisation, walk: Begin, _round: int
) -> None:
    started = await walk(hospital, attributes=("name", "birthdate"))
    code = await started.code()
    before = len(link.log())
    responses = await _redeem_at_once(hospital, started.attempt, code)
    assert _statuses(responses) == {200: 1, 400: AT_ONCE - 1}
    assert {r.json()["error"] for r in responses if r.status_code == 400} == {"invalid_grant"}
    assert _events(link.log()[before:]) == {Event.TOKENS_ISSUED: 1}


async def _redeem_at_once(organisation: Organisation, attempt: Attempt, code: str) -> list[httpx.Response]:
    """Each with its own assertion and proof, so that the code alone is contested."""
    await organisation.learn_nonce(attempt)
    prepared = [
        (organisation.token_form(attempt, code), {"DPoP": organisation.proof(attempt.key, "POST", TOKEN)})
        for _ in range(AT_ONCE)
    ]
    return await asyncio.gather(
        *(organisation.http.post(TOKEN, data=form, headers=headers) for form, headers in prepared)
    )


@pytest.mark.parametrize("_round", ROUNDS)
async def test_of_many_userinfo_calls_on_one_consent_exactly_one_is_answered(
    link: Link, hotel: Organisation, walk: Begin, _round: int
) -> None:
    started = await walk(hotel, attributes=("name", "birthdate"))
    token = await started.token()
    await hotel.learn_nonce(started.attempt)
    before = len(link.log())
    proofs = [hotel.proof(started.attempt.key, "GET", USERINFO, access_token=token) for _ in range(AT_ONCE)]
    responses = await asyncio.gather(
        *(
            hotel.http.get(USERINFO, headers={"Authorization": f"DPoP {token}", "DPoP": proof})
            for proof in proofs
        )
    )
    assert _statuses(responses) == {200: 1, 401: AT_ONCE - 1}
    entries = _events(link.log()[before:])
    assert entries[Event.RELEASED] == 1
    assert entries[Event.RELEASED] + entries[Event.DENIED] == sum(entries.values())


@pytest.mark.parametrize("_round", range(3))
async def test_of_one_proof_sent_many_times_at_once_exactly_one_is_taken(
    hotel: Organisation, walk: Begin, _round: int
) -> None:
    started = await walk(hotel, attributes=("name",))
    token = await started.token()
    await hotel.learn_nonce(started.attempt)
    headers = {
        "Authorization": f"DPoP {token}",
        "DPoP": hotel.proof(started.attempt.key, "GET", USERINFO, access_token=token),
    }
    responses = await asyncio.gather(*(hotel.http.get(USERINFO, headers=headers) for _ in range(AT_ONCE)))
    assert _statuses(responses) == {200: 1, 401: AT_ONCE - 1}


@pytest.mark.parametrize("_round", range(3))
async def test_of_one_assertion_sent_many_times_at_once_exactly_one_is_taken(
    hotel: Organisation, _round: int
) -> None:
    attempt = hotel.attempt()
    form = hotel.par_form(attempt, ("name",))
    responses = await asyncio.gather(*(hotel.http.post(PAR, data=form) for _ in range(AT_ONCE)))
    assert _statuses(responses) == {201: 1, 401: AT_ONCE - 1}


@pytest.mark.parametrize("_round", ROUNDS)
async def test_of_many_answers_to_one_consent_page_exactly_one_counts(
    link: Link, hotel: Organisation, walk: Begin, _round: int
) -> None:
    """Two impatient fingers, or two tabs: half approve, half refuse."""
    started = await walk(hotel, attributes=("name", "email"))
    page = await started.sign_in()
    before = len(link.log())
    bodies = [{**dict(page.form.fields), "decision": each} for each in ("approve", "deny") * (AT_ONCE // 2)]
    responses = await asyncio.gather(
        *(started.http.post(page.url, data=body, headers={"Origin": BRIDGE}) for body in bodies)
    )
    away = [r for r in responses if r.headers.get("location", "").startswith(hotel.redirect_uri)]
    assert len(away) == 1
    assert all(r.status_code in (303, 400) for r in responses)
    counted = _events(link.log()[before:])
    assert counted in ({Event.CONSENT_GIVEN: 1}, {Event.CONSENT_REFUSED: 1})


@pytest.mark.parametrize("_round", range(3))
async def test_of_many_returns_from_one_sign_in_exactly_one_leads_on(
    link: Link, hotel: Organisation, walk: Begin, _round: int
) -> None:
    started = await walk(hotel, attributes=("name",))
    page = await started.open()
    body = {**dict(page.form.fields), "person": "tan-mei-ling", "decision": "approve"}
    origin = page.url.partition("/fapi")[0]
    answer = await started.http.post(f"{origin}/fapi/auth", data=body, headers={"Origin": origin})
    callback = answer.headers["location"]
    responses = await asyncio.gather(*(started.http.get(callback) for _ in range(AT_ONCE)))
    assert _statuses(responses) == {303: 1, 400: AT_ONCE - 1}
    assert await _last_paths(link) == ["/fapi/auth", "/fapi/token", "/fapi/userinfo"]


async def _last_paths(link: Link) -> list[str]:
    """What Singpass was asked for last: the code must not have been sent there more than once."""
    async with link.client() as client:
        seen = (await client.get(f"{SINGPASS}/sim/requests")).json()["requests"]
    return [request["path"] for request in seen[-3:]]


@pytest.mark.parametrize("_round", range(3))
async def test_of_many_browsers_that_open_one_request_exactly_one_gets_it(
    link: Link, hotel: Organisation, stack: AsyncExitStack, _round: int
) -> None:
    first = await stack.enter_async_context(link.client())
    started = await begin(hotel, first, attributes=("name",))
    browsers = [first] + [await stack.enter_async_context(link.client()) for _ in range(5)]
    url = hotel.browser_url(started.attempt)
    responses = await asyncio.gather(*(browser.get(url) for browser in browsers))
    assert _statuses(responses) == {303: 1, 400: 5}
    holder = browsers[[r.status_code for r in responses].index(303)]
    assert any(name.startswith("vnsg_s0_") for name in holder.cookies)


async def test_many_whole_journeys_at_once_do_not_mix(
    link: Link, hospital: Organisation, hotel: Organisation, stack: AsyncExitStack
) -> None:
    expected = {
        hospital.client_id: "NGUYỄN THỊ HOA",
        hotel.client_id: "TAN MEI LING",
    }

    async def journey(organisation: Organisation) -> tuple[str, str]:
        browser = await stack.enter_async_context(link.client())
        started = await begin(organisation, browser, attributes=("name",))
        return organisation.client_id, str((await started.claims())["name"])

    arrived = await asyncio.gather(*(journey(each) for each in (hospital, hotel) * 5))
    assert Counter(arrived) == dict.fromkeys(expected.items(), 5)


async def test_two_processes_on_one_database_redeem_one_code_once(
    tmp_path: Path, stack: AsyncExitStack
) -> None:
    """What may happen once is claimed in the database, not in a process."""
    async with opened(tmp_path) as one, opened(tmp_path) as other:
        hospital = await registered(one, stack, HOSPITAL)
        elsewhere = Organisation(
            other, await stack.enter_async_context(other.client()), HOSPITAL, hospital.key, hospital.client_id
        )
        for _ in range(4):
            browser = await stack.enter_async_context(one.client())
            started = await begin(hospital, browser, attributes=("name",))
            code = await started.code()
            halves = await asyncio.gather(
                _redeem_at_once(hospital, started.attempt, code),
                _redeem_at_once(elsewhere, started.attempt, code),
            )
            assert _statuses([*halves[0], *halves[1]]) == {200: 1, 400: 2 * AT_ONCE - 1}
