"""A partner's event endpoint may be slow, down, hostile or lead elsewhere: each has its word, and no harm."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bridge.adapters.event_push import EventPush
from bridge.domain.deliveries import Setback
from eid_kit.http import outbound_client
from eid_kit.http.outbound import Outbound


class Endpoint:
    """An endpoint on this machine that says the same to everybody, or nothing at all."""

    def __init__(self) -> None:
        self.seen: list[bytes] = []
        self.address = ""
        self._raw: bytes | None = None
        self._server: asyncio.Server | None = None

    async def open(self, raw: bytes | None) -> str:
        self._raw = raw
        self._server = await asyncio.start_server(self._handle, "127.0.0.1", 0)
        self.address = f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return f"http://{self.address}/events"

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.seen.append(head + await reader.readexactly(len(b"a.b.c")))
        if self._raw is None:
            await reader.read()  # until the caller has had enough
        else:
            writer.write(self._raw)
            await writer.drain()
        writer.close()


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    endpoint = Endpoint()
    yield endpoint
    await endpoint.close()


async def pushed(url: str, *allowed: str) -> Setback | None:
    outbound = Outbound(allow=allowed)
    try:
        return await EventPush(outbound).push(url, "a.b.c")
    finally:
        await outbound.aclose()


def answer(status: str, body: bytes = b"", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "Connection: close", "", ""]
    return "\r\n".join(lines).encode() + body


async def test_a_token_is_pushed_as_rfc_8935_has_it(endpoint: Endpoint) -> None:
    url = await endpoint.open(answer("202 Accepted"))
    assert await pushed(url, endpoint.address) is None
    (request,) = endpoint.seen
    head, _, body = request.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    assert lines[0] == b"post /events http/1.1"
    assert {b"content-type: application/secevent+jwt", b"accept: application/json"} <= set(lines)
    assert body == b"a.b.c"


ELSEWHERE = "Location: http://169.254.169.254/latest/meta-data"
ANSWERS = [
    pytest.param(answer("200 OK"), Setback.UNEXPECTED_STATUS, id="200, which is not 202"),
    pytest.param(answer("400 Bad Request", b'{"err":"invalid_key"}'), Setback.INVALID_KEY, id="refused"),
    pytest.param(answer("400 Bad Request", b'{"err":"no"}'), Setback.OTHER_REJECTION, id="in its own words"),
    pytest.param(
        answer("400 Bad Request", b'{"err":"unreachable"}'), Setback.OTHER_REJECTION, id="in a word of ours"
    ),
    pytest.param(answer("400 Bad Request", b"<h1>"), Setback.UNEXPECTED_STATUS, id="refused by a proxy"),
    pytest.param(answer("401 Unauthorized"), Setback.UNEXPECTED_STATUS, id="wants to know us"),
    pytest.param(answer("503 Service Unavailable"), Setback.UNEXPECTED_STATUS, id="in trouble"),
    pytest.param(answer("307 Temporary Redirect", b"", ELSEWHERE), Setback.REDIRECTED, id="led elsewhere"),
    pytest.param(answer("202 Accepted", b"x" * 70_000), Setback.UNREADABLE_ANSWER, id="endless"),
    pytest.param(
        answer("202 Accepted", b"x", "Content-Encoding: gzip"), Setback.UNREADABLE_ANSWER, id="packed"
    ),
    pytest.param(b"hello\r\n\r\n", Setback.UNREACHABLE, id="no HTTP"),
    pytest.param(b"", Setback.UNREACHABLE, id="hung up"),
]


@pytest.mark.parametrize(("raw", "setback"), ANSWERS)
async def test_any_other_answer_is_a_setback_with_a_word(
    endpoint: Endpoint, raw: bytes, setback: Setback
) -> None:
    url = await endpoint.open(raw)
    assert await pushed(url, endpoint.address) is setback
    assert len(endpoint.seen) == 1


async def test_an_endpoint_that_never_answers_is_given_up(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbound_client, "TIMEOUT_S", 0.1)
    url = await endpoint.open(None)
    assert await pushed(url, endpoint.address) is Setback.TIMEOUT


async def test_an_endpoint_that_is_away_is_unreachable(endpoint: Endpoint) -> None:
    url = await endpoint.open(b"")
    await endpoint.close()
    assert await pushed(url, endpoint.address) is Setback.UNREACHABLE


async def test_a_private_address_is_not_called_unless_the_operator_allowed_it(endpoint: Endpoint) -> None:
    url = await endpoint.open(answer("202 Accepted"))
    assert await pushed(url) is Setback.ADDRESS_NOT_ALLOWED
    assert endpoint.seen == []
