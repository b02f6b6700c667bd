"""The partner's receipt, by its access token: it uses nothing up, and is there after the last use too."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bridge.domain.calendar_words import utc_day
from bridge.domain.clauses import Agreement
from bridge.domain.consent import Consent
from bridge.domain.notice_writer import notice
from bridge.domain.partners import Partner
from bridge.domain.profiles import Profile
from bridge.domain.receipts import Grounds, NotReceiptable, Principal, partner_receipt
from bridge.flows.deciding import signed_in
from bridge.flows.ports import AccessGrant, Ledger
from bridge.flows.release import dead_token
from bridge.flows.signed_receipts import ReceiptSigner
from bridge.flows.transaction import Transaction
from eid_kit.oauth.secrets_ import digest


@dataclass(frozen=True, slots=True)
class Receipts:
    """Hands out receipts at the issuer of one profile."""

    profile: Profile
    ledger: Ledger
    agreement: Callable[[], Agreement]
    signer: ReceiptSigner
    now: Callable[[], datetime]

    async def find(self, access_token: str) -> AccessGrant:
        """What a token stands for, as long as it was issued for: also when userinfo answered the last time.

        The address of the receipt is in that very answer. Raises `InvalidToken`.
        """
        grant = await self.ledger.read(lambda unit: unit.grants.get(digest(access_token)))
        if grant is None or grant.profile is not self.profile or not grant.is_in_time(self.now()):
            raise dead_token()
        return grant

    async def receipt(self, grant: AccessGrant, partner: Partner, receipt_id: str) -> str:
        """The signed receipt, as its consent stands now. Raises `InvalidToken`, for another's receipt too."""
        if receipt_id != grant.consent_id:
            raise dead_token()
        consent, transaction = await self.ledger.read(
            lambda unit: (unit.consents.lock(grant.consent_id), unit.transactions.get(grant.transaction_id))
        )
        if consent is None or transaction is None:
            raise dead_token()
        at = self.now()
        grounds = self._grounds(consent, transaction, partner)
        principal = Principal(grant.subject, signed_in(transaction).person.assurance)
        try:
            receipt = partner_receipt(consent, grounds, principal, at=at)
        except NotReceiptable as error:
            raise dead_token() from error
        return self.signer.sign(receipt, at=at, audience=partner.client_id)

    def _grounds(self, consent: Consent, transaction: Transaction, partner: Partner) -> Grounds:
        """What the citizen read. A registration or agreement with other words by now gives no receipt."""
        agreement = self.agreement()
        clause = agreement.clause_for(consent.purpose, consent.direction)
        offered = consent.attributes | consent.declined
        if clause is None:
            raise dead_token()
        read = notice(
            agreement,
            clause,
            partner,
            offered=offered,
            missing=tuple(a for a in transaction.permitted or () if a not in offered),
            language=consent.locale,
            on=utc_day(consent.given_at),
        )
        if consent.notice_sha256 != read.sha256:
            raise dead_token()
        return Grounds(agreement, clause, partner)
