"""The agreement is suspended while journeys are under way: the next decision denies, whoever asks for it."""

import asyncio
import json
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bridge.adapters.sql import SqlLedger
from bridge.domain.audit_events import Event
from bridge.flows.ports import StoreUnavailable
from bridge.flows.treaty_ports import StoredStatement
from eid_cli.__main__ import app
from journeys.checks import require_error
from journeys.client import Organisation, registered
from journeys.operating import Operator
from journeys.people import HOTEL
from journeys.walk import Walk, begin
from journeys.world import AGREEMENT, BRIDGE, Link

REASON = ("--reason", "vi=Diễn tập sự cố.", "--reason", "en=An incident exercise.")


@pytest.fixture
async def hotel(signed_link: Link, stack: AsyncExitStack) -> Organisation:
    return await registered(signed_link, stack, HOTEL)


@pytest.fixture
async def started(signed_link: Link, hotel: Organisation, stack: AsyncExitStack) -> Walk:
    return await begin(hotel, await stack.enter_async_context(signed_link.client()), attributes=("name",))


def last(link: Link) -> tuple[Event, str | None]:
    entry = link.log()[-1]
    return entry.event, str(entry.reason)


async def test_a_suspension_is_told_in_full_at_the_next_request_and_gone_with_the_lift(
    signed_link: Link, operator: Operator, started: Walk
) -> None:
    await operator.suspend("SG", *REASON)
    denied = await started.organisation.try_push(started.attempt, ("name",))
    require_error(denied, 400, "access_denied")
    assert denied.json()["reason"] == "agreement_suspended"
    assert "suspension by SG" in denied.json()["what_would_pass"]
    assert last(signed_link) == (Event.REQUEST_DENIED, "agreement_suspended")
    await operator.lift()
    assert (await started.organisation.try_push(started.attempt, ("name",))).status_code == 201
    events = [entry for entry in signed_link.log() if entry.event.startswith("agreement_")]
    assert [(each.event, each.party) for each in events] == [
        (Event.AGREEMENT_ACTIVATED, None),
        (Event.AGREEMENT_SUSPENDED, "SG"),
        (Event.AGREEMENT_LIFTED, None),
    ]


async def test_an_operator_explains_and_compares_by_what_is_in_force(
    signed_link: Link, operator: Operator, tmp_path: Path
) -> None:
    """The file beside the operator says something else than the database, as it may after an activation."""
    folder, url = operator.database[1], ("--database-url", operator.database[3])
    there = ("--in-force", folder, *url, "--party-keys", str(operator.public))
    day = ("--on", signed_link.clock.now().date().isoformat())
    asked = ("explain", "purpose=tourism.checkin", "country=VN", "sector=tourism", "attributes=name")
    newer = tmp_path / "newer.yaml"
    newer.write_text(
        AGREEMENT.read_text("utf-8").replace("baseline_allowed: true", "baseline_allowed: false")
    )

    def run(*words: str) -> Result:
        return CliRunner().invoke(app, ["agreement", *words, *there, *day])

    assert (await asyncio.to_thread(run, *asked)).exit_code == 0
    await operator.suspend("SG", *REASON)
    denied = await asyncio.to_thread(run, *asked)
    assert (denied.exit_code, "agreement_suspended" in denied.output) == (1, True)
    compared = await asyncio.to_thread(run, "diff", str(newer))
    assert (compared.exit_code, "2 of " in compared.output) == (1, True), compared.output
    await operator.lift()
    assert (await asyncio.to_thread(run, *asked)).exit_code == 0


async def test_a_suspension_during_the_sign_in_is_explained_in_plain_words(
    signed_link: Link, operator: Operator, started: Walk
) -> None:
    page = await started.open()
    await operator.suspend()
    page = await started.browser.submit(page, ("person", "tan-mei-ling"), ("decision", "approve"))
    assert "has suspended the agreement" in page.text
    assert "TAN MEI LING" not in page.text
    assert signed_link.count("carriers") == 0


async def test_a_suspension_while_the_citizen_reads_yields_no_code(
    signed_link: Link, operator: Operator, started: Walk
) -> None:
    page = await started.sign_in()
    await operator.suspend("VN")
    ended = await started.answer(page)
    assert ended.arrived is None
    assert "has suspended the agreement" in ended.text
    assert last(signed_link) == (Event.DENIED, "agreement_suspended")
    assert signed_link.count("carriers") == 0


async def test_a_suspension_before_userinfo_releases_nothing_and_the_token_stays_dead(
    signed_link: Link, operator: Operator, started: Walk
) -> None:
    token = await started.token()
    await operator.suspend()
    denied = await started.organisation.try_userinfo(started.attempt, token)
    require_error(denied, 400, "access_denied")
    assert denied.json()["reason"] == "agreement_suspended"
    assert signed_link.count("carriers") == signed_link.count("access_grants") == 0
    await operator.lift()
    again = await started.organisation.try_userinfo(started.attempt, token)
    require_error(again, 401, "invalid_token")


async def test_a_token_is_inactive_while_the_agreement_is_suspended(
    operator: Operator, started: Walk
) -> None:
    token = await started.token()
    hotel = started.organisation

    async def is_active() -> bool:
        asked = {"token": token, **hotel.assertion()}
        return bool((await hotel.http.post(f"{BRIDGE}/oauth/introspect", data=asked)).json()["active"])

    assert await is_active()
    await operator.suspend()
    assert not await is_active()


