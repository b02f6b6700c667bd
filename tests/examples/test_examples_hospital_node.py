"""The hospital in JavaScript, as the program it is: walked by a visitor against a running link.

Node 20 or newer is needed; with REQUIRE_ALL=1 its absence is a failure.
"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from examples.visiting import PATIENCE_S, Visitor
from examples.withdrawing import shown, stranger, withdrawn
from running_link import Addresses, free_ports

OLDEST_NODE = 20
STARTS_WITHIN_S = 30


@pytest.fixture(scope="module")
def server(examples: Path) -> list[str]:
    """The command that serves it, with the library installed from its lock."""
    found, npm = shutil.which("node"), shutil.which("npm")
    folder = examples / "hospital_node"
    if found is None or npm is None or _major(found) < OLDEST_NODE:
        _left_out(f"Node {OLDEST_NODE} or newer with npm is needed to run the hospital in JavaScript")
    elif not (folder / "node_modules" / "openid-client").is_dir():
        done = subprocess.run(
            [npm, "ci"], cwd=folder, text=True, capture_output=True, timeout=300, check=False
        )
        if done.returncode:
            _left_out(f"openid-client cannot be installed: {done.stderr.strip()[-500:]}")
    return [str(found), str(folder / "server.mjs")]


def _major(node: str) -> int:
    version = subprocess.run([node, "--version"], text=True, capture_output=True, check=True).stdout
    return int(version.lstrip("v").split(".")[0])


def _left_out(complaint: str) -> None:
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(complaint)
    pytest.skip(complaint)


@contextmanager
def serving(server: list[str], port: int, bridge: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        server,
        env={**os.environ, "PORT": str(port), "BRIDGE_URL": bridge},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            _wait_for(port)
            yield process
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


@pytest.fixture(scope="module")
def site(server: list[str], link: Addresses, node_port: int) -> Iterator[str]:
    """Its address. At the end: it said nothing, in all that was asked of it."""
    with serving(server, node_port, link.bridge) as process:
        yield f"http://localhost:{node_port}"
        process.terminate()
        assert process.communicate(timeout=20) == ("", "")


@pytest.fixture
async def patient(site: str) -> AsyncIterator[Visitor]:
    async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE_S) as http:
        yield Visitor(http, site, "nguyen-thi-hoa")


async def test_it_shows_what_it_received_and_what_it_did_not(patient: Visitor) -> None:
    page = await patient.journey("blood_group")
    assert page.url == f"{patient.url}/result"
    received, missing = page.text.split("Asked for, but not received")
    for value in ("NGUYỄN THỊ HOA", "1991-04-12", "Dị ứng penicillin", "Phản vệ (severe)", "resolved", "O+"):
        assert value in received
    missing, records = missing.split("For your records")
    assert "Vaccinations" in missing
    assert "Blood group" not in missing
    assert "High" in records


async def test_it_speaks_vietnamese_to_whoever_chose_it(patient: Visitor) -> None:
    page = await patient.journey(lang="vi")
    assert "Cảm ơn bạn, chúng tôi đã nhận hồ sơ" in page.text
    assert "Nhóm máu" in page.text.split("Đã xin nhưng không nhận được")[1]


async def test_a_withdrawal_deletes_what_it_received(patient: Visitor, link: Addresses) -> None:
    await patient.journey()
    await withdrawn(link, patient)
    page = await shown(patient, "You withdrew your consent: your data has been deleted")
    assert "NGUYỄN" not in page.text


async def test_what_is_no_event_deletes_nothing(patient: Visitor) -> None:
    await patient.journey()
    event = "application/secevent+jwt"
    for what, token, media_type, code in (
        ("no token", "a.b.c", event, "invalid_key"),
        ("nothing", "", event, "invalid_key"),
        ("of another media type", "a.b.c", "application/jwt", "invalid_request"),
        ("endless", "x" * 70_000, event, "invalid_request"),
        ("signed by a stranger", stranger(), event, "invalid_key"),
    ):
        headers = {"Content-Type": media_type}
        answer = await patient.http.post(f"{patient.url}/events", content=token, headers=headers)
        assert (answer.status_code, answer.json()["err"]) == (400, code), what
    assert "NGUYỄN THỊ HOA" in (await patient.open("/result")).text


async def test_a_refusal_is_told_without_a_reason_and_with_a_reference(patient: Visitor) -> None:
    page = await patient.journey(decision="deny")
    assert "We did not receive anything" in page.text
    assert "Reference" in page.text
    assert "NGUYỄN" not in page.text


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param("code=stolen&state=guessed&iss={bridge}", id="a code"),
        pytest.param("error=access_denied&state=guessed&iss={bridge}", id="an error"),
        pytest.param("code=stolen&iss=https://evil.example", id="another issuer"),
    ],
)
async def test_a_forged_answer_neither_counts_nor_ends_the_journey(
    patient: Visitor, link: Addresses, answer: str
) -> None:
    consent = await patient.consent_page()
    forged = await patient.open(f"/callback?{answer.format(bridge=link.bridge)}")
    assert forged.status == 400
    assert "NGUYỄN THỊ HOA" in (await patient.press(consent, ("decision", "approve"))).text


async def test_what_was_received_can_be_deleted(patient: Visitor) -> None:
    await patient.press(await patient.journey())
    assert (await patient.open("/result")).url == f"{patient.url}/"


async def test_another_browser_sees_nothing_of_it(patient: Visitor) -> None:
    await patient.journey()
    async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE_S) as http:
        assert (await Visitor(http, patient.url, "").open("/result")).url == f"{patient.url}/"


async def test_a_journey_cannot_be_started_from_another_site(patient: Visitor) -> None:
    response = await patient.http.post(f"{patient.url}/start", headers={"Origin": "https://evil.example"})
    assert response.status_code == 400
    assert "set-cookie" not in response.headers


async def test_what_a_visitor_sends_stands_in_no_page_as_markup(patient: Visitor) -> None:
    page = await patient.http.get(f"{patient.url}/<script>", params={"lang": "<script>"})
    assert page.status_code == 404
    assert "<script>" not in page.text


async def test_an_address_that_is_none_is_a_bad_request(site: str) -> None:
    port = int(site.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as raw:
        raw.sendall(b"GET // HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert raw.makefile("rb").readline().startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_the_start_page_says_what_it_is_and_keeps_others_out(patient: Visitor, language: str) -> None:
    page = await patient.http.get(patient.url, params={"lang": language})
    assert f'<html lang="{language}"' in page.text
    assert "SIMULATOR" in page.text
    policy = page.headers["content-security-policy"]
    assert all(rule in policy for rule in ("default-src 'none'", "frame-ancestors 'none'"))
    assert "unsafe" not in policy
    assert page.headers["cache-control"] == "no-store"


async def test_a_bridge_that_does_not_answer_is_named(server: list[str]) -> None:
    (port,) = free_ports(1)
    with serving(server, port, "http://localhost:1"):
        async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE_S) as http:
            page = await Visitor(http, f"http://localhost:{port}", "").sign_in_page()
    assert page.status == 503
    assert "http://localhost:1" in page.text


def test_a_port_in_use_ends_it_with_the_name_of_its_setting(server: list[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            server, env={**os.environ, "PORT": port}, text=True, capture_output=True, timeout=30, check=False
        )
    assert done.returncode == 2
    assert port in done.stderr
    assert "PORT" in done.stderr
    assert done.stderr.count("\n") == 1
