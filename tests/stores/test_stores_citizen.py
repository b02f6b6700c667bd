"""What the citizen's own pages store: sessions, and requests with their answers."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bridge.adapters.store_errors import AlreadyExists, NotFound
from bridge.domain.attributes import Text
from bridge.domain.rights import KEPT_AFTER_ANSWER, AnswerGround, Misuse, Outcome, RightsRequest
from bridge.domain.rights_clocks import RightsKind
from bridge.flows.citizen_ports import CitizenSession
from bridge.flows.ports import Unit
from stores.ledgers import LedgerUnderTest
from stores.samples import NOW

SESSION = CitizenSession("d" * 64, "p" * 43, "vneid", NOW, NOW + timedelta(minutes=15))


def request(name: str = "r1", **changes: object) -> RightsRequest:
    usual = RightsRequest(
        id=name,
        principal_ref="p" * 43,
        kind=RightsKind.PROTECTION,
        partner_id="hospital",
        recipient=Text("Bệnh viện", "Hospital"),
        record_id="c1",
        claims=("name", "birthdate"),
        reached_recipient=True,
        received_at=NOW,
        misuse=Misuse.NOT_ME,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]  # one field at a time, by name


async def test_a_session_is_found_by_its_digest_until_it_is_deleted(ledger: LedgerUnderTest) -> None:
    await ledger.atomically(lambda unit: unit.citizen_sessions.insert(SESSION))
    assert await ledger.read(lambda unit: unit.citizen_sessions.get("d" * 64)) == SESSION
    gone = [await ledger.atomically(lambda unit: unit.citizen_sessions.delete("d" * 64)) for _ in range(2)]
    assert gone == [True, False]
    assert await ledger.read(lambda unit: unit.citizen_sessions.get("d" * 64)) is None


async def test_one_secret_opens_one_session(ledger: LedgerUnderTest) -> None:
    await ledger.atomically(lambda unit: unit.citizen_sessions.insert(SESSION))
    with pytest.raises(AlreadyExists):
        await ledger.atomically(lambda unit: unit.citizen_sessions.insert(SESSION))


async def test_a_session_that_is_over_is_purged(ledger: LedgerUnderTest) -> None:
    await ledger.atomically(lambda unit: unit.citizen_sessions.insert(SESSION))
    assert await ledger.purge(SESSION.expires_at - timedelta(microseconds=1)) == 0
    assert await ledger.purge(SESSION.expires_at) == 1


async def test_a_request_keeps_everything_that_happens_to_it(ledger: LedgerUnderTest) -> None:
    asked = request()
    await ledger.atomically(lambda unit: unit.rights.insert(asked))
    assert await ledger.read(lambda unit: unit.rights.get("r1")) == asked
    answered = asked.answered(Outcome.REFUSED, AnswerGround.NOT_CONFIRMED, NOW)

    def answer(unit: Unit) -> None:
        assert unit.rights.lock("r1") == asked
        unit.rights.replace(answered)

    await ledger.atomically(answer)
    assert await ledger.read(lambda unit: unit.rights.get("r1")) == answered


async def test_a_request_nobody_made_cannot_be_replaced(ledger: LedgerUnderTest) -> None:
    with pytest.raises(NotFound):
        await ledger.atomically(lambda unit: unit.rights.replace(request()))


async def test_requests_are_listed_for_their_citizen_and_for_the_operator(ledger: LedgerUnderTest) -> None:
    first, second = request("a"), request("b", received_at=NOW + timedelta(hours=1))
    others = request("c", principal_ref="q" * 43, received_at=NOW - timedelta(hours=1))
    done = request("d").answered(Outcome.REFUSED, AnswerGround.NOT_CONFIRMED, NOW)

    def insert(unit: Unit) -> None:
        for each in (second, first, others, done):
            unit.rights.insert(each)

    await ledger.atomically(insert)
    assert await ledger.read(lambda unit: unit.rights.of_principal("p" * 43)) == (second, done, first)
    assert await ledger.read(lambda unit: unit.rights.unanswered(limit=9)) == (others, first, second)
    assert await ledger.read(lambda unit: unit.rights.unanswered(limit=2)) == (others, first)


async def test_a_request_is_purged_a_year_after_its_answer_and_never_while_it_waits(
    ledger: LedgerUnderTest,
) -> None:
    done = request("d").answered(Outcome.REFUSED, AnswerGround.NOT_CONFIRMED, NOW)
    await ledger.atomically(lambda unit: unit.rights.insert(done))
    await ledger.atomically(lambda unit: unit.rights.insert(request("waits")))
    assert await ledger.purge(NOW + KEPT_AFTER_ANSWER - timedelta(microseconds=1)) == 0
    assert await ledger.purge(NOW + KEPT_AFTER_ANSWER) == 1
    assert await ledger.purge(NOW + 100 * KEPT_AFTER_ANSWER) == 0
    assert await ledger.read(lambda unit: unit.rights.get("waits")) == request("waits")
