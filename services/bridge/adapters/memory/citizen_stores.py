"""The ports of `bridge.flows.citizen_ports` over tables in memory."""

from dataclasses import dataclass

from bridge.adapters.memory.table import Table
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
