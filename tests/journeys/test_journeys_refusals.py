"""Refusals that depend on the person: explained to that person alone, and all alike for the partner."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from bridge.domain.audit_events import AuditEvent, Event
from eid_kit.http import outbound_client
from eid_sandbox.browser import Page, arrival_of
from journeys.children import plant
from journeys.client import Organisation, registered
from journeys.people import CITIZEN_FOR, HOSPITAL, HOTEL
from journeys.walk import Begin, Walk, begin
from journeys.world import BRIDGE, SINGPASS, Link

STATE = "the-same-state-each-time"


@dataclass(frozen=True, slots=True)
class Ended:
    """A journey that ends without a code, and the reason that the citizen reads."""

    reason: str
    person: str | None = None
    fault: str | None = None
    sign_in: str = "approve"
    consent: str | None = None
    step_up: str | None = None


UNTRUSTED = (
    "wrong-nonce",
    "bad-signature",
    "unknown-key",
    "wrong-issuer",
    "wrong-audience",
    "expired-id-token",
    "other-subject-in-userinfo",
)
UNAVAILABLE = ("token-endpoint-down", "userinfo-down")
COMMON = [
    pytest.param(Ended("sign_in_refused", sign_in="deny"), id="sign-in declined"),
    pytest.param(Ended("consent_refused", consent="deny"), id="consent refused"),
    *(pytest.param(Ended("provider_untrusted", fault=fault), id=fault) for fault in UNTRUSTED),
    *(pytest.param(Ended("provider_unavailable", fault=fault), id=fault) for fault in UNAVAILABLE),
]
VNEID_DENIALS = [
    pytest.param(Ended("assurance_too_low", "tran-van-minh"), id="account of level 1"),
    pytest.param(
        Ended("assurance_too_low", "dang-thi-lan", step_up="approve"),
        id="signed in with two factors only, twice",
    ),
    pytest.param(Ended("assurance_too_low", "dang-thi-lan", step_up="deny"), id="no stronger sign-in"),
    pytest.param(Ended("representative_consent_required", "orphan"), id="child without a representative"),
    pytest.param(Ended("sign_in_refused", "vo-minh-khoa"), id="locked account"),
    pytest.param(Ended("provider_untrusted", fault="alg-none"), id="alg-none"),
    *COMMON,
]
SINGPASS_DENIALS = [
    pytest.param(Ended("sign_in_failed", "nguyen-duc-anh"), id="foreign account without Myinfo"),
    pytest.param(Ended("representative_consent_required", "child-of-singapore"), id="child of 15"),
    pytest.param(Ended("age_unknown", "ageless-in-singapore"), id="no date of birth"),
    pytest.param(Ended("provider_untrusted", fault="unencrypted-id-token"), id="unencrypted-id-token"),
    *(
        pytest.param(Ended("provider_unavailable", fault=fault), id=fault)
        for fault in ("par-down", "par-dependency-down", "token-dependency-down")
    ),
    *COMMON,
]

ALIKE = {
    "error": "access_denied",
    "error_description": "The request was not completed.",
    "reason": "not_completed",
    "state": STATE,
    "iss": BRIDGE,
}


@pytest.fixture
async def minors(link: Link) -> None:
    """Two more residents: one aged 15, and one whose date of birth Myinfo does not give."""
    someone = await link.person(SINGPASS, "ong-wei-jie")
    born = link.clock.now().replace(day=1)
    young = {
        "lastupdated": "2026-09-26",
        "source": "1",
        "classification": "C",
        "value": f"{born.year - 15}-01-01",
    }
    await link.put_person(
        SINGPASS,
        "child-of-singapore",
        {**someone, "id": "child-of-singapore", "items": {**someone["items"], "dob": young}},
    )
    ageless = {name: item for name, item in someone["items"].items() if name != "dob"}
    await link.put_person(
        SINGPASS, "ageless-in-singapore", {**someone, "id": "ageless-in-singapore", "items": ageless}
    )


@pytest.mark.parametrize("ended", VNEID_DENIALS)
async def test_a_denial_at_vneid_is_explained_to_the_citizen_logged_and_alike_for_the_partner(
    link: Link,
    hospital: Organisation,
    browser: httpx.AsyncClient,
    ended: Ended,
) -> None:
    await plant(link, "orphan")
    link.vneid_faults.set([ended.fault] if ended.fault else [])
    before = len(link.log())
    walk = await begin(hospital, browser, state=STATE)
    await _require_alike(walk, ended)
    _require_logged(link.log()[before:], walk, ended.reason)


@pytest.mark.usefixtures("minors")
@pytest.mark.parametrize("ended", SINGPASS_DENIALS)
async def test_a_denial_at_singpass_is_explained_to_the_citizen_logged_and_alike_for_the_partner(
    link: Link,
    hotel: Organisation,
    browser: httpx.AsyncClient,
    ended: Ended,
) -> None:
    link.singpass_faults.set([ended.fault] if ended.fault else [])
    before = len(link.log())
    walk = await begin(hotel, browser, state=STATE)
    await _require_alike(walk, ended)
    _require_logged(link.log()[before:], walk, ended.reason)


async def _require_alike(walk: Walk, ended: Ended) -> None:
    page = await _come_home(walk, ended)
    if decision := ended.consent or (ended.step_up == "deny" and "deny"):
        page = await walk.answer(page, decision=decision)
    else:
        assert page.status == 200
        assert ended.reason in page.text
        assert "Nothing was shared" in page.text
        # By the button, as a citizen goes: a form answered with 303, exactly as after a citizen's own "no".
        shown = arrival_of(page, walk.organisation.redirect_uri)
        page = await walk.browser.submit(page)
        assert page.arrived == shown
    assert page.status == 303
    received = dict(page.arrived or {})
    reference = received.pop("reference")
    assert received == ALIKE
    assert len(reference) == 16


async def _come_home(walk: Walk, ended: Ended) -> Page:
    """Through the sign-in and, where the identity provider explains something itself, on by its link."""
    page = await walk.open()
    if page.forms and page.form.people:
        person = ended.person or CITIZEN_FOR[walk.organisation.country]
        page = await walk.browser.submit(page, ("person", person), ("decision", ended.sign_in))
    if ended.step_up == "approve":
        page = await walk.browser.submit(page, ("decision", "approve"))
        page = await walk.browser.submit(page, ("person", ended.person or ""), ("decision", "approve"))
    back = [link for link in page.links if link.startswith(f"{BRIDGE}/upstream/")]
    return await walk.browser.open(back[0]) if back else page


def _require_logged(entries: list[AuditEvent], walk: Walk, reason: str) -> None:
    (entry,) = entries
    assert entry.reason == reason
    assert entry.partner == walk.organisation.client_id
    assert entry.purpose == walk.organisation.purpose
    assert entry.event in (Event.DENIED, Event.NOT_COMPLETED, Event.CONSENT_REFUSED)
    # A rule of the agreement denied, and names its clause; where no identity came, no rule was asked.
    assert (entry.clause is None) == (entry.event is Event.NOT_COMPLETED)


async def test_a_denial_looks_alike_in_the_order_of_its_parameters_too(
    link: Link, hospital: Organisation, stack: AsyncExitStack
) -> None:
    seen = set()
    await plant(link, "orphan")
    for person, answer in (("tran-van-minh", None), ("orphan", None), ("nguyen-thi-hoa", "deny")):
        browser = await stack.enter_async_context(link.client())
        walk = await begin(hospital, browser, state=STATE)
        page = await walk.sign_in(person)
        if answer is not None:
            page = await walk.answer(page, decision=answer)
        seen.add(tuple(arrival_of(page, hospital.redirect_uri)))
    assert len(seen) == 1


@pytest.mark.parametrize("metadata", [pytest.param(HOSPITAL, id="vneid"), pytest.param(HOTEL, id="singpass")])
async def test_a_provider_that_answers_too_late_counts_as_unavailable(
    link: Link,
    stack: AsyncExitStack,
    monkeypatch: pytest.MonkeyPatch,
    metadata: dict[str, Any],
) -> None:
    organisation = await registered(link, stack, metadata)
    walk = await begin(organisation, await stack.enter_async_context(link.client()))
    page = await walk.open()
    link.vneid_faults.set(["slow-userinfo"])
    link.singpass_faults.set(["slow-userinfo"])
    monkeypatch.setattr(outbound_client, "TIMEOUT_S", 0.2)
    person = "nguyen-thi-hoa" if metadata is HOSPITAL else "tan-mei-ling"
    page = await walk.browser.submit(page, ("person", person), ("decision", "approve"))
    assert "provider_unavailable" in page.text


async def test_a_provider_that_cannot_be_reached_counts_as_unavailable(
    own_link: Link, stack: AsyncExitStack
) -> None:
    organisation = await registered(own_link, stack, HOSPITAL)
    own_link.switchboard.lines.pop("localhost:8001")
    walk = await begin(organisation, await stack.enter_async_context(own_link.client()), state=STATE)
    page = await walk.open()
    assert "provider_unavailable" in page.text
    assert dict(arrival_of(page, organisation.redirect_uri))["error"] == "access_denied"


async def test_a_level_that_the_partner_asked_for_and_the_sign_in_did_not_reach_is_alike_too(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    started = await walk(hotel, state=STATE, acr_values="urn:vnsg:loa:high")
    page = await started.browser.submit(await started.sign_in("muhammad-irfan"), ("decision", "approve"))
    page = await started.browser.submit(page, ("person", "muhammad-irfan"), ("decision", "approve"))
    received = arrival_of(page, hotel.redirect_uri)
    assert "assurance_too_low" in page.text
    assert {name: received[name] for name in ALIKE} == ALIKE


async def test_the_same_person_passes_where_the_level_is_enough(hotel: Organisation, walk: Begin) -> None:
    started = await walk(hotel, acr_values="urn:vnsg:loa:substantial")
    assert "name" in await started.claims("muhammad-irfan")


async def test_a_refusal_destroys_what_was_sealed_and_leaves_no_code(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    started = await walk(hotel)
    shown = await started.sign_in()
    carriers = link.count("carriers")
    page = await started.answer(shown, decision="deny")
    assert link.count("carriers") == carriers - 1
    assert page.arrived is not None
    assert "code" not in page.arrived
    again = await started.open()
    assert again.status == 400


async def test_the_citizen_reads_the_explanation_in_vietnamese(hospital: Organisation, walk: Begin) -> None:
    page, _ = await (await walk(hospital, ui_locales="vi")).denied("tran-van-minh")
    assert "Không có dữ liệu nào được chia sẻ" in page.text
    assert hospital.metadata["legal_name#vi"] in page.text
