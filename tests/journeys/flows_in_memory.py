"""The bridge's flows over a ledger in memory, without HTTP and without a provider: a journey in milliseconds.

Each method is one step of the journey, taken by the real flow. What a provider would bring is handed in.
"""

import json
import secrets
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bridge.adapters.memory import MemoryLedger
from bridge.adapters.seals import PepperedSeals
from bridge.domain.attributes import released_claims
from bridge.domain.audit_events import AuditEvent, parse_body
from bridge.domain.clauses import Agreement
from bridge.domain.partners import Partner
from bridge.domain.policy import Person
from bridge.domain.records import Actor
from bridge.domain.sources import CLINICAL
from bridge.flows import redeem as redemption
from bridge.flows import transaction as tx
from bridge.flows.carriers import Carriage, Released, before_consent
from bridge.flows.consenting import Approved, Consenting
from bridge.flows.deciding import Deciding
from bridge.flows.ending import Ending
from bridge.flows.opening import Home
from bridge.flows.party_signatures import PartyKeys
from bridge.flows.ports import Hop
from bridge.flows.receive_request import REQUEST_URI_LIFETIME, ReceiveRequest
from bridge.flows.recording import Recording
from bridge.flows.redeem import Redeem
from bridge.flows.release import Answer, Release
from bridge.flows.representing import Departed, Representing
from bridge.flows.revoke import Revoke
from bridge.flows.shown import Shown
from bridge.flows.sign_in import SignIn
from bridge.flows.transaction import State, Transaction
from bridge.flows.treaty import InForce, Treaty
from bridge.flows.treaty_ports import TreatyVersion
from bridge.flows.upstream import Departure, Identity
from bridge.flows.withdrawing import Withdrawing
from domain.samples import PORTAL
from eid_kit.oauth.authorization_request import AuthorizationRequest, RegisteredClient
from eid_kit.oauth.secrets_ import digest, new_secret

T = TypeVar("T")
PROVIDER = "https://provider.example"
REFERENCE_KEY = b"r" * 32
UNSIGNED = PartyKeys(None)
_DEMANDS = (redemption.require_same_client, redemption.require_unspent)


def run(step: Coroutine[Any, Any, T]) -> T:
    """The result of a step that waits for nothing: a ledger in memory never does."""
    try:
        step.send(None)
    except StopIteration as finished:
        return finished.value  # type: ignore[no-any-return] # what the coroutine returned
    raise AssertionError("a step waited for something")


@dataclass(frozen=True, slots=True)
class _Provider:
    """An identity provider at which one person is at the keyboard."""

    person: Identity
    issuer: str = PROVIDER

    async def depart(self, **_asked: Any) -> Departure:
        return Departure(PROVIDER, b"memo")

    async def arrive(self, **_asked: Any) -> Identity:
        return self.person


