"""The second sign-in of a child's journey: the representative's, in the same browser.

    depart       the hand-over page was answered: S1 stays, and a new S0 takes the values to the way back
    return_home  whoever signed in is compared with whom the source named, and becomes a fact or a failure

A failure does not end the journey: the wrong person may have held the phone. `MOST_FAILURES` does.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

from bridge.domain.ages import has_reached
from bridge.domain.assurance import Assurance
from bridge.domain.audit_events import AuditEvent, Event
from bridge.domain.calendar_days import day_in
from bridge.domain.decisions import Deny
from bridge.domain.partners import Partner
from bridge.domain.reasons import Reason
from bridge.domain.representatives import OF_AGE, marking_key
from bridge.domain.rules_consent import refused_by_citizen
from bridge.domain.subjects import principal_ref
from bridge.flows import transaction as tx
from bridge.flows.carriers import Released, before_consent
from bridge.flows.deciding import required_assurance
from bridge.flows.dispatch import Step, next_step
from bridge.flows.ending import Lost
from bridge.flows.kept_aside import Kept
from bridge.flows.opening import Home
from bridge.flows.ports import Hop, Unit
from bridge.flows.recording import Recording
from bridge.flows.refusals import denial_event
from bridge.flows.returns import claim_memo, require_code, require_fresh
from bridge.flows.shown import open_shown
from bridge.flows.sign_in import SignIn
from bridge.flows.transaction import Transaction, signed_in
from bridge.flows.upstream import Demand, Departure, Identity, Upstream, UpstreamError
from bridge.flows.upstream_failures import note_failure
from eid_kit.oauth.errors import InvalidRequest
from eid_kit.oauth.parameters import Parameters
from eid_kit.oauth.secrets_ import digest, new_secret

MOST_FAILURES: Final = 3


@dataclass(frozen=True, slots=True)
class Departed:
    """Where the browser goes to sign the representative in, and its new S0, which is kept nowhere else."""

    transaction: Transaction
    s0: str
    location: str


@dataclass(frozen=True, slots=True)
class _Back:
    """One return: the transaction as it was found, the child's values, and the secret of the next page."""

    found: Transaction
    partner: Partner | None
    released: Released
    s1: str


