import asyncio
import ipaddress
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from eid_kit.http import addresses
from eid_kit.http import outbound_client as implementation
from eid_kit.http.outbound import JwksCache, Outbound, OutboundError, json_of
from eid_kit.oauth.keys import generate_key, public_jwk

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def answering(raw: bytes, seen: list[bytes]) -> Handler:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(raw)
        await writer.drain()
        writer.close()

    return handle


class Peer:
    """A server on this machine that answers every request with the same bytes."""

    def __init__(self) -> None:
        self.seen: list[bytes] = []
        self.port = 0
        self._servers: list[asyncio.Server] = []

    async def start(self, raw: bytes) -> str:
        server = await asyncio.start_server(answering(raw, self.seen), "127.0.0.1", 0)
        self._servers.append(server)
        self.port = server.sockets[0].getsockname()[1]
        return f"127.0.0.1:{self.port}"

    async def stop(self) -> None:
        for server in self._servers:
            server.close()
            await server.wait_closed()


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    peer = Peer()
    yield peer
    await peer.stop()


def response(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "Connection: close", "", ""]
    return "\r\n".join(lines).encode() + body


async def refusal(outbound: Outbound, url: str) -> str:
    try:
        with pytest.raises(OutboundError) as refused:
            await outbound.get_json(url)
    finally:
        await outbound.aclose()
    return refused.value.reason


async def test_an_allowed_address_is_reached_without_cookies_or_compression(
    peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")
    address = await peer.start(response(b'{"a":1}', "Set-Cookie: session=one-person; Path=/"))
    outbound = Outbound(allow=(address,))
    for _ in range(2):
        assert await outbound.get_json(f"http://{address}/x") == {"a": 1}
    await outbound.aclose()
    for request in peer.seen:
        assert b"cookie:" not in request.lower()
        assert b"accept-encoding: identity" in request.lower()


async def test_a_form_is_sent_and_its_answer_returned_whatever_the_status(peer: Peer) -> None:
    address = await peer.start(response(b'{"error":"x"}', "X-Note: hi", status="400 Bad Request"))
    outbound = Outbound(allow=(address,))
    answer = await outbound.post_form(f"http://{address}/token", {"a": "b c&d"}, {"DPoP": "proof"})
    await outbound.aclose()
    assert (answer.status, answer.headers["x-note"], json_of(answer)) == (400, "hi", {"error": "x"})
    assert b"dpop: proof" in peer.seen[0].lower()
    assert b"content-type: application/x-www-form-urlencoded" in peer.seen[0].lower()


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://[::ffff:127.0.0.1]:{port}/"]
)
async def test_this_machine_is_out_of_reach_unless_it_is_allowed(url: str, peer: Peer) -> None:
    await peer.start(response(b"{}"))
    assert await refusal(Outbound(), url.format(port=peer.port)) == "address_not_allowed"
    assert (
        await refusal(Outbound(allow=("127.0.0.1:1",)), url.format(port=peer.port)) == "address_not_allowed"
    )
    assert peer.seen == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("::127.0.0.1", False),
        ("::ffff:0:127.0.0.1", False),
        ("64:ff9b:1::7f00:1", False),
        ("fec0::1", False),
    ],
)
def test_only_addresses_everyone_can_reach_are_public(address: str, *, public: bool) -> None:
    assert addresses.is_public(ipaddress.ip_address(address)) is public


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        pytest.param(response(b"", "Location: /y", status="302 Found"), "status", id="a redirect"),
        pytest.param(response(b"{}", status="500 Oops"), "status", id="a failure"),
        pytest.param(response(b"{", "Content-Type: application/json"), "malformed_json", id="no JSON"),
        pytest.param(response(b'{"a":1,"a":2}'), "malformed_json", id="a repeated member"),
        pytest.param(response(b'"' + b"x" * 65_536 + b'"'), "too_large", id="more than 64 KiB"),
        pytest.param(response(b"\x1f\x8b", "Content-Encoding: gzip"), "encoded", id="compression"),
        pytest.param(b"SSH-2.0-OpenSSH\r\n", "unreachable", id="another protocol"),
        pytest.param(b"", "unreachable", id="a closed connection"),
    ],
)
async def test_an_unusable_answer_is_refused_by_its_reason(raw: bytes, reason: str, peer: Peer) -> None:
    address = await peer.start(raw)
    assert await refusal(Outbound(allow=(address,)), f"http://{address}/") == reason
    assert peer.seen


async def test_a_form_is_never_sent_twice(peer: Peer) -> None:
    address = await peer.start(b"")
    outbound = Outbound(allow=(address,))
    with pytest.raises(OutboundError, match="unreachable"):
        await outbound.post_form(f"http://{address}/token", {"code": "c"})
    await outbound.aclose()
    assert len(peer.seen) == 1