@dataclass(slots=True)
class FlowsInMemory:
    """One bridge whose clock and agreement a test moves at will."""

    agreement: Agreement
    now: datetime
    parties: PartyKeys = field(default=UNSIGNED)
    ledger: MemoryLedger = field(init=False)
    carriage: Carriage = field(init=False)

    def __post_init__(self) -> None:
        self.ledger = MemoryLedger(log_key=Ed25519PrivateKey.generate(), random_bytes=secrets.token_bytes)
        self.carriage = Carriage(PepperedSeals(b"p" * 32))

    def log(self) -> list[AuditEvent]:
        """Every entry so far."""
        return [parse_body(entry.body) for entry in self.ledger.entries]

    def push(self, partner: Partner, purpose: str, attributes: Iterable[str]) -> Transaction:
        """A request. Raises the `OAuthError` of a denial."""
        details = [{"type": "cross_border_attributes", "purpose": purpose, "attributes": sorted(attributes)}]
        parameters = {
            "redirect_uri": "https://partner.example/callback",
            "code_challenge": "c" * 43,
            "authorization_details": json.dumps(details),
        }
        receive = ReceiveRequest((), self.ledger, self._agreement, self._now, secrets.token_bytes)
        pushed = run(receive.push(partner, AuthorizationRequest(_client(partner), parameters), None))
        found = run(
            self.ledger.read(lambda unit: unit.transactions.by_request_uri(digest(pushed.request_uri)))
        )
        assert found is not None
        return found

    def sign_in(
        self, pushed: Transaction, partner: Partner, person: Person, *, principal: str, held: Iterable[str]
    ) -> tuple[Transaction, str]:
        """The same request after a sign-in of a person whose country holds `held`, and decided; and S1."""
        # A history is a list, and a summary is made of histories: nobody here has anything to tell.
        claims = {name: [] if name in CLINICAL else f"value of {name}" for name in released_claims(held)}
        s1 = new_secret(secrets.token_bytes)
        facts = tx.SignIn(principal, person, {}, self.now, tuple(claims))
        bound = pushed.moved(State.BOUND, expires_at=self.now + REQUEST_URI_LIFETIME)
        signed_in = bound.moved(State.SIGNED_IN, sign_in=facts, page_digest=digest(s1))

        def work(unit: Any) -> None:
            assert unit.transactions.replace(pushed, signed_in)
            self.carriage.load(
                unit,
                s1,
                Hop.CONSENT,
                binding=before_consent(signed_in),
                plaintext=Released(claims, {}, {}).to_bytes(),
                expires_at=signed_in.expires_at,
            )

        run(self.ledger.atomically(work))
        deciding = Deciding(self.ledger, self._agreement, self._ending(), self._recording(), self._now)
        return run(deciding.decide(signed_in, partner)), s1

    def show(self, decided: Transaction, partner: Partner, s1: str) -> Shown:
        """The consent page."""
        return run(self._consenting().offer(decided, partner, s1, language="en"))

    def approve(self, shown: Shown, ticked: Iterable[str], s1: str) -> Approved | Transaction:
        """The form with a yes."""
        return run(self._consenting().approve(shown, frozenset(ticked), s1))

    def refuse(self, shown: Shown) -> Transaction:
        """The form with a no."""
        return run(self._consenting().refuse(shown))

    def represent(self, waiting: Transaction, partner: Partner, s1: str, *, adult: Identity) -> Home:
        """The hand-over, and the way back after a sign-in of an adult."""
        upstreams: dict[str, Any] = dict.fromkeys(("vneid", "singpass"), _Provider(adult))
        first = SignIn(
            self.ledger,
            upstreams,
            self.carriage,
            self._ending(),
            self._agreement,
            REFERENCE_KEY,
            self._now,
            secrets.token_bytes,
        )
        flow = Representing(first, self._recording())
        departed = run(flow.depart(waiting, s1))
        assert isinstance(departed, Departed)
        return run(flow.return_home(departed.transaction, partner, {"code": "any"}, s0=departed.s0))

    def redeem(self, partner: Partner, code: str) -> str:
        """An access token. Raises the `OAuthError` of a refusal."""
        parameters = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": "https://partner.example/callback",
        }
        flow = Redeem(_DEMANDS, self.ledger, self.carriage, b"k" * 32, self._now, secrets.token_bytes)
        return run(flow.redeem(partner, parameters, None)).access_token

    def userinfo(self, partner: Partner, token: str) -> Answer:
        """One release. Raises the `OAuthError` of a refusal."""
        flow = Release(partner.profile, self.ledger, self._treaty().within, self.carriage, self._now)
        return run(flow.release(run(flow.find(token)), partner, token))

    def revoke(self, partner: Partner, token: str) -> None:
        """The partner gives its token back."""
        run(Revoke(self.ledger, self._now).revoke(partner, token))

    def withdraw(self, principal: str, record_id: str) -> None:
        """Somebody takes a consent back. Raises `NoSuchRecord` for another's."""
        run(Withdrawing(self.ledger, self._now).withdraw(principal, record_id, actor=Actor.PRINCIPAL))

    def revoke_by_operator(self, record_id: str) -> None:
        """The operator ends a consent. Raises `NoSuchRecord`."""
        run(Withdrawing(self.ledger, self._now).revoke(record_id))

    def _consenting(self) -> Consenting:
        return Consenting(
            self.ledger,
            self._agreement,
            self.carriage,
            self._ending(),
            self._recording(),
            self._now,
            secrets.token_bytes,
        )

    def _recording(self) -> Recording:
        return Recording(self._agreement, b"k" * 32, self._now, secrets.token_bytes, PORTAL)

    def _ending(self) -> Ending:
        return Ending(self.ledger, self._agreement, self._now)

    def _agreement(self) -> Agreement:
        return run(self._treaty().refreshed()).agreement

    def _treaty(self) -> Treaty:
        start = InForce(self.agreement, {}, None, TreatyVersion(0, 0))
        return Treaty(self.ledger, start, self.parties)

    def _now(self) -> datetime:
        return self.now


def _client(partner: Partner) -> RegisteredClient:
    return RegisteredClient(
        client_id=partner.client_id,
        redirect_uris=("https://partner.example/callback",),
        scopes=frozenset(),
        token_endpoint_auth_method="private_key_jwt",
        name=partner.client_id,
    )
