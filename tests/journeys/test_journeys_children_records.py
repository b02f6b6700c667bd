"""What is kept of a child's journey: the words that each of the two read, and one record of it all."""

from collections import Counter
from contextlib import closing

import pytest

from bridge.domain.attributes import released_claims
from bridge.domain.calendar_days import day_in
from bridge.domain.clauses import Clause
from bridge.domain.notice_writer import NoticeWriter
from bridge.domain.notices import Notice, Reader
from bridge.domain.reasons import Reason
from bridge.domain.records import Actor, AgeBand, ConsentRecord, Status
from bridge.flows.own_records import NoSuchRecord
from bridge.flows.withdrawing import Withdrawing
from eid_sandbox.browser import Page
from journeys.children import HOA, MOTHER, SIX, Family
from journeys.client import Organisation
from journeys.notices import read, words_of
from journeys.people import HEALTH
from journeys.test_journeys_withdrawal import citizens_receipt, happened
from journeys.walk import Begin
from journeys.world import BRIDGE, Link

OPTIONAL = {"blood_group", "immunizations"}


@pytest.fixture
async def family(hospital: Organisation, walk: Begin) -> Family:
    return Family(await walk(hospital))


async def _newest(link: Link) -> ConsentRecord:
    with closing(link._database()) as database:
        query = "SELECT id FROM records ORDER BY rowid DESC LIMIT 1"
        (record_id,) = database.execute(query).fetchone()
    found = await link.world.ledger.read(lambda unit: unit.records.get(record_id))
    assert found is not None
    return found


def _clause(link: Link) -> Clause:
    return next(each for each in link.world.agreement.clauses if each.id == "VNSG-HEALTH-1")


def _asked(link: Link) -> set[str]:
    return set(_clause(link).attributes) & set(HEALTH)


async def _notice(
    link: Link, family: Family, reader: Reader, *, offered: set[str], language: str = "en"
) -> Notice:
    client_id = family.walk.organisation.client_id
    registration = await link.world.ledger.read(lambda unit: unit.registrations.get(client_id))
    assert registration is not None
    on = day_in(_clause(link).direction.exporter, link.clock.now())
    writer = NoticeWriter(
        link.world.agreement, _clause(link), registration.partner, language, on, f"{BRIDGE}/me", reader
    )
    # Of a child that was asked itself, nothing more is said of what it kept back.
    missing = [claim for claim in HEALTH if claim not in offered] if reader is Reader.FOR_CHILD else ()
    return writer.write(offered, missing=missing)


async def _at_their_turn(family: Family, reader: Reader) -> Page:
    if reader is Reader.CHILD:
        return await family.child_signs_in()
    child, adult = (SIX, HOA) if reader is Reader.FOR_CHILD else ("le-bao-an", MOTHER)
    return await family.to_the_representative(child, adult)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("reader", [Reader.CHILD, Reader.WITH_CHILD, Reader.FOR_CHILD])
async def test_every_word_that_a_child_or_its_representative_reads_is_in_the_digest(
    link: Link, family: Family, reader: Reader, language: str
) -> None:
    page = await _at_their_turn(family, reader)
    asked = (await family.walk.http.get(f"{page.url}?lang={language}")).text
    offered = {*_clause(link).mandatory, *page.form.checkboxes} & set(HEALTH)
    notice = await _notice(link, family, reader, offered=offered, language=language)
    assert Counter(read(asked).words) == Counter(words_of(notice))
    assert {"LÊ BẢO AN", "PHẠM GIA BẢO"} & set(read(asked).values)


async def test_the_consent_carries_the_digest_of_what_each_of_them_read(link: Link, family: Family) -> None:
    childs = await family.child_signs_in()
    page = await family.sign_in(await family.walk.answer(childs, ticks=["blood_group"]), MOTHER)
    await family.walk.answer(page, ticks=["blood_group"])
    consent_id = link.log()[-1].consent_id or ""
    consent = await link.world.ledger.read(lambda unit: unit.consents.lock(consent_id))
    assert consent is not None
    read_by_child = await _notice(link, family, Reader.CHILD, offered=_asked(link))
    read_by_adult = await _notice(link, family, Reader.WITH_CHILD, offered=_asked(link) - {"immunizations"})
    assert consent.child_notice_sha256 == read_by_child.sha256
    assert consent.notice_sha256 == read_by_adult.sha256


