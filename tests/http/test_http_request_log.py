"""Every response has an id, every request a line, and no line repeats what was sent."""

import io
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from itertools import count

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from eid_kit.http.errors import install_error_handlers
from eid_kit.http.log_lines import FIELDS, write_log_lines
from eid_kit.http.outbound import Outbound
from eid_kit.http.pages import Pages
from eid_kit.http.request_log import install_request_log, note
from eid_kit.oauth.errors import InvalidGrant

NAME = "NGUYEN THI HOA"
SENT = "0123456789abcdef0123456789abcdef"
Lines = Callable[[], list[dict[str, object]]]


def the_app() -> FastAPI:
    app = FastAPI()
    install_error_handlers(app)
    Pages.mount(app)

    async def show(request: Request) -> Response:
        note(transaction="tx-reference", client_id="a-client")
        logging.getLogger("bridge.flows").info("on the way")
        return JSONResponse({"id": request.headers["x-request-id"]})

    async def refuse(request: Request) -> Response:
        raise InvalidGrant("the code is spent", reason="code_not_redeemable")

    async def fail(request: Request) -> Response:
        raise ValueError(NAME)

    async def stream(request: Request) -> Response:
        return StreamingResponse(iter(("a", "b")), media_type="text/plain")

    for path, endpoint in (("/t/{page}", show), ("/refuse", refuse), ("/fail", fail), ("/stream", stream)):
        app.add_api_route(path, endpoint, methods=["GET"])
    app.add_api_route("/healthz", stream, methods=["GET"])
    numbers = count(1)
    install_request_log(
        app,
        service="bridge",
        random_bytes=lambda size: next(numbers).to_bytes(size, "big"),
        elapsed=iter(range(100)).__next__,
    )
    return app


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(the_app(), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as client:
        yield client


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What is written since it was last asked, each line read as JSON."""
    levels = {name: logging.getLogger(name).level for name in ("bridge", "eid_kit", "uvicorn.error")}
    handler = write_log_lines("json", service="bridge")
    written = io.StringIO()
    handler.setStream(written)

    def so_far() -> list[dict[str, object]]:
        text = written.getvalue()
        written.seek(0)
        written.truncate()
        return [json.loads(line) for line in text.splitlines()]

    yield so_far
    logging.getLogger().removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


ANSWERS = [
    pytest.param("GET", "/t/secret", 200, "/t/{page}", id="an answer"),
    pytest.param("GET", "/refuse", 400, "/refuse", id="an error of the protocol"),
    pytest.param("GET", "/nowhere", 404, "-", id="no such address"),
    pytest.param("POST", "/refuse", 405, "/refuse", id="no such method"),
    pytest.param("GET", "/fail", 500, "/fail", id="an error that nobody expected"),
    pytest.param("GET", "/stream", 200, "/stream", id="a stream"),
    pytest.param("GET", "/static/style.css", 200, "/static/*", id="a file"),
    pytest.param("GET", f"/static/{NAME}", 404, "/static/*", id="no such file"),
]


@pytest.mark.parametrize(("method", "path", "status", "route"), ANSWERS)
async def test_every_answer_has_an_id_and_one_line_with_the_same(
    http: httpx.AsyncClient, lines: Lines, method: str, path: str, status: int, route: str
) -> None:
    response = await http.request(method, path, params={"code": "secret"})
    assert response.status_code == status
    assert response.headers.get_list("x-request-id") == [f"{1:032x}"]
    said = lines()
    (line,) = (each for each in said if "ms" in each)
    assert (line["method"], line["route"], line["status"]) == (method, route, status)
    assert line["ms"] == 1000
    assert {each["request_id"] for each in said} == {f"{1:032x}"}
    assert "secret" not in json.dumps(said)
    assert NAME not in json.dumps(said)


async def test_facts_noted_on_the_way_stand_on_every_line_from_there_on(
    http: httpx.AsyncClient, lines: Lines
) -> None:
    await http.get("/t/secret")
    said = lines()
    assert [line["message"] for line in said] == ["on the way", "GET /t/{page} 200"]
    for line in said:
        assert (line["transaction"], line["client_id"]) == ("tx-reference", "a-client")
        assert (line["service"], line["level"]) == ("bridge", "INFO")


async def test_the_line_of_a_refusal_says_why(http: httpx.AsyncClient, lines: Lines) -> None:
    await http.get("/refuse")
    (line,) = lines()
    assert (line["error"], line["reason"]) == ("invalid_grant", "code_not_redeemable")


async def test_facts_of_one_request_do_not_reach_the_next(http: httpx.AsyncClient, lines: Lines) -> None:
    await http.get("/t/x")
    await http.get("/stream")
    assert "transaction" not in lines()[-1]


async def test_a_probe_that_succeeds_is_worth_no_line(http: httpx.AsyncClient, lines: Lines) -> None:
    assert (await http.get("/healthz")).headers["x-request-id"]
    assert lines() == []


FROM_OUTSIDE = [
    pytest.param(SENT, True, id="32 hex digits"),
    pytest.param("01234567-89ab-cdef-0123-456789abcdef", True, id="a UUID"),
    pytest.param("", False, id="nothing"),
    pytest.param(SENT[:31], False, id="a digit too few"),
    pytest.param(SENT * 2, False, id="too long"),
    pytest.param(SENT.upper(), False, id="capitals"),
    pytest.param("079191000123", False, id="what could be a national number"),
    pytest.param(NAME, False, id="a name"),
    pytest.param("{01234567-89ab-cdef-0123-456789abcdef}", False, id="a UUID in braces"),
    pytest.param(f"{SENT}\t", True, id="white space around, which HTTP ignores"),
    pytest.param(f"{SENT}, {SENT}", False, id="two of them"),
]


@pytest.mark.parametrize(("sent", "is_taken"), FROM_OUTSIDE)
async def test_an_id_from_outside_is_taken_in_one_form_only(
    http: httpx.AsyncClient, lines: Lines, sent: str, is_taken: bool
) -> None:
    response = await http.get("/t/x", headers={"X-Request-Id": sent.strip()})
    expected = sent.strip() if is_taken else f"{1:032x}"
    assert response.headers["x-request-id"] == expected
    assert response.json() == {"id": expected}
    assert {line["request_id"] for line in lines()} == {expected}


async def test_a_method_that_nobody_knows_is_not_repeated(http: httpx.AsyncClient, lines: Lines) -> None:
    await http.request("NGUYENTHIHOA", "/refuse")
    assert [line["method"] for line in lines()] == ["other"]


@pytest.mark.parametrize("logger", ["uvicorn.error", "asyncio", "bridge", "some.library"])
def test_a_traceback_is_cut_down_to_the_kind_of_the_error_and_its_line(lines: Lines, logger: str) -> None:
    try:
        raise ValueError(NAME)
    except ValueError as error:
        logging.getLogger(logger).exception("failed\nfuture: %r", error)  # noqa: TRY401 - as asyncio does
    (line,) = lines()
    assert str(line["message"]).startswith("failed: ValueError at ")
    assert NAME not in json.dumps(line)


def test_only_fields_that_are_documented_are_written(lines: Lines) -> None:
    logging.getLogger("bridge").info("x", extra={"citizen": NAME, "reason": "fine"})
    (line,) = lines()
    assert set(line) <= set(FIELDS)
    assert line["reason"] == "fine"


def test_the_servers_own_access_log_with_its_queries_stays_off(lines: Lines) -> None:
    logging.getLogger("uvicorn.access").info('127.0.0.1 - "GET /?code=%s"', "secret")
    assert lines() == []


@pytest.mark.parametrize("library", ["httpx", "sqlalchemy.engine", "aiohttp"])
def test_libraries_are_heard_from_warnings_on(lines: Lines, library: str) -> None:
    logging.getLogger(library).info("HTTP Request: GET http://localhost/?code=secret")
    assert lines() == []
    logging.getLogger(library).warning("trouble")
    assert [line["message"] for line in lines()] == ["trouble"]


async def test_text_lines_say_the_same_to_people(http: httpx.AsyncClient) -> None:
    handler, written = write_log_lines("text", service="bridge"), io.StringIO()
    handler.setStream(written)
    await http.get("/refuse")
    logging.getLogger().removeHandler(handler)
    (line,) = written.getvalue().splitlines()
    assert line[12:] == (
        f" info bridge: GET /refuse 400 request_id={1:032x} ms=1000 error=invalid_grant "
        "reason=code_not_redeemable"
    )


async def test_a_call_further_on_carries_the_id() -> None:
    seen: list[str | None] = []

    async def elsewhere(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("x-request-id"))
        return httpx.Response(200, json={})

    outbound = Outbound(transport=httpx.MockTransport(elsewhere))
    app = FastAPI()
    app.add_api_route("/", _asking(outbound), methods=["GET"])
    install_request_log(app, service="bridge", random_bytes=bytes)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        await client.get("/", headers={"X-Request-Id": SENT})
    await outbound.aclose()
    assert seen == [SENT]


def _asking(outbound: Outbound) -> Callable[[Request], Awaitable[Response]]:
    async def ask(request: Request) -> Response:
        return JSONResponse(await outbound.get_json("https://vneid.example/keys"))

    return ask
