"""The citizen signs in to their own pages: to the identity provider and back, then a short session.

It is apart from the journeys on purpose: no partner asked, no attribute is fetched, and its state, cookies
and addresses are its own, so that nothing of one can be used in the other.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from bridge.domain.subjects import principal_ref
from bridge.flows.carriers import Binding, Carriage
from bridge.flows.citizen_ports import CitizenSession
from bridge.flows.ports import Hop, Ledger, Unit
from bridge.flows.returns import require_fresh
from bridge.flows.upstream import Departure, SignInRefused, UpstreamUnavailable
from eid_kit.oauth.errors import InvalidRequest
from eid_kit.oauth.issuer_identification import require_issuer
from eid_kit.oauth.parameters import Parameters
from eid_kit.oauth.secrets_ import digest, new_secret

SIGN_IN_LIFETIME: Final = timedelta(minutes=10)
SESSION_LIFETIME: Final = timedelta(minutes=15)
_PROVIDER_TROUBLE: Final = frozenset({"server_error", "temporarily_unavailable"})


@dataclass(frozen=True, slots=True)
class Recognised:
    """Who signed in, as the provider's verified id_token says it, and nothing about the person besides."""

    issuer: str
    subject: str
    auth_time: datetime


class IdentityProvider(Protocol):
    """One identity provider, asked only who it is."""

    @property
    def issuer(self) -> str: ...

    async def leave(self, *, state: str, language: str) -> Departure:
        """Starts a sign-in. Raises `UpstreamError`."""
        ...

    async def recognise(self, *, code: str, memo: bytes) -> Recognised:
        """Redeems the code. Raises `UpstreamError`."""
        ...


@dataclass(frozen=True, slots=True)
class Leaving:
    """Where the browser goes. `attempt` names its cookie, which holds `s0` and is kept nowhere else."""

    location: str
    attempt: str
    s0: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """A session began. `secret` becomes a cookie and is kept nowhere else."""

    secret: str
    language: str


def attempt_of(query: Parameters) -> str:
    """Which sign-in an answer belongs to: the name of its cookie, and no secret."""
    return digest(query.get("state", ""))


@dataclass(frozen=True, slots=True)
class PortalSignIn:
    """The way into the portal."""

    ledger: Ledger
    providers: Mapping[str, IdentityProvider]
    carriage: Carriage
    principal_key: bytes
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]

    async def start(self, provider: str, *, language: str) -> Leaving:
        """Leaves for a provider. Raises `InvalidRequest` for one that is unknown, and `UpstreamError`."""
        if provider not in self.providers:
            raise InvalidRequest("identity_provider must be vneid or singpass", reason="choice_missing")
        state, s0 = new_secret(self.random_bytes), new_secret(self.random_bytes)
        departure = await self.providers[provider].leave(state=state, language=language)
        kept = json.dumps({"language": language, "memo": departure.memo.decode()}).encode()

        def work(unit: Unit) -> None:
            self.carriage.load(
                unit,
                s0,
                Hop.PORTAL,
                binding=_binding(provider, state),
                plaintext=kept,
                expires_at=self.now() + SIGN_IN_LIFETIME,
            )

        await self.ledger.atomically(work)
        return Leaving(departure.url, digest(state), s0)

    async def finish(self, provider: str, query: Parameters, s0: str | None) -> Arrived:
        """Opens a session for whoever came back.

        Raises `InvalidRequest` unless this browser left with this state for this provider, once and in time,
        and `UpstreamError` when the provider brought nobody.
        """
        # RFC 9207 section 2.4: an answer from another issuer must not reach this one's token endpoint.
        require_issuer(query.get("iss"), self.providers[provider].issuer)
        started_at, kept = await self._claim(provider, query.get("state", ""), s0)
        if query.get("error") in _PROVIDER_TROUBLE:
            raise UpstreamUnavailable(query["error"])
        if "error" in query or "code" not in query:
            raise SignInRefused("the identity provider returned an error, or no code")
        recognised = await self.providers[provider].recognise(code=query["code"], memo=kept["memo"].encode())
        require_fresh(recognised.auth_time, since=started_at, now=self.now())
        return Arrived(await self._open(provider, recognised), kept["language"])

    async def session(self, secret: str | None) -> CitizenSession | None:
        """The live session that a browser's secret opens."""
        if secret is None:
            return None
        found = await self.ledger.read(lambda unit: unit.citizen_sessions.get(digest(secret)))
        return found if found and found.is_live(self.now()) else None

    async def sign_out(self, secret: str | None) -> None:
        """Ends a session. Whoever kept a copy of the secret has nothing in it any more."""
        if secret is not None:
            await self.ledger.atomically(lambda unit: unit.citizen_sessions.delete(digest(secret)))

    async def _claim(self, provider: str, state: str, s0: str | None) -> tuple[datetime, dict[str, str]]:
        """What was sealed to this browser when it left: taken, so that an answer counts once."""
        binding = _binding(provider, state)

        def work(unit: Unit) -> tuple[datetime, dict[str, str]]:
            row = unit.carriers.take(digest(s0)) if s0 else None
            if (
                s0 is None
                or row is None
                or (row.hop, row.transaction_id) != (Hop.PORTAL, binding.transaction_id)
                or row.expires_at <= self.now()
            ):
                raise InvalidRequest(
                    "this sign-in was started in another browser, was completed, or took too long",
                    reason="sign_in_unknown",
                )
            return row.expires_at - SIGN_IN_LIFETIME, json.loads(self.carriage.unload(row, s0, binding))

        return await self.ledger.atomically(work)

    async def _open(self, provider: str, who: Recognised) -> str:
        secret, now = new_secret(self.random_bytes), self.now()
        session = CitizenSession(
            secret_digest=digest(secret),
            # As in a journey: the reference by which what this person answered there is found.
            principal_ref=principal_ref(self.principal_key, who.issuer, who.subject),
            identity_provider=provider,
            started_at=now,
            expires_at=now + SESSION_LIFETIME,
        )
        await self.ledger.atomically(lambda unit: unit.citizen_sessions.insert(session))
        return secret


def _binding(provider: str, state: str) -> Binding:
    """The state and the provider it went to: an answer of the other one opens nothing."""
    return Binding(f"{provider}:{digest(state)}", "")
