"""Events reach their partners: tried again, given up in the open, and no partner in another's way."""

import asyncio
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bridge.adapters.memory import MemoryLedger
from bridge.domain.deliveries import CLAIMED_FOR, TOLD_FOR, Delivery, DeliveryState, Setback
from bridge.domain.partner_events import PartnerEvent, PartnerEventKind
from bridge.domain.partners import Partner, parse_partner
from bridge.flows import purging, supervised
from bridge.flows.couriers import AT_ONCE, couriers
from bridge.flows.delivering import Delivering
from bridge.flows.event_statements import EventStatements
from bridge.flows.issuers import Issuers
from bridge.flows.partners import Partners
from bridge.flows.ports import Ledger, StoreUnavailable, Unit
from domain.samples import HOSPITAL_METADATA
from eid_kit.http.log_lines import WithoutValues
from eid_kit.oauth import security_event
from eid_kit.oauth.jwt import UnverifiedJwt
from eid_kit.oauth.keys import generate_key
from eid_kit.oauth.secrets_ import digest
from eid_kit.simulator.clock import MovableClock

KEY = generate_key("ES256")
BRIDGE = "https://bridge.test"


@dataclass(slots=True)
class Endpoints:
    """The partners' ends: each does what `behaviour` of its address says, else accepts."""

    behaviour: dict[str, Callable[[], Setback | None]] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    pushed: list[tuple[str, str]] = field(default_factory=list)

    async def push(self, endpoint: str, token: str) -> Setback | None:
        self.pushed.append((endpoint, token))
        if endpoint in self.silent:
            await self.answered.wait()
        return self.behaviour.get(endpoint, lambda: None)()

    def asked(self) -> list[str]:
        return [endpoint.removeprefix("https://").removesuffix("/events") for endpoint, _ in self.pushed]


@dataclass(slots=True)
class Scene:
    ledger: MemoryLedger
    clock: MovableClock
    ends: Endpoints
    partners: dict[str, Partner]
    delivering: Delivering

    async def told(self, partner_id: str = "hospital", record_id: str = "r1") -> PartnerEvent:
        event = PartnerEvent(
            kind=PartnerEventKind.CONSENT_WITHDRAWN,
            partner_id=partner_id,
            record_id=record_id,
            subject="pairwise",
            at=self.clock.now(),
            claim_names=("name",),
            purpose="health.patient_summary",
        )
        await self.ledger.atomically(lambda unit: unit.outbox.append(event))
        return event

    async def found(self, event: PartnerEvent) -> Delivery:
        delivery = await self.ledger.read(lambda unit: unit.outbox.get(event.id))
        assert delivery is not None
        return delivery


def partner(client_id: str, **members: str | None) -> Partner:
    metadata = {
        **HOSPITAL_METADATA,
        "client_id": client_id,
        "event_endpoint": f"https://{client_id}/events",
        **members,
    }
    return parse_partner(
        {name: value for name, value in metadata.items() if value is not None}, verified=True
    )


@pytest.fixture
def scene() -> Scene:
    clock, ends = MovableClock(), Endpoints()
    ledger = MemoryLedger(log_key=Ed25519PrivateKey.generate(), random_bytes=os.urandom)
    partners = {each.client_id: each for each in (partner("hospital"), partner("clinic"))}
    statements = EventStatements(Issuers.at(BRIDGE), KEY)
    delivering = Delivering(ledger, Partners(ledger, partners), statements, ends, clock.now, bytes)
    return Scene(ledger, clock, ends, partners, delivering)


async def test_an_event_is_pushed_once_and_only_its_digest_is_kept(scene: Scene) -> None:
    event = await scene.told()
    assert await scene.delivering.waiting(9) == ("hospital",)
    assert await scene.delivering.deliver_next("hospital")
    ((_, token),) = scene.ends.pushed
    stated = security_event.verify(
        UnverifiedJwt(token), (KEY,), issuer=BRIDGE, audience="hospital", now=event.at, algorithms=("ES256",)
    )
    assert (stated.jti, stated.subject) == (
        event.id,
        {"format": "iss_sub", "iss": BRIDGE, "sub": "pairwise"},
    )
    delivery = await scene.found(event)
    assert (delivery.state, delivery.event, delivery.set_sha256) == (
        DeliveryState.DELIVERED,
        None,
        digest(token),
    )
    assert not await scene.delivering.deliver_next("hospital")


