"""One request is answered by one agreement, also where the ledger's own threads do the work."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import pytest

from bridge.adapters.sql import SqlLedger
from bridge.flows.consenting import Approved
from bridge.flows.ports import StoreUnavailable
from domain.samples import ADULT, AGREEMENT, HEALTH, HOSPITAL, NOON
from journeys.checks import require_error
from journeys.client import Organisation
from journeys.flows_in_memory import FlowsInMemory, run
from journeys.walk import Begin
from journeys.world import BRIDGE, Link

T = TypeVar("T")


def test_a_record_names_the_agreement_whose_words_were_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """A unit runs in the ledger's thread, where only the newest agreement is known."""
    flows = FlowsInMemory(AGREEMENT, NOON)
    pushed = flows.push(HOSPITAL, HEALTH.purpose, ("name", "allergies"))
    decided, s1 = flows.sign_in(pushed, HOSPITAL, ADULT, principal="p" * 43, held=("name", "allergies"))
    shown = flows.show(decided, HOSPITAL, s1)
    atomically = flows.ledger.atomically
    newer = replace(AGREEMENT, serial=AGREEMENT.serial + 1, digest="f" * 64)

    async def elsewhere(work: Callable[[Any], T]) -> T:
        flows.agreement = newer
        try:
            return await atomically(work)
        finally:
            flows.agreement = AGREEMENT

    monkeypatch.setattr(flows.ledger, "atomically", elsewhere)
    approved = flows.approve(shown, shown.offer.optional, s1)
    assert isinstance(approved, Approved)
    record = run(flows.ledger.read(lambda unit: unit.records.get(str(approved.transaction.consent_id))))
    assert record is not None
    assert (record.grounds.agreement_serial, record.grounds.agreement_digest) == (
        AGREEMENT.serial,
        AGREEMENT.digest,
    )


async def test_no_token_is_active_while_nobody_can_say_which_agreement_is_in_force(
    hotel: Organisation, walk: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = await (await walk(hotel, attributes=("name",))).token()

    async def fail(_ledger: SqlLedger) -> Any:
        raise StoreUnavailable("serial 9, which is in force, is refused")

    monkeypatch.setattr(SqlLedger, "agreement_version", fail)
    fields = {"token": token, **hotel.assertion()}
    answer = await hotel.http.post(f"{BRIDGE}/oauth/introspect", data=fields)
    require_error(answer, 503, "temporarily_unavailable")


async def test_words_that_came_into_force_since_the_sign_in_are_the_ones_consented_to(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    """Page, record, log and release name one agreement: the one whose words were read."""
    started = await walk(hotel, attributes=("name",))
    decided = await started.sign_in()
    agreement = link.world.treaty.last_known()
    newer = replace(agreement, serial=agreement.serial + 1, digest="f" * 64)
    link.put_in_force(newer)
    try:
        arrived = await started.answer(await started.browser.open(decided.url))
        assert arrived.arrived is not None
        tokens = await hotel.redeem(started.attempt, arrived.arrived["code"])
        await hotel.userinfo(started.attempt, tokens["access_token"])
    finally:
        link.put_in_force(agreement)
    assert {entry.agreement_digest for entry in link.log()[-3:]} == {newer.digest}
