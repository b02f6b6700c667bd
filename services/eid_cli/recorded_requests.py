"""Requests as they were recorded, as facts: what was asked for, by which kind of organisation, never of whom.

They are read off the private bodies of the log and the registrations: who asked is reduced to a country, a
sector and what it is registered for, and of the person there is nothing.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from bridge.domain.attributes import REQUESTABLE
from bridge.domain.audit_events import AuditEvent, Event, UnloggableEvent, parse_body
from bridge.domain.partners import partner_from_dict
from eid_cli.log_database import Entry, UnreadableLog

# What says what was asked for. Of a consent it is what was approved of it, of a release no more than that.
_ASKED: Final = frozenset({Event.REQUEST_DENIED, Event.DENIED, Event.CONSENT_REFUSED, Event.CONSENT_GIVEN})


def recorded_requests(
    entries: Iterable[Entry], registrations: Mapping[str, str], *, since: date | None = None
) -> Iterator[dict[str, Any] | None]:
    """Each recorded request, once, as `agreement diff --requests` reads it, from the UTC day `since` on.

    `None` stands for one of which too little is known: its purpose or attributes are in no vocabulary, or its
    partner is registered no more. Raises `UnreadableLog` for an entry that no bridge wrote.
    """
    seen: set[str] = set()
    for entry in entries:
        event = _event(entry)
        if event.event not in _ASKED or (since is not None and event.at.date() < since):
            continue
        # Denied after its consent, or for each adult who would represent a child, it is one request.
        if event.transaction_id is None or event.transaction_id not in seen:
            yield _facts(event, registrations)
        seen.add(event.transaction_id or "")


def _event(entry: Entry) -> AuditEvent:
    try:
        return parse_body(entry.body or b"")
    except UnloggableEvent as error:
        raise UnreadableLog(f"entry {entry.index} has no body that a bridge wrote") from error


def _facts(event: AuditEvent, registrations: Mapping[str, str]) -> dict[str, Any] | None:
    body = registrations.get(event.partner or "")
    attributes = sorted(REQUESTABLE.intersection(event.claim_names))
    if body is None or event.purpose is None or not attributes:
        return None
    partner = partner_from_dict(json.loads(body)["partner"])
    facts = {
        "purpose": event.purpose,
        "country": str(partner.country),
        "sector": partner.sector,
        "attributes": attributes,
    }
    registered = partner.registered_attributes
    return facts if registered is None else {**facts, "registered_attributes": sorted(registered)}
