"""A child from 7 on answers, then its representative, in one browser; under 7 the representative alone."""

import json
from contextlib import AsyncExitStack, closing
from typing import Any

import pytest

from bridge.domain.audit_events import Event
from bridge.flows.opening import JOURNEY_LIFETIME
from eid_sandbox.browser import Page, arrival_of
from journeys.checks import require_page
from journeys.children import (
    CHILD,
    CHILDS_TURN,
    HAND_OVER,
    HOA,
    MOTHER,
    REPRESENTATIVES_TURN,
    SIX,
    Family,
    plant,
)
from journeys.client import Organisation, registered
from journeys.people import HEALTH, HOSPITAL
from journeys.portal import Citizen
from journeys.walk import Begin, begin
from journeys.world import AGREEMENT, BRIDGE, VNEID, Link, opened

NOT_COMPLETED = {"error": "access_denied", "reason": "not_completed"}


@pytest.fixture
async def family(hospital: Organisation, walk: Begin) -> Family:
    return Family(await walk(hospital))


def _of(arrived: Any) -> dict[str, str]:
    return {name: arrived[name] for name in NOT_COMPLETED}


async def test_a_childs_values_leave_when_both_have_agreed(link: Link, family: Family) -> None:
    before = len(link.log())
    born = (await link.person(VNEID, CHILD))["record"]["birthDate"]
    page = await family.child_agrees(ticks=["blood_group", "immunizations"])
    assert family.walk.organisation.metadata["legal_name#en"] in page.text
    page = await family.sign_in(page, MOTHER)
    assert "LÊ BẢO AN" in page.text
    page = await family.walk.answer(page, ticks=["blood_group"])
    assert page.arrived is not None
    organisation, attempt = family.walk.organisation, family.walk.attempt
    tokens = await organisation.redeem(attempt, page.arrived["code"])
    answer = await organisation.userinfo(attempt, tokens["access_token"])
    claims = answer["verified_claims"]["claims"]
    assert (claims["name"], claims["birthdate"], claims["blood_group"]) == ("LÊ BẢO AN", born, "A+")
    assert "immunizations" not in claims
    assert "representative" not in str(answer)
    events = [entry.event for entry in link.log()[before:]]
    assert events == [Event.CHILD_CONSENTED, Event.CONSENT_GIVEN, Event.TOKENS_ISSUED, Event.RELEASED]


async def test_the_one_consent_is_bound_to_both(link: Link, family: Family) -> None:
    page = await family.to_the_representative()
    await family.walk.answer(page)
    with closing(link._database()) as database:
        (body,) = database.execute("SELECT body FROM consents ORDER BY rowid DESC LIMIT 1").fetchone()
    consent = json.loads(body)
    assert consent["representative_ref"]
    assert consent["representative_ref"] != consent["principal_ref"]
    assert len(consent["child_notice_sha256"]) == 64


async def test_the_partners_receipt_says_nothing_of_a_representative(family: Family) -> None:
    page = await family.walk.answer(await family.to_the_representative())
    assert page.arrived is not None
    organisation, attempt = family.walk.organisation, family.walk.attempt
    tokens = await organisation.redeem(attempt, page.arrived["code"])
    assert "representative" not in str(tokens)
    answer = await organisation.userinfo(attempt, tokens["access_token"])
    proof = organisation.proof(
        attempt.key, "GET", answer["consent_receipt"], access_token=tokens["access_token"]
    )
    receipt = await organisation.http.get(
        answer["consent_receipt"],
        headers={"Authorization": f"DPoP {tokens['access_token']}", "DPoP": proof},
    )
    assert receipt.status_code == 200, receipt.text


@pytest.mark.parametrize(("child", "adult"), [(CHILD, MOTHER), (SIX, HOA)])
async def test_whoever_answered_for_a_child_can_take_it_back(
    link: Link, family: Family, child: str, adult: str
) -> None:
    page = await family.walk.answer(await family.to_the_representative(child, adult))
    assert page.arrived is not None
    organisation, attempt = family.walk.organisation, family.walk.attempt
    token = (await organisation.redeem(attempt, page.arrived["code"]))["access_token"]
    async with link.client() as http:
        citizen = Citizen(http)
        home = await citizen.sign_in("vneid", adult)
        assert "You answered for a child" in home.text
        record = next(each for each in home.links if each.startswith("/me/records/")).partition("?")[0]
        page = await citizen.open(record.removeprefix("/me"))
        # What the child had left unticked is the child's own affair, on every way out of here.
        download = (await http.get(f"{BRIDGE}/me/download")).json()
        (kept,) = [each for each in download["records"] if each["record_id"] == record.rpartition("/")[2]]
        shown = (child == SIX, child == SIX)
        assert ("Vaccinations" in page.text, "immunizations" in kept["declined"]) == shown
        assert "It took effect at once" in (await citizen.press(page, "/withdraw")).text
    response = await organisation.try_userinfo(attempt, token)
    assert response.status_code == 401, response.text