async def test_an_event_that_did_not_arrive_is_pushed_again_with_the_same_claims(scene: Scene) -> None:
    scene.ends.behaviour["https://hospital/events"] = lambda: Setback.TIMEOUT
    event = await scene.told()
    assert not await scene.delivering.deliver_next("hospital")
    assert await scene.delivering.waiting(9) == ()
    assert (await scene.found(event)).setback is Setback.TIMEOUT
    scene.ends.behaviour.clear()
    scene.clock.advance(5)
    assert await scene.delivering.deliver_next("hospital")
    first, second = (token.split(".")[1] for _, token in scene.ends.pushed)
    assert first == second


async def test_what_the_partner_refuses_is_not_pushed_again_and_the_next_event_is(scene: Scene) -> None:
    scene.ends.behaviour["https://hospital/events"] = lambda: Setback.INVALID_AUDIENCE
    refused = await scene.told(record_id="r1")
    scene.clock.advance(1)
    await scene.told(record_id="r2")
    assert await scene.delivering.deliver_next("hospital")
    assert (await scene.found(refused)).state is DeliveryState.UNDELIVERED
    scene.ends.behaviour.clear()
    assert await scene.delivering.deliver_next("hospital")
    assert len(scene.ends.pushed) == 2


@pytest.mark.parametrize(
    ("client_id", "setback"),
    [
        pytest.param("nobody", Setback.PARTNER_GONE, id="a registration that is gone"),
        pytest.param("quiet", Setback.NO_ENDPOINT, id="a registration without an endpoint"),
    ],
)
async def test_a_partner_that_cannot_be_told_is_told_if_it_can_within_the_day(
    scene: Scene, client_id: str, setback: Setback
) -> None:
    scene.partners["quiet"] = partner("quiet", event_endpoint=None)
    event = await scene.told(client_id)
    assert not await scene.delivering.deliver_next(client_id)
    assert ((await scene.found(event)).setback, scene.ends.pushed) == (setback, [])
    scene.partners[client_id] = partner(client_id)
    scene.clock.advance(60)
    assert await scene.delivering.deliver_next(client_id)
    assert (await scene.found(event)).state is DeliveryState.DELIVERED


async def test_a_partner_that_wants_no_events_costs_one_line_and_no_warning(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    scene.partners["quiet"] = partner("quiet", event_endpoint=None)
    event = await scene.told("quiet")
    with caplog.at_level(logging.INFO):
        for _ in range(60):
            await scene.delivering.deliver_next("quiet")
            scene.clock.advance(timedelta(hours=1).total_seconds())
    assert (await scene.found(event)).state is DeliveryState.UNDELIVERED
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("INFO", f"event {event.id} waits: quiet has no event endpoint")
    ]


async def test_a_partner_that_stays_away_is_given_up_after_a_day_with_a_line_for_each_attempt(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    scene.ends.behaviour["https://hospital/events"] = lambda: Setback.UNREACHABLE
    event = await scene.told()
    with caplog.at_level(logging.WARNING):
        for _ in range(60):
            await scene.delivering.deliver_next("hospital")
            scene.clock.advance(timedelta(hours=1).total_seconds())
    delivery = await scene.found(event)
    assert delivery.state is DeliveryState.UNDELIVERED
    assert len(scene.ends.pushed) == delivery.attempts <= TOLD_FOR / timedelta(hours=1) + 1
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == delivery.attempts
    assert lines[-1] == (
        f"event {event.id} did not reach hospital: unreachable at attempt {delivery.attempts}; "
        "it is undelivered"
    )
    assert not any(word in line for line in lines for word in ("pairwise", "name", "patient_summary", "r1"))


async def test_a_pusher_that_died_leaves_its_event_to_the_next(scene: Scene) -> None:
    event = await scene.told()
    scene.ends.silent.add("https://hospital/events")
    dying = asyncio.create_task(scene.delivering.deliver_next("hospital"))
    await asyncio.sleep(0)
    dying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await dying
    scene.ends.silent.clear()
    assert not await scene.delivering.deliver_next("hospital")
    scene.clock.advance(CLAIMED_FOR.total_seconds())
    assert await scene.delivering.deliver_next("hospital")
    assert (await scene.found(event)).attempts == 2


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.001)


