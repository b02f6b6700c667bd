"""Events as statements that a partner can check: security event tokens (RFC 8417)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from bridge.domain import event_duties
from bridge.domain.event_duties import Duty
from bridge.domain.partner_events import PartnerEvent, PartnerEventKind
from bridge.domain.profiles import Profile
from bridge.flows.issuers import Issuers
from eid_kit.oauth import security_event
from eid_kit.oauth.keys import Key
from eid_kit.oauth.security_event import SecurityEvent, issuer_and_subject

EVENT_ALGORITHM: Final = "ES256"
EVENT_URIS: Final[Mapping[PartnerEventKind, str]] = {
    PartnerEventKind.CONSENT_WITHDRAWN: "urn:vnsg:event:consent-withdrawn",
    PartnerEventKind.CONSENT_REVOKED: "urn:vnsg:event:consent-revoked",
}


@dataclass(frozen=True, slots=True)
class EventStatements:
    """Signs under the name of the issuer that the partner knows. The key signs events and nothing else."""

    issuers: Issuers
    key: Key = field(repr=False)

    def sign(self, event: PartnerEvent, profile: Profile, *, queued_at: datetime) -> str:
        """The token for the partner. Every attempt says the same: `jti` and `iat` are the event's own."""
        issuer = {Profile.FAPI: self.issuers.fapi, Profile.BASELINE: self.issuers.baseline}[profile]
        statement = SecurityEvent(
            issuer=issuer.url,
            jti=event.id,
            audience=(event.partner_id,),
            issued_at=queued_at,
            events={EVENT_URIS[event.kind]: _payload(event)},
            subject=issuer_and_subject(issuer.url, event.subject),
            happened_at=event.at,
        )
        return security_event.issue(statement, self.key, algorithm=EVENT_ALGORITHM)


def _payload(event: PartnerEvent) -> dict[str, Any]:
    return {
        "receipt_id": event.record_id,
        "purpose": event.purpose,
        "claims": list(event.claim_names),
        "stop": _duty(event_duties.stop(event.at)),
        "erase": _duty(event_duties.erase(event.at)),
    }


def _duty(duty: Duty) -> dict[str, str]:
    by = duty.by.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return {"by": by, "basis": duty.basis}
