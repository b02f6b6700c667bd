"""What a citizen finds on their own pages after a journey, and what withdrawing does."""

import re
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta, timezone

import httpx
import pytest

from bridge.domain.audit_events import Event
from eid_sandbox.browser import Page
from journeys.checks import require_page
from journeys.client import Organisation, registered
from journeys.operating import Operator
from journeys.people import HOTEL
from journeys.portal import PROVIDERS, Citizen, form_to, newest
from journeys.walk import Begin, Walk, begin
from journeys.world import BRIDGE, Link, whole_link

PROVIDER_OF = {"SG": "vneid", "VN": "singpass"}
HERE = {"Origin": BRIDGE}


@pytest.fixture(scope="module")
def shared_link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Link]:
    """A link of this file's own: what a citizen finds must not depend on who tested before."""
    yield from whole_link(tmp_path_factory.mktemp("link"))


@pytest.fixture
def citizen(browser: httpx.AsyncClient) -> Citizen:
    return Citizen(browser)


async def signed_in(citizen: Citizen, walk: Walk, person: str | None = None) -> Page:
    return await citizen.sign_in(PROVIDER_OF[walk.organisation.country], person)


async def test_what_was_allowed_and_sent_is_there_for_the_citizen_it_is_about(
    partner: Organisation, walk: Begin, citizen: Citizen
) -> None:
    begun = await walk(partner)
    await begun.claims()
    home = await signed_in(citizen, begun)
    assert partner.metadata["legal_name#en"] in home.text
    detail = await citizen.open(newest(home))
    assert detail.status == 200
    for words in (
        partner.metadata["legal_name#en"],
        partner.metadata["dpo_contact"],
        "not verified by either country",
        "What was really sent",
        "Full name",
    ):
        assert words in detail.text, words
    assert re.search(r"(treatment|stay)\s+sent", detail.text), "what was delivered was sent, not used"


async def test_the_receipt_is_said_in_words_before_it_is_shown_as_it_is_signed(
    hotel: Organisation, walk: Begin, citizen: Citizen
) -> None:
    begun = await walk(hotel)
    await begun.claims(ticks=["email"])
    detail = await citizen.open(newest(await signed_in(citizen, begun)))
    body = (await citizen.http.get(f"{detail.url.partition('?')[0]}/receipt?lang=en")).text
    words, _, signed = body.partition("<details>")
    for said in (
        hotel.metadata["legal_name#en"],
        hotel.metadata["dpo_contact"],
        "Email",
        "You did not allow",
    ):
        assert said in words, said
    assert "consent-receipt" not in words.partition("receipt.jws")[0]
    assert "&#34;receipt_id&#34;" in signed


async def test_a_refusal_is_there_too_and_cannot_be_withdrawn(
    hotel: Organisation, walk: Begin, citizen: Citizen
) -> None:
    begun = await walk(hotel)
    await begun.answer(await begun.sign_in(), decision="deny")
    detail = await citizen.open(newest(await signed_in(citizen, begun)))
    assert "you refused" in detail.text
    assert not any("withdraw" in form.action for form in detail.forms)


async def test_a_denial_about_the_person_is_explained_to_that_person(
    hospital: Organisation, walk: Begin, citizen: Citizen
) -> None:
    begun = await walk(hospital)
    await begun.denied("tran-van-minh")
    detail = await citizen.open(newest(await signed_in(citizen, begun, "tran-van-minh")))
    assert "stopped by the rules" in detail.text
    assert "more certainty about who you are" in detail.text


async def test_what_the_partner_was_told_in_full_is_not_called_untold(
    signed_link: Link, operator: Operator, stack: AsyncExitStack
) -> None:
    hotel = await registered(signed_link, stack, HOTEL)
    citizen = Citizen(await stack.enter_async_context(signed_link.client()))
    started = await begin(hotel, citizen.http, attributes=("name",))
    token = await started.token()
    await operator.suspend()
    denied = await hotel.try_userinfo(started.attempt, token)
    assert denied.json()["reason"] == "agreement_suspended"
    page = await citizen.open(newest(await citizen.sign_in("singpass")))
    assert "The organisation was told this reason" in page.text
    assert "not why" not in page.text


