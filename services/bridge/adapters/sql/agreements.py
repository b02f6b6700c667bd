"""The agreement's versions and the parties' statements, in SQL."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, func, select

from bridge.adapters.sql.rows import Rows, instant, microseconds
from bridge.adapters.sql.tables import agreement_statements, agreements
from bridge.flows.treaty_ports import ActivatedAgreement, StoredStatement, TreatyVersion

VERSION: Final[Select[Any]] = select(
    select(func.coalesce(func.max(agreements.c.serial), 0)).scalar_subquery(),
    select(func.count()).select_from(agreement_statements).scalar_subquery(),
)


@dataclass(frozen=True, slots=True)
class SqlAgreements:
    rows: Rows

    def version(self) -> TreatyVersion:
        return TreatyVersion(*self.rows.one(VERSION))

    def newest(self) -> ActivatedAgreement | None:
        row = self.rows.one(select(agreements).order_by(agreements.c.serial.desc()).limit(1))
        if row is None:
            return None
        return ActivatedAgreement(row.serial, row.digest, row.text, row.signatures, instant(row.activated_at))

    def activate(self, agreement: ActivatedAgreement) -> None:
        values = {
            "serial": agreement.serial,
            "digest": agreement.digest,
            "text": agreement.text,
            "signatures": agreement.signatures,
            "activated_at": microseconds(agreement.activated_at),
        }
        self.rows.insert(agreements, values)

    def statements(self) -> tuple[StoredStatement, ...]:
        table = agreement_statements
        found = self.rows.connection.execute(select(table).order_by(table.c.number))
        return tuple(StoredStatement(row.id, row.document, instant(row.recorded_at)) for row in found)

    def record(self, statement: StoredStatement) -> None:
        # Whoever writes is the only writer until it commits, so that the count is the next number.
        values = {
            "number": self.version().statements,
            "id": statement.id,
            "document": statement.document,
            "recorded_at": microseconds(statement.recorded_at),
        }
        self.rows.insert(agreement_statements, values)
