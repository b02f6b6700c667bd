import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from eid_kit.http.errors import install_error_handlers
from eid_kit.http.outbound import Outbound
from eid_kit.http.readiness import Draining, Readiness, add_readiness
from eid_kit.http.serve import Service, StartFailed, Stopping, bound_port, open_socket, serve_many


def app_named(name: str) -> FastAPI:
    app = FastAPI()
    install_error_handlers(app)

    async def answer(request: Request) -> Response:
        return JSONResponse(name)

    async def fail(request: Request) -> Response:
        raise ValueError("NGUYEN THI HOA")

    app.add_api_route("/", answer, methods=["GET"])
    app.add_api_route("/fail", fail, methods=["GET"])
    return app


async def test_several_applications_are_served_in_one_loop_until_a_signal(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    sockets = {name: open_socket("127.0.0.1", 0, name=name) for name in ("one", "two")}
    ports = {name: bound_port(opened) for name, opened in sockets.items()}
    ready = asyncio.Event()
    services = [Service(app_named(name), opened, name) for name, opened in sockets.items()]
    serving = asyncio.create_task(serve_many(services, on_ready=ready.set))
    await asyncio.wait_for(ready.wait(), 10)

    outbound = Outbound(allow=[f"127.0.0.1:{port}" for port in ports.values()])
    for name, port in ports.items():
        assert await outbound.get_json(f"http://127.0.0.1:{port}/") == name
    with caplog.at_level(logging.DEBUG):
        assert (await outbound.get(f"http://127.0.0.1:{ports['one']}/fail")).status == 500
    await outbound.aclose()

    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(serving, 10)
    assert "ValueError at" in caplog.text
    assert "NGUYEN" not in caplog.text
    assert capfd.readouterr().out == ""
    open_socket("127.0.0.1", ports["one"], name="one").close()


async def test_of_an_application_that_does_not_start_no_value_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    @asynccontextmanager
    async def failing(_app: FastAPI) -> AsyncIterator[None]:
        int("NGUYEN THI HOA\nNGUYEN THI HOA")
        yield

    with (
        open_socket("127.0.0.1", 0, name="one") as opened,
        caplog.at_level(logging.DEBUG),
        pytest.raises(StartFailed),
    ):
        await serve_many([Service(FastAPI(lifespan=failing), opened, "one")])
    assert f"{__file__}:" in caplog.text
    assert "NGUYEN" not in caplog.text


@pytest.mark.parametrize(("setting", "named"), [(None, "VNEID_MOCK_PORT"), ("SOME_PORT", "SOME_PORT")])
def test_a_port_in_use_ends_with_2_and_names_port_and_setting(
    setting: str | None, named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_socket("127.0.0.1", 0, name="first") as first:
        port = bound_port(first)
        with pytest.raises(SystemExit) as ended:
            open_socket("127.0.0.1", port, name="vneid-mock", setting=setting)
    assert ended.value.code == 2
    assert (
        capsys.readouterr().err
        == f"vneid-mock: port {port} on 127.0.0.1 is in use; choose another with {named}\n"
    )


def refuse() -> None:
    raise RuntimeError("a setting is missing")


async def test_an_application_that_cannot_start_stops_the_others() -> None:
    @asynccontextmanager
    async def failing(_: FastAPI) -> AsyncIterator[None]:
        refuse()
        yield

    bad = FastAPI(lifespan=failing)
    sockets = [open_socket("127.0.0.1", 0, name=name) for name in ("good", "bad")]
    services = [Service(app_named("good"), sockets[0], "good"), Service(bad, sockets[1], "bad")]
    with pytest.raises(StartFailed, match="bad could not start"):
        await asyncio.wait_for(serve_many(services), 10)
    for opened in sockets:
        opened.close()


def readiness_app(draining: Draining) -> FastAPI:
    app = FastAPI()
    add_readiness(app, Readiness((), draining))
    return app


async def test_a_service_told_to_stop_says_so_while_it_goes_on_and_ends_at_the_second_signal() -> None:
    draining, opened, ready = Draining(), open_socket("127.0.0.1", 0, name="one"), asyncio.Event()
    url = f"http://127.0.0.1:{bound_port(opened)}/readyz"
    service = Service(readiness_app(draining), opened, "one")
    serving = asyncio.create_task(
        serve_many([service], on_ready=ready.set, stopping=Stopping(draining, seconds=300))
    )
    await asyncio.wait_for(ready.wait(), 10)
    outbound = Outbound(allow=[url.split("/")[2]])
    assert (await outbound.get(url)).status == 200
    os.kill(os.getpid(), signal.SIGTERM)
    while not draining.is_on:
        await asyncio.sleep(0.01)
    assert (await outbound.get(url)).status == 503
    assert not serving.done()
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(serving, 10)
    await outbound.aclose()


async def test_the_time_to_drain_ends_by_itself() -> None:
    draining, opened, ready = Draining(), open_socket("127.0.0.1", 0, name="one"), asyncio.Event()
    service = Service(readiness_app(draining), opened, "one")
    stopping = Stopping(draining, seconds=0.05)
    serving = asyncio.create_task(serve_many([service], on_ready=ready.set, stopping=stopping))
    await asyncio.wait_for(ready.wait(), 10)
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(serving, 10)
    assert draining.is_on
