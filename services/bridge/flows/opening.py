"""Step 2: the browser opens the pushed request and leaves for the provider. pushed → bound | refused.

From here on the request belongs to this browser.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bridge.domain.clauses import Agreement
from bridge.domain.profiles import Profile
from bridge.flows.carriers import Carriage, before_consent
from bridge.flows.dispatch import Step, next_step
from bridge.flows.ending import Ending
from bridge.flows.ports import Hop, Ledger, Unit
from bridge.flows.receive_request import REQUEST_URI_LIFETIME
from bridge.flows.transaction import PartnerRequest, State, Transaction
from bridge.flows.upstream import Demand, Departure, Upstream, UpstreamError
from bridge.flows.upstream_failures import note_failure
from eid_kit.oauth.errors import InvalidRequestUri
from eid_kit.oauth.secrets_ import digest, new_secret

JOURNEY_LIFETIME = timedelta(minutes=15)


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


def demand_of(request: PartnerRequest, agreement: Agreement, marking_key: bytes = b"") -> Demand:
    """What the first sign-in must bring beside the attributes: of a child, who represents it."""
    clause = agreement.clause_for(request.purpose, request.direction)
    return Demand(child_below=clause.child_below if clause else 0, marking_key=marking_key)


@dataclass(frozen=True, slots=True)
class Opening:
    """The way to the identity provider."""

    ledger: Ledger
    upstreams: Mapping[str, Upstream]
    carriage: Carriage
    ending: Ending
    agreement: Callable[[], Agreement]
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]

    async def find_request(self, client_id: str, request_uri: str, *, profile: Profile) -> Transaction:
        """The live request that was pushed to the issuer of this profile.

        Raises `InvalidRequestUri`: never redirect on a request we cannot name.
        """
        found = await self.ledger.read(lambda unit: unit.transactions.by_request_uri(digest(request_uri)))
        asked = (client_id, profile)
        if found is None or (found.request.client_id, found.request.profile) != asked:
            raise InvalidRequestUri(
                "this request_uri is unknown, or belongs to another client", reason="request_uri_unknown"
            )
        # RFC 9126 section 2.2: `expires_in` is a promise, though a sign-in under way has longer (`_bind`).
        in_time = self.now() < found.created_at + REQUEST_URI_LIFETIME
        if not in_time or not found.is_live(self.now()):
            raise InvalidRequestUri(
                "this request_uri has expired or was used; push the request again",
                reason="request_uri_expired",
            )
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
            note_failure(found.request.direction.identity_provider, error)
            return Home(await self.ending.without_identity(found, error, page_digest=digest(s1)), s1)
        secret = browser_secret if found.browser_digest and browser_secret else new_secret(self.random_bytes)
        return await self._bind(found, departure, state=state, browser_secret=secret)

    def _require_this_browser(self, found: Transaction, browser_secret: str | None) -> None:
        if next_step(found, self.now()) is Step.OPEN_IN_BROWSER:
            return
        if next_step(found, self.now()) is not Step.SIGN_IN:
            raise InvalidRequestUri(
                "this request is already past its sign-in, perhaps in another tab", reason="request_under_way"
            )
        if browser_secret is None or digest(browser_secret) != found.browser_digest:
            raise InvalidRequestUri(
                "this request_uri was opened in another browser", reason="request_under_way"
            )

    async def _depart(self, found: Transaction, state: str) -> Departure:
        request = found.request
        upstream = self.upstreams[request.direction.identity_provider]
        return await upstream.depart(
            purpose=request.purpose,
            attributes=request.attributes,
            state=state,
            language=request.language,
            demand=demand_of(request, self.agreement()),
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
                raise InvalidRequestUri(
                    "this request_uri was opened a moment ago in another tab", reason="request_under_way"
                )
            unit.carriers.destroy(bound.id)
            self.carriage.load(
                unit,
                s0,
                Hop.AUTHORIZE,
                binding=before_consent(bound),
                plaintext=departure.memo,
                expires_at=bound.expires_at,
            )

        await self.ledger.atomically(work)
        return Opened(bound.id, browser_secret, s0, departure.url)
