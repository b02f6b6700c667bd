"""The ports of the citizen's own pages: who is signed in there, and what they asked for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bridge.domain.rights import RightsRequest
from bridge.flows.clocks import has_begun


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
        return has_begun(self.started_at, at) and at < self.expires_at


class CitizenSessions(Protocol):
    """Sessions by digest. Nothing prolongs one: there is no way to replace it."""

    def insert(self, session: CitizenSession) -> None: ...

    def get(self, secret_digest: str) -> CitizenSession | None: ...

    def delete(self, secret_digest: str) -> bool: ...


class RightsRequests(Protocol):
    """What citizens asked for."""

    def insert(self, request: RightsRequest) -> None: ...

    def get(self, request_id: str) -> RightsRequest | None: ...

    def lock(self, request_id: str) -> RightsRequest | None:
        """Like `get`, and nobody else changes it until the unit ends."""
        ...

    def replace(self, request: RightsRequest) -> None: ...

    def of_principal(self, principal_ref: str) -> tuple[RightsRequest, ...]:
        """All that this person asked for, the newest first; `flows.rights` bounds how many there can be."""
        ...

    def unanswered(self, *, limit: int) -> tuple[RightsRequest, ...]:
        """At most `limit` that wait for their answer, the longest waiting first."""
        ...


class CitizenStores(Protocol):
    """The part of a unit that is about the citizen's own pages."""

    @property
    def citizen_sessions(self) -> CitizenSessions: ...

    @property
    def rights(self) -> RightsRequests: ...
