"""The operator's acts about the agreement, on a database by its URL: each is one unit, with its log entry."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bridge.adapters.sql.installation import is_empty
from bridge.adapters.sql.ledger import SqlLedger
from bridge.adapters.sql.schema import ForeignDatabase
from bridge.domain.clauses import Agreement, Suspension
from bridge.domain.facts import Facts
from bridge.domain.statements import Statement, standing
from bridge.flows.first_releases import first_release
from bridge.flows.party_signatures import PartyKeys, statement_document
from bridge.flows.ports import Unit
from bridge.flows.treaty_acts import NotNewer, Offered, activate, record_statement
from bridge.flows.treaty_ports import ActivatedAgreement
from eid_kit.oauth.detached_jws import Signature
from eid_kit.oauth.keys import Key

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found:
    """What the database says: the newest version, and the suspensions that stand."""

    newest: ActivatedAgreement | None
    suspensions: tuple[Suspension, ...]


@dataclass(frozen=True, slots=True)
class AgreementDesk:
    """Works on a database that a bridge has used, beside running bridges or while none runs.

    `parties` are their public keys, `None` in a sandbox. Each act raises `ForeignDatabase`,
    `UnsupportedDatabase` or `StoreUnavailable`, and then nothing was done.
    """

    url: str
    log_key: Ed25519PrivateKey
    random_bytes: Callable[[int], bytes]
    parties: tuple[Key, ...] | None

    def look(self) -> Found:
        """What is in force at this moment."""
        return self._done(self._found)

    def first_release(self, agreement: Agreement, facts: Facts) -> datetime | None:
        """When data first left under the instrument that would carry this; `None` before that."""
        return self._done(
            lambda unit: first_release(unit, agreement, facts.purpose, direction=facts.direction)
        )

    def activate(
        self, agreement: Agreement, text: str, *, signatures: str | None, at: datetime
    ) -> str | None:
        """Puts a version in force whose signatures were checked; what is against it, or `None`."""
        try:
            self._done(lambda unit: activate(unit, Offered(agreement, text, signatures), at))
        except NotNewer as error:
            return str(error)
        return None

    def record(self, statement: Statement, signatures: tuple[Signature, ...], *, at: datetime) -> None:
        """Records a statement that all who have to sign it signed."""
        document = statement_document(statement, signatures)
        self._done(lambda unit: record_statement(unit, statement, document, at=at))

    def _found(self, unit: Unit) -> Found:
        parties = PartyKeys(self.parties)
        recorded = (parties.recorded(each) for each in unit.agreements.statements())
        return Found(unit.agreements.newest(), standing(recorded))

    def _done(self, work: Callable[[Unit], T]) -> T:
        # Opening an empty database would start an installation in it, and a mistyped address is one.
        if is_empty(self.url):
            raise ForeignDatabase("no bridge has used this database yet: start the bridge first")
        return asyncio.run(self._run(work))

    async def _run(self, work: Callable[[Unit], T]) -> T:
        ledger = SqlLedger.open(self.url, log_key=self.log_key, random_bytes=self.random_bytes)
        try:
            return await ledger.atomically(work)
        finally:
            await ledger.close()