async def test_the_time_limit_is_over_the_whole_answer(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(implementation, "TIMEOUT_S", 0.3)

    ended = asyncio.Event()

    async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        gone = asyncio.create_task(reader.read())
        while not gone.done():
            writer.write(b"x")
            await asyncio.wait([gone], timeout=0.05)
        writer.close()
        ended.set()

    server = await asyncio.start_server(trickle, "127.0.0.1", 0)
    address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    assert await refusal(Outbound(allow=(address,)), f"http://{address}/") == "timeout"
    await asyncio.wait_for(ended.wait(), 5)
    server.close()
    await server.wait_closed()


@pytest.mark.parametrize(
    "url", ["", "/x", "file:///etc/passwd", "gopher://127.0.0.1/", "http://a b/", "http:///"]
)
async def test_what_is_no_web_address_is_not_asked(url: str) -> None:
    assert await refusal(Outbound(), url) == "bad_url"


@pytest.mark.parametrize(
    "host",
    [
        pytest.param("partner..example", id="with an empty label"),
        pytest.param("a" * 64 + ".example", id="with a label too long"),
        pytest.param("xn--zz.example", id="with a label that is no IDNA"),
    ],
)
async def test_a_host_that_can_be_no_name_is_unreachable(host: str) -> None:
    """It comes from a registration: raised as anything else, it would end whoever delivers events there."""
    assert await refusal(Outbound(), f"https://{host}/") == "unreachable"


@pytest.mark.parametrize("character", ["\n", "\r", "\0", "đ"])
async def test_a_header_that_cannot_be_sent_is_no_answer(character: str) -> None:
    """An access token is an identity provider's to choose: nothing it holds may end as an error of ours."""
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0)
    address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    outbound, headers = Outbound(allow=(address,)), {"Authorization": f"Bearer a{character}b"}
    with pytest.raises(OutboundError, match="unreachable"):
        await outbound.get(f"http://{address}/", headers)
    await outbound.aclose()
    server.close()
    await server.wait_closed()


async def test_a_status_line_that_is_no_text_is_no_answer(peer: Peer) -> None:
    address = await peer.start(b"HTTP/1.1 202 \xff\xfe\r\nContent-Length: 0\r\n\r\n")
    assert await refusal(Outbound(allow=(address,)), f"http://{address}/") == "unreachable"


async def test_nothing_answers_is_unreachable(peer: Peer) -> None:
    address = await peer.start(b"")
    await peer.stop()
    assert await refusal(Outbound(allow=(address,)), f"http://{address}/") == "unreachable"


class Site(httpx.AsyncBaseTransport):
    """A jwks_uri in this process: what it publishes can change, and it counts its visitors."""

    def __init__(self) -> None:
        self.visits = 0
        self.up = True
        self.document: object = {"keys": [public_jwk(generate_key("ES256", kid="k-1"))]}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.visits += 1
        await asyncio.sleep(0)
        return httpx.Response(200 if self.up else 503, json=self.document)


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2030, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def pass_s(self, seconds: int) -> None:
        self.at += timedelta(seconds=seconds)


URI = "https://rp.test/jwks"


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def cache(site: Site, clock: Clock) -> AsyncIterator[JwksCache]:
    outbound = Outbound(transport=site)
    yield JwksCache(outbound, now=clock.now)
    await outbound.aclose()


async def test_keys_are_kept_for_their_lifetime(cache: JwksCache, site: Site, clock: Clock) -> None:
    for _ in range(3):
        assert [key.kid for key in await cache.keys(URI)] == ["k-1"]
    clock.pass_s(3599)
    await cache.keys(URI, kid="k-1")
    assert site.visits == 1
    clock.pass_s(1)
    await cache.keys(URI)
    assert site.visits == 2


async def test_an_unknown_kid_is_looked_for_once_in_a_while(
    cache: JwksCache, site: Site, clock: Clock
) -> None:
    await cache.keys(URI)
    site.document = {"keys": [public_jwk(generate_key("ES256", kid="k-2"))]}
    assert [key.kid for key in await cache.keys(URI, kid="k-2")] == ["k-1"]
    clock.pass_s(30)
    assert [key.kid for key in await cache.keys(URI, kid="k-2")] == ["k-2"]
    for invented in range(100):
        await cache.keys(URI, kid=f"invented-{invented}")
    assert site.visits == 2


async def test_requests_that_come_together_share_one_visit(cache: JwksCache, site: Site) -> None:
    await asyncio.gather(*(cache.keys(URI) for _ in range(20)))
    assert site.visits == 1


async def test_a_failing_site_is_not_knocked_at_each_time(cache: JwksCache, site: Site, clock: Clock) -> None:
    site.up = False
    for _ in range(20):
        with pytest.raises(OutboundError):
            await cache.keys(URI)
    assert site.visits == 1
    site.up = True
    clock.pass_s(5)
    assert await cache.keys(URI)


async def test_fresh_keys_survive_a_failed_look_for_another(
    cache: JwksCache, site: Site, clock: Clock
) -> None:
    await cache.keys(URI)
    site.up = False
    clock.pass_s(60)
    assert [key.kid for key in await cache.keys(URI, kid="k-9")] == ["k-1"]
    clock.pass_s(3600)
    with pytest.raises(OutboundError):
        await cache.keys(URI)


async def test_an_unsound_key_set_is_no_key_set(cache: JwksCache, site: Site) -> None:
    site.document = {"keys": [generate_key("ES256").as_dict(private=True)]}
    with pytest.raises(OutboundError, match="unusable_jwks"):
        await cache.keys(URI)


async def test_the_cache_is_bounded(cache: JwksCache, site: Site) -> None:
    for number in range(300):
        await cache.keys(f"{URI}/{number}")
    await cache.keys(f"{URI}/299")
    assert site.visits == 300
    await cache.keys(f"{URI}/0")
    assert site.visits == 301
