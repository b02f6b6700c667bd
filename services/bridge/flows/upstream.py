"""The port to an identity provider: how a citizen signs in at home, and what comes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final, Protocol

from bridge.domain.assurance import Assurance
from bridge.domain.mapping import Mapped
from bridge.domain.reasons import NotCompleted


class UpstreamError(Exception):
    """The sign-in brought no identity.

    UpstreamError
      · SignInRefused         the citizen said no
      · SignInFailed          the account cannot be used for this
      · UpstreamUnavailable   no answer, or an answer that it cannot
      · UpstreamUntrusted     an answer that contradicts itself, its keys or our request
    """

    reason: ClassVar[NotCompleted]


class SignInRefused(UpstreamError):
    """The identity provider answered that the citizen did not sign in."""

    reason = NotCompleted.SIGN_IN_REFUSED


class SignInFailed(UpstreamError):
    """The citizen signed in, with an account that has no person data (a Singpass foreign account)."""

    reason = NotCompleted.SIGN_IN_FAILED


class UpstreamUnavailable(UpstreamError):
    """The identity provider did not answer, or answered that it cannot. Nothing is known about the person."""

    reason = NotCompleted.PROVIDER_UNAVAILABLE


class UpstreamUntrusted(UpstreamError):
    """Nothing of the identity provider's answer may be used. The message is a stable word, never a value."""

    reason = NotCompleted.PROVIDER_UNTRUSTED


@dataclass(frozen=True, slots=True)
class Departure:
    """Where to send the browser, and what must be remembered (sealed) until it returns."""

    url: str
    memo: bytes


@dataclass(frozen=True, slots=True)
class Demand:
    """What is wanted of one sign-in, beside attributes.

    Of a person younger than `child_below`, who represents them: as a mark under `marking_key`.
    `awaited` is such a mark, of the one person who may sign in now. `level` is asked of the provider, which
    may give less. `afresh` where somebody else has just signed in with the same browser.
    """

    child_below: int = 0
    marking_key: bytes = b""
    awaited: str | None = None
    level: Assurance | None = None
    afresh: bool = False


NO_DEMAND: Final = Demand()


@dataclass(frozen=True, slots=True)
class Identity:
    """A verified answer of an identity provider, already mapped: no upstream attribute survives beside these.

    `birthdate` serves the age rule and is dropped with this value; `mapped` holds the wanted claims alone.
    `representative` marks whom the source names as a child's representative, `is_awaited` says that this is
    whom the demand awaited: of both, the numbers stayed in the adapter.
    """

    issuer: str
    subject: str
    assurance: Assurance
    raw: Mapping[str, Any]
    auth_time: datetime
    birthdate: str | None
    sensitive_allowed: bool
    verification: Mapping[str, Any]
    assurance_statement: Mapping[str, Any]
    mapped: tuple[Mapped, ...]
    representative: str | None = None
    is_awaited: bool = False


class Upstream(Protocol):
    """One identity provider, as its relying party sees it."""

    @property
    def issuer(self) -> str: ...

    async def depart(
        self,
        *,
        purpose: str,
        attributes: tuple[str, ...],
        state: str,
        language: str,
        demand: Demand = NO_DEMAND,
    ) -> Departure:
        """Starts a sign-in. Raises `UpstreamUnavailable` or `UpstreamUntrusted`."""
        ...

    async def arrive(
        self,
        *,
        purpose: str,
        attributes: tuple[str, ...],
        code: str,
        memo: bytes,
        demand: Demand = NO_DEMAND,
    ) -> Identity:
        """Redeems the code and fetches the person. Raises `UpstreamUnavailable` or `UpstreamUntrusted`."""
        ...
