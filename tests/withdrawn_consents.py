"""A citizen's withdrawal at a running link, by another process on the bridge's own database."""

import os
import re
from datetime import UTC, datetime

from bridge.adapters.keys import load_log_key
from bridge.adapters.sql import SqlLedger
from bridge.domain.records import Actor
from bridge.flows.withdrawing import Withdrawing
from running_link import Addresses

TOLD_WITHIN_S = 20
_RECEIPT = re.compile(r'(?:/v1/receipts/|"receipt_id": ")([\w-]+)')


async def withdraw(link: Addresses, page: str) -> None:
    """Takes back the consent whose receipt a partner's page names."""
    found = _RECEIPT.search(page)
    assert found is not None, page
    folder = link.state / "bridge"
    url = f"sqlite:///{folder / 'bridge.sqlite3'}"
    ledger = SqlLedger.open(url, log_key=load_log_key(folder), random_bytes=os.urandom)
    try:
        record = await ledger.read(lambda unit: unit.records.get(found[1]))
        assert record is not None
        withdrawing = Withdrawing(ledger, lambda: datetime.now(UTC))
        await withdrawing.withdraw(record.principal_ref, record.id, actor=Actor.PRINCIPAL)
    finally:
        await ledger.close()
