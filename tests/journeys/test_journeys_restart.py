"""A restart on the same folder: subjects, keys, consents, log and whatever was under way are still there."""

import shutil
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from bridge.adapters.keys import MADE_LATE, ROLES, KeyRingError
from journeys.client import Organisation, registered
from journeys.people import HOSPITAL, HOTEL
from journeys.walk import begin
from journeys.world import BRIDGE, Link, open_link, opened


async def _moved(organisation: Organisation, link: Link, stack: AsyncExitStack) -> Organisation:
    """The same organisation, talking to the bridge after its restart."""
    http = await stack.enter_async_context(link.client())
    return Organisation(link, http, organisation.metadata, organisation.key, organisation.client_id)


@pytest.mark.parametrize("metadata", [HOSPITAL, HOTEL], ids=["hospital", "hotel"])
async def test_a_restart_keeps_the_subject_of_a_person_at_a_partner(
    tmp_path: Path, stack: AsyncExitStack, metadata: dict[str, Any]
) -> None:
    subjects = []
    organisation: Organisation | None = None
    for _ in range(2):
        async with opened(tmp_path) as link:
            known = organisation and await _moved(organisation, link, stack)
            organisation = known or await registered(link, stack, metadata)
            started = await begin(organisation, await stack.enter_async_context(link.client()))
            token = await started.token()
            subjects.append((await organisation.userinfo(started.attempt, token))["sub"])
    assert subjects[0] == subjects[1]


async def test_a_restart_keeps_keys_consents_and_the_log(tmp_path: Path, stack: AsyncExitStack) -> None:
    seen = []
    for _ in range(2):
        async with opened(tmp_path) as link:
            hotel = await registered(link, stack, HOTEL)
            before = (link.record(), link.log(), (await hotel.http.get(f"{BRIDGE}/oauth/jwks")).json())
            await (await begin(hotel, await stack.enter_async_context(link.client()))).claims()
            seen.append((before, link.record(), link.log(), link.verdict().origin))
    (_, record, log, origin), ((record_again, log_again, _), _, longer_log, same_origin) = seen
    consents = "SELECT id, body FROM consents ORDER BY id"
    assert record[consents] == record_again[consents]
    assert log == log_again == longer_log[: len(log)]
    assert len(longer_log) > len(log)
    assert origin == same_origin
    assert seen[0][0][2] == seen[1][0][2]


async def test_a_restart_does_not_end_a_journey_that_is_under_way(
    tmp_path: Path, stack: AsyncExitStack
) -> None:
    async with opened(tmp_path) as link:
        hotel = await registered(link, stack, HOTEL)
        browser = await stack.enter_async_context(link.client())
        at_consent = await begin(hotel, browser, attributes=("name",))
        page = await at_consent.sign_in()
        coded = await begin(hotel, await stack.enter_async_context(link.client()), attributes=("name",))
        code = await coded.code()
        tokened = await begin(hotel, await stack.enter_async_context(link.client()), attributes=("name",))
        token = await tokened.token()
    async with opened(tmp_path) as link:
        hotel = await _moved(hotel, link, stack)
        browser._transport = link.switchboard
        arrived = await at_consent.answer(page)
        assert arrived.arrived is not None
        await hotel.redeem(coded.attempt, code)
        assert (await hotel.userinfo(tokened.attempt, token))["verified_claims"]["claims"]["name"]


@pytest.mark.parametrize("role", sorted(set(ROLES) - MADE_LATE))
async def test_a_missing_key_beside_a_database_in_use_refuses_to_start_in_one_clear_sentence(
    tmp_path: Path, used_folder: Path, role: str
) -> None:
    shutil.copytree(used_folder, tmp_path / "copy")
    (tmp_path / "copy" / "bridge" / "keys" / f"{role}.jwk").unlink()
    with pytest.raises(KeyRingError) as refused:
        open_link(tmp_path / "copy")
    sentence = str(refused.value)
    assert role in sentence
    assert "\n" not in sentence
    assert not (tmp_path / "copy" / "bridge" / "keys" / f"{role}.jwk").exists()


async def test_a_missing_key_folder_beside_a_database_in_use_refuses_to_start(
    tmp_path: Path, used_folder: Path
) -> None:
    shutil.copytree(used_folder, tmp_path / "copy")
    shutil.rmtree(tmp_path / "copy" / "bridge" / "keys")
    with pytest.raises(KeyRingError, match="not empty"):
        open_link(tmp_path / "copy")
    assert not (tmp_path / "copy" / "bridge" / "keys").exists()


@pytest.fixture(scope="module")
def used_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state of an installation that was started once."""
    folder = tmp_path_factory.mktemp("used")
    open_link(folder).world.ledger._shut()
    return folder
