"""The ports of the citizen's own pages: who is signed in there, and what they asked for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class CitizenSession:
    """A citizen at their own pages. The digest is that of a secret which one browser carries."""

    secret_digest: str
    principal_ref: str
    identity_provider: str
    started_at: datetime
    expires_at: datetime

    def is_live(self, at: datetime) -> bool:
        """From `started_at` (included) until `expires_at` (excluded)."""
        return self.started_at <= at < self.expires_at


class CitizenSessions(Protocol):
    """Sessions by digest. Nothing prolongs one: there is no way to replace it."""

    def insert(self, session: CitizenSession) -> None: ...

    def get(self, secret_digest: str) -> CitizenSession | None: ...

    def delete(self, secret_digest: str) -> bool: ...
