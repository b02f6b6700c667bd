"""Steps 3 and 4: the citizen signed in at home and comes back. bound → signed_in | refused.

Facts go on the transaction, values are sealed to the browser's next cookie.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bridge.domain.calendar_days import day_in
from bridge.domain.clauses import Agreement
from bridge.domain.subjects import principal_ref
from bridge.flows import transaction as tx
from bridge.flows.carriers import Carriage, Released, before_consent
from bridge.flows.dispatch import Step, next_step
from bridge.flows.ending import Ending, Lost
from bridge.flows.opening import Home
from bridge.flows.person import person_of
from bridge.flows.ports import Hop, Ledger, Unit
from bridge.flows.transaction import State, Transaction
from bridge.flows.upstream import (
    Identity,
    SignInRefused,
    Upstream,
    UpstreamError,
    UpstreamUnavailable,
    UpstreamUntrusted,
)
from eid_kit.oauth.errors import InvalidRequest
from eid_kit.oauth.issuer_identification import require_issuer
from eid_kit.oauth.parameters import Parameters
from eid_kit.oauth.secrets_ import digest, new_secret

CLOCKS_DIFFER = timedelta(seconds=60)
_PROVIDER_TROUBLE = frozenset({"server_error", "temporarily_unavailable"})


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
        if next_step(found, self.now()) is not Step.SIGN_IN:
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
        memo = await self._claim(found, s0)
        s1 = new_secret(self.random_bytes)
        try:
            identity = await self._arrive(found, query, memo)
        except UpstreamError as error:
            return Home(await self.ending.without_identity(found, error, page_digest=digest(s1)), s1)
        return Home(await self._record(found, identity, s1), s1)

    async def _claim(self, found: Transaction, s0: str | None) -> bytes:
        if s0 is None:
            raise InvalidRequest(
                "this sign-in was started in another browser, or its cookie is gone", reason="sign_in_unknown"
            )

        def work(unit: Unit) -> bytes:
            row = unit.carriers.take(digest(s0))
            if row is None or row.transaction_id != found.id or row.hop is not Hop.AUTHORIZE:
                raise InvalidRequest(
                    "this sign-in was already completed, or started again in another tab",
                    reason="sign_in_unknown",
                )
            return self.carriage.unload(row, s0, before_consent(found))

        return await self.ledger.atomically(work)

    async def _arrive(self, found: Transaction, query: Parameters, memo: bytes) -> Identity:
        if query.get("error") in _PROVIDER_TROUBLE:
            raise UpstreamUnavailable(query["error"])
        # RFC 6749 section 4.1.2.1: an answer is a code or an error; one with both is no consent to sign in.
        if "error" in query or "code" not in query:
            raise SignInRefused("the identity provider returned an error, or no code")
        request = found.request
        upstream = self.upstreams[request.direction.identity_provider]
        identity = await upstream.arrive(
            purpose=request.purpose, attributes=request.attributes, code=query["code"], memo=memo
        )
        _require_fresh(identity.auth_time, found, self.now())
        return identity

    async def _record(self, found: Transaction, identity: Identity, s1: str) -> Transaction:
        today = day_in(found.request.direction.exporter, self.now())
        person = person_of(identity, self.agreement(), found.request, today=today)
        shown = Released.of(identity)
        signed_in = found.moved(
            State.SIGNED_IN,
            page_digest=digest(s1),
            sign_in=tx.SignIn(
                principal_ref=principal_ref(self.principal_key, identity.issuer, identity.subject),
                person=person,
                raw=identity.raw,
                auth_time=identity.auth_time,
                available=tuple(shown.claims),
            ),
        )

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


def _require_fresh(auth_time: datetime, found: Transaction, now: datetime) -> None:
    """Each use is a fresh sign-in: a session at the provider from before this request is not one."""
    if auth_time < found.created_at - CLOCKS_DIFFER:
        raise UpstreamUntrusted("auth_time_stale")
    if auth_time > now + CLOCKS_DIFFER:
        raise UpstreamUntrusted("auth_time_ahead")
