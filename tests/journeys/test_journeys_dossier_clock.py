"""The days of the impact dossier, over a running link: counted from the first release, and from no other."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bridge.domain.audit_events import Event
from bridge.domain.clauses import Direction
from bridge.flows.first_releases import first_release
from journeys.checks import require_error
from journeys.client import Organisation, registered
from journeys.people import HOSPITAL
from journeys.walk import Walk, begin
from journeys.world import AGREEMENT, BRIDGE, Link, opened

DOSSIER = "    impact_dossier:\n      reference: SIM-CTIA-2026-0001\n      filed_on: 2026-01-15\n"
PURPOSE, INSTRUMENT = "health.patient_summary", "VN-DTA-2026-01"


@pytest.fixture
async def unfiled(tmp_path: Path) -> AsyncIterator[Link]:
    """A link under an agreement whose dossier nobody has filed yet."""
    file = tmp_path / "unfiled.yaml"
    text = AGREEMENT.read_text("utf-8")
    assert DOSSIER in text
    file.write_text(text.replace(DOSSIER, ""), "utf-8")
    async with opened(tmp_path, agreement_file=file) as link:
        yield link


async def walk(link: Link, stack: AsyncExitStack, hospital: Organisation) -> Walk:
    return await begin(
        hospital, await stack.enter_async_context(link.client()), attributes=("name", "allergies")
    )


def later(link: Link, *, days: int) -> None:
    link.clock.set(link.clock.now() + timedelta(days=days))


async def is_active(hospital: Organisation, token: str) -> bool:
    response = await hospital.http.post(
        f"{BRIDGE}/oauth/introspect", data={"token": token, **hospital.assertion()}
    )
    return bool(response.json()["active"])


async def released(link: Link, stack: AsyncExitStack) -> Organisation:
    """A hospital that received something on 1 March, so that the last day without a dossier is 30 April, in
    Viet Nam.
    """
    link.clock.set(datetime(2026, 3, 1, 10, tzinfo=UTC))
    hospital = await registered(link, stack, HOSPITAL)
    assert "allergies" in await (await walk(link, stack, hospital)).claims()
    return hospital


async def test_nothing_is_counted_until_something_has_left(unfiled: Link, stack: AsyncExitStack) -> None:
    hospital = await registered(unfiled, stack, HOSPITAL)
    asked = await walk(unfiled, stack, hospital)
    await asked.token()
    later(unfiled, days=100)
    assert (await hospital.try_push(hospital.attempt(), ("name",))).status_code == 201


async def test_after_sixty_days_without_a_dossier_the_partner_is_told_at_its_request(
    unfiled: Link, stack: AsyncExitStack
) -> None:
    hospital = await released(unfiled, stack)
    later(unfiled, days=60)
    assert (await hospital.try_push(hospital.attempt(), ("name",))).status_code == 201
    later(unfiled, days=1)
    response = await hospital.try_push(hospital.attempt(), ("name",))
    require_error(response, 400, "access_denied")
    assert response.json()["reason"] == "impact_dossier_overdue"
    assert INSTRUMENT in response.json()["what_would_pass"]
    assert (unfiled.log()[-1].event, unfiled.log()[-1].rule) == (Event.REQUEST_DENIED, 3)


FACTS = {"purpose": PURPOSE, "country": "SG", "sector": "health", "attributes": ["name"]}


async def test_a_dry_run_counts_from_what_the_bridge_remembers_and_says_so(
    unfiled: Link, stack: AsyncExitStack
) -> None:
    hospital = await released(unfiled, stack)
    later(unfiled, days=61)
    answer = (await hospital.http.post(f"{BRIDGE}/v1/decisions", json=FACTS)).json()
    assert answer["reason"] == "impact_dossier_overdue"
    assert answer["first_release"] == {"day": "2026-03-01", "from": "bridge"}
    named = FACTS | {"first_release": unfiled.clock.now().isoformat()}
    answer = (await hospital.http.post(f"{BRIDGE}/v1/decisions", json=named)).json()
    assert (answer["decision"], answer["first_release"]["from"]) == ("permit", "request")
    entered = {**FACTS, "attribute": "name", "lang": "en"}
    del entered["attributes"]
    page = await hospital.http.get(f"{BRIDGE}/agreement", params=entered)
    assert "An impact dossier that has been filed" in page.text
    assert "Data first left under this transfer instrument on 1 March 2026" in page.text


async def test_the_days_end_between_any_two_steps_of_a_journey(unfiled: Link, stack: AsyncExitStack) -> None:
    """At sign-in, at the answer to the form and at userinfo it is asked again, by the clock then."""
    hospital = await released(unfiled, stack)
    midnight = datetime(2026, 4, 30, 17, tzinfo=UTC)  # in Hanoi
    unfiled.clock.set(midnight - timedelta(seconds=40))
    reading, waiting, arriving = [await walk(unfiled, stack, hospital) for _ in range(3)]
    page = await reading.sign_in()
    token = await waiting.token()
    sign_in_page = await arriving.open()
    assert await is_active(hospital, token)
    unfiled.clock.set(midnight)
    assert not await is_active(hospital, token)
    ended = await arriving.browser.submit(sign_in_page, ("person", "nguyen-thi-hoa"), ("decision", "approve"))
    assert "impact_dossier_overdue" in ended.text
    # The same midnight gives the notice another day: its words are asked about once more first.
    asked_again = await reading.answer(page)
    assert "impact_dossier_overdue" in (await reading.answer(asked_again)).text
    response = await hospital.try_userinfo(waiting.attempt, token)
    require_error(response, 400, "access_denied")
    assert response.json()["reason"] == "impact_dossier_overdue"
    assert [entry.event for entry in unfiled.log()].count(Event.RELEASED) == 1


async def test_only_the_first_release_is_remembered(unfiled: Link, stack: AsyncExitStack) -> None:
    hospital = await released(unfiled, stack)
    first = next(entry.at for entry in unfiled.log() if entry.event is Event.RELEASED)
    later(unfiled, days=10)
    await (await walk(unfiled, stack, hospital)).claims()
    world = unfiled.world
    assert first == await world.ledger.read(
        lambda unit: first_release(unit, world.agreement, PURPOSE, direction=Direction.VN_TO_SG)
    )


async def test_a_dossier_that_is_taken_out_does_not_start_the_days_anew(
    own_link: Link, stack: AsyncExitStack
) -> None:
    hospital = await released(own_link, stack)
    later(own_link, days=61)
    assert (await hospital.try_push(hospital.attempt(), ("name",))).status_code == 201
    agreement = own_link.world.agreement
    instrument = replace(agreement.instruments[INSTRUMENT], impact_dossier=None)
    instruments = {**agreement.instruments, INSTRUMENT: instrument}
    own_link.put_in_force(replace(agreement, instruments=instruments))
    response = await hospital.try_push(hospital.attempt(), ("name",))
    assert response.json()["reason"] == "impact_dossier_overdue"
