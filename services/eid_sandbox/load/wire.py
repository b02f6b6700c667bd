"""One connection pool for all partners and browsers, and the load balancer in front of the bridge."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from socket import AF_INET
from typing import Any
from urllib.parse import urlencode

import aiohttp

TIMEOUT_S = 30.0
_BETWEEN_TRIES_S = 0.05
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Unanswered(Exception):
    """A request got no answer. It may or may not have been carried out: nobody on this side can know."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, read to its end. `nonce` is the DPoP nonce that came with it."""

    url: str
    status: int
    body: bytes
    location: str | None
    cookies: tuple[str, ...]
    nonce: str | None


@dataclass(slots=True)
class Wire:
    """Sends requests. What goes to `public` goes to `processes` in turn, as a load balancer would send it.

    A process that takes no connection is passed over, for `patience_s` at most: nothing was sent to it yet.
    """

    session: aiohttp.ClientSession
    public: str
    processes: Sequence[str]
    patience_s: float = 0.0
    _turn: "count[int]" = field(default_factory=count)

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        form: Sequence[tuple[str, str]] | None = None,
    ) -> Answer:
        """The answer, whatever its status; redirects are for the caller. Raises `Unanswered`."""
        sent = {**headers, **_FORM} if form is not None else headers
        body = urlencode(form) if form is not None else None
        deadline = asyncio.get_running_loop().time() + self.patience_s
        while True:
            try:
                async with self.session.request(
                    method, self._towards(url), headers=sent, data=body, allow_redirects=False
                ) as response:
                    return await _read(url, response)
            except aiohttp.ClientConnectorError as error:
                if asyncio.get_running_loop().time() >= deadline:
                    raise Unanswered(f"{method} {_shortly(url)}: nobody takes the connection") from error
                await asyncio.sleep(_BETWEEN_TRIES_S)
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                raise Unanswered(f"{method} {_shortly(url)}: {type(error).__name__}") from error

    def _towards(self, url: str) -> str:
        if not url.startswith(f"{self.public}/"):
            return url
        process = self.processes[next(self._turn) % len(self.processes)]
        return process + url[len(self.public) :]


@asynccontextmanager
async def wire(
    public: str, processes: Sequence[str] = (), *, connections: int, patience_s: float = 0.0
) -> AsyncIterator[Wire]:
    """A wire of at most so many connections. Without `processes` everything goes where it is addressed."""
    connector = aiohttp.TCPConnector(limit=connections, family=AF_INET, ttl_dns_cache=None)
    async with aiohttp.ClientSession(
        connector=connector,
        # Each browser has a jar of its own, or one citizen would sign in as another.
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=TIMEOUT_S),
        trust_env=False,
    ) as session:
        yield Wire(session, public, tuple(processes) or (public,), patience_s)


async def _read(url: str, response: Any) -> Answer:
    headers = response.headers
    return Answer(
        url=url,
        status=response.status,
        body=await response.read(),
        location=headers.get("Location"),
        cookies=tuple(headers.getall("Set-Cookie", ())),
        nonce=headers.get("DPoP-Nonce"),
    )


def _shortly(url: str) -> str:
    """Without its query, which may hold a code or a request_uri."""
    return url.partition("?")[0]
