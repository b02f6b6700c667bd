"""What the mock remembers between steps: in memory, bounded, each thing until its own moment.

A restart forgets it all, so nobody can mistake this for more than a simulator.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eid_kit.oauth.authorization_codes import CodeGrant
from eid_kit.simulator.expiring import ExpiringStore
from singpass_mock.apps import App

REQUEST_URI_LIFETIME_S = 60
SIGN_IN_LIFETIME_S = 300  # how long the page may stay open once the request_uri was presented in time


@dataclass(frozen=True, slots=True)
class Pushed:
    """An authorization request that passed every check, bound to the key of its DPoP proof."""

    app: App
    redirect_uri: str
    state: str
    nonce: str
    code_challenge: str
    scopes: tuple[str, ...]
    jkt: str
    acr_values: tuple[str, ...]
    context_message: str | None


class State:
    """The four memories. Requests and codes are kept by the digest of the secret that opens them."""

    def __init__(self, *, now: Callable[[], datetime]) -> None:
        self.pushed: ExpiringStore[Pushed] = ExpiringStore(now=now)
        self.sign_ins: ExpiringStore[Pushed] = ExpiringStore(now=now)
        self.codes: ExpiringStore[CodeGrant] = ExpiringStore(now=now)
        self.used_ids: ExpiringStore[None] = ExpiringStore(now=now)

    @property
    def memories(self) -> tuple[ExpiringStore[Any], ...]:
        """All of them, to be swept."""
        return (self.pushed, self.sign_ins, self.codes, self.used_ids)
