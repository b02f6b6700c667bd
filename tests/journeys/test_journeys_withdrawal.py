"""Withdrawal: from then on nothing leaves, at whatever step it comes, and the partner is to be told."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped] # it ships no types

from bridge.adapters.sql.codec import DELIVERY, RECORD
from bridge.domain.audit_events import Event
from bridge.domain.partner_events import PartnerEvent, PartnerEventKind
from bridge.domain.reasons import Reason
from bridge.domain.receipt_schema import CITIZEN_SCHEMA, DEFINITIONS
from bridge.domain.receipts import RECEIPT_TYPE
from bridge.domain.records import Actor, ConsentRecord, Status
from bridge.flows.citizen_receipts import CitizenReceipts
from bridge.flows.own_records import NoSuchRecord
from bridge.flows.ports import Unit
from bridge.flows.signed_receipts import ReceiptSigner
from bridge.flows.withdrawing import Withdrawing
from eid_kit.oauth import jwt
from eid_kit.oauth.jwt import UnverifiedJwt
from journeys.baseline_client import BAR, at_baseline
from journeys.checks import require_error
from journeys.client import Organisation
from journeys.walk import Begin, Walk
from journeys.world import BRIDGE, Link

SCHEMA = Draft202012Validator({**CITIZEN_SCHEMA, "$defs": DEFINITIONS})


def records(link: Link) -> dict[str, ConsentRecord]:
    """Every record that there is."""
    return {
        id_: RECORD.validate_json(body)
        for id_, body in link.record()["SELECT id, body FROM records ORDER BY id"]
    }


def told(link: Link) -> dict[str, PartnerEvent]:
    """Every event that a partner is to be told of."""
    rows = link.record()["SELECT id, body FROM outbox ORDER BY id"]
    deliveries = [DELIVERY.validate_json(body) for _, body in rows]
    return {each.id: each.event for each in deliveries if each.event is not None}


async def made(link: Link, step: Callable[[], Awaitable[object]]) -> ConsentRecord:
    """The one record that a step made."""
    before = records(link)
    await step()
    (record,) = [each for id_, each in records(link).items() if id_ not in before]
    return record


async def withdraw(link: Link, record: ConsentRecord) -> ConsentRecord:
    withdrawing = Withdrawing(link.world.ledger, link.clock.now)
    return await withdrawing.withdraw(record.principal_ref, record.id, actor=Actor.PRINCIPAL)


async def citizens_receipt(
    link: Link, record: ConsentRecord, *, read_by: str | None = None
) -> dict[str, Any]:
    """The citizen's own receipt, checked against key and schema; `read_by` is a child's representative."""
    key = link.world.keys.receipt_sign
    receipts = CitizenReceipts(link.world.ledger, ReceiptSigner(BRIDGE, key), link.clock.now)
    signed = await receipts.receipt(read_by or record.principal_ref, record.id)
    verified = jwt.verify(UnverifiedJwt(signed), (key,), algorithms=("ES256",), typ=RECEIPT_TYPE)
    SCHEMA.validate(dict(verified.claims))
    return dict(verified.claims)


def happened(receipt: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["state"], each["actor"]) for each in receipt["events"]]


async def _receipt_of(started: Walk, token: str, record: ConsentRecord) -> httpx.Response:
    partner, url = started.organisation, f"{BRIDGE}/v1/receipts/{record.id}"
    await partner.learn_nonce(started.attempt)
    proof = partner.proof(started.attempt.key, "GET", url, access_token=token)
    return await partner.http.get(url, headers={"Authorization": f"DPoP {token}", "DPoP": proof})


async def _is_active(partner: Organisation, token: str) -> bool:
    form = {"token": token, **partner.assertion()}
    return bool((await partner.http.post(f"{BRIDGE}/oauth/introspect", data=form)).json()["active"])


async def _state(link: Link, record: ConsentRecord) -> tuple[str, str]:
    """How the consent and its transaction stand."""

    def look(unit: Unit) -> tuple[str, str]:
        consent = unit.consents.lock(record.id)
        assert consent is not None
        transaction = unit.transactions.get(consent.transaction_id)
        assert transaction is not None
        return consent.state.value, transaction.state.value

    return await link.world.ledger.read(look)


async def test_a_token_is_dead_everywhere_at_once_and_its_values_are_gone(
    link: Link, partner: Organisation, walk: Begin
) -> None:
    started, sealed = await walk(partner), link.count("carriers") + link.count("access_grants")
    tokens: list[str] = []

    async def redeem() -> None:
        tokens.append(await started.token())

    record, before = await made(link, redeem), len(link.log())
    (token,) = tokens
    assert await _is_active(partner, token)
    withdrawn = await withdraw(link, record)
    require_error(await partner.try_userinfo(started.attempt, token), 401, "invalid_token")
    require_error(await _receipt_of(started, token, record), 401, "invalid_token")
    assert not await _is_active(partner, token)
    assert link.count("carriers") + link.count("access_grants") == sealed
    (entry,) = link.log()[before:]
    assert (entry.event, entry.rule, entry.consent_id) == (Event.WITHDRAWN, 4, record.id)
    assert withdrawn == records(link)[record.id]
    assert (withdrawn.state, withdrawn.releases) == (Status.WITHDRAWN, ())


async def test_a_code_is_dead_too_and_its_journey_has_ended(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    started = await walk(hotel, attributes=("name",))
    codes: list[str] = []

    async def approve() -> None:
        codes.append(await started.code())

    record = await made(link, approve)
    assert await _state(link, record) == ("given", "coded")
    await withdraw(link, record)
    assert await _state(link, record) == ("withdrawn", "refused")
    require_error(await started.organisation.try_redeem(started.attempt, codes[0]), 400, "invalid_grant")


async def test_a_baseline_token_is_dead_as_well(link: Link, stack: AsyncExitStack) -> None:
    bar = await at_baseline(link, stack, BAR)
    started = await bar.journey(await stack.enter_async_context(link.client()))
    tokens: list[str] = []

    async def redeem() -> None:
        tokens.append(await started.token(bar.citizen))

    await withdraw(link, await made(link, redeem))
    require_error(await bar.try_userinfo(started.attempt, tokens[0]), 401, "invalid_token")


async def test_a_used_consent_is_withdrawn_and_its_recipient_is_told_once(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    started, before = await walk(hotel, attributes=("name", "email")), told(link)
    answers: list[dict[str, Any]] = []

    async def use() -> None:
        token = await started.token(ticks=("email",))
        answers.append(await hotel.userinfo(started.attempt, token))

    record = await made(link, use)
    assert [set(each.claims) for each in record.releases] == [set(answers[0]["verified_claims"]["claims"])]
    link.clock.advance(3600)
    withdrawn = await withdraw(link, record)
    steps = [
        ("requested", "recipient"),
        ("given", "principal"),
        ("used", "recipient"),
        ("withdrawn", "principal"),
    ]
    assert happened(await citizens_receipt(link, record)) == steps
    (event,) = [each for id_, each in told(link).items() if id_ not in before]
    assert (event.kind, event.partner_id) == (PartnerEventKind.CONSENT_WITHDRAWN, hotel.client_id)
    assert (event.subject, event.record_id) == (answers[0]["sub"], record.id)
    assert set(event.claim_names) == {"name", "name#und-Latn-x-mrz", "email"}
    as_it_is = link.record()
    assert await withdraw(link, record) == withdrawn
    assert link.record() == as_it_is


async def test_a_consent_that_ran_out_unused_shows_so_and_can_still_be_withdrawn(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    started = await walk(hotel, attributes=("name",))
    record = await made(link, started.code)
    link.clock.advance(301)
    assert record.status(link.clock.now()) is Status.EXPIRED
    ran_out = [("requested", "recipient"), ("given", "principal"), ("expired", "bridge")]
    assert happened(await citizens_receipt(link, record)) == ran_out
    assert (await withdraw(link, record)).state is Status.WITHDRAWN


@pytest.mark.parametrize("seconds", [0, 120], ids=["the code is live", "the code ran out"])
async def test_a_partner_that_never_had_a_token_is_not_told_who_the_citizen_was(
    link: Link, hotel: Organisation, walk: Begin, seconds: int
) -> None:
    before = told(link)
    record = await made(link, (await walk(hotel, attributes=("name",))).code)
    link.clock.advance(seconds)
    await Withdrawing(link.world.ledger, link.clock.now).revoke(record.id)
    assert (await withdraw(link, record)).state is Status.WITHDRAWN
    assert told(link) == before


async def test_a_partner_that_had_a_token_and_used_none_of_it_is_told(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    before, started = told(link), await walk(hotel, attributes=("name",))
    record = await made(link, started.token)
    link.clock.advance(301)
    await withdraw(link, record)
    (event,) = [each for id_, each in told(link).items() if id_ not in before]
    assert (event.subject, event.claim_names) == (record.subject, ("name", "name#und-Latn-x-mrz"))


async def test_what_the_operator_ends_is_ended_alike_and_the_citizen_may_still_withdraw_it(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    started, before, entries = await walk(hotel, attributes=("name",)), told(link), len(link.log())
    tokens: list[str] = []

    async def redeem() -> None:
        tokens.append(await started.token())

    record = await made(link, redeem)
    withdrawing = Withdrawing(link.world.ledger, link.clock.now)
    revoked = await withdrawing.revoke(record.id)
    assert await withdrawing.revoke(record.id) == revoked
    require_error(await hotel.try_userinfo(started.attempt, tokens[0]), 401, "invalid_token")
    receipt = await citizens_receipt(link, record)
    assert (receipt["status"], happened(receipt)[-1]) == ("revoked", ("revoked", "operator"))
    await withdraw(link, record)
    kinds = [each.kind for id_, each in told(link).items() if id_ not in before]
    assert set(kinds) == set(PartnerEventKind)
    assert len(kinds) == 2
    assert [entry.event for entry in link.log()[entries:]][-2:] == [
        Event.REVOKED_BY_OPERATOR,
        Event.WITHDRAWN,
    ]


async def test_a_token_that_was_given_back_is_recorded_for_the_citizen(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    started = await walk(hotel, attributes=("name",))

    async def redeem_and_give_back() -> None:
        form = {"token": await started.token(), **hotel.assertion()}
        await hotel.http.post(f"{BRIDGE}/oauth/revoke", data=form)

    receipt = await citizens_receipt(link, await made(link, redeem_and_give_back))
    assert (receipt["status"], happened(receipt)[-1]) == ("revoked", ("revoked", "recipient"))


async def test_a_refusal_is_the_citizens_own_record_with_a_receipt_and_nothing_to_withdraw(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    started = await walk(hotel, attributes=("name", "email"))

    async def refuse() -> None:
        await started.answer(await started.sign_in(), decision="deny")

    record = await made(link, refuse)
    receipt = await citizens_receipt(link, record)
    assert (receipt["status"], receipt["attributes"]) == ("refused", [])
    assert {each["claim"] for each in receipt["attributes_declined"]} == {
        "name",
        "name#und-Latn-x-mrz",
        "email",
    }
    with pytest.raises(NoSuchRecord):
        await withdraw(link, record)


async def test_a_denial_is_explained_in_the_citizens_records_and_has_no_receipt(
    link: Link, hospital: Organisation, walk: Begin
) -> None:
    started = await walk(hospital)
    record = await made(link, lambda: started.denied("tran-van-minh"))
    assert record.state is Status.DENIED
    assert record.denial is not None
    assert record.denial.reason is Reason.ASSURANCE_TOO_LOW
    assert record.denial.what_would_pass
    assert record.grounds.clause == link.log()[-1].clause
    with pytest.raises(NoSuchRecord):
        await citizens_receipt(link, record)
    with pytest.raises(NoSuchRecord):
        await withdraw(link, record)


async def test_another_persons_record_is_not_told_from_one_that_is_not_there(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    record = await made(link, (await walk(hotel, attributes=("name",))).code)
    withdrawing, before = Withdrawing(link.world.ledger, link.clock.now), link.record()
    receipts = CitizenReceipts(
        link.world.ledger, ReceiptSigner(BRIDGE, link.world.keys.receipt_sign), link.clock.now
    )
    for principal_ref, record_id in (("q" * 43, record.id), (record.principal_ref, "none")):
        with pytest.raises(NoSuchRecord):
            await withdrawing.withdraw(principal_ref, record_id, actor=Actor.PRINCIPAL)
        with pytest.raises(NoSuchRecord):
            await receipts.receipt(principal_ref, record_id)
    assert link.record() == before
