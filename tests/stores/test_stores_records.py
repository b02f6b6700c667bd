"""What is kept beyond a journey: records by their owner, purged with their consents, and the outbox."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bridge.adapters.store_errors import AlreadyExists, NotFound
from bridge.domain.records import KEPT_BEYOND
from bridge.flows.ports import Unit
from bridge.flows.record_ports import Outgoing, OutgoingState
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

    await ledger.atomically(insert)
    first = await ledger.read(lambda unit: unit.records.of_principal(ME, limit=2))
    # What is added meanwhile moves nothing from one page to the next.
    newest = samples.record("f", given_at=samples.NOW + timedelta(hours=1))
    await ledger.atomically(lambda unit: unit.records.insert(newest))
    rest = await ledger.read(lambda unit: unit.records.of_principal(ME, limit=9, before=first[-1]))
    assert [each.id for each in first + rest] == ["e", "c", "b", "d", "a"]
    assert await ledger.read(lambda unit: unit.records.of_principal("r" * 43, limit=9)) == ()


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


async def test_an_event_waits_in_the_outbox_until_it_is_due_and_is_told_once(ledger: LedgerUnderTest) -> None:
    first, second = samples.partner_event("c1"), samples.partner_event("c2")
    later = samples.NOW + timedelta(minutes=1)

    def fill(unit: Unit) -> None:
        unit.outbox.append(first)
        unit.outbox.append(second)
        unit.outbox.replace(replace(Outgoing.of(second), next_attempt_at=later, attempts=1))

    await ledger.atomically(fill)
    with pytest.raises(AlreadyExists):
        await ledger.atomically(lambda unit: unit.outbox.append(first))
    due = await ledger.read(lambda unit: unit.outbox.due(samples.NOW, limit=9))
    assert due == (Outgoing.of(first),)
    both = await ledger.read(lambda unit: unit.outbox.due(later, limit=9))
    assert [each.event for each in both] == [first, second]
    assert await ledger.read(lambda unit: unit.outbox.due(later, limit=1)) == both[:1]
    delivered = replace(due[0], attempts=1, state=OutgoingState.DELIVERED)
    await ledger.atomically(lambda unit: unit.outbox.replace(delivered))
    assert await ledger.read(lambda unit: unit.outbox.due(later, limit=9)) == both[1:]
    assert await ledger.read(lambda unit: unit.outbox.get(first.id)) == delivered
    assert await ledger.read(lambda unit: unit.outbox.get("none")) is None


async def test_an_event_that_nobody_appended_is_not_replaced(ledger: LedgerUnderTest) -> None:
    with pytest.raises(NotFound):
        await ledger.atomically(lambda unit: unit.outbox.replace(Outgoing.of(samples.partner_event())))


async def test_a_unit_that_raises_leaves_no_record_and_no_event(ledger: LedgerUnderTest) -> None:
    def write_and_refuse(unit: Unit) -> None:
        unit.records.insert(samples.record())
        unit.outbox.append(samples.partner_event())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await ledger.atomically(write_and_refuse)
    assert await ledger.read(lambda unit: unit.records.get("c1")) is None
    assert await ledger.read(lambda unit: unit.outbox.due(samples.SOON, limit=9)) == ()
