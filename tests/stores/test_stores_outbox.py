"""What every ledger promises of events to partners: each has one pusher at a time, and none is lost."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from bridge.adapters.store_errors import AlreadyExists
from bridge.domain.deliveries import CLAIMED_FOR, Delivery, DeliveryState, Setback
from bridge.domain.partner_events import PartnerEvent, PartnerEventKind
from bridge.flows.ports import Unit
from stores.ledgers import Kind, LedgerUnderTest
from stores.samples import NOW

SECOND = timedelta(seconds=1)


def told(
    record_id: str = "r1", *, partner_id: str = "hospital", late: timedelta = timedelta(0)
) -> PartnerEvent:
    return PartnerEvent(
        kind=PartnerEventKind.CONSENT_WITHDRAWN,
        partner_id=partner_id,
        record_id=record_id,
        subject="s" * 43,
        at=NOW + late,
        claim_names=("name", "birthdate"),
        purpose="health.patient_summary",
    )


async def appended(ledger: LedgerUnderTest, *events: PartnerEvent) -> None:
    def work(unit: Unit) -> None:
        for event in events:
            unit.outbox.append(event)

    await ledger.atomically(work)


async def claimed(
    ledger: LedgerUnderTest, *, partner_id: str = "hospital", late: timedelta
) -> Delivery | None:
    return await ledger.atomically(lambda unit: unit.outbox.claim(partner_id, NOW + late))


Settle = Callable[[Delivery], Delivery]


def accepted(delivery: Delivery) -> Delivery:
    return delivery.accepted(NOW, set_sha256="d" * 64)


def refused(delivery: Delivery) -> Delivery:
    return delivery.set_back(Setback.INVALID_ISSUER, NOW, chance=0)


def given_up(delivery: Delivery) -> Delivery:
    return delivery.set_back(Setback.TIMEOUT, delivery.give_up_at, chance=0)


async def settled(ledger: LedgerUnderTest, *settle: Settle) -> None:
    """The next events that are due, each settled in its way."""
    for each in settle:
        found = await claimed(ledger, late=5 * SECOND)
        assert found is not None
        after = each(found)
        assert await ledger.atomically(partial(_replace, found, after))


def _replace(old: Delivery, new: Delivery, unit: Unit) -> bool:
    return unit.outbox.replace(old, new)


async def test_an_event_is_there_as_it_was_appended_and_once(ledger: LedgerUnderTest) -> None:
    event = told()
    await appended(ledger, event)
    assert await ledger.read(lambda unit: unit.outbox.get(event.id)) == Delivery.of(event)
    assert await ledger.read(lambda unit: unit.outbox.of_record("r1")) == (Delivery.of(event),)
    with pytest.raises(AlreadyExists):
        await appended(ledger, event)


async def test_an_event_of_a_unit_that_is_undone_was_never_there(ledger: LedgerUnderTest) -> None:
    def undone(unit: Unit) -> None:
        unit.outbox.append(told())
        raise RuntimeError("the rest of it failed")

    with pytest.raises(RuntimeError):
        await ledger.atomically(undone)
    assert await ledger.read(lambda unit: unit.outbox.waiting(NOW + SECOND, 9)) == ()


async def test_partners_wait_in_the_order_of_their_longest_waiting_event(ledger: LedgerUnderTest) -> None:
    await appended(
        ledger,
        told("r1", partner_id="clinic", late=2 * SECOND),
        told("r2", partner_id="hotel", late=SECOND),
        told("r3", partner_id="hotel", late=3 * SECOND),
        told("r4", partner_id="bar", late=9 * SECOND),
    )
    assert await ledger.read(lambda unit: unit.outbox.waiting(NOW + 3 * SECOND, 9)) == ("hotel", "clinic")
    assert await ledger.read(lambda unit: unit.outbox.waiting(NOW + 3 * SECOND, 1)) == ("hotel",)


async def test_a_partners_events_are_claimed_one_by_one_the_longest_waiting_first(
    ledger: LedgerUnderTest,
) -> None:
    await appended(ledger, told("r2", late=SECOND), told("r1"), told("r9", partner_id="hotel"))
    found = [await claimed(ledger, late=2 * SECOND) for _ in range(3)]
    assert [each and each.record_id for each in found] == ["r1", "r2", None]


async def test_of_twenty_claimants_one_gets_the_event(ledger: LedgerUnderTest) -> None:
    await appended(ledger, told())
    found = await asyncio.gather(*(claimed(ledger, late=SECOND) for _ in range(20)))
    assert sum(each is not None for each in found) == 1


async def test_two_processes_never_hold_the_same_event(durable: Kind) -> None:
    one, other = durable.open(), durable.open()
    await appended(one, *(told(f"r{number}") for number in range(10)))
    found = await asyncio.gather(*(claimed(each, late=SECOND) for each in (one, other) * 6))
    ids = [each.id for each in found if each is not None]
    assert len(ids) == len(set(ids)) == 10
    await one.close()
    await other.close()


async def test_the_claim_of_whoever_died_runs_out_and_is_then_worth_nothing(ledger: LedgerUnderTest) -> None:
    await appended(ledger, told())
    dead = await claimed(ledger, late=SECOND)
    assert dead is not None
    assert await claimed(ledger, late=CLAIMED_FOR) is None
    heir = await claimed(ledger, late=CLAIMED_FOR + SECOND)
    assert heir is not None
    assert heir.attempts == 2
    late = dead.set_back(Setback.TIMEOUT, NOW, chance=0)
    assert not await ledger.atomically(lambda unit: unit.outbox.replace(dead, late))
    assert await ledger.read(lambda unit: unit.outbox.get(heir.id)) == heir


async def test_what_is_settled_is_listed_and_never_due_again(ledger: LedgerUnderTest) -> None:
    await appended(ledger, told("r1"), told("r2", late=SECOND), told("r3", late=2 * SECOND))
    await settled(ledger, accepted, refused, given_up)
    assert await ledger.read(lambda unit: unit.outbox.waiting(NOW + timedelta(days=9), 9)) == ()
    listed = await ledger.read(lambda unit: unit.outbox.listed((DeliveryState.UNDELIVERED,), 9))
    assert [each.record_id for each in listed] == ["r2", "r3"]
    assert len(await ledger.read(lambda unit: unit.outbox.listed(tuple(DeliveryState), 2))) == 2


async def test_settled_events_go_when_their_time_is_over_and_others_stay(ledger: LedgerUnderTest) -> None:
    await appended(ledger, told("r1"), told("r2", late=SECOND), told("r3", late=2 * SECOND))
    await settled(ledger, accepted, refused)
    gone = [await ledger.purge(NOW + timedelta(days=days)) for days in (89, 90, 364, 365, 9999)]
    assert gone == [0, 1, 0, 1, 0]
    left = await ledger.read(lambda unit: unit.outbox.listed(tuple(DeliveryState), 9))
    assert [each.record_id for each in left] == ["r3"]