@dataclass(frozen=True, slots=True)
class Representing:
    """Finds out whether the adult at the browser may answer for the child, by the first sign-in's means."""

    first: SignIn
    recording: Recording

    def issuer_of(self, transaction: Transaction) -> str:
        """Where the representative signs in: at the child's own identity provider."""
        return self._upstream(transaction).issuer

    async def depart(self, transaction: Transaction, s1: str) -> Departed | Transaction:
        """Leaves for the identity provider; the transaction, with its failure noted, where that cannot be.

        Raises `InvalidRequest` when no representative is waited for, and `Lost` when another tab was faster.
        """
        if next_step(transaction, self.first.now()) is not Step.SIGN_IN_REPRESENTATIVE:
            raise InvalidRequest("this request is no longer waiting for an answer", reason="answer_late")
        state, s0 = new_secret(self.first.random_bytes), new_secret(self.first.random_bytes)
        since = self.first.now()
        try:
            departure = await self._leave(transaction, state)
        except UpstreamError as error:
            note_failure(transaction.request.direction.identity_provider, error)
            return await self._noted(transaction, last_failure=error.reason)
        departed = transaction.noted(upstream_state_digest=digest(state), last_failure=None)

        def work(unit: Unit) -> None:
            if not unit.transactions.replace(transaction, departed):
                raise Lost
            released = open_shown(unit, transaction, s1, carriage=self.first.carriage)
            # An S0 of an earlier attempt goes; S1 stays, for whoever comes back without having signed in.
            unit.carriers.destroy(departed.id)
            kept = Kept(departure.memo, since, released)
            for hop, secret, plaintext in (
                (Hop.CONSENT, s1, released.to_bytes()),
                (Hop.AUTHORIZE, s0, kept.to_bytes()),
            ):
                self._seal(unit, departed, hop=hop, secret=secret, plaintext=plaintext)

        await self.first.ledger.atomically(work)
        return Departed(departed, s0, departure.url)

    async def _leave(self, transaction: Transaction, state: str) -> Departure:
        request = transaction.request
        # Nothing about the representative is wanted but who it is, and that this is a sign-in of its own.
        return await self._upstream(transaction).depart(
            purpose=request.purpose,
            attributes=(),
            state=state,
            language=request.language,
            demand=Demand(level=self._required(transaction), afresh=True),
        )

    async def _noted(self, transaction: Transaction, **facts: Any) -> Transaction:
        noted = transaction.noted(**facts)
        if not await self.first.ledger.atomically(lambda unit: unit.transactions.replace(transaction, noted)):
            raise Lost
        return noted

    def _seal(self, unit: Unit, at: Transaction, *, hop: Hop, secret: str, plaintext: bytes) -> None:
        self.first.carriage.load(
            unit, secret, hop, binding=before_consent(at), plaintext=plaintext, expires_at=at.expires_at
        )

    async def stop(self, transaction: Transaction, partner: Partner) -> Transaction:
        """Whoever has the device says no for the child, without signing in. Raises `Lost`."""
        deny = refused_by_citizen(transaction.clause or "")
        record = self.recording.stopped(transaction, partner)
        return await self.first.ending.denied(transaction, deny, event=Event.CONSENT_REFUSED, record=record)

    async def return_home(
        self, found: Transaction, partner: Partner | None, query: Parameters, *, s0: str | None
    ) -> Home:
        """Records who signed in, or why it does not count. The page goes on under a new S1.

        Raises `InvalidRequest` for an S0 of another browser or a spent one, and `Lost`.
        """
        kept = Kept.from_bytes(
            await claim_memo(found, s0, ledger=self.first.ledger, carriage=self.first.carriage)
        )
        back = _Back(found, partner, kept.released, new_secret(self.first.random_bytes))
        try:
            identity = await self._arrive(found, query, kept)
        except UpstreamError as error:
            note_failure(found.request.direction.identity_provider, error)
            return await self._failed(back, error)
        if unfit := self._unfit(found, identity):
            return await self._failed(back, unfit)
        representative = tx.Representative(
            principal_ref=self._principal(identity),
            assurance=identity.assurance,
            auth_time=identity.auth_time,
        )
        return await self._home(
            # Found to be the one: from here on the mark serves nobody.
            replace(back, released=replace(back.released, representative=None)),
            representative=representative,
            last_failure=None,
        )

    async def _arrive(self, found: Transaction, query: Parameters, kept: Kept) -> Identity:
        identity = await self._upstream(found).arrive(
            purpose=found.request.purpose,
            attributes=(),
            code=require_code(query),
            memo=kept.memo,
            demand=Demand(
                marking_key=marking_key(self.first.principal_key, found.id),
                awaited=kept.released.representative,
            ),
        )
        require_fresh(identity.auth_time, since=kept.since, now=self.first.now())
        return identity

    def _unfit(self, found: Transaction, identity: Identity) -> Deny | None:
        """Why whoever signed in may not answer for this child."""
        # The child's own sign-in never counts, whatever a record says about who represents whom.
        is_child = self._principal(identity) == signed_in(found).principal_ref
        if is_child or not identity.is_awaited:
            passes = "a sign-in of the legal representative whom the identity provider names"
            return Deny(Reason.NOT_THE_REPRESENTATIVE, found.clause, None, passes, 5)
        today = day_in(found.request.direction.exporter, self.first.now())
        if has_reached(OF_AGE, identity.birthdate, today) is not True:
            passes = f"a representative of {OF_AGE} or older"
            return Deny(Reason.REPRESENTATIVE_NOT_OF_AGE, found.clause, None, passes, 5)
        required = self._required(found)
        if identity.assurance < required:
            passes = f"a sign-in of at least {required.urn}"
            return Deny(Reason.ASSURANCE_TOO_LOW, found.clause, None, passes, 5)
        return None

    async def _failed(self, back: _Back, failure: UpstreamError | Deny) -> Home:
        failures, page = back.found.failed_sign_ins + 1, digest(back.s1)
        if failures < MOST_FAILURES:
            facts = {"failed_sign_ins": failures, "last_failure": failure.reason}
            return await self._home(back, failure=failure, **facts)
        if isinstance(failure, Deny):
            record = self.recording.denied(back.found, back.partner, failure) if back.partner else None
            ended = await self.first.ending.denied(back.found, failure, record=record, page_digest=page)
            return Home(ended, back.s1)
        return Home(await self.first.ending.without_identity(back.found, failure, page_digest=page), back.s1)

    async def _home(self, back: _Back, *, failure: UpstreamError | Deny | None = None, **facts: Any) -> Home:
        home = back.found.noted(page_digest=digest(back.s1), **facts)
        # By the agreement of this request, of which the ledger's thread knows nothing.
        entry = self._denied(home, failure) if isinstance(failure, Deny) else None

        def work(unit: Unit) -> None:
            if not unit.transactions.replace(back.found, home):
                raise Lost
            unit.carriers.destroy(home.id)
            self._seal(unit, home, hop=Hop.CONSENT, secret=back.s1, plaintext=back.released.to_bytes())
            if entry is not None:
                unit.log.append(entry)

        await self.first.ledger.atomically(work)
        return Home(home, back.s1)

    def _denied(self, transaction: Transaction, deny: Deny) -> AuditEvent:
        return denial_event(
            Event.DENIED,
            deny,
            transaction.request,
            at=self.first.now(),
            digest=self.first.agreement().digest,
            transaction_id=transaction.id,
        )

    def _required(self, transaction: Transaction) -> Assurance:
        return required_assurance(self.first.agreement(), transaction.request)

    def _principal(self, identity: Identity) -> str:
        return principal_ref(self.first.principal_key, identity.issuer, identity.subject)

    def _upstream(self, transaction: Transaction) -> Upstream:
        return self.first.upstreams[transaction.request.direction.identity_provider]
