"""The partner's receipt, by its access token: it uses nothing up, and is there after the last use too."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bridge.domain.partners import Partner
from bridge.domain.profiles import Profile
from bridge.domain.receipts import partner_receipt
from bridge.flows.ports import AccessGrant, Ledger
from bridge.flows.release import dead_token
from bridge.flows.signed_receipts import ReceiptSigner
from eid_kit.oauth.secrets_ import digest


@dataclass(frozen=True, slots=True)
class Receipts:
    """Hands out receipts at the issuer of one profile. `portal` is where the citizen's own pages are."""

    profile: Profile
    ledger: Ledger
    signer: ReceiptSigner
    now: Callable[[], datetime]
    portal: str

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
        record = await self.ledger.read(lambda unit: unit.records.get(receipt_id))
        if record is None:
            raise dead_token()
        at = self.now()
        receipt = partner_receipt(record, at=at, portal=self.portal)
        return self.signer.sign(receipt, at=at, audience=partner.client_id)