async def test_no_value_of_anybody_is_on_any_of_these_pages(
    hospital: Organisation, walk: Begin, citizen: Citizen
) -> None:
    begun = await walk(hospital)
    claims = await begun.claims(ticks=["blood_group"])
    home = await signed_in(citizen, begun)
    shown = home.text + (await citizen.open(newest(home))).text
    for value in (claims["name"], claims["birthdate"], "NGUYEN", "enicil"):
        assert value not in shown


async def test_another_citizen_s_record_is_not_found_and_looks_like_none(
    link: Link, hospital: Organisation, walk: Begin, citizen: Citizen
) -> None:
    begun = await walk(hospital)
    await begun.code()
    path = newest(await signed_in(citizen, begun))
    async with link.client() as http:
        other = Citizen(http)
        assert path not in (await other.sign_in("singpass")).text
        foreign, absent = await other.open(path), await other.open("/records/nobody")
        assert (foreign.status, absent.status) == (404, 404)
        require_page(foreign, 404, "record_unknown")
        strip = re.compile(r"[0-9a-f]{32}")
        assert strip.sub("", foreign.text) == strip.sub("", absent.text)


@pytest.mark.parametrize("path", ["", "/records/x", "/records/x/withdraw"])
async def test_whoever_is_not_signed_in_sees_the_chooser_and_nothing_else(
    citizen: Citizen, path: str
) -> None:
    method = "POST" if path.endswith("withdraw") else "GET"
    answer = await citizen.http.request(method, f"{BRIDGE}/me{path}", headers=HERE)
    if answer.status_code == 303:
        answer = await citizen.http.get(f"{BRIDGE}{answer.headers['location']}")
    assert answer.status_code == 200
    assert 'name="identity_provider"' in answer.text


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_person_nobody_has_asked_yet_finds_an_empty_page(link: Link, provider: str) -> None:
    person = {"vneid": "david-lim-vn", "singpass": "nguyen-duc-anh"}[provider]
    async with link.client() as http:
        page = await Citizen(http).sign_in(provider, person)
    assert "Nothing yet" in page.text


async def test_a_withdrawal_takes_effect_while_the_partner_still_holds_a_token(
    link: Link, partner: Organisation, walk: Begin, citizen: Citizen
) -> None:
    begun = await walk(partner)
    token = await begun.token()
    detail = await citizen.open(newest(await signed_in(citizen, begun)))
    done = await citizen.press(detail, "/withdraw")
    assert "This consent is withdrawn" in done.text
    assert "The recipient will be told" in done.text
    denied = await partner.try_userinfo(begun.attempt, token)
    assert denied.status_code == 401
    events = [entry.event for entry in link.log()]
    assert events[-1] is Event.WITHDRAWN


async def test_a_used_consent_is_withdrawn_as_well_and_says_what_is_still_out_there(
    hospital: Organisation, walk: Begin, citizen: Citizen
) -> None:
    begun = await walk(hospital)
    await begun.claims()
    detail = await citizen.open(newest(await signed_in(citizen, begun)))
    done = await citizen.press(detail, "/withdraw")
    assert "What was sent before reached the recipient" in done.text
    assert "the bridge cannot see whether it has deleted it" in done.text
    assert "Kept by the recipient" in detail.text
    assert "Kept by the recipient" not in done.text, "it was told to stop: 30 more days would be untrue"
    form = await citizen.open(
        next(link for link in done.links if "/ask" in link).removeprefix("/me").partition("?")[0]
    )
    assert "Deletion: delete what was sent" in form.text


async def test_times_are_told_to_the_minute_and_the_session_by_its_clock_alone(
    link: Link, hospital: Organisation, walk: Begin, citizen: Citizen
) -> None:
    begun = await walk(hospital)
    await begun.claims()
    home = await signed_in(citizen, begun)
    there = link.clock.now().astimezone(timezone(timedelta(hours=7)))
    assert re.search(rf"{there:%H:}\d\d, {there.day} {there:%B %Y}", home.text)
    assert re.search(
        r"The session ends at \d\d:\d\d\. Times on these pages are those of Viet Nam\.", home.text
    )
    assert not re.search(r"\d\d:\d\d:\d\d", home.text)


