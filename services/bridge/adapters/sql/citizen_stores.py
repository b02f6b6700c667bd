"""The ports of `bridge.flows.citizen_ports` over their tables."""

from dataclasses import dataclass
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import Select, delete, select, update

from bridge.adapters.sql.rows import Rows, microseconds
from bridge.adapters.sql.tables import citizen_sessions, rights_requests
from bridge.adapters.store_errors import NotFound
from bridge.domain.rights import RightsRequest
from bridge.flows.citizen_ports import CitizenSession

_SESSION: Final = TypeAdapter(CitizenSession)
_REQUEST: Final = TypeAdapter(RightsRequest)


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


@dataclass(frozen=True, slots=True)
class SqlRightsRequests:
    rows: Rows

    def insert(self, request: RightsRequest) -> None:
        self.rows.insert(rights_requests, {"id": request.id, **_request_values(request)})

    def get(self, request_id: str) -> RightsRequest | None:
        return self._parsed(self.rows.one(_with_id(request_id)))

    def lock(self, request_id: str) -> RightsRequest | None:
        return self._parsed(self.rows.locked(_with_id(request_id)))

    def replace(self, request: RightsRequest) -> None:
        statement = update(rights_requests).where(rights_requests.c.id == request.id)
        if not self.rows.change(statement.values(_request_values(request))):
            raise NotFound("there is no such request to replace")

    def of_principal(self, principal_ref: str) -> tuple[RightsRequest, ...]:
        newest_first = (rights_requests.c.received_at.desc(), rights_requests.c.id.desc())
        own = select(rights_requests.c.body).where(rights_requests.c.principal_ref == principal_ref)
        return self._all(own.order_by(*newest_first))

    def unanswered(self, *, limit: int) -> tuple[RightsRequest, ...]:
        waiting = select(rights_requests.c.body).where(rights_requests.c.expires_at.is_(None))
        oldest_first = waiting.order_by(rights_requests.c.received_at, rights_requests.c.id)
        return self._all(oldest_first.limit(limit))

    def _all(self, statement: Select[Any]) -> tuple[RightsRequest, ...]:
        return tuple(_REQUEST.validate_json(row.body) for row in self.rows.all(statement))

    @staticmethod
    def _parsed(row: Any) -> RightsRequest | None:
        return None if row is None else _REQUEST.validate_json(row.body)


def _with_id(request_id: str) -> Select[Any]:
    return select(rights_requests.c.body).where(rights_requests.c.id == request_id)


def _request_values(request: RightsRequest) -> dict[str, Any]:
    kept_until = request.kept_until
    return {
        "principal_ref": request.principal_ref,
        "received_at": microseconds(request.received_at),
        "expires_at": None if kept_until is None else microseconds(kept_until),
        "body": _REQUEST.dump_json(request).decode(),
    }
