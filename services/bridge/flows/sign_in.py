"""Steps 3 and 4: the citizen signed in at home and comes back. bound → signed_in | refused.

Facts go on the transaction, values are sealed to the browser's next cookie.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bridge.domain.calendar_days import day_in
from bridge.domain.clauses import Agreement
from bridge.domain.representatives import marking_key
from bridge.domain.subjects import principal_ref
from bridge.flows import transaction as tx
from bridge.flows.carriers import Carriage, Released, before_consent
from bridge.flows.dispatch import Step, next_step
from bridge.flows.ending import Ending, Lost
from bridge.flows.opening import Home, demand_of
from bridge.flows.person import person_of
from bridge.flows.ports import Hop, Ledger, Unit
from bridge.flows.returns import claim_memo, require_code, require_fresh
from bridge.flows.transaction import State, StepUp, Transaction
from bridge.flows.upstream import Identity, Upstream, UpstreamError
from bridge.flows.upstream_failures import note_failure
from eid_kit.oauth.errors import InvalidRequest
from eid_kit.oauth.issuer_identification import require_issuer
from eid_kit.oauth.parameters import Parameters
from eid_kit.oauth.secrets_ import digest, new_secret

_SIGN_INS = frozenset({Step.SIGN_IN, Step.SIGN_IN_STRONGER, Step.SIGN_IN_REPRESENTATIVE})


@dataclass(frozen=True, slots=True)
class SignIn:
    """The way back from the identity provider."""

    ledger: Ledger
    upstreams: Mapping[str, Upstream]
    carriage: Carriage
    ending: Ending
    agreement: Callable[[], Agreement]
    principal_key: bytes
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]

    async def find_return(self, provider: str, query: Parameters) -> Transaction:
        """The transaction a callback is for. Raises `InvalidRequest` for the state or issuer of another."""
        state = query.get("state", "")
        found = await self.ledger.read(lambda unit: unit.transactions.by_upstream_state(digest(state)))
        if found is None or found.request.direction.identity_provider != provider:
            raise InvalidRequest(
                "this sign-in is unknown here, or was already completed", reason="sign_in_unknown"
            )
        if next_step(found, self.now()) not in _SIGN_INS:
            raise InvalidRequest(
                "this sign-in is over: it was completed, or took too long", reason="sign_in_unknown"
            )
        # RFC 9207 section 2.4: an answer from another issuer must not reach this one's token endpoint.
        require_issuer(query.get("iss"), self.upstreams[provider].issuer)
        return found

    async def return_home(self, found: Transaction, query: Parameters, s0: str | None) -> Home:
        """Completes the sign-in, or records that there was none.

        Raises `InvalidRequest` when the browser does not carry this transaction's S0, or carries it a
        second time, and `Lost` when the transaction moved on in another tab meanwhile.
        """
        memo = await claim_memo(found, s0, ledger=self.ledger, carriage=self.carriage)
        s1 = new_secret(self.random_bytes)
        try:
            identity = await self._arrive(found, query, memo)
        except UpstreamError as error:
            note_failure(found.request.direction.identity_provider, error)
            return Home(await self.ending.without_identity(found, error, page_digest=digest(s1)), s1)
        return Home(await self._record(found, identity, s1), s1)

    async def _arrive(self, found: Transaction, query: Parameters, memo: bytes) -> Identity:
        code, request = require_code(query), found.request
        upstream = self.upstreams[request.direction.identity_provider]
        identity = await upstream.arrive(
            purpose=request.purpose,
            attributes=request.attributes,
            code=code,
            memo=memo,
            demand=demand_of(request, self.agreement(), marking_key(self.principal_key, found.id)),
        )
        require_fresh(identity.auth_time, since=found.created_at, now=self.now())
        return identity

    async def _record(self, found: Transaction, identity: Identity, s1: str) -> Transaction:
        today = day_in(found.request.direction.exporter, self.now())
        person = person_of(identity, self.agreement(), found.request, today=today)
        shown = Released.of(identity)
        facts = tx.SignIn(
            principal_ref=principal_ref(self.principal_key, identity.issuer, identity.subject),
            person=person,
            raw=identity.raw,
            auth_time=identity.auth_time,
            available=tuple(shown.claims),
        )
        if found.state is State.BOUND:
            signed_in = found.moved(State.SIGNED_IN, page_digest=digest(s1), sign_in=facts)
        else:
            # Nothing was asked of anybody yet: the stronger sign-in simply takes the first one's place.
            signed_in = found.noted(page_digest=digest(s1), sign_in=facts, step_up=StepUp.TAKEN)

        def work(unit: Unit) -> None:
            if not unit.transactions.replace(found, signed_in):
                raise Lost
            self.carriage.load(
                unit,
                s1,
                Hop.CONSENT,
                binding=before_consent(signed_in),
                plaintext=shown.to_bytes(),
                expires_at=signed_in.expires_at,
            )

        await self.ledger.atomically(work)
        return signed_in