async def test_a_silent_partner_holds_up_nobody_else_and_is_not_asked_twice_at_once(scene: Scene) -> None:
    scene.ends.silent.add("https://hospital/events")
    for number in range(3):
        await scene.told("hospital", f"r{number}")
    await scene.told("clinic", "r9")
    async with couriers(scene.delivering, interval_s=0.001):
        await until(lambda: "clinic" in scene.ends.asked())
        await asyncio.sleep(0.01)
        assert sorted(scene.ends.asked()) == ["clinic", "hospital"]
        scene.ends.answered.set()
        await until(lambda: scene.ends.asked().count("hospital") == 3)


async def test_only_so_many_partners_are_called_at_once(scene: Scene) -> None:
    for number in range(AT_ONCE + 3):
        name = f"p{number}"
        scene.partners[name] = partner(name)
        scene.ends.silent.add(f"https://{name}/events")
        await scene.told(name, name)
    async with couriers(scene.delivering, interval_s=0.001):
        await until(lambda: len(scene.ends.pushed) == AT_ONCE)
        await asyncio.sleep(0.01)
        assert len(scene.ends.pushed) == AT_ONCE
        scene.ends.answered.set()
        await until(lambda: len(scene.ends.pushed) == AT_ONCE + 3)


async def test_stopping_lets_the_event_on_its_way_arrive_and_sends_no_other(scene: Scene) -> None:
    scene.ends.silent.add("https://hospital/events")
    first, second = await scene.told(record_id="r1"), await scene.told(record_id="r2")
    async with couriers(scene.delivering, interval_s=0.001):
        await until(lambda: len(scene.ends.pushed) == 1)
        asyncio.get_running_loop().call_later(0.02, scene.ends.answered.set)
    states = {(await scene.found(event)).state for event in (first, second)}
    assert states == {DeliveryState.DELIVERED, DeliveryState.WAITING}
    assert len(scene.ends.pushed) == 1


async def test_a_store_that_is_away_is_asked_again_and_nothing_is_pushed_unclaimed(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    event = await scene.told()

    async def away(_work: Callable[[Unit], object]) -> object:
        raise StoreUnavailable("away")

    with monkeypatch.context() as broken, caplog.at_level(logging.WARNING, supervised.__name__):
        broken.setattr(scene.ledger, "read", away)
        async with couriers(scene.delivering, interval_s=0.001):
            await until(lambda: bool(caplog.records))
            broken.undo()
            broken.setattr(scene.ledger, "atomically", away)
            await until(lambda: any("stopped" in record.getMessage() for record in caplog.records))
            assert scene.ends.pushed == []
            broken.undo()
            await until(lambda: bool(scene.ends.pushed))
    assert (await scene.found(event)).state is DeliveryState.DELIVERED


@pytest.mark.parametrize("step", ["read", "atomically"], ids=["the look-out", "a courier"])
async def test_one_unexpected_error_is_a_line_without_its_message_and_ends_no_delivery(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, step: str
) -> None:
    event = await scene.told()

    async def broken(_work: Callable[[Unit], object]) -> object:
        raise ValueError("a name")

    monkeypatch.setattr(scene.ledger, step, broken)
    async with couriers(scene.delivering, interval_s=0.001):
        await until(lambda: bool(caplog.records))
        monkeypatch.undo()
        await until(lambda: bool(scene.ends.pushed))
    assert (await scene.found(event)).state is DeliveryState.DELIVERED
    (line,) = [record for record in caplog.records if record.levelno == logging.ERROR][:1]
    WithoutValues().filter(line)
    assert ("ValueError" in line.getMessage(), "a name" in line.getMessage()) == (True, False)


async def test_one_unexpected_error_ends_no_purging(monkeypatch: pytest.MonkeyPatch) -> None:
    purges: list[datetime] = []

    class Purged:
        async def purge(self, at: datetime) -> int:
            purges.append(at)
            if len(purges) == 1:
                raise ValueError("anything")
            return 0

    monkeypatch.setattr(purging, "PURGE_INTERVAL_S", 0.001)
    async with purging.purging(cast("Ledger", Purged()), MovableClock().now):
        await until(lambda: len(purges) > 1)