async def test_under_seven_the_representative_alone_is_asked(link: Link, family: Family) -> None:
    before = len(link.log())
    page = await family.child_signs_in(SIX)
    assert HAND_OVER in page.text
    assert "under seven" in page.text
    page = await family.sign_in(page, HOA)
    assert "you decide alone" in page.text
    page = await family.walk.answer(page)
    assert page.arrived is not None
    tokens = await family.walk.organisation.redeem(family.walk.attempt, page.arrived["code"])
    answer = await family.walk.organisation.userinfo(family.walk.attempt, tokens["access_token"])
    assert answer["verified_claims"]["claims"]["name"] == "PHẠM GIA BẢO"
    assert Event.CHILD_CONSENTED not in [entry.event for entry in link.log()[before:]]


async def test_a_child_and_its_representative_are_two_subjects(hospital: Organisation, walk: Begin) -> None:
    subjects = []
    for adult in (False, True):
        started = await walk(hospital)
        family = Family(started)
        page = await (started.sign_in(HOA) if adult else family.to_the_representative(SIX, HOA))
        arrived = await started.answer(page)
        assert arrived.arrived is not None
        tokens = await hospital.redeem(started.attempt, arrived.arrived["code"])
        subjects.append((await hospital.userinfo(started.attempt, tokens["access_token"]))["sub"])
    assert len(set(subjects)) == 2


YOUTHS = [
    pytest.param("2010-11-01", "asks you to share", id="16: alone"),
    pytest.param("2010-12-31", CHILDS_TURN, id="one month short of 16"),
    pytest.param("2019-11-01", CHILDS_TURN, id="7"),
    pytest.param("2019-12-31", HAND_OVER, id="one month short of 7"),
    pytest.param("2019", CHILDS_TURN, id="perhaps 7: both are asked"),
    pytest.param("2010", CHILDS_TURN, id="perhaps 16: counts as a child"),
]


@pytest.fixture
def on_22_november_2026(link: Link) -> None:
    """The day for which the birth dates are chosen, before the request: else it would be of the future."""
    link.clock.set(link.clock.now().replace(year=2026, month=11, day=22))


@pytest.mark.parametrize(("birth_date", "asked"), YOUTHS)
@pytest.mark.usefixtures("on_22_november_2026")
async def test_the_birth_date_decides_who_is_asked(
    link: Link, family: Family, birth_date: str, asked: str
) -> None:
    child = await plant(link, "some-child", birth_date=birth_date, represented_by=MOTHER)
    assert asked in (await family.child_signs_in(child)).text


NOBODY_TO_ASK = [
    pytest.param(None, id="the source names nobody"),
    pytest.param(CHILD, id="the source names the child itself"),
]


@pytest.mark.parametrize("represented_by", NOBODY_TO_ASK)
async def test_a_child_whose_representative_the_source_does_not_name_is_refused(
    link: Link, family: Family, represented_by: str | None
) -> None:
    child = await plant(link, "unrepresented", represented_by=represented_by)
    page, arrived = await family.walk.denied(child)
    assert "representative_consent_required" in page.text
    assert _of(arrived) == NOT_COMPLETED


WRONG = [
    pytest.param(HOA, "approve", None, "not_the_representative", id="somebody else"),
    pytest.param(CHILD, "approve", None, "not_the_representative", id="the child again"),
    pytest.param(MOTHER, "deny", None, "sign_in_refused", id="declined at the provider"),
    pytest.param(MOTHER, "approve", "userinfo-down", "provider_unavailable", id="the provider is down"),
    pytest.param(MOTHER, "approve", "wrong-nonce", "provider_untrusted", id="the provider lies"),
]


