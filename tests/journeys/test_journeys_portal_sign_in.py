"""Signing in to the citizen portal, through either provider, and what a session is good for."""

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from eid_sandbox.browser import Page
from journeys.client import Organisation
from journeys.portal import PERSON_OF, PROVIDERS, SESSION, Citizen, form_to
from journeys.walk import Begin
from journeys.world import BRIDGE, SINGPASS, VNEID, Link, whole_link

MOCK = {"vneid": VNEID, "singpass": SINGPASS}
HERE = {"Origin": BRIDGE, "Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def shared_link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Link]:
    """A link of this file's own: what a citizen finds must not depend on who tested before."""
    yield from whole_link(tmp_path_factory.mktemp("link"))


@pytest.fixture
def citizen(browser: httpx.AsyncClient) -> Citizen:
    return Citizen(browser)


def is_signed_in(page: Page) -> bool:
    return any(form.action.startswith("/me/sign-out") for form in page.forms)


async def _callback(citizen: Citizen, provider: str) -> str:
    """The address with which the provider sends the citizen back, before the browser goes there."""
    page = await citizen.leave(provider)
    pressed = [("person", PERSON_OF[provider]), ("decision", "approve")]
    target = httpx.URL(page.url).join(page.form.action)
    origin = {"Origin": f"{target.scheme}://{target.netloc.decode()}"}
    data = dict([*page.form.fields, *pressed])
    response = await citizen.http.post(target, data=data, headers=origin)
    assert response.status_code == 303, response.text
    return response.headers["location"]


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_citizen_signs_in_through_either_provider(citizen: Citizen, provider: str) -> None:
    assert is_signed_in(await citizen.sign_in(provider))


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_no_attribute_is_asked_of_the_provider(link: Link, citizen: Citizen, provider: str) -> None:
    async with link.client() as client:
        before = len((await client.get(f"{MOCK[provider]}/sim/requests")).json()["requests"])
        await citizen.sign_in(provider)
        requests = (await client.get(f"{MOCK[provider]}/sim/requests")).json()["requests"][before:]
    assert any(request["path"].endswith("/token") for request in requests)
    assert not any("userinfo" in request["path"] for request in requests)


async def test_a_sign_in_is_in_the_language_of_the_page_that_it_began_on(citizen: Citizen) -> None:
    page = await citizen.leave("singpass", lang="vi")
    home = await citizen.browser.submit(page, ("person", PERSON_OF["singpass"]), ("decision", "approve"))
    assert home.url == f"{BRIDGE}/me?lang=vi"


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_whoever_refuses_to_sign_in_is_told_so_on_a_page(citizen: Citizen, provider: str) -> None:
    page = await citizen.sign_in(provider, decision="deny")
    assert page.status == 400
    assert "You did not sign in" in page.text
    assert not is_signed_in(await citizen.open())


async def test_a_locked_account_gets_no_session(citizen: Citizen) -> None:
    page = await citizen.sign_in("vneid", "vo-minh-khoa")
    assert not is_signed_in(await citizen.open()), page.text


async def test_a_provider_that_is_down_is_a_page_and_no_session(
    link: Link, citizen: Citizen, caplog: pytest.LogCaptureFixture
) -> None:
    link.vneid_faults.set(["token-endpoint-down"])
    page = await citizen.sign_in("vneid")
    assert page.status == 503
    assert "vneid: provider_unavailable (status_503)" in caplog.messages
    assert not is_signed_in(await citizen.open())


@pytest.mark.parametrize(
    ("provider", "fault"),
    [
        pytest.param("vneid", "wrong-nonce", id="VNeID answers with another nonce"),
        pytest.param("singpass", "wrong-nonce", id="Singpass answers with another nonce"),
        pytest.param("singpass", "unencrypted-id-token", id="Singpass leaves the id_token open"),
    ],
)
async def test_an_answer_that_cannot_be_trusted_opens_nothing(
    link: Link, citizen: Citizen, provider: str, fault: str
) -> None:
    faults = link.vneid_faults if provider == "vneid" else link.singpass_faults
    faults.set([fault])
    page = await citizen.sign_in(provider)
    assert page.status == 400
    assert not is_signed_in(await citizen.open())


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_callback_counts_once(citizen: Citizen, provider: str) -> None:
    location = await _callback(citizen, provider)
    cookies = dict(citizen.http.cookies)
    assert (await citizen.http.get(location)).status_code == 303
    citizen.http.cookies.update(cookies)
    replayed = await citizen.http.get(location)
    assert replayed.status_code == 400
    assert SESSION not in replayed.headers.get("set-cookie", "")


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_callback_in_another_browser_opens_nothing(
    link: Link, citizen: Citizen, provider: str
) -> None:
    location = await _callback(citizen, provider)
    async with link.client() as other:
        assert (await other.get(location)).status_code == 400


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"state": "another"}, id="another state"),
        pytest.param({"iss": "http://localhost:9999"}, id="another issuer"),
        pytest.param({"iss": None}, id="no issuer"),
        pytest.param({"code": "another"}, id="another code"),
    ],
)
async def test_a_callback_with_one_thing_wrong_opens_nothing(
    citizen: Citizen, change: dict[str, str | None]
) -> None:
    location = await _callback(citizen, "vneid")
    query = {**dict(parse_qsl(urlsplit(location).query)), **change}
    wanted = {name: value for name, value in query.items() if value is not None}
    answer = await citizen.http.get(location.partition("?")[0], params=wanted)
    assert answer.status_code == 400
    assert SESSION not in answer.headers.get("set-cookie", "")


