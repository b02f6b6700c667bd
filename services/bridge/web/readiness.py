"""What must be so before this process serves a journey well: database, schema, keys, agreement.

The identity providers are not asked. A provider that is away fails the journeys of one country, each with a
page that says so; taking every bridge out of service for it would fail all journeys, and help nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bridge.flows.ports import AGREEMENT_FACT, Ledger, StoreUnavailable
from bridge.flows.treaty import Treaty
from eid_kit.http.readiness import NotReady, ReadinessCheck
from eid_kit.tlog import checkpoints, notes
from eid_kit.tlog.errors import NoteError


class Database(Ledger, Protocol):
    """The ledger, and what it knows of the database that it stands on."""

    @property
    def log_verifier(self) -> notes.Verifier: ...

    async def schema(self) -> tuple[str, str]:
        """The schema revision that the database is at, and the one that this program needs."""
        ...

    async def checkpoint(self) -> str: ...


@dataclass(frozen=True, slots=True)
class BridgeReadiness:
    """The bridge's checks. Each asks the database as it is now, not as it was at the start."""

    database: Database
    treaty: Treaty
    now: Callable[[], datetime]

    def checks(self) -> tuple[ReadinessCheck, ...]:
        """In the order in which an operator would look."""
        return (
            ReadinessCheck("database", self.database_answers),
            ReadinessCheck("schema", self.schema_is_current),
            ReadinessCheck("keys", self.keys_belong),
            ReadinessCheck("agreement", self.agreement_holds),
        )

    async def database_answers(self) -> str:
        await self._remembered()
        return "answers"

    async def schema_is_current(self) -> str:
        try:
            found, needed = await self.database.schema()
        except StoreUnavailable as error:
            raise NotReady(str(error)) from error
        if found != needed:
            raise NotReady(f"at revision {found}, but this process needs {needed}")
        return f"at revision {found}"

    async def keys_belong(self) -> str:
        """That this process runs shows that keys were loaded; here, that they are those of the database.

        A database restored under a running process is signed by another installation's log key.
        """
        verifier = self.database.log_verifier
        try:
            checkpoints.verify(await self.database.checkpoint(), (verifier,), origin=verifier.name)
        except StoreUnavailable as error:
            raise NotReady(str(error)) from error
        except NoteError:
            raise NotReady("the log in the database is signed with another log key") from None
        return f"loaded, and those of {verifier.name}"

    async def agreement_holds(self) -> str:
        try:
            agreement, today = (await self.treaty.refreshed()).agreement, self.now().date()
        except StoreUnavailable as error:
            raise NotReady(str(error)) from error
        if not agreement.in_force(today):
            raise NotReady(
                f"serial {agreement.serial} is in force from {agreement.in_force_from} "
                f"until {agreement.in_force_until}, not today"
            )
        highest = int((await self._remembered() or "0").split()[0])
        if highest > agreement.serial:
            raise NotReady(f"the database has seen serial {highest}, but holds {agreement.serial} alone")
        # Suspended, it denies every request, and that is what it is there for.
        state = ", suspended" if agreement.suspensions else ""
        return f"serial {agreement.serial}, digest {agreement.digest}{state}"

    async def _remembered(self) -> str | None:
        try:
            return await self.database.read(lambda unit: unit.memory.get(AGREEMENT_FACT))
        except StoreUnavailable as error:
            raise NotReady(str(error)) from error
