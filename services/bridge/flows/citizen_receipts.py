"""The citizen's own receipts: the whole record, signed, for an answer of either kind."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bridge.domain.notices import PORTAL_PATH
from bridge.domain.receipts import NotReceiptable, citizen_receipt
from bridge.flows.own_records import NoSuchRecord, own_record
from bridge.flows.ports import Ledger
from bridge.flows.signed_receipts import ReceiptSigner


@dataclass(frozen=True, slots=True)
class CitizenReceipts:
    """Hands each citizen their own."""

    ledger: Ledger
    signer: ReceiptSigner
    now: Callable[[], datetime]

    async def receipt(self, principal_ref: str, record_id: str) -> str:
        """The signed receipt as it stands now, a compact JWS. Raises `NoSuchRecord`, for a denial too."""
        record = await self.ledger.read(lambda unit: own_record(unit, principal_ref, record_id))
        at, portal = self.now(), self.signer.issuer + PORTAL_PATH
        try:
            receipt = citizen_receipt(record.seen_by(principal_ref), at=at, portal=portal)
        except NotReceiptable as error:
            raise NoSuchRecord from error
        return self.signer.sign(receipt, at=at)