@pytest.mark.parametrize(("person", "decision", "fault", "reason"), WRONG)
async def test_a_second_sign_in_that_does_not_count_is_explained_and_may_be_tried_again(
    link: Link, family: Family, person: str, decision: str, fault: str | None, reason: str
) -> None:
    at_provider = await family.hand_over(await family.child_agrees())
    link.vneid_faults.set([fault] if fault else [])
    page = await family.walk.browser.submit(at_provider, ("person", person), ("decision", decision))
    assert HAND_OVER in page.text
    assert reason in page.text
    link.vneid_faults.set([])
    page = await family.sign_in(page, MOTHER)
    assert REPRESENTATIVES_TURN in page.text
    assert "code" in ((await family.walk.answer(page)).arrived or {})


UNFIT = [
    pytest.param("dang-thi-lan", "assurance_too_low", id="signs in with two factors only"),
    pytest.param(SIX, "representative_not_of_age", id="not of age"),
]


@pytest.mark.parametrize(("adult", "reason"), UNFIT)
async def test_a_representative_whom_the_source_names_may_still_not_do(
    link: Link, family: Family, adult: str, reason: str
) -> None:
    child = await plant(link, "represented-oddly", represented_by=adult)
    page = await family.sign_in(await family.child_agrees(child), adult)
    assert HAND_OVER in page.text
    assert reason in page.text
    assert link.log()[-1].reason == reason


async def test_a_locked_account_represents_nobody(family: Family) -> None:
    page = await family.sign_in(await family.child_agrees(), "vo-minh-khoa")
    (back,) = [link for link in page.links if link.startswith(f"{BRIDGE}/upstream/")]
    page = await family.walk.browser.open(back)
    assert HAND_OVER in page.text
    assert "sign_in_refused" in page.text


async def test_three_sign_ins_that_do_not_count_end_the_request(link: Link, family: Family) -> None:
    before = len(link.log())
    page = await family.child_agrees()
    for _ in range(3):
        page = await family.sign_in(page, HOA)
    assert "Nothing was shared" in page.text
    assert "not_the_representative" in page.text
    assert _of(arrival_of(page, family.walk.organisation.redirect_uri)) == NOT_COMPLETED
    reasons = [entry.reason for entry in link.log()[before:] if entry.event is Event.DENIED]
    assert reasons == ["not_the_representative"] * 3


async def _child_says_no(family: Family) -> Page:
    return await family.walk.answer(await family.child_signs_in(), decision="deny")


async def _nobody_to_hand_over_to(family: Family) -> Page:
    return await family.walk.browser.submit(await family.child_agrees(), ("decision", "deny"))


async def _representative_says_no(family: Family) -> Page:
    return await family.walk.answer(await family.to_the_representative(), decision="deny")


@pytest.mark.parametrize("refuse", [_child_says_no, _nobody_to_hand_over_to, _representative_says_no])
async def test_either_ones_no_ends_it_and_tells_the_partner_nothing(
    link: Link, family: Family, refuse: Any
) -> None:
    carriers = link.count("carriers")
    page = await refuse(family)
    assert page.status == 303
    assert set(page.arrived) == {"error", "error_description", "reason", "reference", "state", "iss"}
    assert _of(page.arrived) == NOT_COMPLETED
    assert link.log()[-1].event is Event.CONSENT_REFUSED
    assert link.count("carriers") == carriers, "something sealed was left"


async def test_what_the_child_keeps_back_the_representative_neither_sees_nor_can_give(family: Family) -> None:
    shown = await family.child_signs_in()
    assert "A+" in shown.text
    page = await family.sign_in(await family.walk.answer(shown, ticks=["immunizations"]), MOTHER)
    assert REPRESENTATIVES_TURN in page.text
    assert "A+" not in page.text
    assert page.form.checkboxes == ["immunizations"]
    require_page(await family.walk.answer(page, ticks=["blood_group"]))


async def test_the_representative_sees_no_value_before_having_signed_in(family: Family) -> None:
    page = await family.child_agrees()
    assert "LÊ BẢO AN" not in page.text
    again = await family.walk.browser.open(page.url)
    assert "LÊ BẢO AN" not in again.text


# --- answers that do not count: altered, repeated, in the wrong order, from elsewhere


async def test_the_childs_form_sent_again_is_no_answer_of_the_representative(family: Family) -> None:
    childs = await family.child_signs_in()
    handed_over = await family.walk.answer(childs)
    require_page(await family.walk.answer(childs))
    page = await family.sign_in(handed_over, MOTHER)
    require_page(await family.walk.answer(childs))
    assert "code" in ((await family.walk.answer(page)).arrived or {})


