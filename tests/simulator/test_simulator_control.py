"""The controls under `/sim`."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from eid_kit.http.errors import install_error_handlers
from eid_kit.simulator.clock import MovableClock
from eid_kit.simulator.control import sim_router
from eid_kit.simulator.faults import FaultName, Faults
from eid_kit.simulator.history import History, RecordRequests

START = datetime(2026, 11, 21, 10, tzinfo=UTC)


class SomeFault(FaultName):
    """A catalogue for these tests."""

    SLOW = "slow", "Everything takes long."


class People:
    """One room."""

    def __init__(self) -> None:
        self.room: dict[str, dict[str, Any]] = {"an": {"id": "an"}}

    def list(self) -> Sequence[dict[str, Any]]:
        return tuple(self.room.values())

    def get(self, person_id: str, /) -> dict[str, Any] | None:
        return self.room.get(person_id)

    def put(self, person_id: str, document: dict[str, Any], /) -> dict[str, Any]:
        self.room[person_id] = document
        return document


class Clients:
    """Takes anybody."""

    def register(self, metadata: dict[str, Any], /) -> dict[str, Any]:
        return {"client_id": "made-up", **metadata}


def client(*, token: str | None = None, host: str = "localhost:8001") -> httpx.AsyncClient:
    clock = MovableClock(lambda: START)
    app, history = FastAPI(), History()
    install_error_handlers(app)
    app.add_middleware(RecordRequests, history=history, now=clock.now)
    app.include_router(
        sim_router(
            clock=clock,
            faults=Faults(SomeFault),
            history=history,
            people=People(),
            clients=Clients(),
            token=token,
        )
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"http://{host}")


async def test_the_clock_is_shown_and_moved() -> None:
    http = client()
    assert (await http.get("/sim/clock")).json() == {"now": START.isoformat(), "offset_seconds": 0.0}
    moved = await http.put("/sim/clock", json={"advance_seconds": 61.5})
    assert moved.json()["offset_seconds"] == 61.5
    put = await http.put("/sim/clock", json={"now": "2027-01-01T07:00:00+07:00"})
    assert put.json()["now"] == "2027-01-01T00:00:00+00:00"
    assert (await http.put("/sim/clock", json={"reset": True})).json()["offset_seconds"] == 0


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({}, id="nothing"),
        pytest.param([], id="a list"),
        pytest.param({"now": "tomorrow"}, id="no date"),
        pytest.param({"now": "2027-01-01T00:00:00"}, id="no time zone"),
        pytest.param({"now": "0001-01-01T00:00:00Z"}, id="before numeric dates begin"),
        pytest.param({"advance_seconds": "60"}, id="a text for a number"),
        pytest.param({"advance_seconds": True}, id="a boolean for a number"),
        pytest.param({"advance_seconds": False}, id="a boolean for nought"),
        pytest.param({"advance_seconds": 1e300}, id="beyond the calendar"),
        pytest.param({"reset": False}, id="a reset that is none"),
        pytest.param({"reset": True, "advance_seconds": 60}, id="two orders at once"),
    ],
)
async def test_an_order_the_clock_cannot_follow_is_refused_and_changes_nothing(body: object) -> None:
    http = client()
    answer = await http.put("/sim/clock", json=body)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert (await http.get("/sim/clock")).json()["offset_seconds"] == 0


async def test_faults_are_shown_and_switched() -> None:
    http = client()
    known = {"slow": "Everything takes long."}
    assert (await http.get("/sim/faults")).json() == {"active": [], "known": known}
    switched = await http.put("/sim/faults", json={"active": ["slow"]})
    assert switched.json() == {"active": ["slow"], "known": known}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"active": ["slwo"]}, id="an unknown name"),
        pytest.param({"active": "slow"}, id="a text for a list"),
        pytest.param({"active": [1]}, id="a number for a name"),
        pytest.param({"active": [], "also": 1}, id="an unknown member"),
        pytest.param({}, id="nothing"),
    ],
)
async def test_switches_that_are_not_understood_are_refused(body: object) -> None:
    http = client()
    await http.put("/sim/faults", json={"active": ["slow"]})
    assert (await http.put("/sim/faults", json=body)).status_code == 400
    assert (await http.get("/sim/faults")).json()["active"] == ["slow"]


async def test_people_are_listed_shown_and_changed() -> None:
    http = client()
    assert (await http.get("/sim/people")).json() == {"people": [{"id": "an"}]}
    assert (await http.get("/sim/people/an")).json() == {"id": "an"}
    assert (await http.put("/sim/people/binh", json={"id": "binh"})).json() == {"id": "binh"}
    missing = await http.get("/sim/people/nobody")
    assert (missing.status_code, missing.json()["error"]) == (404, "not_found")


async def test_a_client_is_registered_with_201() -> None:
    answer = await client().post("/sim/clients", json={"redirect_uris": []})
    assert (answer.status_code, answer.json()) == (201, {"client_id": "made-up", "redirect_uris": []})


async def test_the_controls_leave_no_trace_in_the_history() -> None:
    http = client()
    await http.get("/sim/clock")
    await http.get("/elsewhere")
    assert [seen["path"] for seen in (await http.get("/sim/requests")).json()["requests"]] == ["/elsewhere"]


@pytest.mark.parametrize("host", ["localhost:8001", "127.0.0.1:8001", "[::1]:8001", "localhost"])
async def test_a_loopback_host_is_answered(host: str) -> None:
    assert (await client(host=host).get("/sim/clock")).status_code == 200


@pytest.mark.parametrize(
    "host", ["vneid.example", "10.0.0.1:8001", "localhost.evil.example", "127.0.0.1.nip.io"]
)
async def test_any_other_host_is_refused(host: str) -> None:
    answer = await client(host=host).get("/sim/clock")
    assert (answer.status_code, answer.json()["error"]) == (403, "access_denied")


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost:8010", "null"])
async def test_a_page_of_another_site_is_refused(origin: str) -> None:
    http = client()
    answer = await http.put("/sim/clock", json={"advance_seconds": 60}, headers={"Origin": origin})
    assert answer.status_code == 403
    assert (await http.get("/sim/clock")).json()["offset_seconds"] == 0


async def test_a_page_of_its_own_is_answered() -> None:
    answer = await client().get("/sim/clock", headers={"Origin": "http://localhost:8001"})
    assert answer.status_code == 200


async def test_only_json_is_read() -> None:
    answer = await client().put("/sim/clock", data={"advance_seconds": "60"})
    assert answer.status_code == 415


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"Authorization": "Bearer open sesame"}, 200, id="the token"),
        pytest.param({"Authorization": "Bearer open"}, 401, id="another token"),
        pytest.param({"Authorization": "open sesame"}, 401, id="no scheme"),
        pytest.param({}, 401, id="none"),
    ],
)
async def test_a_token_is_demanded_where_one_is_set(headers: dict[str, str], status: int) -> None:
    http = client(token="open sesame")
    for method, path in (("GET", "/sim/people"), ("GET", "/sim/requests"), ("GET", "/sim/faults")):
        assert (await http.request(method, path, headers=headers)).status_code == status


async def test_every_control_is_described_in_openapi() -> None:
    paths = (await client().get("/openapi.json")).json()["paths"]
    assert {(path, method) for path, methods in paths.items() for method in methods} == {
        ("/sim/clock", "get"),
        ("/sim/clock", "put"),
        ("/sim/faults", "get"),
        ("/sim/faults", "put"),
        ("/sim/requests", "get"),
        ("/sim/people", "get"),
        ("/sim/people/{person_id}", "get"),
        ("/sim/people/{person_id}", "put"),
        ("/sim/clients", "post"),
    }
