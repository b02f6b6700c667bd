"""Introspection (RFC 7662): what a partner's own access token is good for, and never a value."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bridge.domain.clauses import Agreement
from bridge.domain.consent import Consent
from bridge.domain.partners import Partner
from bridge.domain.policy import Deny, decide
from bridge.flows.ports import AccessGrant, Ledger, Unit
from bridge.flows.release import release_question
from eid_kit.oauth.secrets_ import digest


@dataclass(frozen=True, slots=True)
class ActiveToken:
    """A token with which userinfo would answer now, and the consent that it stands on."""

    grant: AccessGrant
    consent: Consent


@dataclass(frozen=True, slots=True)
class Introspect:
    """Tells partners about their tokens. It uses nothing up and is no event: nothing leaves."""

    ledger: Ledger
    agreement: Callable[[], Agreement]
    now: Callable[[], datetime]

    async def introspect(self, partner: Partner, access_token: str) -> ActiveToken | None:
        """The token, or `None`: unknown, expired, used, revoked, withdrawn or another partner's, all alike.

        RFC 7662 section 2.2: whoever asks about a token that is not its own learns nothing of it.
        """
        # Asked here: the ledger's threads do not know of this request, nor that it found no agreement to use.
        agreement = self.agreement()
        return await self.ledger.read(
            lambda unit: self._look_up(unit, partner, access_token, agreement=agreement)
        )

    def _look_up(
        self, unit: Unit, partner: Partner, access_token: str, *, agreement: Agreement
    ) -> ActiveToken | None:
        grant = unit.grants.get(digest(access_token))
        if grant is None or not is_own(grant, partner) or not grant.is_live(self.now()):
            return None
        consent, transaction = (
            unit.consents.lock(grant.consent_id),
            unit.transactions.get(grant.transaction_id),
        )
        if consent is None or transaction is None:
            return None
        # Not the token's time alone: one that userinfo would refuse by now is not active.
        now = self.now()
        question = release_question(unit, transaction, consent, partner=partner, agreement=agreement, now=now)
        if isinstance(decide(agreement, question), Deny):
            return None
        return ActiveToken(grant, consent)


def is_own(grant: AccessGrant, partner: Partner) -> bool:
    """Whether a token was issued to this partner, and at the issuer where it is registered."""
    return (grant.client_id, grant.profile) == (partner.client_id, partner.profile)
