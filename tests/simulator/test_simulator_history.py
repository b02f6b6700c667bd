"""The history of requests: everything a tester needs, nothing that opens anything."""

from datetime import UTC, datetime
from hashlib import sha256

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from eid_kit.simulator.history import SECRET_PARAMETERS, History, RecordRequests, digest

START = datetime(2026, 11, 21, 10, tzinfo=UTC)


async def echo(request: Request) -> Response:
    return PlainTextResponse(await request.body(), status_code=418)


async def stumble(_request: Request) -> Response:
    raise RuntimeError("as planned")


async def refuse(_request: Request) -> Response:
    return JSONResponse({"error": "invalid_grant", "code": "hush", "nested": {"value": "hush"}}, 400)


async def redirect(_request: Request) -> Response:
    return RedirectResponse("https://partner.example/callback?code=hush&state=abc#hush", 303)


async def release(_request: Request) -> Response:
    return JSONResponse({"name": "NGUYỄN THỊ HOA"})


ANSWERS = [Route("/refuse", refuse), Route("/redirect", redirect), Route("/release", release)]


@pytest.fixture
def history() -> History:
    return History(limit=3)


@pytest.fixture
def http(history: History) -> httpx.AsyncClient:
    routes = [
        Route(path, echo, methods=["GET", "POST"])
        for path in ("/token", "/sim/clock", "/healthz", "/static/x")
    ]
    app = Starlette(routes=[*routes, Route("/stumble", stumble), *ANSWERS])
    app.add_middleware(RecordRequests, history=history, now=lambda: START)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://localhost")


async def test_a_request_is_remembered_with_its_parameters_and_status(
    http: httpx.AsyncClient, history: History
) -> None:
    await http.get("/token", params={"state": "abc", "empty": ""})
    (seen,) = history.requests()
    assert seen.document() == {
        "at": START.isoformat(),
        "method": "GET",
        "path": "/token",
        "status": 418,
        "parameters": {"state": ["abc"], "empty": [""]},
        "authorization": None,
        "dpop": None,
        "answer": {},
        "request_id": None,
    }


async def test_the_body_still_reaches_the_application(http: httpx.AsyncClient) -> None:
    assert (await http.post("/token", data={"a": "1"})).text == "a=1"


@pytest.mark.parametrize("name", sorted(SECRET_PARAMETERS))
async def test_a_secret_parameter_is_a_digest_in_query_and_form(
    http: httpx.AsyncClient, history: History, name: str
) -> None:
    await http.post("/token", params={name: "hush-query"}, data={name: "hush-form"})
    (seen,) = history.requests()
    assert seen.parameters[name] == [digest("hush-query"), digest("hush-form")]
    assert "hush" not in str(seen.document())


async def test_credentials_in_headers_are_digests(http: httpx.AsyncClient, history: History) -> None:
    await http.get("/token", headers={"Authorization": "Bearer hush", "DPoP": "hush"})
    (seen,) = history.requests()
    expected = f"sha256:{sha256(b'hush').hexdigest()[:12]}"
    assert (seen.authorization, seen.dpop) == (f"Bearer {expected}", expected)


async def test_a_credential_without_a_scheme_is_a_digest_too(
    http: httpx.AsyncClient, history: History
) -> None:
    await http.get("/token", headers={"Authorization": "hush"})
    assert "hush" not in str(history.requests()[0].document())


async def test_a_repeated_parameter_is_seen_twice(http: httpx.AsyncClient, history: History) -> None:
    await http.get("/token?state=a&state=b")
    assert history.requests()[0].parameters == {"state": ["a", "b"]}


async def test_a_body_that_is_no_form_is_not_remembered(http: httpx.AsyncClient, history: History) -> None:
    await http.post("/token", json={"client_secret": "hush"})
    assert history.requests()[0].parameters == {}


async def test_a_huge_form_is_not_remembered(http: httpx.AsyncClient, history: History) -> None:
    answer = await http.post("/token", data={"state": "x" * 100_000})
    assert len(answer.content) > 100_000
    assert history.requests()[0].parameters == {"…": ["body over 64 KiB not shown"]}


async def test_an_application_that_stumbles_is_remembered_as_500(
    http: httpx.AsyncClient, history: History
) -> None:
    assert (await http.get("/stumble")).status_code == 500
    assert history.requests()[0].status == 500


@pytest.mark.parametrize("path", ["/sim/clock", "/healthz", "/static/x"])
async def test_what_is_not_the_protocol_is_not_remembered(
    http: httpx.AsyncClient, history: History, path: str
) -> None:
    await http.get(path)
    assert history.requests() == []


async def test_only_the_last_requests_are_remembered(http: httpx.AsyncClient, history: History) -> None:
    for number in range(5):
        await http.get("/token", params={"state": str(number)})
    assert [seen.parameters["state"] for seen in history.requests()] == [["2"], ["3"], ["4"]]


async def test_a_refusal_is_remembered_by_what_it_said_without_what_opens_something(
    http: httpx.AsyncClient, history: History
) -> None:
    await http.get("/refuse")
    assert history.requests()[0].answer == {"error": "invalid_grant", "code": digest("hush")}


async def test_a_redirect_is_remembered_by_where_it_led(http: httpx.AsyncClient, history: History) -> None:
    await http.get("/redirect")
    assert history.requests()[0].answer == {
        "location": "https://partner.example/callback",
        "code": digest("hush"),
        "state": "abc",
    }


async def test_what_was_released_to_somebody_is_not_remembered(
    http: httpx.AsyncClient, history: History
) -> None:
    await http.get("/release")
    assert history.requests()[0].answer == {}


async def test_a_cleared_history_remembers_nothing(http: httpx.AsyncClient, history: History) -> None:
    await http.get("/token")
    history.clear()
    assert history.requests() == []
