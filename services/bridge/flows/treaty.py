"""The agreement in force now, and whether it is suspended: the same answer in every process.

The database holds the versions and the statements. A process keeps what it last read, and before each request
asks only whether anything was added since (`Ledger.agreement_version`). A release asks again inside its own
transaction (`within`): every writer waits its turn there, so that no release follows a suspension.
"""

from collections.abc import Mapping
from contextvars import ContextVar, Token
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock

from bridge.domain.agreement import canonical_form, parse_agreement
from bridge.domain.clauses import Agreement, Country
from bridge.domain.statements import standing
from bridge.flows.party_signatures import PartyKeys, UnsignedAgreement
from bridge.flows.ports import Ledger, StoreUnavailable, Unit
from bridge.flows.treaty_ports import ActivatedAgreement, TreatyVersion


class UnusableAgreement(StoreUnavailable):
    """What the database says is in force cannot be used here. Nothing may be decided, not even by the version
    before: the parties have replaced it.
    """


@dataclass(frozen=True, slots=True)
class InForce:
    """An agreement with what is known of it. `signers` are the parties with the thumbprints of their keys,
    empty where nobody signed, as a sandbox allows. `version` is what the database held when it was read.
    """

    agreement: Agreement
    signers: Mapping[Country, str]
    activated_at: datetime | None
    version: TreatyVersion


# Of the request being answered: what it is decided by, from its first step to its last.
_of_request: ContextVar[InForce | StoreUnavailable | None] = ContextVar("agreement_of_request", default=None)


class Treaty:
    """Knows the agreement in force. `start` is the one that the process was started with."""

    def __init__(self, ledger: Ledger, start: InForce, parties: PartyKeys) -> None:
        self._ledger, self._start, self._parties = ledger, start, parties
        self._held = start
        self._taking_up = Lock()

    def agreement(self) -> Agreement:
        """The agreement of this request, its suspensions included. Raises `StoreUnavailable` when that could
        not be found out.
        """
        return self.in_force().agreement

    def in_force(self) -> InForce:
        """As `agreement`, with what is known of it."""
        found = _of_request.get()
        if isinstance(found, StoreUnavailable):
            raise type(found)(*found.args)
        return found or self._held

    def last_known(self) -> Agreement:
        """For what only describes: the agreement as it was last read, also while the store is away."""
        return self._held.agreement

    async def begin(self) -> "Token[InForce | StoreUnavailable | None]":
        """Looks whether anything changed, for the request that begins. That it could not is raised later, by
        whatever wants to know the agreement: a page that needs none is shown all the same.
        """
        try:
            return _of_request.set(await self.refreshed())
        except StoreUnavailable as error:
            return _of_request.set(error)

    def end(self, token: "Token[InForce | StoreUnavailable | None]") -> None:
        """The request is answered."""
        _of_request.reset(token)

    async def refreshed(self) -> InForce:
        """What is in force at this moment. Raises `StoreUnavailable`."""
        if (await self._ledger.agreement_version()).is_after(self._held.version):
            await self._ledger.read(self._take_up)
        return self._held

    def within(self, unit: Unit) -> Agreement:
        """What is in force inside this unit, which nobody can change until it ends. Raises
        `StoreUnavailable`.
        """
        self._take_up(unit)
        return self._held.agreement

    def _take_up(self, unit: Unit) -> None:
        version = unit.agreements.version()
        if not version.is_after(self._held.version):
            return
        found = self._read(unit, version)
        # Reading takes a while, and another thread may have read something newer meanwhile.
        with self._taking_up:
            if version.is_after(self._held.version):
                self._held = found

    def _read(self, unit: Unit, version: TreatyVersion) -> InForce:
        newest = unit.agreements.newest()
        found = self._start if newest is None else self._checked(newest, version)
        suspensions = standing(self._parties.recorded(each) for each in unit.agreements.statements())
        agreement = replace(found.agreement, suspensions=suspensions)
        return replace(found, agreement=agreement, version=version)

    def _checked(self, newest: ActivatedAgreement, version: TreatyVersion) -> InForce:
        if newest.digest == self._start.agreement.digest:
            # Checked at the start, with the signatures beside the file: a party's key may have changed since
            # this text was first activated, and then the file was signed anew.
            return replace(self._start, activated_at=newest.activated_at)
        parsed = parse_agreement(newest.text)
        if not isinstance(parsed, Agreement) or (parsed.serial, parsed.digest) != (
            newest.serial,
            newest.digest,
        ):
            raise UnusableAgreement(
                f"serial {newest.serial}, which is in force, has a fault for this program"
            )
        try:
            signers = self._parties.agreement_signers(newest.signatures, canonical_form(newest.text))
        except UnsignedAgreement as error:
            raise UnusableAgreement(
                f"serial {newest.serial}, which is in force, is refused: {error}"
            ) from error
        return InForce(parsed, signers, newest.activated_at, version)