async def test_the_record_lists_what_either_of_them_kept_back(link: Link, family: Family) -> None:
    page = await family.child_agrees(ticks=["blood_group"])
    await family.walk.answer(await family.sign_in(page, MOTHER))
    record = await _newest(link)
    assert (record.state, record.represented, record.age_band) == (Status.GIVEN, True, AgeBand.BELOW)
    assert record.declined == OPTIONAL
    assert record.approved.isdisjoint(OPTIONAL)


async def test_the_partners_digest_is_of_the_words_for_a_citizen_of_age(link: Link, family: Family) -> None:
    await family.walk.answer(await family.to_the_representative())
    record = await _newest(link)
    as_for_anybody = await _notice(link, family, Reader.CITIZEN, offered=set(record.approved))
    assert record.notice is not None
    assert record.notice.approved_sha256 == as_for_anybody.sha256


async def test_a_childs_no_is_recorded(link: Link, family: Family) -> None:
    await family.walk.answer(await family.child_signs_in(), decision="deny")
    record = await _newest(link)
    assert (record.state, record.represented, record.approved) == (Status.REFUSED, False, frozenset())
    assert record.declined >= OPTIONAL


async def test_a_representatives_no_is_recorded_with_what_the_child_had_kept_back(
    link: Link, family: Family
) -> None:
    page = await family.sign_in(await family.child_agrees(ticks=["blood_group"]), MOTHER)
    await family.walk.answer(page, decision="deny")
    record = await _newest(link)
    assert (record.state, record.represented) == (Status.REFUSED, True)
    assert record.declined >= OPTIONAL


async def test_an_end_before_the_representative_signed_in_has_a_receipt_with_the_childs_words(
    link: Link, family: Family
) -> None:
    childs = await family.child_signs_in()
    read_by_child = await _notice(
        link, family, Reader.CHILD, offered={*_clause(link).attributes} & set(HEALTH)
    )
    await family.walk.browser.submit(await family.walk.answer(childs), ("decision", "deny"))
    record = await _newest(link)
    assert (record.state, record.represented) == (Status.REFUSED, False)
    assert record.declined >= OPTIONAL
    receipt = await citizens_receipt(link, record)
    assert receipt["notice"]["sha256"] == read_by_child.sha256
    assert happened(receipt)[1:] == [("given", "principal"), ("refused", "principal")]


async def test_an_end_before_anybody_read_anything_has_no_receipt(link: Link, family: Family) -> None:
    await family.walk.browser.submit(await family.child_signs_in(SIX), ("decision", "deny"))
    record = await _newest(link)
    assert (record.state, record.notice) == (Status.REFUSED, None)
    with pytest.raises(NoSuchRecord):
        await citizens_receipt(link, record)


async def test_the_childs_receipt_says_what_each_of_them_read_and_did(link: Link, family: Family) -> None:
    childs = await family.child_signs_in()
    read_by_child = await _notice(
        link, family, Reader.CHILD, offered={*_clause(link).attributes} & set(HEALTH)
    )
    page = await family.sign_in(await family.walk.answer(childs, ticks=["blood_group"]), MOTHER)
    await family.walk.answer(page, ticks=["blood_group"])
    record = await _newest(link)
    withdrawing = Withdrawing(link.world.ledger, link.clock.now)
    assert record.representative_ref is not None
    await withdrawing.withdraw(record.representative_ref, record.id, actor=Actor.PRINCIPAL)
    receipt = await citizens_receipt(link, record)
    assert receipt["notice"]["child_sha256"] == read_by_child.sha256
    assert happened(receipt) == [
        ("requested", "recipient"),
        ("given", "principal"),
        ("given", "representative"),
        ("withdrawn", "representative"),
    ]
    representatives = await citizens_receipt(link, record, read_by=record.representative_ref)
    assert "child_sha256" not in representatives["notice"]


async def test_nobody_is_said_to_have_asked_a_child_that_was_not(link: Link, family: Family) -> None:
    await family.walk.answer(await family.to_the_representative(SIX, HOA))
    receipt = await citizens_receipt(link, await _newest(link))
    assert happened(receipt)[1:] == [("given", "representative")]
    assert "child_sha256" not in receipt["notice"]


async def test_that_nobody_fit_signed_in_is_recorded_as_a_denial(link: Link, family: Family) -> None:
    page = await family.child_agrees()
    for _ in range(3):
        page = await family.sign_in(page, HOA)
    record = await _newest(link)
    assert record.state is Status.DENIED
    assert record.denial is not None
    assert record.denial.reason is Reason.NOT_THE_REPRESENTATIVE
    assert released_claims(record.approved) == ()
