"""Revocation: a token given back is dead at once, its values are gone, and the log says so."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack

import httpx
import pytest

from bridge.domain.audit_events import Event
from journeys.baseline_client import BAR, BaselineOrganisation, at_baseline
from journeys.checks import require_error, unnumbered
from journeys.client import USERINFO, Organisation, registered
from journeys.people import HOTEL
from journeys.walk import Begin, Walk
from journeys.world import BRIDGE, Link

REVOKE = f"{BRIDGE}/oauth/revoke"


async def revoke(partner: Organisation, token: str, **more: str) -> httpx.Response:
    """Gives a token back, at the partner's own issuer."""
    if isinstance(partner, BaselineOrganisation):
        return await partner.post("revoke", {"token": token, **more})
    return await partner.http.post(REVOKE, data={"token": token, **more, **partner.assertion()})


def _sealed(link: Link) -> int:
    return link.count("carriers") + link.count("access_grants")


@pytest.fixture(params=["fapi", "baseline"])
async def started(
    request: pytest.FixtureRequest, link: Link, stack: AsyncExitStack, hotel: Organisation, walk: Begin
) -> Walk:
    """A journey at either issuer."""
    if request.param == "fapi":
        return await walk(hotel, attributes=("name",))
    bar = await at_baseline(link, stack, BAR)
    return await bar.journey(await stack.enter_async_context(link.client()))


async def _token(started: Walk) -> str:
    partner = started.organisation
    return await started.token(partner.citizen if isinstance(partner, BaselineOrganisation) else None)


async def test_a_token_given_back_is_dead_its_values_are_gone_and_the_log_says_so(
    link: Link, started: Walk
) -> None:
    partner, sealed = started.organisation, _sealed(link)
    token = await _token(started)
    assert _sealed(link) == sealed + 2
    before = len(link.log())
    response = await revoke(partner, token)
    assert (response.status_code, response.content) == (200, b"")
    assert _sealed(link) == sealed
    require_error(await partner.try_userinfo(started.attempt, token), 401, "invalid_token")
    (entry,) = link.log()[before:]
    assert (entry.event, entry.partner) == (Event.TOKENS_REVOKED, partner.client_id)
    (consent,) = [body for id_, body in link.record()[_CONSENTS] if id_ == entry.consent_id]
    assert '"state":"revoked"' in consent


_CONSENTS = "SELECT id, body FROM consents ORDER BY id"


@pytest.mark.parametrize("hint", ["access_token", "refresh_token", "anything"])
async def test_a_hint_does_not_keep_a_token_alive(hotel: Organisation, walk: Begin, hint: str) -> None:
    started = await walk(hotel, attributes=("name",))
    token = await started.token()
    assert (await revoke(hotel, token, token_type_hint=hint)).status_code == 200
    require_error(await hotel.try_userinfo(started.attempt, token), 401, "invalid_token")


async def test_a_token_given_back_twice_is_one_event(link: Link, hotel: Organisation, walk: Begin) -> None:
    token = await (await walk(hotel, attributes=("name",))).token()
    await revoke(hotel, token)
    before = link.record()
    assert (await revoke(hotel, token)).status_code == 200
    assert link.record() == before


async def test_what_is_no_live_token_of_its_own_changes_nothing_and_is_answered_alike(
    link: Link, hotel: Organisation, walk: Begin, stack: AsyncExitStack
) -> None:
    rival = await registered(link, stack, HOTEL)
    started = await walk(hotel, attributes=("name",))
    token = await started.token()
    before = link.record()
    answers = [
        await revoke(rival, given) for given in (token, "t" * 43, rival.assertion()["client_assertion"])
    ]
    assert {(a.status_code, a.content) for a in answers} == {(200, b"")}
    assert len({tuple(unnumbered(a).items()) for a in answers}) == 1
    assert link.record() == before
    await hotel.userinfo(started.attempt, token)


async def test_a_code_is_no_token_and_is_left_alone(link: Link, hotel: Organisation, walk: Begin) -> None:
    started = await walk(hotel, attributes=("name",))
    code = await started.code()
    before = link.record()
    assert (await revoke(hotel, code)).status_code == 200
    assert link.record() == before
    await hotel.redeem(started.attempt, code)


async def test_a_used_token_has_nothing_left_to_give_back_but_its_receipt(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    started, grants = await walk(hotel, attributes=("name",)), link.count("access_grants")
    token = await started.token()
    await hotel.userinfo(started.attempt, token)
    before, log = link.record()[_CONSENTS], link.log()
    assert link.count("access_grants") == grants + 1
    assert (await revoke(hotel, token)).status_code == 200
    assert (link.record()[_CONSENTS], link.log()) == (before, log)
    assert link.count("access_grants") == grants


async def test_a_replayed_code_is_refused_and_leaves_its_token_alive(
    hotel: Organisation, walk: Begin
) -> None:
    """A partner that asks again because an answer was slow must not lose the token it was given."""
    started = await walk(hotel, attributes=("name",))
    code = await started.code()
    token = (await hotel.redeem(started.attempt, code))["access_token"]
    require_error(await hotel.try_redeem(started.attempt, code), 400, "invalid_grant")
    await hotel.userinfo(started.attempt, token)


@pytest.mark.parametrize("_round", range(6))
async def test_a_call_that_races_with_a_revocation_is_answered_before_it_or_refused_after(
    link: Link, hotel: Organisation, walk: Begin, _round: int
) -> None:
    started = await walk(hotel, attributes=("name",))
    token = await started.token()
    await hotel.learn_nonce(started.attempt)
    before = len(link.log())

    async def fetch() -> httpx.Response:
        proof = hotel.proof(started.attempt.key, "GET", USERINFO, access_token=token)
        return await hotel.http.get(USERINFO, headers={"Authorization": f"DPoP {token}", "DPoP": proof})

    calls = [fetch(), revoke(hotel, token)]
    answers = await asyncio.gather(*(calls if _round % 2 else calls[::-1]))
    fetched = answers[0] if _round % 2 else answers[1]
    events = [entry.event for entry in link.log()[before:]]
    # One of the two acts counted, and the log says which.
    assert Counter(events) in (Counter([Event.RELEASED]), Counter([Event.TOKENS_REVOKED]))
    assert (fetched.status_code == 200) == (events == [Event.RELEASED])
    require_error(await hotel.try_userinfo(started.attempt, token), 401, "invalid_token")
