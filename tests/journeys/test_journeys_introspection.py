"""Introspection: what a partner's own token is good for, never a value, and nothing of anybody else's."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from eid_kit.oauth.secrets_ import digest
from journeys.baseline_client import BAR, ISSUER, BaselineOrganisation, at_baseline
from journeys.checks import require_error, unnumbered
from journeys.client import Organisation, registered
from journeys.forgeries import FORGERIES, forged_assertion
from journeys.people import HOTEL
from journeys.walk import Begin, Walk, begin
from journeys.world import BRIDGE, Link, opened

INTROSPECT = f"{BRIDGE}/oauth/introspect"
INACTIVE = b'{"active":false}'


async def introspect(partner: Organisation, token: str, **more: str) -> httpx.Response:
    """Asks about a token, at the partner's own issuer."""
    if isinstance(partner, BaselineOrganisation):
        return await partner.post("introspect", {"token": token, **more})
    return await partner.http.post(INTROSPECT, data={"token": token, **more, **partner.assertion()})


async def test_an_active_token_is_described_without_a_value(hotel: Organisation, walk: Begin) -> None:
    started = await walk(hotel, attributes=("name", "birthdate", "email"))
    tokens = await hotel.redeem(started.attempt, await started.code())
    response = await introspect(hotel, tokens["access_token"])
    facts = response.json()
    assert response.headers["cache-control"] == "no-store"
    assert facts.pop("sub")
    assert facts.pop("exp") - facts.pop("iat") in range(295, 301)
    assert len(facts.pop("cnf")["jkt"]) == 43
    assert facts == {
        "active": True,
        "iss": BRIDGE,
        "client_id": hotel.client_id,
        "token_type": "DPoP",
        "scope": "openid",
        # As granted: the optional email was not ticked.
        "authorization_details": [
            {
                "type": "cross_border_attributes",
                "purpose": "tourism.checkin",
                "attributes": ["birthdate", "name"],
            }
        ],
    }
    assert facts["authorization_details"] == tokens["authorization_details"]
    assert "TAN MEI LING" not in response.text


async def test_its_subject_and_key_are_those_of_the_token(hotel: Organisation, walk: Begin) -> None:
    started = await walk(hotel, attributes=("name",))
    token = await started.token()
    facts = (await introspect(hotel, token)).json()
    assert facts["cnf"] == {"jkt": started.attempt.key.thumbprint()}
    assert facts["sub"] == (await hotel.userinfo(started.attempt, token))["sub"]


async def test_a_bearer_token_says_so(link: Link, stack: AsyncExitStack, browser: httpx.AsyncClient) -> None:
    bar = await at_baseline(link, stack, BAR)
    facts = (await introspect(bar, await (await bar.journey(browser)).token(bar.citizen))).json()
    assert (facts["iss"], facts["token_type"], "cnf" in facts) == (ISSUER, "Bearer", False)


@pytest.mark.parametrize("hint", ["access_token", "refresh_token", "anything"])
async def test_a_hint_changes_nothing(hotel: Organisation, walk: Begin, hint: str) -> None:
    token = await (await walk(hotel, attributes=("name",))).token()
    assert (await introspect(hotel, token, token_type_hint=hint)).json()["active"] is True


async def test_asking_uses_nothing_up_and_is_no_event(link: Link, hotel: Organisation, walk: Begin) -> None:
    started = await walk(hotel, attributes=("name",))
    token = await started.token()
    before = link.record()
    for _ in range(3):
        assert (await introspect(hotel, token)).json()["active"] is True
    assert link.record() == before
    await hotel.userinfo(started.attempt, token)


# --- inactive, in the same bytes whatever the reason


async def _used(walk: Walk, _link: Link) -> str:
    token = await walk.token()
    await walk.organisation.userinfo(walk.attempt, token)
    return token


async def _expired(walk: Walk, link: Link) -> str:
    token = await walk.token()
    link.clock.advance(300)
    return token


async def _code(walk: Walk, _link: Link) -> str:
    return await walk.code()


async def _id_token(walk: Walk, _link: Link) -> str:
    return str((await walk.organisation.redeem(walk.attempt, await walk.code()))["id_token"])


async def _altered(walk: Walk, _link: Link) -> str:
    token = await walk.token()
    return token[:-1] + ("A" if token[-1] != "A" else "B")


async def _digest(walk: Walk, _link: Link) -> str:
    return digest(await walk.token())


