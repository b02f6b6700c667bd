"""The ports of the agreement: its versions as they were activated, and the parties' statements about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class TreatyVersion:
    """What tells whether anything changed: the highest serial, and how many statements there are."""

    serial: int
    statements: int

    def is_after(self, other: "TreatyVersion") -> bool:
        """Whether something was added. Nothing is ever taken away: a view with less is an older one."""
        return self.serial > other.serial or self.statements > other.statements


@dataclass(frozen=True, slots=True)
class ActivatedAgreement:
    """One version, as it came: the text, and the document of its signatures where it has any."""

    serial: int
    digest: str
    text: str
    signatures: str | None
    activated_at: datetime


@dataclass(frozen=True, slots=True)
class StoredStatement:
    """A statement and its signatures, as one JSON text (`flows.party_signatures`)."""

    id: str
    document: str
    recorded_at: datetime


class Agreements(Protocol):
    """Versions and statements. Both are only ever added to."""

    def version(self) -> TreatyVersion: ...

    def newest(self) -> ActivatedAgreement | None: ...

    def activate(self, agreement: ActivatedAgreement) -> None: ...

    def statements(self) -> tuple[StoredStatement, ...]:
        """In the order in which they were recorded."""
        ...

    def record(self, statement: StoredStatement) -> None: ...
