"""Userinfo calls with one thing wrong: refused, nothing used up, and the right call still works."""

from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest

from eid_kit.oauth.keys import generate_key
from journeys.checks import require_error
from journeys.client import TOKEN, USERINFO, Organisation, registered
from journeys.people import HOTEL
from journeys.walk import Begin, begin
from journeys.world import Link

USERINFO_PROOFS = [
    pytest.param({"access_token": None}, id="without the token's hash"),
    pytest.param({"access_token": "another token"}, id="with the hash of another token"),
    pytest.param({"method": "POST"}, id="for another method"),
    pytest.param({"url": TOKEN}, id="for another endpoint"),
    pytest.param({"key": generate_key("ES256")}, id="with another key"),
    pytest.param({"algorithm": "RS256", "key": generate_key("RS256")}, id="with an algorithm not allowed"),
]


@pytest.mark.parametrize("changes", USERINFO_PROOFS)
async def test_a_userinfo_call_with_a_wrong_proof_is_refused_and_uses_nothing_up(
    link: Link, hotel: Organisation, walk: Begin, changes: dict[str, Any]
) -> None:
    started = await walk(hotel, attributes=("name",))
    token = await started.token()
    await hotel.learn_nonce(started.attempt)
    before = link.record()
    arguments: dict[str, Any] = {
        "key": started.attempt.key,
        "method": "GET",
        "url": USERINFO,
        "access_token": token,
        **changes,
    }
    headers = {"Authorization": f"DPoP {token}", "DPoP": hotel.proof(**arguments)}
    response = await hotel.http.get(USERINFO, headers=headers)
    require_error(response, 401, "invalid_dpop_proof")
    assert response.headers["www-authenticate"].startswith("DPoP ")
    assert link.record() == before
    await hotel.userinfo(started.attempt, token)


async def test_a_proof_works_once_at_userinfo(hotel: Organisation, walk: Begin) -> None:
    started = await walk(hotel, attributes=("name",))
    token = await started.token()
    await hotel.learn_nonce(started.attempt)
    proof = hotel.proof(started.attempt.key, "GET", USERINFO, access_token="another")
    assert (await _userinfo(hotel, token, proof)).status_code == 401
    good = hotel.proof(started.attempt.key, "GET", USERINFO, access_token=token)
    assert (await _userinfo(hotel, token, good)).status_code == 200
    again = await _userinfo(hotel, token, good)
    require_error(again, 401, "invalid_token")


async def _userinfo(organisation: Organisation, token: str, proof: str) -> httpx.Response:
    return await organisation.http.get(USERINFO, headers={"Authorization": f"DPoP {token}", "DPoP": proof})


async def test_userinfo_asks_for_a_nonce_with_a_challenge_and_uses_nothing_up(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    started = await walk(hotel, attributes=("name",))
    token = await started.token()
    before = link.record()
    proof = hotel.proof(started.attempt.key, "GET", USERINFO, access_token=token, nonce=None)
    response = await _userinfo(hotel, token, proof)
    require_error(response, 401, "use_dpop_nonce")
    assert response.headers["www-authenticate"].startswith("DPoP ")
    assert link.record() == before
    hotel.nonce = response.headers["dpop-nonce"]
    proof = hotel.proof(started.attempt.key, "GET", USERINFO, access_token=token)
    assert (await _userinfo(hotel, token, proof)).status_code == 200


WRONG_CREDENTIALS = [
    pytest.param({"Authorization": "Bearer {token}"}, id="as a bearer token"),
    pytest.param({}, id="none"),
    pytest.param({"Authorization": "DPoP"}, id="a scheme alone"),
    pytest.param({"Authorization": "DPoP {token} {token}"}, id="two"),
    pytest.param({"Authorization": "DPoP " + "A" * 43}, id="an unknown token"),
]


@pytest.mark.parametrize("headers", WRONG_CREDENTIALS)
async def test_userinfo_without_a_good_token_is_refused_and_uses_nothing_up(
    link: Link, hotel: Organisation, walk: Begin, headers: dict[str, str]
) -> None:
    started = await walk(hotel, attributes=("name",))
    token = await started.token()
    await hotel.learn_nonce(started.attempt)
    before = link.record()
    sent = {name: value.format(token=token) for name, value in headers.items()}
    presented = sent.get("Authorization", "").removeprefix("DPoP ") or token
    sent["DPoP"] = hotel.proof(started.attempt.key, "GET", USERINFO, access_token=presented)
    response = await hotel.http.get(USERINFO, headers=sent)
    assert response.status_code == 401, response.text
    assert token not in response.text
    assert link.record() == before


async def test_a_token_in_the_address_is_refused(hotel: Organisation, walk: Begin) -> None:
    started = await walk(hotel, attributes=("name",))
    token = await started.token()
    response = await hotel.http.get(USERINFO, params={"access_token": token})
    require_error(response, 400, "invalid_request")
    assert token not in response.text


async def test_a_token_dies_with_its_consent_after_five_minutes(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    started = await walk(hotel, attributes=("name",))
    token = await started.token()
    before = link.record()
    link.clock.advance(301)
    require_error(await hotel.try_userinfo(started.attempt, token), 401, "invalid_token")
    assert link.record() == before


async def test_a_partner_that_deleted_its_registration_gets_nothing_any_more(
    link: Link, stack: AsyncExitStack
) -> None:
    hotel = await registered(link, stack, HOTEL)
    started = await begin(hotel, await stack.enter_async_context(link.client()), attributes=("name",))
    token = await started.token()
    await link.world.ledger.atomically(lambda unit: unit.registrations.delete(hotel.client_id))
    require_error(await hotel.try_userinfo(started.attempt, token), 401, "invalid_token")


async def test_userinfo_may_be_asked_by_post_as_well(hotel: Organisation, walk: Begin) -> None:
    """OpenID Connect Core 5.3.1: GET and POST."""
    started = await walk(hotel, attributes=("name",))
    token = await started.token()
    await hotel.learn_nonce(started.attempt)
    proof = hotel.proof(started.attempt.key, "POST", USERINFO, access_token=token)
    response = await hotel.http.post(USERINFO, headers={"Authorization": f"DPoP {token}", "DPoP": proof})
    assert response.status_code == 200, response.text
    assert response.json()["verified_claims"]["claims"]["name"] == "TAN MEI LING"


async def test_a_token_in_the_body_is_refused_and_uses_nothing_up(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    started = await walk(hotel, attributes=("name",))
    token = await started.token()
    await hotel.learn_nonce(started.attempt)
    before = link.record()
    proof = hotel.proof(started.attempt.key, "POST", USERINFO, access_token=token)
    response = await hotel.http.post(USERINFO, data={"access_token": token}, headers={"DPoP": proof})
    require_error(response, 401, "invalid_token")
    assert link.record() == before
