"""The hotel's app in this process, at a link that the fixture `vnsg_link` runs in another."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from eid_sandbox.testing import RunningLink
from examples.hotel_vn.app import create_app

HOTEL = "http://localhost:8012"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def guest(vnsg_link: RunningLink, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A guest's browser at the hotel's site, which registers anew at the link in each test."""
    async with httpx.AsyncClient(trust_env=False, timeout=15) as outgoing:
        app = create_app(bridge_url=vnsg_link.issuer, public_url=HOTEL, data_dir=tmp_path, http=outgoing)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOTEL) as browser:
            yield browser
