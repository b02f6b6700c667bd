"""The comparison of a storm finds whatever is lost, doubled or contradicted: one thing wrong in each row."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bridge.domain.audit_events import AuditEvent, Event
from bridge.domain.consent import ConsentState
from bridge.domain.records import Status
from bridge.flows.ports import Hop, SealedRow
from bridge.flows.transaction import State, Transaction
from eid_kit.tlog.merkle import root_hash
from eid_sandbox.soak.acknowledged import Acknowledged, Outages
from eid_sandbox.soak.consistency import faults
from eid_sandbox.soak.record import Record, read_record
from journeys.client import registered
from journeys.people import HOTEL
from journeys.walk import Walk, begin
from journeys.world import opened

NOW = datetime.now(UTC)


@dataclass(frozen=True)
class Case:
    """A record and a client's ledger that fit each other, to be spoilt."""

    record: Record
    acknowledged: Acknowledged

    def transaction(self, state: State, *, released: bool = False) -> Transaction:
        """The one in that state, whose consent is used or not."""
        used = {event.transaction_id for event in self.record.events if event.event is Event.RELEASED}
        return next(
            each for each in self.record.transactions if each.state is state and (each.id in used) == released
        )

    def spoilt(self, **changes: Any) -> "Case":
        """With other rows."""
        return replace(self, record=replace(self.record, **changes))


async def _walked(folder: Path) -> Record:
    async with opened(folder) as link, AsyncExitStack() as stack:
        hotel = await registered(link, stack, HOTEL)

        async def walk() -> Walk:
            return await begin(hotel, await stack.enter_async_context(link.client()), attributes=("name",))

        await walk()
        await (await walk()).open()
        await (await walk()).sign_in()
        refusing = await walk()
        await refusing.answer(await refusing.sign_in(), decision="deny")
        await (await walk()).code()
        await (await walk()).token()
        await (await walk()).claims()
        return read_record(link.settings.database)


def _told(record: Record, event: Event) -> set[str]:
    return {str(each.transaction_id) for each in record.events if each.event is event}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """One transaction in every state, as a real link left them."""
    record = asyncio.run(_walked(tmp_path_factory.mktemp("walked")))
    acknowledged = Acknowledged(
        consents=_told(record, Event.CONSENT_GIVEN),
        refusals=_told(record, Event.CONSENT_REFUSED),
        tokens=_told(record, Event.TOKENS_ISSUED),
        answers=_told(record, Event.RELEASED),
        heads=[(size, root_hash(record.leaf_hashes[:size])) for size in range(len(record.leaf_hashes) + 1)],
    )
    return Case(record, acknowledged)


def found(case: Case) -> list[str]:
    return list(faults(case.record, case.acknowledged, now=NOW))


def test_what_a_link_leaves_behind_is_consistent(case: Case) -> None:
    assert {each.state for each in case.record.transactions} == set(State) - {State.SIGNED_IN}
    assert all(case.acknowledged.counts().values())
    assert found(case) == []


def without(event: Event) -> Callable[[Case], Case]:
    """The log without one entry of that event."""

    def spoil(case: Case) -> Case:
        lost = next(each for each in case.record.events if each.event is event)
        return case.spoilt(events=[each for each in case.record.events if each is not lost])

    return spoil


def twice(event: Event) -> Callable[[Case], Case]:
    """The log with one entry of that event once more."""

    def spoil(case: Case) -> Case:
        doubled: AuditEvent = next(each for each in case.record.events if each.event is event)
        return case.spoilt(events=[*case.record.events, doubled])

    return spoil


def consent(**changes: Any) -> Callable[[Case], Case]:
    """Another first consent."""

    def spoil(case: Case) -> Case:
        first, *others = case.record.consents
        return case.spoilt(consents=[replace(first, **changes), *others])

    return spoil


def state(old: State, new: State) -> Callable[[Case], Case]:
    """A transaction that claims another state than it is in."""

    def spoil(case: Case) -> Case:
        changed = case.transaction(old)
        others = [each for each in case.record.transactions if each is not changed]
        return case.spoilt(transactions=[*others, replace(changed, state=new)])

    return spoil


def carrier(state_: State, hop: Hop, *, released: bool = False) -> Callable[[Case], Case]:
    """One carrier more than there may be."""

    def spoil(case: Case) -> Case:
        owner = case.transaction(state_, released=released)
        row = SealedRow("0" * 64, hop, owner.id, b"", NOW + timedelta(minutes=1))
        return case.spoilt(carriers=[*case.record.carriers, row])

    return spoil


def no_carrier(hop: Hop) -> Callable[[Case], Case]:
    """The carriers of one hop are gone."""
    return lambda case: case.spoilt(carriers=[row for row in case.record.carriers if row.hop is not hop])


def record_of_a_consent(**changes: Any) -> Callable[[Case], Case]:
    """Another record of the first consent."""

    def spoil(case: Case) -> Case:
        about = case.record.consents[0].id
        changed = [replace(each, **changes) if each.id == about else each for each in case.record.records]
        return case.spoilt(records=changed)

    return spoil


def no_record(state_: Status) -> Callable[[Case], Case]:
    """The records of that state are gone."""
    return lambda case: case.spoilt(
        records=[each for each in case.record.records if each.state is not state_]
    )


