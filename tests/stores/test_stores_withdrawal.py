"""A withdrawal and a release of one consent, on two connections at once: the lock decides, and it holds."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest

from bridge.adapters.seals import PepperedSeals
from bridge.domain.audit_events import Event, parse_body
from bridge.domain.profiles import Profile
from bridge.domain.records import Actor, Status
from bridge.flows.carriers import Carriage, Released
from bridge.flows.consenting import code_binding
from bridge.flows.ports import Hop, Ledger, Unit
from bridge.flows.release import Release
from bridge.flows.transaction import State
from bridge.flows.withdrawing import Withdrawing
from domain.samples import ADULT, AGREEMENT, HOSPITAL, NOON, consent, record
from eid_kit.oauth.errors import InvalidToken
from eid_kit.oauth.secrets_ import digest
from stores import samples
from stores.ledgers import Kind, LedgerUnderTest

T = TypeVar("T")
TOKEN = "t" * 43
CARRIAGE = Carriage(PepperedSeals(b"p" * 32))
GIVEN = replace(consent(), transaction_id="t1")
GRANT = replace(samples.grant(digest(TOKEN)), consent_id=GIVEN.id, issued_at=NOON)


@dataclass(frozen=True)
class Holding:
    """A ledger whose units stand still before they end, with every lock held, until they may go on."""

    ledger: LedgerUnderTest
    reached: threading.Event
    go: threading.Event

    async def atomically(self, work: Callable[[Unit], T]) -> T:
        def held(unit: Unit) -> T:
            result = work(unit)
            self.reached.set()
            assert self.go.wait(10)
            return result

        return await self.ledger.atomically(held)

    async def read(self, work: Callable[[Unit], T]) -> T:
        return await self.ledger.read(work)

    async def purge(self, now: datetime) -> int:
        return await self.ledger.purge(now)


def redeemed(unit: Unit) -> None:
    """Everything as it stands when a token was issued and not used yet."""
    request = replace(samples.REQUEST, client_id=HOSPITAL.client_id, attributes=tuple(GIVEN.attributes))
    transaction = replace(
        samples.transaction(),
        request=request,
        sign_in=replace(samples.SIGN_IN, person=ADULT),
        state=State.REDEEMED,
        consent_id=GIVEN.id,
    )
    unit.transactions.insert(transaction)
    unit.consents.insert(GIVEN)
    unit.records.insert(record())
    unit.grants.insert(GRANT)
    values = Released({"name": "A", "birthdate": "1991-04-12"}, {}, {})
    binding = code_binding(transaction, GIVEN)
    plaintext, until = values.to_bytes(), GRANT.expires_at
    CARRIAGE.load(unit, TOKEN, Hop.TOKEN, binding=binding, plaintext=plaintext, expires_at=until)


def releasing(ledger: Ledger) -> Any:
    release = Release(Profile.FAPI, ledger, lambda: AGREEMENT, CARRIAGE, lambda: NOON)
    return release.release(GRANT, HOSPITAL, TOKEN)


def withdrawing(ledger: Ledger) -> Any:
    return Withdrawing(ledger, lambda: NOON).withdraw(GIVEN.principal_ref, GIVEN.id, actor=Actor.PRINCIPAL)


def standing(unit: Unit) -> tuple[object, ...]:
    return (
        unit.consents.lock(GIVEN.id),
        unit.records.get(GIVEN.id),
        unit.grants.get(GRANT.token_digest),
        unit.carriers.get(GRANT.token_digest),
    )


def events(kind: Kind, ledger: LedgerUnderTest) -> list[Event]:
    return [parse_body(body).event for *_, body in kind.log_rows(ledger)]


async def outcomes(kind: Kind, first: Any, second: Any) -> tuple[Any, Any, list[Event]]:
    """What comes of `second` that begins while `first` holds the lock, each on a connection of its own."""
    one, other = kind.open(), kind.open()
    holding = Holding(one, threading.Event(), threading.Event())
    await one.atomically(redeemed)
    ahead = asyncio.ensure_future(first(holding))
    assert await asyncio.to_thread(holding.reached.wait, 10)
    behind = asyncio.ensure_future(second(other))
    await asyncio.sleep(0.1)
    assert not behind.done(), "it did not wait"
    holding.go.set()
    results = await asyncio.gather(ahead, behind, return_exceptions=True)
    logged = events(kind, one)
    await one.close()
    await other.close()
    return results[0], results[1], logged


async def test_a_call_that_waited_for_a_withdrawal_is_denied(durable: Kind) -> None:
    withdrawn, answer, logged = await outcomes(durable, withdrawing, releasing)
    assert (withdrawn.state, withdrawn.releases) == (Status.WITHDRAWN, ())
    assert isinstance(answer, InvalidToken)
    assert logged == [Event.WITHDRAWN]


async def test_a_withdrawal_that_waited_for_a_call_comes_after_its_release(durable: Kind) -> None:
    answer, withdrawn, logged = await outcomes(durable, releasing, withdrawing)
    assert answer.released.claims["name"] == "A"
    assert withdrawn.state is Status.WITHDRAWN
    assert [each.at for each in withdrawn.releases] == [NOON]
    assert logged == [Event.RELEASED, Event.WITHDRAWN]


async def test_of_many_withdrawals_at_once_one_is_made_and_told(kind: Kind, ledger: LedgerUnderTest) -> None:
    await ledger.atomically(redeemed)
    results = await asyncio.gather(*(withdrawing(ledger) for _ in range(10)))
    assert all(each == results[0] for each in results)
    assert events(kind, ledger) == [Event.WITHDRAWN]
    (due,) = await ledger.read(lambda unit: unit.outbox.due(NOON + timedelta(days=1), limit=9))
    assert (due.event.record_id, due.event.partner_id) == (GIVEN.id, HOSPITAL.client_id)


async def test_nothing_of_a_withdrawal_stays_when_its_event_cannot_be_kept(
    kind: Kind, ledger: LedgerUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ledger.atomically(redeemed)
    before = await ledger.read(
        lambda unit: (unit.consents.lock(GIVEN.id), unit.grants.get(GRANT.token_digest))
    )

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        store = await ledger.read(lambda unit: type(unit.outbox))
        broken.setattr(store, "append", fail)
        with pytest.raises(ZeroDivisionError):
            await withdrawing(ledger)
    after = await ledger.read(
        lambda unit: (unit.consents.lock(GIVEN.id), unit.grants.get(GRANT.token_digest))
    )
    assert after == before
    assert events(kind, ledger) == []
