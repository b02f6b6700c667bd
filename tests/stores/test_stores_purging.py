"""Purging: what has expired goes, to the microsecond; the record of what happened stays."""

from dataclasses import replace
from datetime import timedelta

from bridge.flows.ports import Unit
from stores import samples
from stores.ledgers import Kind, LedgerUnderTest, require_sound_log


async def test_purging_takes_what_has_expired_and_nothing_else(kind: Kind, ledger: LedgerUnderTest) -> None:
    def fill(unit: Unit) -> None:
        for name, expires_at in (("old", samples.NOW), ("new", samples.NOW + timedelta(microseconds=1))):
            unit.carriers.put(replace(samples.carrier(name), expires_at=expires_at))
            unit.grants.insert(replace(samples.grant(name), expires_at=expires_at))
            unit.one_time.claim("jti", name, expires_at)
            since = expires_at - timedelta(hours=1)
            unit.transactions.insert(replace(samples.transaction(name), expires_at=since))
        unit.consents.insert(samples.consent())
        unit.log.append(samples.event())

    await ledger.atomically(fill)
    assert await ledger.purge(samples.NOW) == 4
    for name, is_there in (("old", False), ("new", True)):
        found = await ledger.read(
            lambda unit, name=name: (  # type: ignore[misc]  # mypy cannot infer a lambda's default
                unit.carriers.get(name),
                unit.grants.get(name),
                unit.transactions.get(name),
            )
        )
        assert [each is not None for each in found] == [is_there] * 3
    assert not await ledger.atomically(lambda unit: unit.one_time.claim("jti", "new", samples.SOON))
    assert await ledger.atomically(lambda unit: unit.one_time.claim("jti", "old", samples.SOON))
    assert await ledger.read(lambda unit: unit.consents.lock("c1")) == samples.consent()
    assert await require_sound_log(kind, ledger) == 1


async def test_a_transaction_outlives_its_expiry_by_an_hour(ledger: LedgerUnderTest) -> None:
    await ledger.atomically(lambda unit: unit.transactions.insert(samples.transaction()))
    last_moment = samples.SOON + timedelta(hours=1) - timedelta(microseconds=1)
    assert await ledger.purge(last_moment) == 0
    assert await ledger.purge(samples.SOON + timedelta(hours=1)) == 1


async def test_purging_takes_more_than_one_batch(ledger: LedgerUnderTest) -> None:
    def claim_many(unit: Unit) -> None:
        for number in range(1201):
            unit.one_time.claim("jti", str(number), samples.NOW)

    await ledger.atomically(claim_many)
    assert await ledger.purge(samples.LONG_PAST) == 1201
    assert await ledger.purge(samples.LONG_PAST) == 0
