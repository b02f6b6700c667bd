"""Other parties' public keys, fetched from their ``jwks_uri`` and kept for a while."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar

from eid_kit.http.outbound_client import Outbound, OutboundError
from eid_kit.oauth.errors import InvalidClientMetadata
from eid_kit.oauth.keys import Key, parse_jwks

Value = TypeVar("Value")

MAX_ENTRIES: Final = 256
MIN_INTERVAL_S: Final = 30
RETRY_S: Final = 5


@dataclass(frozen=True, slots=True)
class _Entry:
    keys: tuple[Key, ...]
    fetched_at: datetime


class JwksCache:
    """Keys by ``jwks_uri``: at most ``lifetime_s`` old, and at most one request per address in 30 seconds
    (in 5 while none has succeeded).

    The bound matters because anyone can send a token with an invented ``kid``: it must not make us knock at
    a third party's door each time. That goes for failures too.
    """

    def __init__(self, outbound: Outbound, *, lifetime_s: int = 3600, now: Callable[[], datetime]) -> None:
        self._outbound = outbound
        self._lifetime = timedelta(seconds=lifetime_s)
        self._now = now
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._attempts: OrderedDict[str, datetime] = OrderedDict()
        self._locks: dict[str, asyncio.Lock] = {}

    async def keys(self, jwks_uri: str, *, kid: str | None = None) -> tuple[Key, ...]:
        """Return the keys at ``jwks_uri``; with a ``kid`` that is not among them, look there once more.

        Raises ``OutboundError`` when there are none that are fresh enough.
        """
        lock = self._locks.setdefault(jwks_uri, asyncio.Lock())
        try:
            async with lock:  # requests that come together share one answer
                return await self._keys(jwks_uri, kid)
        finally:
            if not lock.locked():
                self._locks.pop(jwks_uri, None)

    async def _keys(self, jwks_uri: str, kid: str | None) -> tuple[Key, ...]:
        entry = self._fresh(jwks_uri)
        if entry is not None and (kid is None or any(key.kid == kid for key in entry.keys)):
            return entry.keys
        if not self._may_ask(jwks_uri, entry):
            if entry is None:
                raise OutboundError("unreachable")
            return entry.keys
        return await self._fetch(jwks_uri, entry)

    def _fresh(self, jwks_uri: str) -> _Entry | None:
        entry = self._entries.get(jwks_uri)
        if entry is None or not timedelta(0) <= self._now() - entry.fetched_at < self._lifetime:
            return None
        return entry

    def _may_ask(self, jwks_uri: str, entry: _Entry | None) -> bool:
        """A clock that was set back must not silence an address: only the time right after a request does."""
        last = self._attempts.get(jwks_uri)
        interval = timedelta(seconds=RETRY_S if entry is None else MIN_INTERVAL_S)
        return last is None or not timedelta(0) <= self._now() - last < interval

    async def _fetch(self, jwks_uri: str, known: _Entry | None) -> tuple[Key, ...]:
        _remember(self._attempts, jwks_uri, self._now())
        try:
            keys = parse_jwks(await self._outbound.get_json(jwks_uri))
        except (OutboundError, InvalidClientMetadata) as error:
            if known is not None:  # looked again for an unknown kid: what we have is still fresh
                return known.keys
            raise _as_outbound(error) from error
        _remember(self._entries, jwks_uri, _Entry(keys, self._now()))
        return keys


def _as_outbound(error: OutboundError | InvalidClientMetadata) -> OutboundError:
    return error if isinstance(error, OutboundError) else OutboundError("unusable_jwks")


def _remember(store: OrderedDict[str, Value], name: str, value: Value) -> None:
    store[name] = value
    store.move_to_end(name)
    while len(store) > MAX_ENTRIES:
        store.popitem(last=False)
