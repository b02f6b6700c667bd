"""What a citizen's pages say where something is not there: a receipt, a message, a record."""

from collections.abc import Iterator
from contextlib import AsyncExitStack

import httpx
import pytest

from bridge.adapters.sql.record_stores import SqlRecords
from bridge.domain.deliveries import DELIVERED_KEPT
from journeys.children import SIX, Family
from journeys.client import Organisation, registered
from journeys.people import HOSPITAL
from journeys.portal import Citizen, newest
from journeys.walk import Begin, begin
from journeys.world import BRIDGE, Link, whole_link


@pytest.fixture(scope="module")
def shared_link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Link]:
    """A link of this file's own: what a citizen finds must not depend on who tested before."""
    yield from whole_link(tmp_path_factory.mktemp("link"))


@pytest.fixture
def citizen(browser: httpx.AsyncClient) -> Citizen:
    return Citizen(browser)


async def test_a_child_whose_journey_was_stopped_before_anybody_was_asked_can_download_everything(
    hospital: Organisation, walk: Begin, citizen: Citizen
) -> None:
    """Nobody was shown words to say no to: there is no receipt, and nothing else may depend on one."""
    family = Family(await walk(hospital))
    await family.walk.browser.submit(await family.child_signs_in(SIX), ("decision", "deny"))
    detail = await citizen.open(newest(await citizen.sign_in("vneid", SIX)))
    assert "you refused" in detail.text
    assert not any("/receipt" in link for link in detail.links)
    everything = await citizen.http.get(f"{BRIDGE}/me/download")
    assert [each["receipt"] for each in everything.json()["records"]] == [None]


async def test_a_token_that_was_given_back_leaves_nothing_to_tell_its_recipient(
    hospital: Organisation, walk: Begin, citizen: Citizen
) -> None:
    begun = await walk(hospital)
    fields = {"token": await begun.token(), **hospital.assertion()}
    assert (await hospital.http.post(f"{BRIDGE}/oauth/revoke", data=fields)).status_code == 200
    detail = await citizen.open(newest(await citizen.sign_in("vneid")))
    assert "Ended" in detail.text
    assert "The recipient will be told" not in detail.text


async def test_what_was_told_long_ago_is_not_said_to_wait(own_link: Link) -> None:
    """The record outlives what is kept of the message."""
    ledger, clock = own_link.world.ledger, own_link.clock
    async with AsyncExitStack() as stack:
        hospital = await registered(own_link, stack, HOSPITAL)
        citizen = Citizen(await stack.enter_async_context(own_link.client()))
        begun = await begin(hospital, citizen.http)
        await begun.claims()
        path = newest(await citizen.sign_in("vneid"))
        await citizen.press(await citizen.open(path), "/withdraw")
        claimed = await ledger.atomically(lambda unit: unit.outbox.claim(hospital.client_id, clock.now()))
        assert claimed is not None
        accepted = claimed.accepted(clock.now(), set_sha256="0" * 64)
        await ledger.atomically(lambda unit: unit.outbox.replace(claimed, accepted))
        assert "The recipient has been told" in (await citizen.open(path)).text
        await ledger.purge(clock.now() + DELIVERED_KEPT)
        await citizen.sign_in("vneid")
        later = (await citizen.open(path)).text
    assert "This consent is withdrawn" in later
    assert "will be told; the message waits" not in later
    assert ">None<" not in later


@pytest.mark.parametrize("name", ["%00", "a%00b", "%F0%9F%98%80"])
async def test_what_no_record_can_be_called_is_not_looked_for(
    citizen: Citizen, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL holds no NUL in a text, and would answer as a database that failed."""
    await citizen.sign_in("vneid")
    asked: list[str] = []
    monkeypatch.setattr(SqlRecords, "get", lambda _records, record_id: asked.append(record_id))
    assert (await citizen.http.get(f"{BRIDGE}/me/records/{name}")).status_code == 404
    assert (await citizen.http.get(f"{BRIDGE}/me?before={name}")).status_code == 404
    assert asked == []
