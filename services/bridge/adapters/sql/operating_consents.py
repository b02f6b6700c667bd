"""What the operator does to a consent, beside a bridge that may be running on the same database."""

import asyncio
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bridge.adapters.keys import load_log_key
from bridge.adapters.sql.ledger import SqlLedger
from bridge.adapters.sql.schema import ForeignDatabase
from bridge.adapters.sql.upgrading import schema_status
from bridge.domain.records import ConsentRecord
from bridge.flows.withdrawing import Withdrawing


def revoke_consent(url: str, data_dir: Path, record_id: str, *, now: Callable[[], datetime]) -> ConsentRecord:
    """The record after the operator revoked its consent. Blocks; makes no database and no key.

    Raises `NoSuchRecord`, `KeyRingError` without the log's key, `UnsupportedDatabase`, `ForeignDatabase`, or
    `StoreUnavailable`.
    """
    schema = schema_status(url)
    if not schema.is_current:
        raise ForeignDatabase(str(schema))
    ledger = SqlLedger.open(url, log_key=load_log_key(data_dir), random_bytes=secrets.token_bytes)

    async def revoke() -> ConsentRecord:
        try:
            return await Withdrawing(ledger, now).revoke(record_id)
        finally:
            await ledger.close()

    return asyncio.run(revoke())
