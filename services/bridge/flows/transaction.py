"""The transaction: what is known about one partner request, step by step.

A transaction only ever moves forward: `pushed → bound → signed_in → decided → coded → redeemed`,
or from any of the first five to `refused`. That one expired is read off the clock (`is_live`), never stored.
Every move is a compare-and-set on (id, state, version), so two tabs, two processes or one impatient finger
cannot both make it.
It holds facts, digests and references only. Values and secrets travel sealed (see `bridge.adapters.sealing`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from bridge.domain.assurance import Assurance
from bridge.domain.clauses import Direction
from bridge.domain.policy import Person
from bridge.domain.profiles import Profile
from bridge.domain.reasons import NotCompleted, Reason
from bridge.domain.representatives import ConsentFrom
from bridge.flows.clocks import has_begun


class State(StrEnum):
    """Where a transaction stands. The words are stored and logged: never rename one."""

    PUSHED = "pushed"
    BOUND = "bound"
    SIGNED_IN = "signed_in"
    DECIDED = "decided"
    CODED = "coded"
    REDEEMED = "redeemed"
    REFUSED = "refused"


MOVES: Mapping[State, frozenset[State]] = {
    State.PUSHED: frozenset({State.BOUND, State.REFUSED}),
    State.BOUND: frozenset({State.SIGNED_IN, State.REFUSED}),
    State.SIGNED_IN: frozenset({State.DECIDED, State.REFUSED}),
    State.DECIDED: frozenset({State.CODED, State.REFUSED}),
    State.CODED: frozenset({State.REDEEMED, State.REFUSED}),
    State.REDEEMED: frozenset(),
    State.REFUSED: frozenset(),
}


class IllegalMove(Exception):
    """A step tried to move a transaction where no rule leads: a bug in a step, never bad input."""


@dataclass(frozen=True, slots=True)
class PartnerRequest:
    """What the partner asked the issuer of its `profile` for, parsed and permitted. Never changes afterwards.

    `authenticated` is false for a request that came in a browser's address: anybody may have written it.
    `mapping` asks the release to say where each value comes from, and what is lost.
    """

    client_id: str
    redirect_uri: str
    state: str | None
    nonce: str | None
    scope: str
    code_challenge: str
    dpop_jkt: str | None
    purpose: str
    direction: Direction
    attributes: tuple[str, ...]
    required_assurance: Assurance
    language: str
    profile: Profile = Profile.FAPI
    authenticated: bool = True
    mapping: bool = False


@dataclass(frozen=True, slots=True)
class SignIn:
    """What the identity provider vouched for, without any value about the person.

    `principal_ref` is HMAC(principal key, iss ‖ upstream sub); the upstream sub itself is never kept.
    `raw` is the provider's own assurance vocabulary (`account_level`, `auth_level`, or `acr`).
    """

    principal_ref: str
    person: Person
    raw: Mapping[str, Any]
    auth_time: datetime
    available: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a transaction ended without a code.

    `reason` is for the citizen, the log and the operator. The partner learns `access_denied` and the
    opaque `reference` alone, so that denials that depend on the person look the same from outside.
    """

    reason: Reason | NotCompleted
    clause: str | None
    attribute: str | None
    reference: str


class StepUp(StrEnum):
    """A second, stronger sign-in: offered to the citizen, or taken, after which there is no third."""

    OFFERED = "offered"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class ChildAnswer:
    """A child's yes, which waits for its representative's.

    `attributes` are those the child let go, `declined` those it was asked for and kept back. `words` are the
    notice that it read, of which `notice_sha256` is the digest.
    """

    attributes: tuple[str, ...]
    declined: tuple[str, ...]
    notice_sha256: str
    locale: str
    at: datetime
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Representative:
    """Who signed in for a child and is whom the source names. Of the relation no more is kept."""

    principal_ref: str
    assurance: Assurance
    auth_time: datetime


@dataclass(frozen=True, slots=True)
class Transaction:
    """One request on its way. Immutable: a step makes a new value and offers it to the store.

    `failed_sign_ins` and `last_failure` are about whoever tried to sign in as a child's representative.
    """

    id: str
    state: State
    version: int
    request: PartnerRequest
    request_uri_digest: str
    created_at: datetime
    expires_at: datetime
    browser_digest: str | None = None
    upstream_state_digest: str | None = None
    page_digest: str | None = None
    sign_in: SignIn | None = None
    permitted: tuple[str, ...] | None = None
    clause: str | None = None
    agreement_digest: str | None = None
    consent_id: str | None = None
    refusal: Refusal | None = None
    consent_from: ConsentFrom = ConsentFrom.CITIZEN
    child_answer: ChildAnswer | None = None
    representative: Representative | None = None
    failed_sign_ins: int = 0
    last_failure: Reason | NotCompleted | None = None
    step_up: StepUp | None = None

    def moved(self, state: State, **facts: Any) -> "Transaction":
        """The same transaction one step on, with the facts that step established.

        Raises `IllegalMove` when `MOVES` knows no such step.
        """
        if state not in MOVES[self.state]:
            raise IllegalMove(f"{self.state} cannot become {state}")
        return replace(self, state=state, version=self.version + 1, **facts)

    def noted(self, **facts: Any) -> "Transaction":
        """The same state with another fact; still a new version, so a racing step loses."""
        return replace(self, version=self.version + 1, **facts)

    def is_live(self, at: datetime) -> bool:
        """From creation (included) until `expires_at` (excluded), while something can still happen."""
        return bool(MOVES[self.state]) and has_begun(self.created_at, at) and at < self.expires_at


def reference_of(transaction_id: str) -> str:
    """What partner, citizen and log lines may quote: random to all, and how the id in the log entry begins.

    The whole id is the address of one browser's page, and is quoted nowhere.
    """
    return transaction_id[:16]


def signed_in(transaction: Transaction) -> SignIn:
    """The sign-in's facts, which exist in every state from signed_in on."""
    if transaction.sign_in is None:
        raise ValueError(f"a transaction that is {transaction.state} has no sign-in yet")
    return transaction.sign_in
