"""The ports: what the flows need from the world, and nothing more.

Everything durable happens inside one `Unit`, handed to a plain function by `Ledger.atomically`. The
function is synchronous on purpose: no network call can ever wait while a row is locked. It either
returns, and everything it did is durable together, or raises, and nothing of it remains.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol, TypeVar

from bridge.domain.audit_events import AuditEvent
from bridge.domain.consent import Consent
from bridge.domain.partners import Partner
from bridge.domain.profiles import Profile
from bridge.flows.citizen_ports import CitizenStores
from bridge.flows.clocks import has_begun
from bridge.flows.record_ports import KeptBeyondJourneys
from bridge.flows.transaction import Transaction
from bridge.flows.treaty_ports import Agreements, TreatyVersion

T = TypeVar("T")

AGREEMENT_FACT: Final = "agreement"  # remembered: the serial and digest of the newest agreement seen


class Hop(StrEnum):
    """The four carriers of sealed material, in the order in which they hand over; `PORTAL` stands apart: it
    carries a sign-in to the citizen's own pages.
    """

    AUTHORIZE = "s0"
    CONSENT = "s1"
    CODE = "code"
    TOKEN = "token"
    PORTAL = "me"


@dataclass(frozen=True, slots=True)
class SealedRow:
    """Ciphertext and the digest of the secret that opens it; the secret itself is with its bearer only."""

    secret_digest: str
    hop: Hop
    transaction_id: str
    ciphertext: bytes
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class AccessGrant:
    """What an access token stands for, at the issuer of its `profile`. It is opaque; its digest is the key.

    `jkt` is the key it is bound to, `None` for a bearer token. `spent` once every use of its consent is: it
    then fetches the receipt of that consent and nothing else.
    """

    token_digest: str
    transaction_id: str
    consent_id: str
    client_id: str
    jkt: str | None
    subject: str
    claims: tuple[str, ...]
    issued_at: datetime
    expires_at: datetime
    profile: Profile = Profile.FAPI
    spent: bool = False

    def is_live(self, at: datetime) -> bool:
        """Whether a use is left in it, in its time."""
        return not self.spent and self.is_in_time(at)

    def is_in_time(self, at: datetime) -> bool:
        """From `issued_at` (included) until `expires_at` (excluded), spent or not."""
        return has_begun(self.issued_at, at) and at < self.expires_at


@dataclass(frozen=True, slots=True)
class Registration:
    """A partner that registered itself (RFC 7591), and the digest of its registration access token."""

    partner: Partner
    token_digest: str
    registered_at: datetime


class Transactions(Protocol):
    """Transactions by their three handles."""

    def insert(self, transaction: Transaction) -> None: ...

    def get(self, transaction_id: str) -> Transaction | None: ...

    def by_request_uri(self, digest: str) -> Transaction | None: ...

    def by_upstream_state(self, digest: str) -> Transaction | None: ...

    def replace(self, old: Transaction, new: Transaction) -> bool:
        """Compare-and-set: stores `new` only where id, state and version are still those of `old`."""
        ...


class Carriers(Protocol):
    """Sealed rows. `take` removes what it returns, so that of two takers one gets nothing."""

    def put(self, row: SealedRow) -> None: ...

    def get(self, secret_digest: str) -> SealedRow | None: ...

    def take(self, secret_digest: str) -> SealedRow | None: ...

    def destroy(self, transaction_id: str) -> int:
        """Deletes every carrier of a transaction; how many there were."""
        ...


class Consents(Protocol):
    """Consent records. `lock` holds the row until the unit ends (SELECT … FOR UPDATE)."""

    def insert(self, consent: Consent) -> None: ...

    def lock(self, consent_id: str) -> Consent | None: ...

    def replace(self, consent: Consent) -> None: ...


class AccessGrants(Protocol):
    """Access tokens by digest."""

    def insert(self, grant: AccessGrant) -> None: ...

    def get(self, token_digest: str) -> AccessGrant | None: ...

    def delete(self, token_digest: str) -> bool: ...

    def delete_of(self, consent_id: str) -> int:
        """Deletes every token that stands on a consent; how many there were."""
        ...


class OneTime(Protocol):
    """Things that may happen once: jti, state, form. Claimed by unique insert in the shared store."""

    def claim(self, kind: str, value: str, expires_at: datetime) -> bool:
        """True for exactly one caller, ever, until `expires_at`; `value` is stored as a digest."""
        ...


class AuditLog(Protocol):
    """The Merkle log's writing end."""

    def append(self, event: AuditEvent) -> int:
        """Appends one leaf and returns its index. Durable with the rest of the unit, or not at all."""
        ...


class Registrations(Protocol):
    """Partners that registered themselves."""

    def insert(self, registration: Registration) -> None: ...

    def get(self, client_id: str) -> Registration | None: ...

    def replace(self, registration: Registration) -> bool: ...

    def delete(self, client_id: str) -> bool: ...


class Memory(Protocol):
    """The few named facts an installation remembers across restarts, such as the highest agreement serial."""

    def get(self, name: str) -> str | None: ...

    def put(self, name: str, value: str) -> None: ...

    def put_once(self, name: str, value: str) -> None:
        """Keeps the value unless there is one: of two that are first, one stays first."""
        ...


class Installation(Protocol):
    """What outlives every journey."""

    @property
    def registrations(self) -> Registrations: ...

    @property
    def memory(self) -> Memory: ...

    @property
    def agreements(self) -> Agreements: ...


class Unit(Installation, KeptBeyondJourneys, CitizenStores, Protocol):
    """One durable transaction's view of all stores."""

    @property
    def transactions(self) -> Transactions: ...

    @property
    def carriers(self) -> Carriers: ...

    @property
    def consents(self) -> Consents: ...

    @property
    def grants(self) -> AccessGrants: ...

    @property
    def one_time(self) -> OneTime: ...

    @property
    def log(self) -> AuditLog: ...


class StoreUnavailable(Exception):
    """The store cannot record at the moment. Whatever was about to leave must not leave."""


class Ledger(Protocol):
    """The durable store."""

    async def atomically(self, work: Callable[[Unit], T]) -> T:
        """Runs `work` in one durable transaction and returns its result once that is on disk.

        Whatever `work` raises is raised here, after everything it did was undone. Raises
        `StoreUnavailable` when the store cannot be written.
        """
        ...

    async def read(self, work: Callable[[Unit], T]) -> T:
        """Runs `work` on a consistent view that it must not change."""
        ...

    async def agreement_version(self) -> TreatyVersion:
        """What is committed at this moment, at a fraction of what `read` costs."""
        ...

    async def purge(self, now: datetime) -> int:
        """Deletes what has expired, in bounded batches; returns how many rows went."""
        ...
