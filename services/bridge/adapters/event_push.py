"""Pushing a security event token to a partner's endpoint (RFC 8935), by the one way out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bridge.domain.deliveries import Setback
from eid_kit.http.outbound import Outbound, OutboundError, OutboundResponse
from eid_kit.oauth.security_event_push import ACCEPTED, ERRORS, HEADERS, rejection

_FAILURES: Final[Mapping[str, Setback]] = {
    "address_not_allowed": Setback.ADDRESS_NOT_ALLOWED,
    "timeout": Setback.TIMEOUT,
    "too_large": Setback.UNREADABLE_ANSWER,
    "encoded": Setback.UNREADABLE_ANSWER,
}


@dataclass(frozen=True, slots=True)
class EventPush:
    """The port `bridge.flows.delivering.Push`. No redirect is followed, and no private address is called."""

    outbound: Outbound

    async def push(self, endpoint: str, token: str) -> Setback | None:
        try:
            response = await self.outbound.post(endpoint, token.encode(), HEADERS)
        except OutboundError as error:
            return _FAILURES.get(error.reason, Setback.UNREACHABLE)
        return _setback(response)


def _setback(response: OutboundResponse) -> Setback | None:
    """RFC 8935 section 2.2: 202 and nothing else says that the token was received, kept and found good."""
    if response.status == ACCEPTED:
        return None
    if code := rejection(response.status, response.body):
        return Setback(code) if code in ERRORS else Setback.OTHER_REJECTION
    return Setback.REDIRECTED if 300 <= response.status < 400 else Setback.UNEXPECTED_STATUS
