"""The agreement's versions and statements in every store, and the glance that tells when one was added."""

from dataclasses import replace

import pytest

from bridge.adapters.store_errors import AlreadyExists
from bridge.flows.ports import Unit
from bridge.flows.treaty_ports import ActivatedAgreement, StoredStatement, TreatyVersion
from stores.ledgers import Kind, LedgerUnderTest
from stores.samples import NOW, SOON

FIRST = ActivatedAgreement(2, "a" * 64, "serial: 2 # Thỏa thuận", None, NOW)
SECOND = ActivatedAgreement(11, "b" * 64, "serial: 11", '{"signatures": []}', SOON)
SAID = StoredStatement("s" * 32, '{"statement": "tạm đình chỉ"}', NOW)
MORE = replace(SAID, id="a" * 32)


def add(unit: Unit) -> None:
    unit.agreements.activate(SECOND)
    unit.agreements.activate(FIRST)
    unit.agreements.record(SAID)
    unit.agreements.record(MORE)


async def test_versions_and_statements_come_back_as_they_were(ledger: LedgerUnderTest) -> None:
    assert await ledger.read(lambda unit: unit.agreements.newest()) is None
    assert await ledger.agreement_version() == TreatyVersion(0, 0)
    await ledger.atomically(add)
    assert await ledger.read(lambda unit: unit.agreements.newest()) == SECOND
    assert await ledger.read(lambda unit: unit.agreements.statements()) == (SAID, MORE)
    seen = await ledger.read(lambda unit: unit.agreements.version())
    assert seen == await ledger.agreement_version() == TreatyVersion(11, 2)


@pytest.mark.parametrize("again", ["activate", "record"])
async def test_what_is_there_is_never_replaced(ledger: LedgerUnderTest, again: str) -> None:
    await ledger.atomically(add)
    added = replace(FIRST, digest="c" * 64) if again == "activate" else replace(SAID, document="{}")
    with pytest.raises(AlreadyExists):
        await ledger.atomically(lambda unit: getattr(unit.agreements, again)(added))
    assert await ledger.read(lambda unit: unit.agreements.statements()) == (SAID, MORE)


async def test_what_another_process_commits_is_seen_at_the_next_glance(durable: Kind) -> None:
    one, other = durable.open(), durable.open()
    assert await one.agreement_version() == TreatyVersion(0, 0)
    await other.atomically(add)
    assert await one.agreement_version() == TreatyVersion(11, 2)
    await other.close()
    await one.close()
