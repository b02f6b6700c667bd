"""Decided again at every step, with what is true then: a permission that has gone allows nothing any more."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import pytest

from bridge.domain.audit_events import Event
from bridge.domain.consent import ConsentState
from eid_kit.oauth.keys import public_jwk
from eid_sandbox.browser import arrival_of
from journeys.checks import require_error, require_page
from journeys.client import Organisation, registered
from journeys.people import HOTEL
from journeys.walk import Walk, begin
from journeys.world import BRIDGE, Link


@pytest.fixture
async def started(link: Link, stack: AsyncExitStack) -> AsyncIterator[Walk]:
    """A hotel's request; whatever a test does to the agreement is undone."""
    agreement = link.world.agreement
    hotel = await registered(link, stack, HOTEL)
    yield await begin(hotel, await stack.enter_async_context(link.client()), attributes=("name",))
    link.put_in_force(agreement)


def _end_agreement(link: Link) -> None:
    today = link.clock.now().date()
    link.put_in_force(replace(link.world.agreement, in_force_until=today))


def _change_agreement(link: Link) -> None:
    """Another text, which says nothing else: but the citizen agreed to the words that were shown."""
    link.put_in_force(replace(link.world.agreement, digest="f" * 64))


async def test_an_agreement_that_has_ended_takes_no_request(link: Link, started: Walk) -> None:
    _end_agreement(link)
    response = await started.organisation.try_push(started.attempt, ("name",))
    require_error(response, 400, "access_denied")
    assert response.json()["reason"] == "agreement_not_in_force"


async def test_an_agreement_that_ends_during_the_sign_in_is_explained(link: Link, started: Walk) -> None:
    page = await started.open()
    _end_agreement(link)
    page = await started.browser.submit(page, ("person", "tan-mei-ling"), ("decision", "approve"))
    assert "agreement_not_in_force" in page.text
    assert arrival_of(page, started.organisation.redirect_uri)["error"] == "access_denied"


async def test_an_agreement_that_ends_while_the_citizen_reads_yields_no_code(
    link: Link, started: Walk
) -> None:
    page = await started.sign_in()
    _end_agreement(link)
    ended = await started.answer(page)
    assert ended.arrived is None
    assert "agreement_not_in_force" in ended.text
    assert link.log()[-1].event is Event.DENIED


async def test_an_agreement_that_drops_the_purpose_while_the_citizen_reads_asks_nothing_more(
    link: Link, started: Walk
) -> None:
    page = await started.sign_in()
    link.put_in_force(replace(link.world.agreement, clauses=()))
    require_page(await started.answer(page), reason="agreement_changed")


async def test_an_agreement_that_ends_before_userinfo_releases_nothing(link: Link, started: Walk) -> None:
    token = await started.token()
    _end_agreement(link)
    response = await started.organisation.try_userinfo(started.attempt, token)
    require_error(response, 400, "access_denied")
    assert response.json()["reason"] == "agreement_not_in_force"
    last = link.log()[-1]
    assert (last.event, last.reason) == (Event.DENIED, "agreement_not_in_force")


async def test_another_text_of_the_agreement_releases_nothing_on_the_old_consent(
    link: Link, started: Walk
) -> None:
    token = await started.token()
    _change_agreement(link)
    response = await started.organisation.try_userinfo(started.attempt, token)
    require_error(response, 401, "invalid_token")
    assert link.log()[-1].reason == "consent_mismatch"


async def test_a_withdrawn_consent_releases_nothing_and_the_partner_cannot_tell_why(
    link: Link, started: Walk
) -> None:
    token = await started.token()
    consent_id = link.log()[-1].consent_id or ""

    def withdraw(unit: Any) -> None:
        unit.consents.replace(replace(unit.consents.lock(consent_id), state=ConsentState.WITHDRAWN))

    await link.world.ledger.atomically(withdraw)
    withdrawn = await started.organisation.try_userinfo(started.attempt, token)
    unknown = await started.organisation.try_userinfo(started.attempt, "A" * 43)
    assert (withdrawn.status_code, withdrawn.json()) == (unknown.status_code, unknown.json())
    assert link.log()[-1].reason == "consent_not_in_force"


CHANGED = [
    pytest.param({"purposes": ["health.patient_summary"]}, "purpose_not_registered", id="the purpose"),
    pytest.param({"sector": "health"}, "sector_not_covered", id="the sector"),
    pytest.param({"registered_attributes": ["gender"]}, "attribute_not_registered", id="the attributes"),
]


@pytest.mark.parametrize(("changes", "reason"), CHANGED)
async def test_a_registration_that_no_longer_covers_it_releases_nothing(
    link: Link, stack: AsyncExitStack, changes: dict[str, Any], reason: str
) -> None:
    http = await stack.enter_async_context(link.client())
    hotel = Organisation(link, http, HOTEL)
    jwks = {"keys": [{**public_jwk(hotel.key), "use": "sig", "alg": "ES256"}]}
    known = (await http.post(f"{BRIDGE}/oauth/register", json={**HOTEL, "jwks": jwks})).json()
    hotel.client_id = known["client_id"]
    started = await begin(hotel, await stack.enter_async_context(link.client()), attributes=("name",))
    token = await started.token()
    changed = await http.put(
        known["registration_client_uri"],
        json={**HOTEL, "jwks": jwks, "client_id": hotel.client_id, **changes},
        headers={"Authorization": f"Bearer {known['registration_access_token']}"},
    )
    assert changed.status_code == 200, changed.text
    response = await hotel.try_userinfo(started.attempt, token)
    assert response.status_code == 400
    assert response.json()["reason"] == reason
