"""A bounded memory whose entries expire: where the mocks keep requests, codes, tokens and used ids."""

from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar

from eid_kit.oauth.errors import TemporarilyUnavailable

T = TypeVar("T")

_PUTS_BETWEEN_SWEEPS = 1024


class ExpiringStore(Generic[T]):
    """Values by key, each until its own moment; never more than `limit` of them.

    An entry lives from `put` (included) until `expires_at` (excluded). Expired entries are never seen; they
    are swept out once in a while, counted in puts, so that a put stays cheap on average however full it is.
    """

    def __init__(self, *, now: Callable[[], datetime], limit: int = 100_000) -> None:
        self._now = now
        self._limit = limit
        self._entries: dict[str, tuple[datetime, T]] = {}
        self._puts_until_sweep = _PUTS_BETWEEN_SWEEPS

    def __len__(self) -> int:
        return len(self._entries)

    def put(self, key: str, value: T, *, expires_at: datetime) -> None:
        """Keeps `value` under `key`; when the memory is full of live entries, the oldest one gives way."""
        self._sweep_if_due()
        self._entries.pop(key, None)  # a renewed entry is young again
        if len(self._entries) >= self._limit:
            del self._entries[next(iter(self._entries))]
        self._entries[key] = (expires_at, value)

    def get(self, key: str) -> T | None:
        """The value, left in place; None when there is none or it has expired."""
        return self._entries[key][1] if key in self else None

    def __contains__(self, key: str) -> bool:
        entry = self._entries.get(key)
        return entry is not None and entry[0] > self._now()

    def take(self, key: str) -> T | None:
        """The value, removed: of two takers one gets it and the other gets None."""
        entry = self._entries.pop(key, None)
        if entry is None or entry[0] <= self._now():
            return None
        return entry[1]

    def claim(self, key: str, value: T, *, expires_at: datetime) -> bool:
        """Keeps `value` unless `key` is already there: True for the first to come, False for all others.

        Raises TemporarilyUnavailable when full: dropping an older claim to make room would let somebody
        present a used jti or assertion a second time.
        """
        self._sweep_if_due()
        if key in self:
            return False
        if key not in self._entries and self._is_full_of_live_entries():
            raise TemporarilyUnavailable(
                "too many requests are remembered at the moment; try again shortly",
                reason="too_much_remembered",
            )
        self._entries[key] = (expires_at, value)
        return True

    def sweep(self) -> None:
        """Forgets everything that has expired."""
        now = self._now()
        self._entries = {key: entry for key, entry in self._entries.items() if entry[0] > now}
        # In proportion to what is kept: a fixed number would make each put of a full memory cost a full pass.
        self._puts_until_sweep = _PUTS_BETWEEN_SWEEPS + len(self._entries) // 8

    def _sweep_if_due(self) -> None:
        self._puts_until_sweep -= 1
        if self._puts_until_sweep <= 0:
            self.sweep()

    def _is_full_of_live_entries(self) -> bool:
        if len(self._entries) < self._limit:
            return False
        oldest_expires_at, _ = next(iter(self._entries.values()))
        if oldest_expires_at <= self._now():
            self.sweep()
        return len(self._entries) >= self._limit
