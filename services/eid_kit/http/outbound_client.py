"""The one way out: every request a service makes to an address that somebody else chose.

No cookies either way (one person's would be sent for the next), no proxy or credentials from the
environment, no redirects, three seconds and 64 KiB in all, and public addresses only unless the operator
allowed ``host:port``.
"""

import asyncio
import ssl
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final
from urllib.parse import urlencode

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from eid_kit.http.addresses import AddressNotAllowed, public_socket
from eid_kit.http.request_log import request_id_header
from eid_kit.oauth import strict_json, urls

TIMEOUT_S: Final = 3.0
MAX_BODY_BYTES: Final = 64 * 1024


class OutboundError(Exception):
    """A request got no usable answer; ``reason`` is a stable word.

    ``address_not_allowed``, ``bad_url``, ``unreachable``, ``timeout``, ``too_large``, ``encoded``,
    ``status``, ``malformed_json`` or ``unusable_jwks``.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class OutboundResponse:
    """An answer read to its end. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class _Gate(httpx.AsyncBaseTransport):
    """Sends what the operator allowed by name through one pool, and everything else through one that checks.

    Two pools, so that a connection opened for an allowed name is never reused for another.
    """

    def __init__(self, allow: Collection[str]) -> None:
        self._allow = frozenset(allow)
        # Made here and not per pool: loading the certificate authorities takes longer than a request.
        context = httpx.create_ssl_context(trust_env=False)
        self._checked = AiohttpTransport(
            verify=context, trust_env=False, client=lambda: _session(context, checked=True)
        )
        self._allowed = AiohttpTransport(
            verify=context, trust_env=False, client=lambda: _session(context, checked=False)
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        transport = self._allowed if urls.authority(str(request.url)) in self._allow else self._checked
        return await transport.handle_async_request(request)

    async def aclose(self) -> None:
        await self._checked.aclose()
        await self._allowed.aclose()


def _session(context: ssl.SSLContext, *, checked: bool) -> aiohttp.ClientSession:
    factory = public_socket if checked else None
    connector = aiohttp.TCPConnector(ssl=context, limit=100, socket_factory=factory)
    return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False)


class Outbound:
    """One client for the life of a service. ``allow`` lists ``host:port`` that may be private or this
    machine.

    ``transport`` replaces the network altogether (applications in one process).
    """

    def __init__(
        self, *, allow: Collection[str] = (), transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._client = httpx.AsyncClient(
            transport=transport or _Gate(allow),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            follow_redirects=False,
            trust_env=False,
            timeout=TIMEOUT_S,
            # Compression is declined: 64 KiB received could be many megabytes unpacked.
            headers={"Accept-Encoding": "identity", "User-Agent": "eid-kit"},
        )

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> OutboundResponse:
        """Return the answer to a GET, whatever its status; raise ``OutboundError`` without one."""
        return await self._send("GET", url, headers=headers or {}, content=None)

    async def post_form(
        self, url: str, data: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> OutboundResponse:
        """Return the answer to a form, whatever its status; raise ``OutboundError`` without one."""
        form = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        return await self._send(
            "POST", url, headers={**form, **(headers or {})}, content=urlencode(data).encode()
        )

    async def post(self, url: str, content: bytes, headers: Mapping[str, str]) -> OutboundResponse:
        """Return the answer to a body, whatever its status; raise ``OutboundError`` without one."""
        return await self._send("POST", url, headers=headers, content=content)

    async def get_json(self, url: str) -> object:
        """Return the JSON value at ``url``, read strictly; raise ``OutboundError`` on any status but 200."""
        response = await self.get(url, {"Accept": "application/json"})
        if response.status != httpx.codes.OK:
            raise OutboundError("status")
        return json_of(response)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _send(
        self, method: str, url: str, *, headers: Mapping[str, str], content: bytes | None
    ) -> OutboundResponse:
        try:
            urls.split(url)
        except ValueError as error:
            raise OutboundError("bad_url") from error
        # The same id all the way: what an identity provider logged of this request can be found.
        sent = {**headers, **request_id_header()}
        with _failures():
            # One limit over all of it: the library's own timeouts start again with every byte received.
            async with (
                asyncio.timeout(TIMEOUT_S),
                self._client.stream(method, url, headers=sent, content=content) as response,
            ):
                body = await _read(response)
        return OutboundResponse(
            response.status_code, {k.lower(): v for k, v in response.headers.items()}, body
        )


def json_of(response: OutboundResponse) -> object:
    """Return the JSON value of an answer, read strictly; raise ``OutboundError``."""
    try:
        value: object = strict_json.loads(response.body, max_bytes=MAX_BODY_BYTES)
    except strict_json.StrictJsonError as error:
        raise OutboundError("malformed_json") from error
    return value


async def _read(response: httpx.Response) -> bytes:
    if response.headers.get("content-encoding", "identity") != "identity":
        raise OutboundError("encoded")
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise OutboundError("too_large")
    return bytes(body)


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        # The libraries' own: a host that can be no name (an empty label, one of more than 63 letters, a
        # broken `xn--`), a status line that is no text, a header with a line feed, such as the token that we
        # were given might have. All of them are the other side's to choose.
        raise OutboundError("unreachable") from error
    except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, OSError) as error:
        raise OutboundError(_reason(error)) from error


def _reason(error: BaseException) -> str:
    """Look at the causes too: httpx-aiohttp calls most failed connections timeouts."""
    causes = list(_causes(error))
    if any(isinstance(cause, AddressNotAllowed) for cause in causes):
        return "address_not_allowed"
    told = [cause for cause in causes if isinstance(cause, aiohttp.ClientError)] or causes
    timed_out = any(isinstance(cause, TimeoutError | httpx.TimeoutException) for cause in told)
    return "timeout" if timed_out else "unreachable"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        if isinstance(error, aiohttp.ClientConnectorError):
            yield error.os_error
        error = error.__cause__