async def test_the_answer_of_one_provider_is_nothing_at_the_callback_of_the_other(citizen: Citizen) -> None:
    location = await _callback(citizen, "vneid")
    query = {**dict(parse_qsl(urlsplit(location).query)), "iss": f"{SINGPASS}/fapi"}
    answer = await citizen.http.get(f"{BRIDGE}/me/callback/singpass", params=query)
    assert answer.status_code == 400


async def test_a_sign_in_that_took_too_long_opens_nothing(link: Link, citizen: Citizen) -> None:
    location = await _callback(citizen, "vneid")
    link.clock.advance(600)
    assert (await citizen.http.get(location)).status_code == 400


async def test_the_answer_for_a_journey_is_nothing_at_the_portal(
    walk: Begin, hospital: Organisation, citizen: Citizen
) -> None:
    """State and cookie of the one are unknown to the other, at the same provider."""
    begun = await walk(hospital)
    page = await begun.open()
    target = httpx.URL(page.url).join(page.form.action)
    data = dict([*page.form.fields, ("person", PERSON_OF["vneid"]), ("decision", "approve")])
    response = await citizen.http.post(target, data=data, headers={"Origin": VNEID})
    elsewhere = response.headers["location"].replace("/upstream/vneid/callback", "/me/callback/vneid")
    assert (await citizen.http.get(elsewhere)).status_code == 400


async def test_a_session_ends_after_a_quarter_of_an_hour_however_busy_it_is(
    link: Link, citizen: Citizen
) -> None:
    await citizen.sign_in("vneid")
    link.clock.advance(899)
    assert is_signed_in(await citizen.open())
    link.clock.advance(1)
    page = await citizen.open()
    assert not is_signed_in(page)
    assert "session ended" in page.text


async def test_signing_out_ends_the_session_for_whoever_kept_the_cookie(citizen: Citizen) -> None:
    page = await citizen.sign_in("vneid")
    kept = dict(citizen.http.cookies)
    assert "You are signed out" in (await citizen.press(page, "/sign-out")).text
    citizen.http.cookies.update(kept)
    assert not is_signed_in(await citizen.open())


