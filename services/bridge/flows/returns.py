"""What every way back from an identity provider begins with: the browser's S0, spent, and the code."""

from datetime import datetime

from bridge.flows.carriers import Carriage, before_consent
from bridge.flows.clocks import CLOCKS_DIFFER
from bridge.flows.ports import Hop, Ledger, Unit
from bridge.flows.transaction import Transaction
from bridge.flows.upstream import SignInRefused, UpstreamUnavailable, UpstreamUntrusted
from eid_kit.oauth.errors import InvalidRequest
from eid_kit.oauth.parameters import Parameters
from eid_kit.oauth.secrets_ import digest

_PROVIDER_TROUBLE = frozenset({"server_error", "temporarily_unavailable"})


async def claim_memo(found: Transaction, s0: str | None, *, ledger: Ledger, carriage: Carriage) -> bytes:
    """What was sealed to S0 when this transaction departed, to the first who asks.

    Raises `InvalidRequest` when the browser does not carry this transaction's S0, or carries it once more.
    """
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
        return carriage.unload(row, s0, before_consent(found))

    return await ledger.atomically(work)


def require_code(query: Parameters) -> str:
    """The provider's code. Raises `UpstreamUnavailable` or `SignInRefused` for an answer without one."""
    if query.get("error") in _PROVIDER_TROUBLE:
        raise UpstreamUnavailable(query["error"])
    # RFC 6749 section 4.1.2.1: an answer is a code or an error; one with both is no consent to sign in.
    if "error" in query or "code" not in query:
        raise SignInRefused("the identity provider returned an error, or no code")
    return query["code"]


def require_fresh(auth_time: datetime, *, since: datetime, now: datetime) -> None:
    """Each use is a fresh sign-in: a session at the provider from before `since` is not one."""
    if auth_time < since - CLOCKS_DIFFER:
        raise UpstreamUntrusted("auth_time_stale")
    if auth_time > now + CLOCKS_DIFFER:
        raise UpstreamUntrusted("auth_time_ahead")
