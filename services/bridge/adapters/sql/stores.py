"""The ports of `bridge.flows` that are plain tables."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update

from bridge.adapters.sql.codec import (
    CONSENT,
    GRANT,
    TRANSACTION,
    registration_from_json,
    registration_to_json,
)
from bridge.adapters.sql.rows import Rows, instant, microseconds
from bridge.adapters.sql.tables import (
    access_grants,
    carriers,
    consents,
    memory,
    one_time,
    registrations,
    transactions,
)
from bridge.adapters.store_errors import NotFound
from bridge.domain.consent import Consent
from bridge.flows.ports import AccessGrant, Hop, Registration, SealedRow
from bridge.flows.transaction import Transaction


def claim_digest(kind: str, value: str) -> str:
    """The key of a one-time claim. A jti or a form token is somebody's secret: only its digest is kept."""
    return hashlib.sha256(f"{kind}\n{value}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class SqlTransactions:
    rows: Rows

    def insert(self, transaction: Transaction) -> None:
        self.rows.insert(transactions, _transaction_values(transaction))

    def get(self, transaction_id: str) -> Transaction | None:
        return self._one(transactions.c.id == transaction_id)

    def by_request_uri(self, digest: str) -> Transaction | None:
        return self._one(transactions.c.request_uri_digest == digest)

    def by_upstream_state(self, digest: str) -> Transaction | None:
        return self._one(transactions.c.upstream_state_digest == digest)

    def replace(self, old: Transaction, new: Transaction) -> bool:
        unchanged = (
            transactions.c.id == old.id,
            transactions.c.state == old.state.value,
            transactions.c.version == old.version,
        )
        return self.rows.change(update(transactions).where(*unchanged).values(_transaction_values(new))) == 1

    def _one(self, condition: ColumnElement[bool]) -> Transaction | None:
        row = self.rows.one(select(transactions.c.body).where(condition))
        return None if row is None else TRANSACTION.validate_json(row.body)


def _transaction_values(transaction: Transaction) -> dict[str, Any]:
    return {
        "id": transaction.id,
        "state": transaction.state.value,
        "version": transaction.version,
        "request_uri_digest": transaction.request_uri_digest,
        "upstream_state_digest": transaction.upstream_state_digest,
        "expires_at": microseconds(transaction.expires_at),
        "body": TRANSACTION.dump_json(transaction).decode(),
    }


@dataclass(frozen=True, slots=True)
class SqlCarriers:
    rows: Rows

    def put(self, row: SealedRow) -> None:
        values = {
            "secret_digest": row.secret_digest,
            "hop": row.hop.value,
            "transaction_id": row.transaction_id,
            "ciphertext": row.ciphertext,
            "expires_at": microseconds(row.expires_at),
        }
        self.rows.insert(carriers, values)

    def get(self, secret_digest: str) -> SealedRow | None:
        row = self.rows.one(select(carriers).where(carriers.c.secret_digest == secret_digest))
        if row is None:
            return None
        return SealedRow(
            row.secret_digest,
            Hop(row.hop),
            row.transaction_id,
            bytes(row.ciphertext),
            instant(row.expires_at),
        )

    def take(self, secret_digest: str) -> SealedRow | None:
        found = self.get(secret_digest)
        # The count decides, not what was found: whoever deletes the row is the one taker.
        gone = self.rows.change(delete(carriers).where(carriers.c.secret_digest == secret_digest))
        return found if gone else None

    def destroy(self, transaction_id: str) -> int:
        return self.rows.change(delete(carriers).where(carriers.c.transaction_id == transaction_id))


@dataclass(frozen=True, slots=True)
class SqlConsents:
    rows: Rows

    def insert(self, consent: Consent) -> None:
        self.rows.insert(consents, {"id": consent.id, **_consent_values(consent)})

    def lock(self, consent_id: str) -> Consent | None:
        row = self.rows.locked(select(consents.c.body).where(consents.c.id == consent_id))
        return None if row is None else CONSENT.validate_json(row.body)

    def replace(self, consent: Consent) -> None:
        statement = update(consents).where(consents.c.id == consent.id).values(_consent_values(consent))
        if not self.rows.change(statement):
            raise NotFound("there is no such consent to replace")


def _consent_values(consent: Consent) -> dict[str, Any]:
    return {"principal_ref": consent.principal_ref, "body": CONSENT.dump_json(consent).decode()}


@dataclass(frozen=True, slots=True)
class SqlAccessGrants:
    rows: Rows

    def insert(self, grant: AccessGrant) -> None:
        values = {
            "token_digest": grant.token_digest,
            "consent_id": grant.consent_id,
            "expires_at": microseconds(grant.expires_at),
            "body": GRANT.dump_json(grant).decode(),
        }
        self.rows.insert(access_grants, values)

    def get(self, token_digest: str) -> AccessGrant | None:
        row = self.rows.one(select(access_grants.c.body).where(access_grants.c.token_digest == token_digest))
        return None if row is None else GRANT.validate_json(row.body)

    def delete(self, token_digest: str) -> bool:
        return (
            self.rows.change(delete(access_grants).where(access_grants.c.token_digest == token_digest)) == 1
        )

    def delete_of(self, consent_id: str) -> int:
        return self.rows.change(delete(access_grants).where(access_grants.c.consent_id == consent_id))


@dataclass(frozen=True, slots=True)
class SqlOneTime:
    rows: Rows

    def claim(self, kind: str, value: str, expires_at: datetime) -> bool:
        values = {"digest": claim_digest(kind, value), "expires_at": microseconds(expires_at)}
        return self.rows.claim(one_time, values)


@dataclass(frozen=True, slots=True)
class SqlRegistrations:
    rows: Rows

    def insert(self, registration: Registration) -> None:
        client_id = registration.partner.client_id
        self.rows.insert(registrations, {"client_id": client_id, "body": _registration_body(registration)})

    def get(self, client_id: str) -> Registration | None:
        row = self.rows.one(select(registrations.c.body).where(registrations.c.client_id == client_id))
        return None if row is None else registration_from_json(row.body)

    def replace(self, registration: Registration) -> bool:
        statement = update(registrations).where(registrations.c.client_id == registration.partner.client_id)
        return self.rows.change(statement.values(body=_registration_body(registration))) == 1

    def delete(self, client_id: str) -> bool:
        return self.rows.change(delete(registrations).where(registrations.c.client_id == client_id)) == 1


def _registration_body(registration: Registration) -> str:
    return registration_to_json(registration)


@dataclass(frozen=True, slots=True)
class SqlMemory:
    rows: Rows

    def get(self, name: str) -> str | None:
        row = self.rows.one(select(memory.c.value).where(memory.c.name == name))
        return None if row is None else str(row.value)

    def put(self, name: str, value: str) -> None:
        if not self.rows.claim(memory, {"name": name, "value": value}):
            self.rows.change(update(memory).where(memory.c.name == name).values(value=value))
