"""A Singpass mock in this process, with a clock that stands still, and two apps of it."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from eid_kit.http.outbound import Outbound
from eid_kit.simulator.clock import MovableClock
from eid_kit.simulator.faults import Faults
from singpass_mock.app import create_app
from singpass_mock.faults import SingpassFault
from singpass_mock.settings import SingpassSettings
from singpass_relying_party import BASE, RelyingParty, Singpass, register

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def refuse(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError(f"nobody is at {request.url.host}", request=request)


@pytest.fixture
async def outbound() -> AsyncIterator[Outbound]:
    """Reaches nobody; a test that needs a neighbour overrides it."""
    outbound = Outbound(transport=httpx.MockTransport(refuse))
    yield outbound
    await outbound.aclose()


@pytest.fixture
async def singpass(tmp_path: Path, outbound: Outbound) -> AsyncIterator[Singpass]:
    clock, faults, slept = MovableClock(lambda: NOON), Faults(SingpassFault), list[float]()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    app = create_app(
        SingpassSettings(data_dir=tmp_path),
        clock=clock,
        faults=faults,
        random_bytes=os.urandom,
        outbound=outbound,
        sleep=sleep,
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE) as http:
        yield Singpass(http, clock, faults, slept)


@pytest.fixture
async def hotel(singpass: Singpass) -> RelyingParty:
    """A Myinfo app."""
    return await register(singpass)


@pytest.fixture
async def portal(singpass: Singpass) -> RelyingParty:
    """A Login app."""
    return await register(singpass, "login")
