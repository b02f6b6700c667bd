"""What the log says of answers on the consent page."""

from datetime import datetime

from bridge.domain.attributes import released_claims
from bridge.domain.audit_events import AuditEvent, Event
from bridge.domain.consent import Consent, Offer
from bridge.flows.transaction import ChildAnswer


def child_consented(offer: Offer, child: ChildAnswer) -> AuditEvent:
    """A child's yes, which still waits for its representative's."""
    return AuditEvent(
        event=Event.CHILD_CONSENTED,
        at=child.at,
        agreement_digest=offer.agreement_digest,
        partner=offer.partner_id,
        transaction_id=offer.transaction_id,
        purpose=offer.clause.purpose,
        rule=5,
        clause=offer.clause.id,
        claim_names=released_claims(child.attributes),
    )


def consent_given(consent: Consent, at: datetime) -> AuditEvent:
    """A consent."""
    return AuditEvent(
        event=Event.CONSENT_GIVEN,
        at=at,
        agreement_digest=consent.agreement_digest,
        partner=consent.partner_id,
        transaction_id=consent.transaction_id,
        purpose=consent.purpose,
        rule=1,
        clause=consent.clause,
        consent_id=consent.id,
        claim_names=released_claims(consent.attributes),
    )