async def test_no_release_follows_a_suspension_that_came_after_the_request_began(
    signed_link: Link, operator: Operator, started: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The release asks inside its own transaction: what the request saw at its beginning is not enough."""
    token = await started.token()
    usual = SqlLedger.atomically

    async def suspended_just_before(self: SqlLedger, work: Callable[..., object]) -> object:
        if work.__qualname__.startswith("Release."):
            monkeypatch.setattr(SqlLedger, "atomically", usual)
            await operator.suspend()
        return await usual(self, work)

    monkeypatch.setattr(SqlLedger, "atomically", suspended_just_before)
    denied = await started.organisation.try_userinfo(started.attempt, token)
    assert denied.json()["reason"] == "agreement_suspended"
    assert Event.RELEASED not in {entry.event for entry in signed_link.log()}


async def test_what_is_published_says_who_signed_and_who_suspended(
    signed_link: Link, operator: Operator, stack: AsyncExitStack
) -> None:
    http = await stack.enter_async_context(signed_link.client())
    before = await http.get(f"{BRIDGE}/v1/agreement")
    signatures = before.json()["standing"]["signatures"]
    assert {party: each["kid"] for party, each in signatures.items()} == {"VN": "VN", "SG": "SG"}
    await operator.suspend("VN", *REASON)
    known = {"If-None-Match": before.headers["etag"]}
    found = await http.get(f"{BRIDGE}/v1/agreement", headers=known)
    assert found.status_code == 200, "the earlier answer was taken for this one"
    (suspension,) = found.json()["standing"]["suspensions"]
    assert (suspension["party"], suspension["signature_verified"]) == ("VN", True)
    assert suspension["reason"] == {"vi": "Diễn tập sự cố.", "en": "An incident exercise."}
    page = (await http.get(f"{BRIDGE}/agreement?lang=en")).text
    for shown in ("The agreement is suspended", "An incident exercise.", signatures["VN"]["thumbprint"]):
        assert shown in page
    ready = (await http.get(f"{BRIDGE}/readyz")).json()["checks"]["agreement"]
    assert ready["state"] == "ok"
    assert ready["found"].endswith(", suspended")


async def test_a_lift_of_one_party_is_refused_and_nothing_is_recorded(
    signed_link: Link, operator: Operator
) -> None:
    await operator.suspend("VN")
    for party in ("VN", "SG"):
        refused = await operator.run("lift", "--party", party)
        assert refused.exit_code == 1
        assert "is missing: nothing is lifted" in refused.stderr
    assert signed_link.count("agreement_statements") == 1
    assert (await operator.run("status")).exit_code == 1


async def test_a_lift_goes_from_one_party_to_the_other_as_a_file(
    signed_link: Link, operator: Operator, tmp_path: Path
) -> None:
    await operator.suspend("VN")
    file = str(tmp_path / "lift.json")
    begun = await operator.run("lift", "--party", "SG", "--statement", file)
    assert begun.exit_code == 1
    assert "signed by SG; hand it on" in begun.stdout
    assert signed_link.world.agreement.suspensions == ()  # not yet asked
    assert (await signed_link.world.treaty.refreshed()).agreement.suspensions
    assert (await operator.run("lift", "--party", "VN", "--statement", file)).exit_code == 0
    assert (await signed_link.world.treaty.refreshed()).agreement.suspensions == ()
    assert (await operator.run("status")).exit_code == 0


async def test_a_strangers_key_neither_suspends_nor_lifts_for_a_party(
    signed_link: Link, operator: Operator
) -> None:
    assert (await operator.run("suspend", "--party", "VN", keys="strangers")).exit_code == 2
    assert signed_link.count("agreement_statements") == 0
    await operator.suspend()
    refused = await operator.run("lift", "--party", "VN", "--party", "SG", keys="strangers")
    assert refused.exit_code == 2
    assert signed_link.count("agreement_statements") == 1


@pytest.mark.parametrize("document", ["", "{}", "no JSON"])
async def test_a_statement_in_the_database_that_nobody_can_read_suspends(
    signed_link: Link, operator: Operator, started: Walk, document: str
) -> None:
    spoilt = StoredStatement("x" * 32, document, signed_link.clock.now())
    await signed_link.world.ledger.atomically(lambda unit: unit.agreements.record(spoilt))
    denied = await started.organisation.try_push(started.attempt, ("name",))
    assert denied.json()["reason"] == "agreement_suspended"
    await operator.lift()
    assert (await started.organisation.try_push(started.attempt, ("name",))).status_code == 201


async def test_a_lift_that_was_put_into_the_database_with_one_signature_lifts_nothing(
    signed_link: Link, operator: Operator, started: Walk, tmp_path: Path
) -> None:
    await operator.suspend("VN")
    file = tmp_path / "lift.json"
    await operator.run("lift", "--party", "SG", "--statement", str(file))
    document = file.read_text("utf-8")
    forged = StoredStatement(
        json.loads(json.loads(document)["statement"])["id"], document, signed_link.clock.now()
    )
    await signed_link.world.ledger.atomically(lambda unit: unit.agreements.record(forged))
    denied = await started.organisation.try_push(started.attempt, ("name",))
    assert denied.json()["reason"] == "agreement_suspended"


async def test_nothing_is_decided_while_the_database_cannot_be_asked(
    signed_link: Link, started: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_self: SqlLedger) -> None:
        raise StoreUnavailable("away")

    page = await started.sign_in()
    monkeypatch.setattr(SqlLedger, "agreement_version", away)
    refused = await started.organisation.try_push(started.attempt, ("name",))
    require_error(refused, 503, "temporarily_unavailable")
    answered = await started.answer(page)
    assert (answered.status, answered.arrived) == (503, None)
