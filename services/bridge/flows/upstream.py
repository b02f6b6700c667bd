"""The port to an identity provider: how a citizen signs in at home, and what comes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol

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
class Identity:
    """A verified answer of an identity provider, already mapped: no upstream attribute survives beside these.

    `birthdate` serves the age rule and is dropped with this value; `mapped` holds the wanted claims alone.
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


class Upstream(Protocol):
    """One identity provider, as its relying party sees it."""

    @property
    def issuer(self) -> str: ...

    async def depart(
        self, *, purpose: str, attributes: tuple[str, ...], state: str, language: str
    ) -> Departure:
        """Starts a sign-in. Raises `UpstreamUnavailable` or `UpstreamUntrusted`."""
        ...

    async def arrive(self, *, purpose: str, attributes: tuple[str, ...], code: str, memo: bytes) -> Identity:
        """Redeems the code and fetches the person. Raises `UpstreamUnavailable` or `UpstreamUntrusted`."""
        ...
