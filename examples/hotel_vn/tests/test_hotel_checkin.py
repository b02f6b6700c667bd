"""The hotel's own test suite: its app, against the whole link."""

from datetime import timedelta

import httpx
import pytest

from eid_sandbox.testing import CitizenStopped, Persona, RunningLink

pytestmark = pytest.mark.anyio


async def button_pressed(guest: httpx.AsyncClient) -> str:
    """Where the hotel sends a browser whose guest wants to check in."""
    answer = await guest.post("/start?lang=en", data={"purpose": "tourism.checkin"})
    assert answer.status_code == 303
    return answer.headers["location"]


async def seen_by(guest: httpx.AsyncClient, returning_to: str) -> str:
    """The hotel's page after the browser came back."""
    return (await guest.get(returning_to, follow_redirects=True)).text


async def test_a_guest_is_checked_in_with_what_they_agreed_to(
    vnsg_link: RunningLink, guest: httpx.AsyncClient
) -> None:
    mei_ling = vnsg_link.citizen(Persona.TAN_MEI_LING)
    back = mei_ling.approve(await button_pressed(guest), optional={"email"})
    page = await seen_by(guest, back.url)
    assert "TAN MEI LING" in page
    assert "tan.mei.ling@example.com" in page
    assert "99900001" not in page  # the phone number, which she did not tick


async def test_a_guest_without_a_passport_at_the_source_is_checked_in_all_the_same(
    vnsg_link: RunningLink, guest: httpx.AsyncClient
) -> None:
    back = vnsg_link.citizen(Persona.PRIYA_NAIR).approve(await button_pressed(guest))
    assert "PRIYA" in await seen_by(guest, back.url)


async def test_a_guest_who_does_not_agree_is_sent_to_the_desk(
    vnsg_link: RunningLink, guest: httpx.AsyncClient
) -> None:
    back = vnsg_link.citizen(Persona.TAN_MEI_LING).deny(await button_pressed(guest))
    assert back.parameters["error"] == "access_denied"
    assert "front desk" in await seen_by(guest, back.url)


@pytest.mark.parametrize("fault", ["token-endpoint-down", "wrong-nonce", "bad-signature"])
async def test_a_provider_that_fails_or_lies_sends_the_guest_to_the_desk(
    vnsg_link: RunningLink, guest: httpx.AsyncClient, fault: str
) -> None:
    vnsg_link.singpass_faults.set(fault)
    back = vnsg_link.citizen(Persona.TAN_MEI_LING).approve(await button_pressed(guest))
    assert "front desk" in await seen_by(guest, back.url)


async def test_a_guest_who_comes_back_to_the_page_too_late_begins_again(
    vnsg_link: RunningLink, guest: httpx.AsyncClient
) -> None:
    mei_ling = vnsg_link.citizen(Persona.TAN_MEI_LING)
    late = await button_pressed(guest)
    vnsg_link.clock.advance(timedelta(minutes=6))
    with pytest.raises(CitizenStopped):
        mei_ling.approve(late)
    vnsg_link.clock.reset()
    assert "code" in mei_ling.approve(await button_pressed(guest)).parameters


async def test_the_browser_carries_nothing_but_a_reference_to_the_request(
    vnsg_link: RunningLink, guest: httpx.AsyncClient
) -> None:
    back = vnsg_link.citizen(Persona.TAN_MEI_LING).approve(await button_pressed(guest))
    await seen_by(guest, back.url)
    (opened,) = vnsg_link.messages("bridge", path="/oauth/authorize")
    assert set(opened.parameters) == {"client_id", "request_uri"}


async def test_the_code_is_redeemed_once(vnsg_link: RunningLink, guest: httpx.AsyncClient) -> None:
    back = vnsg_link.citizen(Persona.TAN_MEI_LING).approve(await button_pressed(guest))
    await seen_by(guest, back.url)
    await seen_by(guest, back.url)  # reloaded
    redeemed = [seen for seen in vnsg_link.messages("bridge", path="/oauth/token") if seen.status == 200]
    assert len(redeemed) == 1
