"""A citizen's withdrawal at a running link, by another process on the bridge's own database."""

import asyncio
import os
import re
import time
from datetime import UTC, datetime

from joserfc import jwt
from joserfc.jwk import ECKey

from bridge.adapters.keys import KeyRing
from bridge.adapters.sql import SqlLedger
from bridge.domain.records import Actor
from bridge.flows.withdrawing import Withdrawing
from eid_sandbox.browser import Page
from examples.visiting import Visitor
from running_link import Addresses

_TOLD_WITHIN_S = 20


async def withdrawn(link: Addresses, visitor: Visitor) -> None:
    """Takes back the consent whose result the visitor's page shows."""
    found = re.search(r'(?:/v1/receipts/|"receipt_id": ")([\w-]+)', (await visitor.open("/result")).text)
    assert found is not None
    folder = link.state / "bridge"
    keys = KeyRing.load_or_create(folder, database_is_empty=False)
    url = f"sqlite:///{folder / 'bridge.sqlite3'}"
    ledger = SqlLedger.open(url, log_key=keys.log, random_bytes=os.urandom)
    try:
        record = await ledger.read(lambda unit: unit.records.get(found[1]))
        assert record is not None
        withdrawing = Withdrawing(ledger, lambda: datetime.now(UTC))
        await withdrawing.withdraw(record.principal_ref, record.id, actor=Actor.PRINCIPAL)
    finally:
        await ledger.close()


async def shown(visitor: Visitor, words: str) -> Page:
    """The visitor's page, once these words are on it."""
    deadline = time.monotonic() + _TOLD_WITHIN_S
    while True:
        page = await visitor.open("/result")
        if words in page.text:
            return page
        assert time.monotonic() < deadline, page.text
        await asyncio.sleep(0.1)


def stranger() -> str:
    """An event that somebody else signed."""
    header = {"alg": "ES256", "typ": "secevent+jwt", "kid": "stranger"}
    return jwt.encode(header, {"iss": "http://localhost:8000"}, ECKey.generate_key("P-256"))
