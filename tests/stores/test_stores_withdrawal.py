"""A withdrawal and a release of one consent, on two connections at once: the lock decides, and it holds."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bridge.adapters.memory import MemoryLedger
from bridge.adapters.seals import PepperedSeals
from bridge.domain.attributes import released_claims
from bridge.domain.audit_events import Event, parse_body
from bridge.domain.profiles import Profile
from bridge.domain.reasons import Reason
from bridge.domain.records import Actor, Status
from bridge.flows.carriers import Carriage, Released
from bridge.flows.consenting import code_binding
from bridge.flows.ports import Hop, Ledger, Unit
from bridge.flows.release import Release
from bridge.flows.revoke import Revoke
from bridge.flows.transaction import State
from bridge.flows.withdrawing import Withdrawing
from domain.samples import ADULT, AGREEMENT, HOSPITAL, NOON, consent, record
from effort import examples
from eid_cli.consent_order import ConsentOrder
from eid_kit.oauth.errors import InvalidToken
from eid_kit.oauth.secrets_ import digest
from stores import samples
from stores.ledgers import Kind, LedgerUnderTest, memory_kind

T = TypeVar("T")
TOKEN = "t" * 43
CARRIAGE = Carriage(PepperedSeals(b"p" * 32))
GIVEN = replace(consent(), transaction_id="t1")
GRANT = replace(
    samples.grant(digest(TOKEN)), client_id=HOSPITAL.client_id, consent_id=GIVEN.id, issued_at=NOON
)


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


def redeemed(unit: Unit, uses: int = 1) -> None:
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
    unit.consents.insert(replace(GIVEN, uses_left=uses))
    unit.records.insert(record().token_issued())
    unit.grants.insert(GRANT)
    values = Released({"name": "A", "birthdate": "1991-04-12"}, {}, {})
    binding = code_binding(transaction, GIVEN)
    plaintext, until = values.to_bytes(), GRANT.expires_at
    CARRIAGE.load(unit, TOKEN, Hop.TOKEN, binding=binding, plaintext=plaintext, expires_at=until)


def releasing(ledger: Ledger, at: datetime = NOON) -> Any:
    release = Release(Profile.FAPI, ledger, lambda _unit: AGREEMENT, CARRIAGE, lambda: at)
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
    (due,) = await ledger.read(lambda unit: unit.outbox.of_record(GIVEN.id))
    assert (due.is_due(NOON), due.partner_id) == (True, HOSPITAL.client_id)


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


async def test_a_call_that_was_denied_is_explained_in_the_record(ledger: LedgerUnderTest) -> None:
    await ledger.atomically(redeemed)
    with pytest.raises(InvalidToken):
        await releasing(ledger, at=GIVEN.expires_at)
    kept = await ledger.read(lambda unit: unit.records.get(GIVEN.id))
    assert kept is not None
    assert kept.denial is not None
    assert (kept.denial.reason, kept.releases) == (Reason.CONSENT_NOT_IN_FORCE, ())
    assert kept.status(GIVEN.expires_at) is Status.EXPIRED


# --- whatever happens in whatever order

STEPS: dict[str, Callable[[Ledger], Any]] = {
    "release": releasing,
    "withdraw": withdrawing,
    "give back": lambda ledger: Revoke(ledger, lambda: NOON).revoke(HOSPITAL, TOKEN),
    "revoke": lambda ledger: Withdrawing(ledger, lambda: NOON).revoke(GIVEN.id),
}


async def taken(ledger: MemoryLedger, steps: list[str]) -> None:
    await ledger.atomically(lambda unit: redeemed(unit, uses=3))
    for step in steps:
        with contextlib.suppress(InvalidToken):
            await STEPS[step](ledger)


@settings(max_examples=examples(40), deadline=None)
@given(steps=st.lists(st.sampled_from(sorted(STEPS)), max_size=8))
@example(steps=["release", "release", "release", "release", "withdraw"])
@example(steps=["release", "withdraw", "release"])
def test_no_order_of_acts_releases_anything_after_a_withdrawal_and_the_record_says_what_happened(
    steps: list[str],
) -> None:
    kind = memory_kind()
    ledger = kind.open()
    assert isinstance(ledger, MemoryLedger)
    asyncio.run(taken(ledger, steps))
    logged = [parse_body(entry.body) for entry in ledger.entries]
    order = ConsentOrder()
    faults = list(order.take(replace(samples.event(Event.CONSENT_GIVEN), **_SUBJECT)))
    assert faults + [fault for each in logged for fault in order.take(each)] == []
    kept = asyncio.run(ledger.read(lambda unit: unit.records.get(GIVEN.id)))
    assert kept is not None
    happened = [each.event for each in logged if each.event is not Event.DENIED]
    assert len(kept.releases) == happened.count(Event.RELEASED) == _until_ended(steps)
    assert (kept.state is Status.WITHDRAWN) == ("withdraw" in steps)
    ends = happened.count(Event.WITHDRAWN) + happened.count(Event.REVOKED_BY_OPERATOR)
    assert len(asyncio.run(ledger.read(lambda unit: unit.outbox.of_record(GIVEN.id)))) == ends


_SUBJECT: dict[str, Any] = {
    "partner": GIVEN.partner_id,
    "purpose": GIVEN.purpose,
    "transaction_id": GIVEN.transaction_id,
    "consent_id": GIVEN.id,
    "claim_names": tuple(sorted(released_claims(GIVEN.attributes))),
}


def _until_ended(steps: list[str]) -> int:
    """How many of three uses were made before anything ended the consent."""
    first_end = next((at for at, step in enumerate(steps) if step != "release"), len(steps))
    return min(3, first_end)
