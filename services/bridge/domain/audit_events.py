"""The body of an audit entry: closed vocabularies, references and claim names, and never a value.

The body is private to the operator; the public leaf commits to it (salted). Its form is RFC 8785 canonical
JSON, so that whoever holds body and salt can recompute the commitment byte for byte.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

import rfc8785

from bridge.domain.attributes import ATTRIBUTES, PURPOSES
from bridge.domain.clauses import Country
from bridge.domain.national_numbers import resembles_national_number
from bridge.domain.reasons import AlteredAnswer, NotCompleted, Reason

LoggedReason = Reason | NotCompleted | AlteredAnswer


class Event(StrEnum):
    """What happened. The words are logged: never rename one."""

    REQUEST_DENIED = "request_denied"
    DENIED = "denied"
    NOT_COMPLETED = "not_completed"
    CONSENT_GIVEN = "consent_given"
    CHILD_CONSENTED = "child_consented"
    CONSENT_REFUSED = "consent_refused"
    ANSWER_REFUSED = "answer_refused"
    TOKENS_ISSUED = "tokens_issued"
    TOKENS_REVOKED = "tokens_revoked"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"
    RIGHTS_REQUESTED = "rights_requested"
    RIGHTS_ANSWERED = "rights_answered"
    REVOKED_BY_OPERATOR = "revoked_by_operator"
    AGREEMENT_ACTIVATED = "agreement_activated"
    AGREEMENT_SUSPENDED = "agreement_suspended"
    AGREEMENT_LIFTED = "agreement_lifted"


class UnloggableEvent(ValueError):
    """Something outside the closed vocabularies: it might be a value about a person, so it is not written."""


_VERSION: Final = 1
_REFERENCE = re.compile(r"[A-Za-z0-9._:~_-]{1,128}")
_CLAUSE = re.compile(r"[A-Z0-9][A-Z0-9.-]{0,63}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MEMBERS = frozenset(
    {
        "v", "event", "at", "transaction", "partner", "purpose", "rule", "clause", "reason", "agreement",
        "consent", "claims", "party", "statement",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent:
    """One entry. Construction refuses (`UnloggableEvent`) whatever the vocabularies do not know.

    `purpose` and `clause` are `None` when the request named one that does not exist: what a partner typed is
    free text. `claim_names` are names of `attributes.ATTRIBUTES`. `at` is aware. `party` and `statement` are
    about a suspension: whose it is, and the id of the statement; a lift is both parties' and has the latter.
    """

    event: Event
    at: datetime
    agreement_digest: str | None
    partner: str | None = None
    transaction_id: str | None = None
    purpose: str | None = None
    rule: int | None = None
    clause: str | None = None
    reason: LoggedReason | None = None
    consent_id: str | None = None
    claim_names: tuple[str, ...] = ()
    party: Country | None = None
    statement_id: str | None = None

    def __post_init__(self) -> None:
        for member, unfit in _unfit(self):
            if unfit:
                # The value itself stays out of the message: messages reach ordinary logs.
                raise UnloggableEvent(f"{member} is outside the vocabulary of an audit entry")

    def body(self) -> bytes:
        """RFC 8785 form. Absent members are left out; claim names are sorted; the time is UTC to the
        microsecond.
        """
        members: dict[str, Any] = {
            "v": _VERSION,
            "event": str(self.event),
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
            "transaction": self.transaction_id,
            "partner": self.partner,
            "purpose": self.purpose,
            "rule": self.rule,
            "clause": self.clause,
            "reason": None if self.reason is None else str(self.reason),
            "agreement": self.agreement_digest,
            "consent": self.consent_id,
            "claims": sorted(self.claim_names) or None,
            "party": None if self.party is None else str(self.party),
            "statement": self.statement_id,
        }
        return rfc8785.dumps({name: value for name, value in members.items() if value is not None})


def parse_body(body: bytes) -> AuditEvent:
    """The entry a body stands for; `UnloggableEvent` unless `AuditEvent.body` would write just that."""
    try:
        event = _event_of(json.loads(body))
    except (ValueError, TypeError, KeyError, RecursionError) as fault:
        raise UnloggableEvent("not the body of an audit entry") from fault
    # Byte for byte: two spellings of one entry would have two commitments, and only one was logged.
    if event.body() != body:
        raise UnloggableEvent("the body is not in its canonical form")
    return event


def known_purpose(purpose: object) -> str | None:
    """The purpose if it may be logged, else `None`: an unknown one is whatever the partner typed."""
    return purpose if isinstance(purpose, str) and purpose in PURPOSES else None


def known_claims(names: Iterable[str]) -> tuple[str, ...]:
    """Those names that may be logged, sorted."""
    return tuple(sorted(name for name in frozenset(names) if name in ATTRIBUTES))


def _event_of(document: object) -> AuditEvent:
    if not isinstance(document, Mapping) or not frozenset(document) <= _MEMBERS or document["v"] != _VERSION:
        raise UnloggableEvent("unknown members or version")
    return AuditEvent(
        event=Event(document["event"]),
        at=datetime.fromisoformat(document["at"]),
        agreement_digest=document.get("agreement"),
        partner=document.get("partner"),
        transaction_id=document.get("transaction"),
        purpose=document.get("purpose"),
        rule=document.get("rule"),
        clause=document.get("clause"),
        reason=_reason_of(document.get("reason")),
        consent_id=document.get("consent"),
        claim_names=tuple(document.get("claims", ())),
        party=Country(document["party"]) if "party" in document else None,
        statement_id=document.get("statement"),
    )


def _reason_of(word: object) -> LoggedReason | None:
    if word is None:
        return None
    known: dict[object, LoggedReason] = {
        **{str(r): r for r in Reason},
        **{str(n): n for n in NotCompleted},
        **{str(a): a for a in AlteredAnswer},
    }
    return known[word]


def _unfit(entry: AuditEvent) -> tuple[tuple[str, bool], ...]:
    """Each member with whether it falls outside its vocabulary."""
    return (
        ("event", not isinstance(entry.event, Event)),
        ("at", entry.at.tzinfo is None),
        ("agreement_digest", not _fits(_DIGEST, entry.agreement_digest)),
        ("partner", not _is_reference(entry.partner)),
        ("transaction_id", not _is_reference(entry.transaction_id)),
        ("purpose", entry.purpose is not None and entry.purpose not in PURPOSES),
        ("rule", entry.rule is not None and (type(entry.rule) is not int or entry.rule not in range(1, 8))),
        ("clause", not _fits(_CLAUSE, entry.clause)),
        ("reason", not (entry.reason is None or isinstance(entry.reason, LoggedReason))),
        ("consent_id", not _is_reference(entry.consent_id)),
        ("claim_names", not _are_claims(entry.claim_names)),
        ("party", not (entry.party is None or isinstance(entry.party, Country))),
        ("statement_id", not _is_reference(entry.statement_id)),
    )


def _fits(pattern: re.Pattern[str], value: object) -> bool:
    return value is None or (isinstance(value, str) and pattern.fullmatch(value) is not None)


def _is_reference(value: object) -> bool:
    # A national number would pass for a reference by its characters alone.
    return _fits(_REFERENCE, value) and not (isinstance(value, str) and resembles_national_number(value))


def _are_claims(names: object) -> bool:
    return (
        isinstance(names, tuple)
        and len(set(names)) == len(names)
        and all(name in ATTRIBUTES for name in names)
    )
