"""Token requests with one thing wrong: refused, nothing spent, and the right request still works."""

from contextlib import AsyncExitStack

import pytest

from eid_kit.oauth.keys import generate_key
from eid_kit.oauth.pkce import new_verifier
from journeys.checks import require_error
from journeys.client import TOKEN, Attempt, Organisation, registered
from journeys.forgeries import FORGERIES, assertion, forged_assertion
from journeys.people import HOTEL
from journeys.walk import Begin
from journeys.world import Link

ANOTHER_VERIFIER = new_verifier(bytes)

TOKEN_REQUESTS = [
    pytest.param({"code_verifier": ANOTHER_VERIFIER}, 400, "invalid_grant", id="another code_verifier"),
    pytest.param({"code_verifier": "short"}, 400, "invalid_request", id="a malformed code_verifier"),
    pytest.param({"code_verifier": None}, 400, "invalid_request", id="no code_verifier"),
    pytest.param({"redirect_uri": "https://evil.example/"}, 400, "invalid_grant", id="another redirect_uri"),
    pytest.param({"redirect_uri": None}, 400, "invalid_grant", id="no redirect_uri"),
    pytest.param({"code": "A" * 43}, 400, "invalid_grant", id="an unknown code"),
    pytest.param({"code": None}, 400, "invalid_request", id="no code"),
    pytest.param({"grant_type": "refresh_token"}, 400, "unsupported_grant_type", id="another grant_type"),
    pytest.param({"grant_type": None}, 400, "invalid_request", id="no grant_type"),
    pytest.param({"client_assertion": None}, 401, "invalid_client", id="no assertion"),
    pytest.param({"client_id": "somebody-else"}, 401, "invalid_client", id="client_id of another"),
]


@pytest.mark.parametrize(("changes", "status", "error"), TOKEN_REQUESTS)
async def test_a_token_request_with_one_thing_wrong_spends_nothing(
    link: Link,
    hotel: Organisation,
    walk: Begin,
    changes: dict[str, str | None],
    status: int,
    error: str,
) -> None:
    started = await walk(hotel, attributes=("name",))
    code = await started.code()
    before = link.record()
    response = await hotel.try_redeem(started.attempt, code, **changes)
    require_error(response, status, error)
    assert link.record() == before
    await hotel.redeem(started.attempt, code)


@pytest.mark.parametrize("how", FORGERIES)
async def test_a_token_request_with_a_forged_assertion_spends_nothing(
    link: Link, hotel: Organisation, walk: Begin, how: str
) -> None:
    started = await walk(hotel, attributes=("name",))
    code = await started.code()
    before = link.record()
    forged = forged_assertion(hotel, how)
    require_error(
        await hotel.try_redeem(started.attempt, code, client_assertion=forged), 401, "invalid_client"
    )
    assert link.record() == before


async def test_an_assertion_whose_aud_is_an_array_spends_nothing(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    started = await walk(hotel, attributes=("name",))
    code = await started.code()
    before = link.record()
    made = assertion(hotel, aud=["http://localhost:8000"])
    response = await hotel.try_redeem(started.attempt, code, client_assertion=made)
    require_error(response, 401, "invalid_client")
    assert link.record() == before


async def test_a_code_works_once(link: Link, hotel: Organisation, walk: Begin) -> None:
    started = await walk(hotel, attributes=("name",))
    code = await started.code()
    await hotel.redeem(started.attempt, code)
    before = link.record()
    require_error(await hotel.try_redeem(started.attempt, code), 400, "invalid_grant")
    assert link.record() == before


async def test_a_code_is_of_no_use_to_another_partner(
    link: Link, hotel: Organisation, walk: Begin, stack: AsyncExitStack
) -> None:
    started = await walk(hotel, attributes=("name",))
    code = await started.code()
    before = link.record()
    thief = await registered(link, stack, HOTEL)
    before |= {query: rows for query, rows in link.record().items() if "registrations" in query}
    require_error(await thief.try_redeem(started.attempt, code), 400, "invalid_grant")
    assert link.record() == before
    await hotel.redeem(started.attempt, code)


async def test_a_code_dies_after_sixty_seconds(link: Link, hotel: Organisation, walk: Begin) -> None:
    started = await walk(hotel, attributes=("name",))
    code = await started.code()
    link.clock.advance(61)
    require_error(await hotel.try_redeem(started.attempt, code), 400, "invalid_grant")


async def test_a_code_redeemed_with_another_dpop_key_is_refused_and_not_spent(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    started = await walk(hotel, attributes=("name",))
    code = await started.code()
    before = link.record()
    changed = Attempt(
        started.attempt.verifier, started.attempt.state, started.attempt.nonce, generate_key("ES256")
    )
    response = await hotel.try_redeem(changed, code)
    require_error(response, 400, "invalid_grant")
    assert response.json()["reason"] == "dpop_key_changed"
    assert link.record() == before
    await hotel.redeem(started.attempt, code)


async def test_being_asked_for_a_nonce_costs_neither_the_code_nor_the_assertion(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    started = await walk(hotel, attributes=("name",))
    form = hotel.token_form(started.attempt, await started.code())
    before = link.record()
    for nonce in (None, "not-ours"):
        proof = hotel.proof(started.attempt.key, "POST", TOKEN, nonce=nonce)
        refused = await hotel.http.post(TOKEN, data=form, headers={"DPoP": proof})
        require_error(refused, 400, "use_dpop_nonce")
        hotel.nonce = refused.headers["dpop-nonce"]
    assert link.record() == before
    proof = hotel.proof(started.attempt.key, "POST", TOKEN)
    # The very same form: same code, same assertion.
    accepted = await hotel.http.post(TOKEN, data=form, headers={"DPoP": proof})
    assert accepted.status_code == 200, accepted.text


async def test_a_nonce_grows_stale(link: Link, hotel: Organisation, walk: Begin) -> None:
    started = await walk(hotel, attributes=("name",))
    await hotel.learn_nonce(started.attempt)
    link.clock.advance(301)
    proof = hotel.proof(started.attempt.key, "POST", TOKEN)
    form = hotel.token_form(started.attempt, "a-code")
    require_error(await hotel.http.post(TOKEN, data=form, headers={"DPoP": proof}), 400, "use_dpop_nonce")


async def test_a_token_request_without_a_proof_is_refused_and_spends_nothing(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    started = await walk(hotel, attributes=("name",))
    form = hotel.token_form(started.attempt, await started.code())
    before = link.record()
    require_error(await hotel.http.post(TOKEN, data=form), 400, "invalid_dpop_proof")
    assert link.record() == before
    await hotel.redeem(started.attempt, form["code"])
