"""Revocation (RFC 7009): a partner gives back an access token that it will not use."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bridge.domain.audit_events import AuditEvent, Event
from bridge.domain.consent import Consent, ConsentState
from bridge.domain.partners import Partner
from bridge.domain.records import Actor
from bridge.flows.introspect import is_own
from bridge.flows.ports import AccessGrant, Ledger, Unit
from eid_kit.oauth.secrets_ import digest


@dataclass(frozen=True, slots=True)
class Revoke:
    """Ends tokens, and with each the consent that it alone could serve."""

    ledger: Ledger
    now: Callable[[], datetime]

    async def revoke(self, partner: Partner, access_token: str) -> None:
        """Ends the partner's own live token; any other is left as it is, and nobody is told which it was.

        RFC 7009 section 2.2: the answer is the same, because in each case the token is no use to this client.
        """
        found = await self.ledger.read(lambda unit: unit.grants.get(digest(access_token)))
        if found is None or not is_own(found, partner):
            return
        await self.ledger.atomically(lambda unit: self._end(unit, found))

    def _end(self, unit: Unit, grant: AccessGrant) -> None:
        # 1. The row that userinfo locks as well: a call that races with this one has released before, and
        #    then there is no token left to end, or finds the consent ended.
        consent = unit.consents.lock(grant.consent_id)
        if not unit.grants.delete(grant.token_digest) or consent is None:
            return
        # 2. From here on nothing opens the values any more; they are gone.
        unit.carriers.destroy(grant.transaction_id)
        # 3. Only what could still have been used is ended by this, and recorded as ended.
        if consent.state is ConsentState.GIVEN and grant.is_live(self.now()):
            at = self.now()
            unit.consents.replace(consent.revoked())
            if record := unit.records.get(consent.id):
                unit.records.replace(record.revoked(at, Actor.RECIPIENT))
            unit.log.append(_revoked(consent, at))


def _revoked(consent: Consent, at: datetime) -> AuditEvent:
    return AuditEvent(
        event=Event.TOKENS_REVOKED,
        at=at,
        agreement_digest=consent.agreement_digest,
        partner=consent.partner_id,
        transaction_id=consent.transaction_id,
        purpose=consent.purpose,
        clause=consent.clause,
        consent_id=consent.id,
        claim_names=tuple(sorted(consent.attributes)),
    )
