"""What every ledger promises, whichever it is: the conformance suite of `bridge.flows.ports`."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from bridge.adapters.store_errors import AlreadyExists, NotFound, NotWritable
from bridge.domain.audit_events import Event
from bridge.domain.consent import ConsentState
from bridge.flows.ports import StoreUnavailable, Unit
from bridge.flows.transaction import State
from stores import samples
from stores.ledgers import Kind, LedgerUnderTest, require_sound_log


class Refused(Exception):
    """What a unit raises to be undone."""


async def test_a_transaction_comes_back_by_each_of_its_handles(ledger: LedgerUnderTest) -> None:
    pushed, finished = samples.transaction(), samples.finished()
    await ledger.atomically(lambda unit: unit.transactions.insert(pushed))
    assert await ledger.read(lambda unit: unit.transactions.get("t1")) == pushed
    assert await ledger.read(lambda unit: unit.transactions.by_request_uri("request-uri-of-t1")) == pushed
    assert await ledger.read(lambda unit: unit.transactions.by_upstream_state("state-of-t1")) is None
    assert await ledger.atomically(lambda unit: unit.transactions.replace(pushed, finished))
    assert await ledger.read(lambda unit: unit.transactions.by_upstream_state("state-of-t1")) == finished


@pytest.mark.parametrize("handle", ["id", "request_uri_digest"])
async def test_two_transactions_never_share_a_handle(ledger: LedgerUnderTest, handle: str) -> None:
    first, second = samples.transaction("t1"), samples.transaction("t2")
    twin = replace(second, **{handle: getattr(first, handle)})
    await ledger.atomically(lambda unit: unit.transactions.insert(first))
    with pytest.raises(AlreadyExists):
        await ledger.atomically(lambda unit: unit.transactions.insert(twin))


@pytest.mark.parametrize(
    "stale",
    [
        pytest.param(replace(samples.transaction(), state=State.BOUND), id="another version"),
        pytest.param(replace(samples.transaction(), version=2), id="another state"),
        pytest.param(replace(samples.transaction("t2"), version=2, state=State.BOUND), id="another id"),
    ],
)
async def test_a_stale_compare_and_set_changes_nothing(ledger: LedgerUnderTest, stale: object) -> None:
    bound = samples.transaction().moved(State.BOUND)
    await ledger.atomically(lambda unit: unit.transactions.insert(bound))
    late = bound.moved(State.REFUSED)
    assert not await ledger.atomically(lambda unit: unit.transactions.replace(stale, late))  # type: ignore[arg-type]  # parametrised
    assert await ledger.read(lambda unit: unit.transactions.get("t1")) == bound


async def test_of_fifty_racing_moves_exactly_one_is_made(ledger: LedgerUnderTest) -> None:
    pushed = samples.transaction()
    await ledger.atomically(lambda unit: unit.transactions.insert(pushed))

    def move(number: int) -> Callable[[Unit], bool]:
        moved = pushed.moved(State.BOUND, browser_digest=f"browser-{number}")
        return lambda unit: unit.transactions.replace(pushed, moved)

    made = await asyncio.gather(*(ledger.atomically(move(number)) for number in range(50)))
    assert made.count(True) == 1
    stored = await ledger.read(lambda unit: unit.transactions.get("t1"))
    assert stored is not None
    assert stored.browser_digest == f"browser-{made.index(True)}"


async def test_of_fifty_concurrent_claims_exactly_one_wins(ledger: LedgerUnderTest) -> None:
    claims = (
        ledger.atomically(lambda unit: unit.one_time.claim("jti", "j1", samples.SOON)) for _ in range(50)
    )
    assert (await asyncio.gather(*claims)).count(True) == 1


async def test_a_claim_is_of_one_kind_and_one_value(ledger: LedgerUnderTest) -> None:
    for kind, value in (("jti", "a"), ("jti", "b"), ("state", "a")):
        assert await ledger.atomically(
            lambda unit, kind=kind, value=value: unit.one_time.claim(kind, value, samples.SOON)  # type: ignore[misc]  # mypy cannot infer a lambda's default
        )


async def test_a_refused_unit_gives_its_claim_back(ledger: LedgerUnderTest) -> None:
    def claim_and_refuse(unit: Unit) -> None:
        assert unit.one_time.claim("code", "x", samples.SOON)
        raise Refused

    with pytest.raises(Refused):
        await ledger.atomically(claim_and_refuse)
    assert await ledger.atomically(lambda unit: unit.one_time.claim("code", "x", samples.SOON))


async def test_a_carrier_is_taken_once(ledger: LedgerUnderTest) -> None:
    row = samples.carrier()
    await ledger.atomically(lambda unit: unit.carriers.put(row))
    assert await ledger.read(lambda unit: unit.carriers.get("s1")) == row
    taken = await asyncio.gather(
        *(ledger.atomically(lambda unit: unit.carriers.take("s1")) for _ in range(10))
    )
    assert [each for each in taken if each is not None] == [row]
    assert await ledger.read(lambda unit: unit.carriers.get("s1")) is None


async def test_destroying_a_transactions_carriers_leaves_those_of_others(ledger: LedgerUnderTest) -> None:
    def put_three(unit: Unit) -> None:
        unit.carriers.put(samples.carrier("s1", "t1"))
        unit.carriers.put(samples.carrier("s2", "t1"))
        unit.carriers.put(samples.carrier("s3", "t2"))

    await ledger.atomically(put_three)
    assert await ledger.atomically(lambda unit: unit.carriers.destroy("t1")) == 2
    assert await ledger.read(lambda unit: unit.carriers.get("s1")) is None
    assert await ledger.read(lambda unit: unit.carriers.get("s3")) is not None


async def test_a_consent_is_locked_and_replaced(ledger: LedgerUnderTest) -> None:
    given = samples.consent()
    await ledger.atomically(lambda unit: unit.consents.insert(given))

    def use(unit: Unit) -> None:
        locked = unit.consents.lock("c1")
        assert locked == given
        unit.consents.replace(locked.used_once())

    await ledger.atomically(use)
    stored = await ledger.read(lambda unit: unit.consents.lock("c1"))
    assert stored is not None
    assert stored.state is ConsentState.USED


async def test_a_consent_that_is_not_there_is_not_replaced(ledger: LedgerUnderTest) -> None:
    assert await ledger.atomically(lambda unit: unit.consents.lock("c1")) is None
    with pytest.raises(NotFound):
        await ledger.atomically(lambda unit: unit.consents.replace(samples.consent()))


async def test_a_grant_is_found_by_its_digest_until_deleted(ledger: LedgerUnderTest) -> None:
    await ledger.atomically(lambda unit: unit.grants.insert(samples.grant()))
    assert await ledger.read(lambda unit: unit.grants.get("g1")) == samples.grant()
    assert await ledger.atomically(lambda unit: unit.grants.delete("g1"))
    assert not await ledger.atomically(lambda unit: unit.grants.delete("g1"))
    assert await ledger.read(lambda unit: unit.grants.get("g1")) is None


async def test_a_registration_is_replaced_and_deleted(ledger: LedgerUnderTest) -> None:
    first = samples.registration()
    changed = replace(first, token_digest="u" * 64)
    assert not await ledger.atomically(lambda unit: unit.registrations.replace(first))
    await ledger.atomically(lambda unit: unit.registrations.insert(first))
    assert await ledger.read(lambda unit: unit.registrations.get("hotel")) == first
    assert await ledger.atomically(lambda unit: unit.registrations.replace(changed))
    assert await ledger.read(lambda unit: unit.registrations.get("hotel")) == changed
    assert await ledger.atomically(lambda unit: unit.registrations.delete("hotel"))
    assert not await ledger.atomically(lambda unit: unit.registrations.delete("hotel"))


async def test_a_named_fact_is_remembered_and_overwritten(ledger: LedgerUnderTest) -> None:
    assert await ledger.read(lambda unit: unit.memory.get("serial")) is None
    await ledger.atomically(lambda unit: unit.memory.put("serial", "1"))
    await ledger.atomically(lambda unit: unit.memory.put("serial", "2"))
    assert await ledger.read(lambda unit: unit.memory.get("serial")) == "2"


async def test_a_fact_that_is_put_once_is_never_overwritten(ledger: LedgerUnderTest) -> None:
    await ledger.atomically(lambda unit: unit.memory.put_once("first", "1"))
    await ledger.atomically(lambda unit: unit.memory.put_once("first", "2"))
    assert await ledger.read(lambda unit: unit.memory.get("first")) == "1"


def write_everything(unit: Unit) -> None:
    unit.transactions.insert(samples.transaction("undone"))
    unit.carriers.put(samples.carrier("undone"))
    unit.consents.insert(samples.consent("undone"))
    unit.grants.insert(samples.grant("undone"))
    unit.registrations.insert(samples.registration("undone"))
    unit.memory.put("serial", "2")
    unit.carriers.destroy("kept")
    unit.grants.delete("kept")
    unit.log.append(samples.event())


def everything(unit: Unit) -> tuple[object, ...]:
    return (
        unit.transactions.get("undone"),
        unit.transactions.by_request_uri("request-uri-of-undone"),
        unit.carriers.get("undone"),
        unit.consents.lock("undone"),
        unit.grants.get("undone"),
        unit.registrations.get("undone"),
        unit.memory.get("serial"),
        unit.carriers.get("kept"),
        unit.grants.get("kept"),
    )


async def test_a_unit_that_raises_leaves_nothing_behind(kind: Kind, ledger: LedgerUnderTest) -> None:
    def prepare(unit: Unit) -> None:
        unit.memory.put("serial", "1")
        unit.carriers.put(samples.carrier("kept", "kept"))
        unit.grants.insert(samples.grant("kept"))
        unit.log.append(samples.event(Event.CONSENT_GIVEN))

    def write_and_refuse(unit: Unit) -> None:
        write_everything(unit)
        raise Refused

    await ledger.atomically(prepare)
    before = await ledger.read(everything)
    with pytest.raises(Refused):
        await ledger.atomically(write_and_refuse)
    assert await ledger.read(everything) == before
    assert await require_sound_log(kind, ledger) == 1


async def test_units_that_raise_do_not_hurt_their_neighbours(kind: Kind, ledger: LedgerUnderTest) -> None:
    def append(number: int) -> Callable[[Unit], int]:
        def work(unit: Unit) -> int:
            index = unit.log.append(samples.event(consent_id=f"c{number}"))
            unit.memory.put(f"n{number}", str(index))
            if number % 3 == 0:
                raise Refused
            return index

        return work

    results = await asyncio.gather(
        *(ledger.atomically(append(number)) for number in range(60)), return_exceptions=True
    )
    indexes = [each for each in results if isinstance(each, int)]
    assert sorted(indexes) == list(range(40))
    assert sum(isinstance(each, Refused) for each in results) == 20
    assert await require_sound_log(kind, ledger) == 40
    for number, result in enumerate(results):
        kept = await ledger.read(lambda unit, number=number: unit.memory.get(f"n{number}"))  # type: ignore[misc]  # mypy cannot infer a lambda's default
        assert kept == (str(result) if isinstance(result, int) else None)


async def test_a_unit_sees_what_it_wrote_itself(ledger: LedgerUnderTest) -> None:
    def work(unit: Unit) -> tuple[int, int, bool]:
        unit.transactions.insert(samples.transaction())
        return (
            unit.log.append(samples.event()),
            unit.log.append(samples.event()),
            unit.transactions.get("t1") is not None,
        )

    assert await ledger.atomically(work) == (0, 1, True)


async def test_an_empty_log_has_a_signed_head(kind: Kind, ledger: LedgerUnderTest) -> None:
    assert await require_sound_log(kind, ledger) == 0


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda unit: unit.memory.put("a", "b"), id="a fact"),
        pytest.param(lambda unit: unit.log.append(samples.event()), id="a log entry"),
        pytest.param(lambda unit: unit.one_time.claim("jti", "a", samples.SOON), id="a claim"),
    ],
)
async def test_a_unit_for_reading_cannot_write(
    ledger: LedgerUnderTest, write: Callable[[Unit], object]
) -> None:
    with pytest.raises(NotWritable):
        await ledger.read(write)
    assert await ledger.read(lambda unit: unit.memory.get("a")) is None


async def test_what_a_unit_raises_reaches_its_caller_even_stop_iteration(ledger: LedgerUnderTest) -> None:
    with pytest.raises((RuntimeError, StopIteration)):
        await asyncio.wait_for(ledger.atomically(lambda _: next(iter(()))), timeout=5)


async def test_a_closed_ledger_takes_nothing_more(kind: Kind) -> None:
    ledger = kind.open()
    await ledger.close()
    await ledger.close()
    with pytest.raises(StoreUnavailable):
        await ledger.atomically(lambda unit: unit.memory.put("a", "b"))
    with pytest.raises(StoreUnavailable):
        await ledger.read(lambda unit: unit.memory.get("a"))


async def test_closing_finishes_what_is_queued(kind: Kind) -> None:
    ledger = kind.open()
    waiting = [
        asyncio.ensure_future(ledger.atomically(lambda unit: unit.log.append(samples.event())))
        for _ in range(20)
    ]
    await asyncio.sleep(0)
    await ledger.close()
    assert await asyncio.gather(*waiting) == list(range(20))


async def test_everything_survives_a_restart(durable: Kind) -> None:
    first = durable.open()
    await first.atomically(write_everything)
    head, before = await first.checkpoint(), await first.read(everything)
    await first.close()
    second = durable.open()
    assert await second.checkpoint() == head
    assert await second.read(everything) == before
    assert await second.atomically(lambda unit: unit.log.append(samples.event())) == 1
    assert await require_sound_log(durable, second) == 2
    await second.close()


async def test_two_ledgers_on_one_database_share_one_gapless_log_and_every_claim(durable: Kind) -> None:
    ledgers = [durable.open(), durable.open()]

    def work(unit: Unit) -> tuple[int, bool]:
        return unit.log.append(samples.event()), unit.one_time.claim("jti", "shared", samples.SOON)

    results = await asyncio.gather(*(ledgers[number % 2].atomically(work) for number in range(40)))
    assert sorted(index for index, _ in results) == list(range(40))
    assert [won for _, won in results].count(True) == 1
    assert await require_sound_log(durable, ledgers[0]) == 40
    for each in ledgers:
        await each.close()
