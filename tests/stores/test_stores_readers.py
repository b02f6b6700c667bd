"""A database that hangs: what is asked meanwhile is bounded, and answered again afterwards."""

import asyncio
import threading

import pytest

from bridge.adapters.sql.group_commit import Returned
from bridge.adapters.sql.readers import Readers
from bridge.flows.ports import StoreUnavailable


async def test_readings_that_were_given_up_do_not_pile_up_behind_one_that_hangs() -> None:
    readers: Readers[str] = Readers(threads=1, capacity=3)
    begun, awake = threading.Event(), threading.Event()
    ran: list[str] = []

    def hang() -> str:
        begun.set()
        assert awake.wait(10)
        return "late"

    def read() -> str:
        ran.append("read")
        return "soon"

    hanging = asyncio.create_task(readers.run(hang))
    await asyncio.to_thread(begun.wait, 10)
    for _ in range(2):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(readers.run(read), 0.01)
    patient = asyncio.create_task(readers.run(read))
    await asyncio.sleep(0)
    with pytest.raises(StoreUnavailable, match="too many reads are waiting"):
        await readers.run(read)
    awake.set()
    assert await hanging == Returned("late")
    assert await patient == Returned("soon")
    assert ran == ["read"]
    readers.close()
