"""The ports of `bridge.flows.citizen_ports` over their tables."""

from dataclasses import dataclass
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import delete, select

from bridge.adapters.sql.rows import Rows, microseconds
from bridge.adapters.sql.tables import citizen_sessions
from bridge.flows.citizen_ports import CitizenSession

_SESSION: Final = TypeAdapter(CitizenSession)


@dataclass(frozen=True, slots=True)
class SqlCitizenSessions:
    rows: Rows

    def insert(self, session: CitizenSession) -> None:
        values = {
            "secret_digest": session.secret_digest,
            "expires_at": microseconds(session.expires_at),
            "body": _SESSION.dump_json(session).decode(),
        }
        self.rows.insert(citizen_sessions, values)

    def get(self, secret_digest: str) -> CitizenSession | None:
        wanted = citizen_sessions.c.secret_digest == secret_digest
        row = self.rows.one(select(citizen_sessions.c.body).where(wanted))
        return None if row is None else _SESSION.validate_json(row.body)

    def delete(self, secret_digest: str) -> bool:
        wanted = citizen_sessions.c.secret_digest == secret_digest
        return self.rows.change(delete(citizen_sessions).where(wanted)) == 1
