"""Steps 2 to 4: the browser opens the request, the citizen signs in at home and comes back.

    open_request   pushed → bound        the request now belongs to this browser
    return_home    bound → signed_in     facts on the transaction, values sealed to the browser's next cookie

Either ends in `refused` where the identity provider brings no identity.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bridge.domain.clauses import Agreement
from bridge.domain.subjects import principal_ref
from bridge.flows import transaction as tx
from bridge.flows.carriers import Binding, Carriage, Released
from bridge.flows.dispatch import Step, next_step
from bridge.flows.ending import Ending, Lost
from bridge.flows.person import person_of
from bridge.flows.ports import Hop, Ledger, Unit
from bridge.flows.transaction import State, Transaction
from bridge.flows.upstream import (
    Departure,
    Identity,
    SignInRefused,
    Upstream,
    UpstreamError,
    UpstreamUnavailable,
)
from eid_kit.oauth.errors import InvalidRequest, InvalidRequestUri
from eid_kit.oauth.issuer_identification import require_issuer
from eid_kit.oauth.parameters import Parameters
from eid_kit.oauth.secrets_ import digest, new_secret

JOURNEY_LIFETIME = timedelta(minutes=15)
_PROVIDER_TROUBLE = frozenset({"server_error", "temporarily_unavailable"})


@dataclass(frozen=True, slots=True)
class Opened:
    """Where the browser goes, and the two marks it carries. Both become cookies and are kept nowhere else."""

    transaction_id: str
    browser_secret: str
    s0: str
    location: str


@dataclass(frozen=True, slots=True)
class Home:
    """The journey goes on at the bridge's own page; `s1` opens it, as a cookie, and is kept nowhere else."""

    transaction: Transaction
    s1: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """The way to the identity provider and back."""

    ledger: Ledger
    upstreams: Mapping[str, Upstream]
    carriage: Carriage
    ending: Ending
    agreement: Callable[[], Agreement]
    principal_key: bytes
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]

    async def find_request(self, client_id: str, request_uri: str) -> Transaction:
        """The live pushed request. Raises `InvalidRequestUri`: never redirect on a request we cannot name."""
        found = await self.ledger.read(lambda unit: unit.transactions.by_request_uri(digest(request_uri)))
        if found is None or found.request.client_id != client_id:
            raise InvalidRequestUri("this request_uri is unknown, or belongs to another client")
        if not found.is_live(self.now()):
            raise InvalidRequestUri("this request_uri has expired or was used; push the request again")
        return found

    async def open_request(self, found: Transaction, browser_secret: str | None) -> Opened | Home:
        """Binds the request to the browser and departs for the identity provider.

        The same browser may open it again until the sign-in is over (back button); another may not.
        Raises `InvalidRequestUri`.
        """
        self._require_this_browser(found, browser_secret)
        state, s1 = new_secret(self.random_bytes), new_secret(self.random_bytes)
        try:
            departure = await self._depart(found, state)
        except UpstreamError as error:
            return Home(await self.ending.without_identity(found, error, page_digest=digest(s1)), s1)
        secret = browser_secret if found.browser_digest and browser_secret else new_secret(self.random_bytes)
        return await self._bind(found, departure, state=state, browser_secret=secret)

    def _require_this_browser(self, found: Transaction, browser_secret: str | None) -> None:
        if next_step(found, self.now()) is Step.OPEN_IN_BROWSER:
            return
        if next_step(found, self.now()) is not Step.SIGN_IN:
            raise InvalidRequestUri("this request is already past its sign-in, perhaps in another tab")
        if browser_secret is None or digest(browser_secret) != found.browser_digest:
            raise InvalidRequestUri("this request_uri was opened in another browser")

    async def _depart(self, found: Transaction, state: str) -> Departure:
        request = found.request
        upstream = self.upstreams[request.direction.identity_provider]
        return await upstream.depart(
            purpose=request.purpose, attributes=request.attributes, state=state, language=request.language
        )

    async def _bind(
        self, found: Transaction, departure: Departure, *, state: str, browser_secret: str
    ) -> Opened:
        s0 = new_secret(self.random_bytes)
        facts = {"browser_digest": digest(browser_secret), "upstream_state_digest": digest(state)}
        if found.state is State.PUSHED:
            bound = found.moved(State.BOUND, expires_at=self.now() + JOURNEY_LIFETIME, **facts)
        else:
            # Opened again: the time it has is the time it had, or it could be kept alive for ever.
            bound = found.noted(**facts)

        def work(unit: Unit) -> None:
            if not unit.transactions.replace(found, bound):
                raise InvalidRequestUri("this request_uri was opened a moment ago in another tab")
            unit.carriers.destroy(bound.id)
            self.carriage.load(
                unit,
                s0,
                Hop.AUTHORIZE,
                binding=_binding(bound),
                plaintext=departure.memo,
                expires_at=bound.expires_at,
            )

        await self.ledger.atomically(work)
        return Opened(bound.id, browser_secret, s0, departure.url)

    async def find_return(self, provider: str, query: Parameters) -> Transaction:
        """The transaction a callback is for. Raises `InvalidRequest` for the state or issuer of another."""
        state = query.get("state", "")
        found = await self.ledger.read(lambda unit: unit.transactions.by_upstream_state(digest(state)))
        if found is None or found.request.direction.identity_provider != provider:
            raise InvalidRequest("this sign-in is unknown here, or was already completed")
        if next_step(found, self.now()) is not Step.SIGN_IN:
            raise InvalidRequest("this sign-in is over: it was completed, or took too long")
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
            raise InvalidRequest("this sign-in was started in another browser, or its cookie is gone")

        def work(unit: Unit) -> bytes:
            row = unit.carriers.take(digest(s0))
            if row is None or row.transaction_id != found.id or row.hop is not Hop.AUTHORIZE:
                raise InvalidRequest("this sign-in was already completed, or started again in another tab")
            return self.carriage.unload(row, s0, _binding(found))

        return await self.ledger.atomically(work)

    async def _arrive(self, found: Transaction, query: Parameters, memo: bytes) -> Identity:
        if query.get("error") in _PROVIDER_TROUBLE:
            raise UpstreamUnavailable(query["error"])
        if "code" not in query:
            raise SignInRefused("the identity provider returned no code")
        request = found.request
        upstream = self.upstreams[request.direction.identity_provider]
        return await upstream.arrive(
            purpose=request.purpose, attributes=request.attributes, code=query["code"], memo=memo
        )

    async def _record(self, found: Transaction, identity: Identity, s1: str) -> Transaction:
        person = person_of(identity, self.agreement(), found.request, today=self.now().date())
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
                binding=_binding(signed_in),
                plaintext=shown.to_bytes(),
                expires_at=signed_in.expires_at,
            )

        await self.ledger.atomically(work)
        return signed_in


def _binding(transaction: Transaction) -> Binding:
    return Binding(transaction.id, transaction.request.client_id)
