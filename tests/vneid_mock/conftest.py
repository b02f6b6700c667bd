"""A VNeID mock in this process, and a relying party in front of it."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from simulator.vneid_relying_party import Mock, RelyingParty, start_mock


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys are made once: an RSA key takes its time."""
    return tmp_path_factory.mktemp("vneid")


@pytest.fixture
def mock(data_dir: Path) -> Mock:
    return start_mock(data_dir)


@pytest.fixture
async def http(mock: Mock) -> AsyncIterator[httpx.AsyncClient]:
    async with mock.browser() as client:
        yield client


@pytest.fixture
def rp(http: httpx.AsyncClient) -> RelyingParty:
    return RelyingParty(http)
