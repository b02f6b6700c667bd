"""`/readyz`: every check by its name, 503 as soon as one fails or does not answer, and while draining."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest
from fastapi import FastAPI

from eid_kit.http import readiness
from eid_kit.http.readiness import Draining, NotReady, Readiness, ReadinessCheck, add_readiness


async def well() -> str:
    return "all is well"


async def unwell() -> str:
    raise NotReady("it is away")


async def silent() -> str:
    await asyncio.Event().wait()
    return "never"


async def asked(*checks: Callable[[], Awaitable[str]], draining: bool = False) -> httpx.Response:
    app = FastAPI()
    named = [ReadinessCheck(check.__name__, check) for check in checks]
    add_readiness(app, Readiness(named, Draining(draining)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        return await client.get("/readyz")


async def test_what_is_ready_says_what_it_found() -> None:
    response = await asked(well)
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    assert response.json() == {
        "status": "ready",
        "checks": {
            "serving": {"state": "ok", "found": "yes"},
            "well": {"state": "ok", "found": "all is well"},
        },
    }


async def test_one_failed_check_is_enough_and_the_others_are_told_all_the_same() -> None:
    response = await asked(well, unwell)
    assert response.status_code == 503
    assert response.json()["status"] == "not_ready"
    assert response.json()["checks"]["unwell"] == {"state": "failed", "found": "it is away"}
    assert response.json()["checks"]["well"]["state"] == "ok"


async def test_a_check_that_does_not_answer_fails_in_bounded_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "_PATIENCE_S", 0.05)
    response = await asyncio.wait_for(asked(silent, well), 1)
    assert response.status_code == 503
    assert response.json()["checks"]["silent"]["found"] == "no answer within 0.05 s"


async def test_a_process_that_was_told_to_stop_is_not_ready() -> None:
    response = await asked(well, draining=True)
    assert response.status_code == 503
    assert response.json()["checks"]["serving"]["state"] == "failed"
