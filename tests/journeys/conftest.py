"""The link as fixtures. After every test that used it, its whole log is verified again."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from journeys.client import Organisation, registered
from journeys.operating import Operator, signed_files
from journeys.people import HOSPITAL, HOTEL
from journeys.walk import Begin, Walk, begin
from journeys.world import Link, open_link, opened, require_sound, whole_link


@pytest.fixture(scope="session")
def shared_link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Link]:
    """One link for all tests that neither move time past an expiry nor count what others leave behind."""
    yield from whole_link(tmp_path_factory.mktemp("link"))


@pytest.fixture
def link(shared_link: Link) -> Iterator[Link]:
    yield shared_link
    shared_link.clock.reset()
    shared_link.vneid_faults.set(())
    shared_link.singpass_faults.set(())
    require_sound(shared_link)


@pytest.fixture
async def own_link(tmp_path: Path) -> AsyncIterator[Link]:
    """A link of the test's own, with an empty database."""
    async with opened(tmp_path) as link:
        yield link


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    """Closes what a test opens."""
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
async def hospital(link: Link, stack: AsyncExitStack) -> Organisation:
    return await registered(link, stack, HOSPITAL)


@pytest.fixture
async def hotel(link: Link, stack: AsyncExitStack) -> Organisation:
    return await registered(link, stack, HOTEL)


@pytest.fixture(params=["health.patient_summary", "tourism.checkin"])
async def partner(request: pytest.FixtureRequest, link: Link, stack: AsyncExitStack) -> Organisation:
    """Once the hospital in Singapore, once the hotel in Viet Nam."""
    metadata = HOSPITAL if request.param == "health.patient_summary" else HOTEL
    return await registered(link, stack, metadata)


@pytest.fixture
async def browser(link: Link, stack: AsyncExitStack) -> httpx.AsyncClient:
    """A citizen's browser."""
    return await stack.enter_async_context(link.client())


@pytest.fixture
def walk(browser: httpx.AsyncClient) -> Begin:
    """Begins a walk in the test's browser."""

    async def start(organisation: Organisation, **options: Any) -> Walk:
        return await begin(organisation, browser, **options)

    return start


@pytest.fixture
async def signed_link(tmp_path: Path) -> AsyncIterator[Link]:
    """A sandbox that has the parties' public keys, and so demands and checks their signatures."""
    file, public = signed_files(tmp_path)
    link = open_link(tmp_path, agreement_file=file, party_keys=public)
    await link.world.remember_agreement()
    yield link
    require_sound(link)
    await link.close()


@pytest.fixture
def operator(signed_link: Link, tmp_path: Path) -> Operator:
    return Operator(
        signed_link.settings.data_dir,
        signed_link.settings.database,
        tmp_path,
        public=tmp_path / "parties.jwks",
    )
