"""The order that entries about one consent must have."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bridge.domain.audit_events import AuditEvent, Event

# Entries that make sense only under a consent that was given before them.
_UNDER_CONSENT = frozenset(
    {
        Event.TOKENS_ISSUED,
        Event.TOKENS_REVOKED,
        Event.RELEASED,
        Event.WITHDRAWN,
        Event.REVOKED_BY_OPERATOR,
    }
)
_REVOKES = frozenset({Event.TOKENS_REVOKED, Event.REVOKED_BY_OPERATOR})
# Nothing of a consent whose token was given back, or that the operator ended: no release, no other token.
_BY_TOKEN = frozenset({Event.TOKENS_ISSUED, Event.TOKENS_REVOKED, Event.RELEASED})


@dataclass(slots=True)
class ConsentOrder:
    """Remembers each consent by its `consent_given` entry, and which of them were withdrawn or given back."""

    given: dict[str, AuditEvent] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    revoked: set[str] = field(default_factory=set)

    def take(self, event: AuditEvent) -> Iterator[str]:
        """What is wrong with `event` coming after all those taken before it."""
        if event.event is Event.CONSENT_GIVEN:
            yield from self._given(event)
        elif event.event in _UNDER_CONSENT:
            yield from self._under_consent(event)

    def _given(self, event: AuditEvent) -> Iterator[str]:
        if event.consent_id is None:
            yield "consent_given names no consent"
        elif event.consent_id in self.given:
            yield f"consent {event.consent_id} was given before"
        else:
            self.given[event.consent_id] = event

    def _under_consent(self, event: AuditEvent) -> Iterator[str]:
        given = self.given.get(event.consent_id or "")
        if given is None:
            yield f"{event.event} without its consent_given"
            return
        if event.consent_id in self.withdrawn:
            yield f"{event.event} after consent {event.consent_id} was withdrawn"
        if event.consent_id in self.revoked and event.event in _BY_TOKEN:
            yield f"{event.event} after the token of consent {event.consent_id} was revoked"
        if _subject(event) != _subject(given):
            yield f"{event.event} names another partner, purpose or transaction than its consent"
        if beyond := set(event.claim_names) - set(given.claim_names):
            yield f"{event.event} names {', '.join(sorted(beyond))}, which was not consented to"
        if event.event is Event.WITHDRAWN:
            self.withdrawn.add(given.consent_id or "")
        elif event.event in _REVOKES:
            self.revoked.add(given.consent_id or "")


def _subject(event: AuditEvent) -> tuple[str | None, ...]:
    return event.partner, event.purpose, event.transaction_id
