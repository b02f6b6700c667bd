"""A sign-in that is too weak may be repeated once at a higher level, where the account can."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from bridge.domain.audit_events import Event
from eid_sandbox.browser import Page, arrival_of
from journeys.checks import require_page
from journeys.children import CHILDS_TURN, plant
from journeys.client import Organisation, registered
from journeys.people import HOSPITAL, HOTEL
from journeys.walk import Begin, Walk, begin
from journeys.world import BRIDGE, SINGPASS, VNEID, Link

OFFER = "A stronger sign-in is needed"


async def _usually_weaker(link: Link, walk: Walk) -> str:
    """Somebody who signs in with two factors unless more is asked for, and can do better."""
    if walk.mock == VNEID:
        document = await link.person(VNEID, "nguyen-thi-hoa")
        account = {**document["account"], "auth_level": 2, "highest_auth_level": 4}
        changed = {**document, "id": "careful", "account": account}
    else:
        document = await link.person(SINGPASS, "tan-mei-ling")
        changed = {**document, "id": "careful", "usual_acr": "urn:singpass:authentication:loa:2"}
    await link.put_person(walk.mock, "careful", changed)
    return "careful"


async def _again(walk: Walk, offer: Page, person: str, *, decision: str = "approve") -> Page:
    assert OFFER in offer.text, offer.text
    at_provider = await walk.browser.submit(offer, ("decision", "approve"))
    return await walk.browser.submit(at_provider, ("person", person), ("decision", decision))


@pytest.fixture(params=["vneid", "singpass"])
async def weak(request: pytest.FixtureRequest, link: Link, stack: AsyncExitStack) -> tuple[Walk, str]:
    """A walk whose request asks for `high`, and a person who at first signs in at less."""
    organisation = await registered(link, stack, HOSPITAL if request.param == "vneid" else HOTEL)
    browser = await stack.enter_async_context(link.client())
    walk = await begin(organisation, browser, acr_values="urn:vnsg:loa:high")
    return walk, await _usually_weaker(link, walk)


async def test_whoever_signs_in_again_at_the_higher_level_is_asked_for_consent(
    link: Link, weak: tuple[Walk, str]
) -> None:
    walk, person = weak
    before = len(link.log())
    offer = await walk.sign_in(person)
    assert "high" in offer.text
    page = await _again(walk, offer, person)
    assert "asks you to share" in page.text
    arrived = await walk.answer(page)
    assert arrived.arrived is not None
    tokens = await walk.organisation.redeem(walk.attempt, arrived.arrived["code"])
    answer = await walk.organisation.userinfo(walk.attempt, tokens["access_token"])
    assert answer["vnsg_assurance"]["level"] == "high"
    events = [entry.event for entry in link.log()[before:]]
    assert events == [Event.CONSENT_GIVEN, Event.TOKENS_ISSUED, Event.RELEASED]


async def test_there_is_one_such_offer(link: Link, weak: tuple[Walk, str]) -> None:
    walk, person = weak
    # Whoever takes the offer with an account that can do no better is not asked a third time.
    weaker = "dang-thi-lan" if walk.mock == VNEID else "muhammad-irfan"
    page = await _again(walk, await walk.sign_in(person), weaker)
    assert "Nothing was shared" in page.text
    assert "assurance_too_low" in page.text
    assert link.log()[-1].event is Event.DENIED


async def test_nothing_sealed_is_left_while_somebody_signs_in_again(
    link: Link, weak: tuple[Walk, str]
) -> None:
    walk, person = weak
    offer = await walk.sign_in(person)
    carriers = link.count("carriers")
    await walk.browser.submit(offer, ("decision", "approve"))
    assert link.count("carriers") == carriers, "the values of the first sign-in, beside the new memo"


async def _declined(walk: Walk, offer: Page, person: str) -> Page:
    return await walk.answer(offer, decision="deny")


async def _not_signed_in(walk: Walk, offer: Page, person: str) -> Page:
    return await _again(walk, offer, person, decision="deny")


@pytest.mark.parametrize("stop", [_declined, _not_signed_in])
async def test_without_it_the_request_ends_and_the_partner_learns_no_more(
    weak: tuple[Walk, str], stop: Callable[[Walk, Page, str], Awaitable[Page]]
) -> None:
    walk, person = weak
    page = await stop(walk, await walk.sign_in(person), person)
    arrived = arrival_of(page, walk.organisation.redirect_uri)
    assert (arrived["error"], arrived["reason"]) == ("access_denied", "not_completed")


@pytest.mark.parametrize("decision", ["approve", None])
async def test_a_form_that_was_altered_or_says_nothing_does_not_count_and_is_logged(
    link: Link, weak: tuple[Walk, str], decision: str | None
) -> None:
    walk, person = weak
    offer = await walk.sign_in(person)
    fields = dict(offer.form.fields)
    form = {**fields, "form_token": "A" * 43, "decision": decision} if decision else fields
    response = await walk.http.post(f"{BRIDGE}{offer.form.action}", data=form, headers={"Origin": BRIDGE})
    require_page(response)
    reason = "form_token" if decision else "answer_missing"
    assert (link.log()[-1].event, link.log()[-1].reason) == (Event.ANSWER_REFUSED, reason)
    assert "asks you to share" in (await _again(walk, offer, person)).text


async def test_the_form_of_a_step_up_is_no_consent_and_no_hand_over(weak: tuple[Walk, str]) -> None:
    walk, person = weak
    offer = await walk.sign_in(person)
    page = offer.form.action.removesuffix("/step-up")
    for action in (page, f"{page}/representative"):
        form = {**dict(offer.form.fields), "decision": "approve"}
        require_page(await walk.http.post(f"{BRIDGE}{action}", data=form, headers={"Origin": BRIDGE}))


async def test_no_offer_where_it_is_the_proofing_that_is_low(hospital: Organisation, walk: Begin) -> None:
    page, _ = await (await walk(hospital)).denied("tran-van-minh")
    assert OFFER not in page.text
    assert "assurance_too_low" in page.text
    assert "Your account is level 1" in page.text


async def test_no_offer_where_the_stronger_sign_in_would_be_refused_too(
    link: Link, hospital: Organisation, walk: Begin
) -> None:
    child = await plant(link, "weak-orphan")
    document = await link.person(VNEID, child)
    account = {**document["account"], "auth_level": 2, "highest_auth_level": 4}
    await link.put_person(VNEID, child, {**document, "account": account})
    page, _ = await (await walk(hospital)).denied(child)
    assert OFFER not in page.text


async def test_a_child_steps_up_before_it_is_asked(link: Link, hospital: Organisation, walk: Begin) -> None:
    child = await plant(link, "weak-child", represented_by="le-thu-ha")
    document = await link.person(VNEID, child)
    account = {**document["account"], "auth_level": 2, "highest_auth_level": 4}
    await link.put_person(VNEID, child, {**document, "account": account})
    started = await walk(hospital)
    page = await _again(started, await started.sign_in(child), child)
    assert CHILDS_TURN in page.text
