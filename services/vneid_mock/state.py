"""What the mock remembers between steps: in memory, bounded, each thing until its own moment.

Secrets are kept by digest alone: what is read out of this memory opens nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from eid_kit.oauth.authorization_codes import CodeGrant
from eid_kit.oauth.authorization_request import AuthorizationRequest
from eid_kit.simulator.expiring import ExpiringStore

SIGN_IN_LIFETIME = timedelta(seconds=600)
ACCESS_TOKEN_LIFETIME = timedelta(seconds=600)
# Longer than a code is good for, so that a late one is told "expired" and not "unknown".
CODE_REMEMBERED = timedelta(seconds=600)


@dataclass(frozen=True, slots=True)
class TokenGrant:
    """What one access token opens."""

    person_id: str
    subject: str
    scopes: frozenset[str]


class State:
    """The five memories of the flow."""

    def __init__(self, *, now: Callable[[], datetime]) -> None:
        self.sign_ins: ExpiringStore[AuthorizationRequest] = ExpiringStore(now=now)
        self.codes: ExpiringStore[CodeGrant] = ExpiringStore(now=now)
        self.spent_codes: ExpiringStore[str] = ExpiringStore(now=now)
        self.tokens: ExpiringStore[TokenGrant] = ExpiringStore(now=now)
        self.used_assertions: ExpiringStore[None] = ExpiringStore(now=now)

    @property
    def memories(self) -> tuple[ExpiringStore[Any], ...]:
        """All of them, to be swept."""
        return (self.sign_ins, self.codes, self.spent_codes, self.tokens, self.used_assertions)
