"""What the site remembers of a visitor: in memory, for half an hour, and of a bounded number of them."""

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from examples.partner_site.events import Ended
from examples.partner_site.messages import Message
from examples.partner_site.profile import Purpose
from examples.partner_site.relying_party import Attempt, Received

LIFETIME_S = 1800
MOST = 500


@dataclass(slots=True)
class Session:
    """One visitor's journey: under way (`attempt`), then ended well (`received`) or not (`refused`).

    Of what was received nothing is left once the consent is over (`ended`).
    """

    expires_at: float
    language: str
    purpose: Purpose
    messages: Sequence[Message]
    attempt: Attempt | None
    received: Received | None = None
    refused: Mapping[str, Any] | None = None
    ended: Ended | None = None


class Sessions:
    """Sessions by a random key, which is the visitor's cookie."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._ended: OrderedDict[str, Ended] = OrderedDict()

    def start(self, attempt: Attempt, *, purpose: Purpose, language: str) -> str:
        """A new session and its key; the oldest ones make room."""
        key = secrets.token_urlsafe(32)
        until = self._clock() + LIFETIME_S
        self._sessions[key] = Session(until, language, purpose, attempt.messages, attempt)
        while len(self._sessions) > MOST or self._is_over(next(iter(self._sessions))):
            self._sessions.popitem(last=False)
        return key

    def get(self, key: str | None) -> Session | None:
        """The session, while it lasts."""
        if key is None or key not in self._sessions or self._is_over(key):
            return None
        return self._sessions[key]

    def forget(self, key: str | None) -> None:
        """Drops everything about this visitor."""
        if key is not None:
            self._sessions.pop(key, None)

    def receive(self, session: Session, received: Received) -> None:
        """Keeps what a journey brought, unless its consent ended while it was on its way."""
        session.received = received
        if event := self._ended.get(_receipt_id(received)):
            _erase(session, event)

    def end(self, event: Ended) -> None:
        """Deletes what was received under that consent, in whatever session it is."""
        self._ended[event.receipt_id] = event
        while len(self._ended) > MOST:
            self._ended.popitem(last=False)
        for session in self._sessions.values():
            if session.received is not None and _receipt_id(session.received) == event.receipt_id:
                _erase(session, event)

    def _is_over(self, key: str) -> bool:
        return self._sessions[key].expires_at <= self._clock()


def _erase(session: Session, event: Ended) -> None:
    session.received, session.ended = None, event
    # The messages of the journey quote what it brought.
    session.messages = []


def _receipt_id(received: Received) -> str:
    """The last part of the receipt's address."""
    return str(received.userinfo.get("consent_receipt", "")).rpartition("/")[2]