async def test_signing_in_again_ends_the_session_before(citizen: Citizen) -> None:
    await citizen.sign_in("vneid")
    kept = citizen.http.cookies[SESSION]
    # Another tab, that still shows the chooser.
    del citizen.http.cookies[SESSION]
    location = await _callback(citizen, "singpass")
    citizen.http.cookies.set(SESSION, kept, domain="localhost.local", path="/me")
    await citizen.http.get(location)
    citizen.http.cookies.clear()
    citizen.http.cookies.set(SESSION, kept, domain="localhost.local", path="/me")
    assert not is_signed_in(await citizen.open())


async def test_the_session_cookie_stays_at_the_portal(citizen: Citizen) -> None:
    location = await _callback(citizen, "vneid")
    answer = await citizen.http.get(location)
    cookie = next(each for each in answer.headers.get_list("set-cookie") if each.startswith(SESSION))
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"path=/me", "httponly", "samesite=lax", "max-age=900"} <= attributes
    for path, sent in (("/me", True), ("/", False), ("/oauth/authorize", False), ("/t/x", False)):
        request = citizen.http.build_request("GET", f"{BRIDGE}{path}")
        assert (SESSION in request.headers.get("cookie", "")) is sent, path


async def test_the_database_never_holds_what_the_cookie_holds(link: Link, citizen: Citizen) -> None:
    await citizen.sign_in("vneid")
    secret = citizen.http.cookies[SESSION].encode()
    files = [path for path in link.settings.data_dir.glob("bridge.sqlite3*") if path.is_file()]
    assert files
    assert not any(secret in path.read_bytes() for path in files)


@pytest.mark.parametrize(
    ("headers", "changes"),
    [
        pytest.param({"Origin": "http://localhost:8012"}, {}, id="from another port of this machine"),
        pytest.param({"Origin": "null"}, {}, id="from nowhere"),
        pytest.param({}, {"form_token": "forged"}, id="with a forged token"),
        pytest.param({}, {"form_token": None}, id="without a token"),
        pytest.param({}, {"identity_provider": "facebook"}, id="for a provider nobody knows"),
        pytest.param({}, {"identity_provider": None}, id="for no provider"),
    ],
)
async def test_a_sign_in_form_with_one_thing_wrong_leads_nowhere(
    citizen: Citizen, headers: dict[str, str], changes: dict[str, str | None]
) -> None:
    page = await citizen.open()
    right = {**dict(page.form.fields), "identity_provider": "vneid"}
    form = {name: value for name, value in {**right, **changes}.items() if value is not None}
    answer = await citizen.http.post(f"{BRIDGE}/me/sign-in", data=form, headers={**HERE, **headers})
    assert answer.status_code == 400


async def test_the_chooser_s_form_of_another_browser_leads_nowhere(link: Link, citizen: Citizen) -> None:
    page = await citizen.open()
    form = {**dict(page.form.fields), "identity_provider": "vneid"}
    async with link.client() as other:
        answer = await other.post(f"{BRIDGE}/me/sign-in", data=form, headers=HERE)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("headers", "token"),
    [
        pytest.param({"Origin": "http://localhost:8012"}, None, id="from another port of this machine"),
        pytest.param({}, "forged", id="with a forged token"),
    ],
)
async def test_a_sign_out_that_is_not_the_citizen_s_does_nothing(
    citizen: Citizen, headers: dict[str, str], token: str | None
) -> None:
    page = await citizen.sign_in("vneid")
    fields = dict(form_to(page, "/sign-out").fields)
    form = {**fields, "form_token": token or fields["form_token"]}
    answer = await citizen.http.post(f"{BRIDGE}/me/sign-out", data=form, headers={**HERE, **headers})
    assert answer.status_code == 400
    assert is_signed_in(await citizen.open())


async def test_the_chooser_may_lead_to_both_providers_and_nowhere_else(citizen: Citizen) -> None:
    answer = await citizen.http.get(f"{BRIDGE}/me")
    policy = answer.headers["content-security-policy"]
    assert f"form-action 'self' {VNEID} {SINGPASS};" in policy
