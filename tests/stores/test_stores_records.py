"""What is kept beyond a journey: records by their owner, purged with their consents, and the outbox."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bridge.adapters.store_errors import AlreadyExists, NotFound
from bridge.domain.records import KEPT_BEYOND
from bridge.flows.ports import Unit
from stores import samples
from stores.ledgers import LedgerUnderTest

ME = "p" * 43


async def test_a_record_comes_back_as_it_was_and_as_it_became(ledger: LedgerUnderTest) -> None:
    given, denied, withdrawn = samples.record(), samples.denied_record(), samples.withdrawn_record()

    def insert(unit: Unit) -> None:
        unit.records.insert(given)
        unit.records.insert(denied)

    await ledger.atomically(insert)
    assert await ledger.read(lambda unit: unit.records.get("c1")) == given
    assert await ledger.read(lambda unit: unit.records.get("d1")) == denied
    await ledger.atomically(lambda unit: unit.records.replace(withdrawn))
    assert await ledger.read(lambda unit: unit.records.get("c1")) == withdrawn
    assert await ledger.read(lambda unit: unit.records.get("c2")) is None


async def test_no_record_is_there_twice_or_replaced_where_there_is_none(ledger: LedgerUnderTest) -> None:
    await ledger.atomically(lambda unit: unit.records.insert(samples.record()))
    with pytest.raises(AlreadyExists):
        await ledger.atomically(lambda unit: unit.records.insert(samples.record()))
    with pytest.raises(NotFound):
        await ledger.atomically(lambda unit: unit.records.replace(samples.record("c2")))


async def test_a_persons_own_records_come_newest_first_page_by_page(ledger: LedgerUnderTest) -> None:
    minutes = {"a": 0, "b": 2, "c": 2, "d": 1, "e": 3}
    mine = {
        name: samples.record(name, given_at=samples.NOW + timedelta(minutes=after))
        for name, after in minutes.items()
    }

    def insert(unit: Unit) -> None:
        for each in mine.values():
            unit.records.insert(each)
        unit.records.insert(samples.record("z", principal_ref="q" * 43))
        unit.records.insert(samples.record("y", principal_ref="c" * 43, representative_ref="q" * 43))

    await ledger.atomically(insert)
    first = await ledger.read(lambda unit: unit.records.of_principal(ME, limit=2))
    # What is added meanwhile moves nothing from one page to the next.
    newest = samples.record("f", given_at=samples.NOW + timedelta(hours=1))
    await ledger.atomically(lambda unit: unit.records.insert(newest))
    rest = await ledger.read(lambda unit: unit.records.of_principal(ME, limit=9, before=first[-1]))
    assert [each.id for each in first + rest] == ["e", "c", "b", "d", "a"]
    assert await ledger.read(lambda unit: unit.records.of_principal("r" * 43, limit=9)) == ()
    represented = await ledger.read(lambda unit: unit.records.of_principal("q" * 43, limit=9))
    assert {each.id for each in represented} == {"y", "z"}


async def test_a_record_goes_a_year_after_its_recipient_may_keep_nothing_and_its_consent_with_it(
    ledger: LedgerUnderTest,
) -> None:
    released = samples.record().released(("name",), samples.NOW, is_last=True)

    def fill(unit: Unit) -> None:
        unit.consents.insert(samples.consent())
        unit.records.insert(released)
        unit.records.insert(samples.denied_record())

    await ledger.atomically(fill)
    over = samples.NOW + timedelta(days=30) + KEPT_BEYOND
    assert await ledger.purge(samples.NOW + KEPT_BEYOND) == 1
    assert await ledger.purge(over - timedelta(microseconds=1)) == 0
    assert await ledger.read(lambda unit: unit.consents.lock("c1")) == samples.consent()
    assert await ledger.purge(over) == 2
    assert await ledger.read(lambda unit: (unit.consents.lock("c1"), unit.records.get("c1"))) == (None, None)


async def test_the_tokens_of_one_consent_are_deleted_and_no_others(ledger: LedgerUnderTest) -> None:
    def fill(unit: Unit) -> None:
        unit.grants.insert(samples.grant("g1"))
        unit.grants.insert(replace(samples.grant("g2"), consent_id="c2"))

    await ledger.atomically(fill)
    assert await ledger.atomically(lambda unit: unit.grants.delete_of("c1")) == 1
    assert await ledger.read(lambda unit: unit.grants.get("g1")) is None
    assert await ledger.read(lambda unit: unit.grants.get("g2")) is not None


async def test_a_unit_that_raises_leaves_no_record_and_no_event(ledger: LedgerUnderTest) -> None:
    def write_and_refuse(unit: Unit) -> None:
        unit.records.insert(samples.record())
        unit.outbox.append(samples.partner_event())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await ledger.atomically(write_and_refuse)
    assert await ledger.read(lambda unit: unit.records.get("c1")) is None
    assert await ledger.read(lambda unit: unit.outbox.waiting(samples.SOON, 9)) == ()