async def test_pressing_withdraw_twice_withdraws_once(
    link: Link, hospital: Organisation, walk: Begin, citizen: Citizen
) -> None:
    begun = await walk(hospital)
    await begun.code()
    detail = await citizen.open(newest(await signed_in(citizen, begun)))
    pages = [await citizen.press(detail, "/withdraw") for _ in range(2)]
    assert all("This consent is withdrawn" in page.text for page in pages)
    consent = detail.url.partition("/records/")[2].partition("?")[0]
    withdrawn = [e for e in link.log() if (e.event, e.consent_id) == (Event.WITHDRAWN, consent)]
    assert len(withdrawn) == 1
    assert not any("/withdraw" in form.action for form in pages[1].forms)


@pytest.mark.parametrize(
    ("headers", "token"),
    [
        pytest.param({"Origin": "http://localhost:8012"}, None, id="from another site"),
        pytest.param({}, None, id="without an origin"),
        pytest.param(HERE, "forged", id="with a forged token"),
        pytest.param(HERE, "sign-out", id="with the token of another form"),
    ],
)
async def test_a_withdrawal_that_is_not_the_citizen_s_changes_nothing(
    link: Link,
    hospital: Organisation,
    walk: Begin,
    citizen: Citizen,
    headers: dict[str, str],
    token: str | None,
) -> None:
    begun = await walk(hospital)
    await begun.code()
    detail = await citizen.open(newest(await signed_in(citizen, begun)))
    before = link.record()
    form = form_to(detail, "/withdraw")
    sign_out = dict(form_to(detail, "/sign-out").fields)["form_token"]
    fields = dict(form.fields)
    fields["form_token"] = {None: fields["form_token"], "sign-out": sign_out}.get(token, "forged")
    answer = await citizen.http.post(f"{BRIDGE}{form.action}", data=fields, headers=headers)
    assert answer.status_code == 400
    assert link.record() == before


async def test_the_form_of_one_record_withdraws_no_other(
    hospital: Organisation, walk: Begin, citizen: Citizen
) -> None:
    for _ in range(2):
        begun = await walk(hospital)
        await begun.code()
    home = await citizen.sign_in("vneid")
    found = [each.partition("?")[0] for each in home.links if each.startswith("/me/records/")]
    detail = await citizen.open(found[0].removeprefix("/me").partition("?")[0])
    token = dict(form_to(detail, "/withdraw").fields)
    answer = await citizen.http.post(f"{BRIDGE}{found[1]}/withdraw", data=token, headers=HERE)
    assert answer.status_code == 400


async def test_what_does_not_fit_on_one_page_is_on_the_next(
    own_link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bridge.flows.citizen_records.PAGE", 2)
    async with AsyncExitStack() as stack:
        hotel = await registered(own_link, stack, HOTEL)
        http = await stack.enter_async_context(own_link.client())
        for _ in range(3):
            await (await begin(hotel, http)).code()
            own_link.clock.advance(1)
        citizen = Citizen(http)
        home = await citizen.sign_in("singpass")
        older = next(link for link in home.links if "before=" in link)
        rest = await citizen.browser.open(f"{BRIDGE}{older}")
    shown = [[link for link in page.links if "/me/records/" in link] for page in (home, rest)]
    assert [len(each) for each in shown] == [2, 1]
    assert not set(shown[0]) & set(shown[1])


async def test_a_call_that_was_denied_is_explained_to_the_citizen_who_had_consented(own_link: Link) -> None:
    """The agreement ended between the consent and the call for the values."""
    agreement = own_link.world.agreement
    async with AsyncExitStack() as stack:
        hotel = await registered(own_link, stack, HOTEL)
        citizen = Citizen(await stack.enter_async_context(own_link.client()))
        begun = await begin(hotel, citizen.http)
        token = await begun.token()
        ended = replace(agreement, in_force_until=own_link.clock.now().date())
        own_link.put_in_force(ended)
        assert (await hotel.try_userinfo(begun.attempt, token)).status_code == 400
        path = newest(await signed_in(citizen, begun))
        detail = await citizen.open(path)
        assert "When the recipient came for the data, it was not sent." in detail.text
        assert "not in force at the moment" in detail.text
        assert (await citizen.http.get(f"{BRIDGE}/me{path}/receipt.jws")).status_code == 200
        assert (await citizen.http.get(f"{BRIDGE}/me/download")).json()["records"][0]["receipt"]