def no_consent(case: Case) -> Case:
    return case.spoilt(consents=case.record.consents[1:])


def consent_twice(case: Case) -> Case:
    return case.spoilt(consents=[*case.record.consents, case.record.consents[0]])


def token_of_a_spent_consent(case: Case) -> Case:
    grant, spent = case.record.grants[0], case.transaction(State.REDEEMED, released=True)
    return case.spoilt(grants=[replace(grant, transaction_id=spent.id)])


def token_spent_too_early(case: Case) -> Case:
    return case.spoilt(grants=[replace(case.record.grants[0], spent=True)])


def token_of_a_code(case: Case) -> Case:
    grant, coded = case.record.grants[0], case.transaction(State.CODED)
    return case.spoilt(grants=[replace(grant, transaction_id=coded.id)])


def leaf_lost(case: Case) -> Case:
    return case.spoilt(leaf_hashes=case.record.leaf_hashes[:-1])


def leaf_between(case: Case) -> Case:
    return case.spoilt(leaf_hashes=[bytes(32), *case.record.leaf_hashes])


SPOILT = [
    pytest.param(without(Event.CONSENT_GIVEN), "0 entries `consent_given`", id="a consent is not in the log"),
    pytest.param(without(Event.CONSENT_REFUSED), "0 entries `consent_refused`", id="a refusal is lost"),
    pytest.param(without(Event.TOKENS_ISSUED), "0 entries `tokens_issued`", id="a token without its entry"),
    pytest.param(without(Event.RELEASED), "0 entries `released`", id="an answer without its entry"),
    pytest.param(twice(Event.CONSENT_GIVEN), "2 entries `consent_given`", id="a consent recorded twice"),
    pytest.param(twice(Event.TOKENS_ISSUED), "2 entries `tokens_issued`", id="a code redeemed twice"),
    pytest.param(twice(Event.RELEASED), "2 entries `released`", id="released twice"),
    pytest.param(no_consent, "without its consent", id="a consent is lost"),
    pytest.param(consent_twice, "beyond one for each", id="a consent is there twice"),
    pytest.param(consent(state=ConsentState.WITHDRAWN), "withdrawn", id="a consent changed by itself"),
    pytest.param(record_of_a_consent(state=Status.REVOKED), "its record says revoked", id="a record apart"),
    pytest.param(no_record(Status.USED), "without its record", id="a record is lost"),
    pytest.param(no_record(Status.REFUSED), "0 records of refusals", id="a refusal's record is lost"),
    pytest.param(consent(uses_left=5), "with", id="a use came back"),
    pytest.param(state(State.CODED, State.DECIDED), "consent is there", id="back before its consent"),
    pytest.param(state(State.DECIDED, State.CODED), "consent is not", id="coded without a consent"),
    pytest.param(state(State.CODED, State.REDEEMED), "contradicts", id="redeemed, says nobody else"),
    pytest.param(state(State.REFUSED, State.PUSHED), "entries that end it", id="a refusal undone"),
    pytest.param(state(State.PUSHED, State.REFUSED), "0 entries that end it", id="refused without an entry"),
    pytest.param(carrier(State.PUSHED, Hop.CODE), "carrier `code`", id="a code from nowhere"),
    pytest.param(carrier(State.CODED, Hop.CODE), "2 carriers", id="a second code"),
    pytest.param(carrier(State.REDEEMED, Hop.TOKEN, released=True), "1 carriers", id="values stay behind"),
    pytest.param(no_carrier(Hop.CODE), "sealed values are gone", id="the code opens nothing"),
    pytest.param(no_carrier(Hop.TOKEN), "sealed values are gone", id="the token opens nothing"),
    pytest.param(
        token_of_a_spent_consent, "without a consent that is given", id="a token outlives its consent"
    ),
    pytest.param(
        token_spent_too_early, "without a consent that is used", id="a token spent before its consent"
    ),
    pytest.param(token_of_a_code, "not redeemed", id="a token before its code was redeemed"),
    pytest.param(leaf_lost, "once published", id="the log lost its end"),
    pytest.param(leaf_between, "once published", id="something was put into the log"),
]


@pytest.mark.parametrize(("spoil", "complaint"), SPOILT)
def test_one_thing_wrong_is_found(case: Case, spoil: Callable[[Case], Case], complaint: str) -> None:
    complaints = found(spoil(case))
    assert any(complaint in each for each in complaints), complaints


def test_what_has_expired_may_be_purged(case: Case) -> None:
    spoilt = no_carrier(Hop.CODE)(no_carrier(Hop.TOKEN)(no_carrier(Hop.CONSENT)(case)))
    assert list(faults(spoilt.record, case.acknowledged, now=NOW + timedelta(hours=1))) == []


@pytest.mark.parametrize(
    ("start", "end", "touched"),
    [
        (0.0, 0.9, False),
        (0.0, 1.0, True),
        (1.5, 1.6, True),
        (2.0, 3.0, True),
        (2.1, 3.0, False),
        (4.5, 9.0, True),
    ],
)
def test_an_outage_excuses_only_what_it_touched(start: float, end: float, touched: bool) -> None:
    outages = Outages()
    outages.begin(1.0)
    outages.end(2.0)
    outages.begin(4.0)
    assert outages.touched(start, end) is touched
