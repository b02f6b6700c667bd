"""What waits, sealed, while a child's representative is away at the identity provider."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bridge.flows.carriers import Released


@dataclass(frozen=True, slots=True)
class Kept:
    """What S0 carries there and back: the provider's memo, when it left, and the child's values."""

    memo: bytes
    since: datetime
    released: Released

    def to_bytes(self) -> bytes:
        """As it is sealed."""
        members = {
            "memo": self.memo.decode(),
            "since": self.since.isoformat(),
            "released": self.released.to_bytes().decode(),
        }
        return json.dumps(members).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Kept":
        """The inverse of `to_bytes`."""
        found: dict[str, Any] = json.loads(data)
        return cls(
            found["memo"].encode(),
            datetime.fromisoformat(found["since"]),
            Released.from_bytes(found["released"].encode()),
        )
