"""What a partner is told of its own accord, without having asked: that a consent it relied on was ended."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import rfc8785


class PartnerEventKind(StrEnum):
    """What happened. The words are sent to partners: never rename one."""

    CONSENT_WITHDRAWN = "consent_withdrawn"
    CONSENT_REVOKED = "consent_revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerEvent:
    """One thing to tell one partner. `subject` is the pairwise one that it knows, `at` is aware, and
    `claim_names` are those that were consented to: names, and never a value.
    """

    kind: PartnerEventKind
    partner_id: str
    record_id: str
    subject: str
    at: datetime
    claim_names: tuple[str, ...]
    purpose: str

    @property
    def id(self) -> str:
        """Of this event alone, 64 hex digits: told twice, it can be recognised as one."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        return hashlib.sha256(rfc8785.dumps([str(self.kind), self.record_id, at])).hexdigest()