INACTIVE_TOKENS = [
    pytest.param(_used, id="used"),
    pytest.param(_expired, id="expired"),
    pytest.param(_code, id="a code"),
    pytest.param(_id_token, id="an id_token"),
    pytest.param(_altered, id="altered in its last character"),
    pytest.param(_digest, id="the digest under which it is kept"),
]


@pytest.mark.parametrize("make", INACTIVE_TOKENS)
async def test_what_userinfo_would_refuse_is_inactive(
    link: Link, hotel: Organisation, walk: Begin, make: Callable[[Walk, Link], Awaitable[str]]
) -> None:
    token = await make(await walk(hotel, attributes=("name",)), link)
    response = await introspect(hotel, token)
    assert (response.status_code, response.content) == (200, INACTIVE)


async def test_another_partners_token_looks_like_none_at_all(
    link: Link, hotel: Organisation, walk: Begin, stack: AsyncExitStack
) -> None:
    """Not even another client of the same kind with the same keys."""
    rival = await registered(link, stack, HOTEL)
    token = await (await walk(hotel, attributes=("name",))).token()
    anothers, unknown = await introspect(rival, token), await introspect(rival, "t" * 43)
    assert anothers.content == unknown.content == INACTIVE
    assert unnumbered(anothers) == unnumbered(unknown)
    assert (await introspect(hotel, token)).json()["active"] is True


async def test_a_token_that_the_policy_would_refuse_by_now_is_inactive(
    stack: AsyncExitStack, tmp_path: Path
) -> None:
    async with opened(tmp_path) as link:
        hotel = await registered(link, stack, HOTEL)
        started = await begin(hotel, await stack.enter_async_context(link.client()), attributes=("name",))
        token = await started.token()
        assert (await introspect(hotel, token)).json()["active"] is True
        agreement = link.world.agreement
        link.put_in_force(replace(agreement, in_force_until=link.clock.now().date()))
        assert (await introspect(hotel, token)).content == INACTIVE


# --- who may ask

UNAUTHENTICATED = [
    pytest.param({"client_assertion": None}, id="no assertion"),
    pytest.param({"client_assertion_type": "password"}, id="another assertion type"),
    pytest.param({"client_id": "somebody-else"}, id="client_id of another"),
    pytest.param({"client_secret": "hunter2"}, id="a secret"),
]


@pytest.mark.parametrize("endpoint", ["introspect", "revoke"])
@pytest.mark.parametrize("changes", UNAUTHENTICATED)
async def test_nobody_asks_without_proving_who_it_is(
    link: Link, hotel: Organisation, walk: Begin, endpoint: str, changes: dict[str, str | None]
) -> None:
    token = await (await walk(hotel, attributes=("name",))).token()
    before = link.record()
    form = {"token": token, **hotel.assertion(), **changes}
    sent = {name: value for name, value in form.items() if value is not None}
    require_error(await hotel.http.post(f"{BRIDGE}/oauth/{endpoint}", data=sent), 401, "invalid_client")
    assert link.record() == before


@pytest.mark.parametrize("endpoint", ["introspect", "revoke"])
@pytest.mark.parametrize("how", FORGERIES)
async def test_nobody_asks_with_a_forged_assertion(hotel: Organisation, endpoint: str, how: str) -> None:
    form = {"token": "t" * 43, **hotel.assertion(), "client_assertion": forged_assertion(hotel, how)}
    require_error(await hotel.http.post(f"{BRIDGE}/oauth/{endpoint}", data=form), 401, "invalid_client")


@pytest.mark.parametrize("endpoint", ["introspect", "revoke"])
async def test_an_assertion_asks_once(hotel: Organisation, endpoint: str) -> None:
    form = {"token": "t" * 43, **hotel.assertion()}
    assert (await hotel.http.post(f"{BRIDGE}/oauth/{endpoint}", data=form)).status_code == 200
    require_error(await hotel.http.post(f"{BRIDGE}/oauth/{endpoint}", data=form), 401, "invalid_client")


@pytest.mark.parametrize("endpoint", ["introspect", "revoke"])
async def test_a_question_about_no_token_uses_no_assertion_up(hotel: Organisation, endpoint: str) -> None:
    url, assertion = f"{BRIDGE}/oauth/{endpoint}", hotel.assertion()
    require_error(await hotel.http.post(url, data=assertion), 400, "invalid_request")
    assert (await hotel.http.post(url, data={"token": "t", **assertion})).status_code == 200