async def test_the_hand_over_form_counts_in_its_turn_only(family: Family) -> None:
    handed_over = await family.child_agrees()
    page = await family.sign_in(handed_over, MOTHER)
    require_page(await family.walk.browser.submit(handed_over, ("decision", "approve")))
    assert "code" in ((await family.walk.answer(page)).arrived or {})


async def test_a_hand_over_form_that_was_altered_unanswered_or_from_elsewhere_is_refused_and_logged(
    link: Link, family: Family
) -> None:
    page = await family.child_agrees()
    before = len(link.log())
    url = f"{BRIDGE}{page.form.action}"
    fields = dict(page.form.fields)
    for form, origin in (
        ({**fields, "form_token": "A" * 43, "decision": "approve"}, BRIDGE),
        (fields, BRIDGE),
        ({**fields, "decision": "approve"}, "https://elsewhere.example"),
    ):
        response = await family.walk.http.post(url, data=form, headers={"Origin": origin})
        require_page(response)
    logged = [(entry.event, entry.reason) for entry in link.log()[before:]]
    words = ("form_token", "answer_missing", "foreign_origin")
    assert logged == [(Event.ANSWER_REFUSED, word) for word in words]
    assert REPRESENTATIVES_TURN in (await family.sign_in(page, MOTHER)).text


async def test_of_two_tabs_the_later_sign_in_counts(family: Family) -> None:
    page = await family.child_agrees()
    first = await family.hand_over(page)
    second = await family.hand_over(await family.walk.browser.open(page.url))
    require_page(await family.walk.browser.submit(first, ("person", MOTHER), ("decision", "approve")))
    page = await family.walk.browser.submit(second, ("person", MOTHER), ("decision", "approve"))
    assert REPRESENTATIVES_TURN in page.text


async def test_a_second_sign_in_counts_in_the_childs_browser_alone(
    link: Link, family: Family, stack: AsyncExitStack
) -> None:
    at_provider = await family.hand_over(await family.child_agrees())
    answered = await family.walk.http.post(
        f"{VNEID}{at_provider.form.action}",
        data={**dict(at_provider.form.fields), "person": MOTHER, "decision": "approve"},
        headers={"Origin": VNEID},
    )
    elsewhere = await stack.enter_async_context(link.client())
    require_page(await elsewhere.get(answered.headers["location"]))
    assert REPRESENTATIVES_TURN in (await family.walk.browser.open(answered.headers["location"])).text
    require_page(await family.walk.http.get(answered.headers["location"]))


async def test_the_childs_own_return_sent_again_is_not_the_representatives(family: Family) -> None:
    page = await family.walk.open()
    answered = await family.walk.http.post(
        f"{VNEID}{page.form.action}",
        data={**dict(page.form.fields), "person": SIX, "decision": "approve"},
        headers={"Origin": VNEID},
    )
    handed_over = await family.walk.browser.open(answered.headers["location"])
    assert HAND_OVER in handed_over.text
    require_page(await family.walk.http.get(answered.headers["location"]))
    await family.hand_over(handed_over)
    require_page(await family.walk.http.get(answered.headers["location"]))


async def test_the_time_that_both_have_is_the_time_of_one_journey(link: Link, family: Family) -> None:
    page = await family.to_the_representative()
    link.clock.set(link.clock.now() + JOURNEY_LIFETIME)
    require_page(await family.walk.answer(page))


async def test_without_the_rule_a_child_answers_alone_and_nobody_asks_who_represents_it(
    tmp_path: Any, stack: AsyncExitStack
) -> None:
    text = AGREEMENT.read_text("utf-8").replace("child_below: 16", "child_below: 0")
    unruled = tmp_path / "agreement.yaml"
    unruled.write_text(text, encoding="utf-8")
    async with opened(tmp_path, agreement_file=unruled) as link:
        organisation = await registered(link, stack, HOSPITAL)
        walk = await begin(organisation, await stack.enter_async_context(link.client()), attributes=HEALTH)
        page = await walk.open()
        assert "representative" not in page.url
        page = await walk.browser.submit(page, ("person", CHILD), ("decision", "approve"))
        assert "asks you to share" in page.text
        assert "code" in ((await walk.answer(page)).arrived or {})
