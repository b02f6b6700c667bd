"""The ports of `bridge.flows.citizen_ports` over tables in memory."""

from dataclasses import dataclass
from datetime import datetime

from bridge.adapters.memory.table import Table
from bridge.adapters.store_errors import NotFound
from bridge.domain.rights import RightsRequest
from bridge.flows.citizen_ports import CitizenSession


@dataclass(frozen=True, slots=True)
class MemoryCitizenSessions:
    table: Table[CitizenSession]

    def insert(self, session: CitizenSession) -> None:
        self.table.insert(session.secret_digest, session)

    def get(self, secret_digest: str) -> CitizenSession | None:
        return self.table.get(secret_digest)

    def delete(self, secret_digest: str) -> bool:
        return self.table.take(secret_digest) is not None


@dataclass(frozen=True, slots=True)
class MemoryRightsRequests:
    table: Table[RightsRequest]

    def insert(self, request: RightsRequest) -> None:
        self.table.insert(request.id, request)

    def get(self, request_id: str) -> RightsRequest | None:
        return self.table.get(request_id)

    def lock(self, request_id: str) -> RightsRequest | None:
        # Units run one at a time here, so that every row is locked by whoever runs.
        return self.table.get(request_id)

    def replace(self, request: RightsRequest) -> None:
        if self.table.get(request.id) is None:
            raise NotFound("there is no such request to replace")
        self.table.put(request.id, request)

    def of_principal(self, principal_ref: str) -> tuple[RightsRequest, ...]:
        own = [each for each in self.table.values.values() if each.principal_ref == principal_ref]
        return tuple(sorted(own, key=_by_age, reverse=True))

    def unanswered(self, *, limit: int) -> tuple[RightsRequest, ...]:
        waiting = [each for each in self.table.values.values() if each.answer is None]
        return tuple(sorted(waiting, key=_by_age)[:limit])


def _by_age(request: RightsRequest) -> tuple[datetime, str]:
    return request.received_at, request.id
