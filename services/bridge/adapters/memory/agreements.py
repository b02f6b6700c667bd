"""The agreement's versions and the parties' statements, in memory."""

from dataclasses import dataclass

from bridge.adapters.memory.table import Table
from bridge.flows.treaty_ports import ActivatedAgreement, StoredStatement, TreatyVersion


@dataclass(frozen=True, slots=True)
class MemoryAgreements:
    versions: Table[ActivatedAgreement]
    recorded: Table[StoredStatement]

    def version(self) -> TreatyVersion:
        newest = self.newest()
        return TreatyVersion(newest.serial if newest else 0, len(self.recorded.values))

    def newest(self) -> ActivatedAgreement | None:
        return max(self.versions.values.values(), key=lambda each: each.serial, default=None)

    def activate(self, agreement: ActivatedAgreement) -> None:
        self.versions.insert(str(agreement.serial), agreement)

    def statements(self) -> tuple[StoredStatement, ...]:
        return tuple(self.recorded.values.values())

    def record(self, statement: StoredStatement) -> None:
        self.recorded.insert(statement.id, statement)
