"""The sign-in page: what it says, and everything that must not lead anywhere."""

import httpx
import pytest

from singpass_mock.personas import PERSONAS
from singpass_relying_party import BASE, RelyingParty, Singpass, hidden_fields, landing, register


def assert_page(response: httpx.Response, status: int) -> None:
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/html")
    assert "SIMULATOR" in response.text
    assert "location" not in response.headers


async def test_the_page_names_app_entity_purpose_and_items(hotel: RelyingParty) -> None:
    page = await hotel.open(await hotel.pushed())
    assert_page(page, 200)
    for words in ("Hotel Sông Hàn", "Han River Hotels", "To check you in at the hotel.", "Passport number"):
        assert words in page.text
    assert page.text.count('name="person"') == len(PERSONAS)
    assert "checked" not in page.text


async def test_the_page_speaks_vietnamese(hotel: RelyingParty) -> None:
    page = await hotel.open(await hotel.pushed(), lang="vi")
    for words in ('lang="vi"', "Khách sạn Sông Hàn", "Để làm thủ tục nhận phòng.", "Số hộ chiếu", "Đồng ý"):
        assert words in page.text
    assert "auth?lang=vi" in page.text


async def test_the_language_can_be_switched_without_losing_the_sign_in(hotel: RelyingParty) -> None:
    request_uri = await hotel.pushed()
    await hotel.open(request_uri, lang="vi")
    page = await hotel.open(request_uri, lang="en")
    assert "Approve" in page.text
    assert "code" in landing(await hotel.answer(page))


async def test_a_login_app_shows_its_message(portal: RelyingParty) -> None:
    page = await portal.open(await portal.pushed(authentication_context_message="Transfer of 5 (cash)"))
    assert "Transfer of 5 (cash)" in page.text
    assert "Identity number" in page.text


async def test_what_an_app_calls_itself_is_no_markup(singpass: Singpass, hotel: RelyingParty) -> None:
    app = await register(singpass, client_name="<script>alert(1)</script>")
    page = await app.open(await app.pushed(), lang="en")
    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text


async def test_the_page_lets_its_form_lead_to_the_app(hotel: RelyingParty) -> None:
    page = await hotel.open(await hotel.pushed())
    policy = page.headers["content-security-policy"]
    assert "form-action 'self' http://localhost:8010;" in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"client_id": None}, id="no client_id"),
        pytest.param({"client_id": "another"}, id="another app's client_id"),
        pytest.param({"request_uri": None}, id="no request_uri"),
        pytest.param({"request_uri": "https://evil.test/request"}, id="a request_uri of somewhere else"),
        pytest.param({"request_uri": "urn:ietf:params:oauth:request_uri:guess"}, id="a guessed request_uri"),
        pytest.param({"redirect_uri": "https://evil.test/"}, id="a redirect_uri beside it"),
        pytest.param({"scope": "openid uinfin"}, id="a scope beside it"),
        pytest.param({"state": "s"}, id="a state beside it"),
        pytest.param({"ui_locales": "vi"}, id="a locale beside it"),
    ],
)
async def test_a_browser_with_anything_but_the_two_parameters_gets_a_page(
    hotel: RelyingParty, change: dict[str, str | None]
) -> None:
    assert_page(await hotel.open(await hotel.pushed(), **change), 400)


async def test_a_repeated_parameter_gets_a_page(hotel: RelyingParty) -> None:
    request_uri = await hotel.pushed()
    query = f"client_id={hotel.client_id}&client_id={hotel.client_id}&request_uri={request_uri}"
    assert_page(await hotel.singpass.http.get(f"/fapi/auth?{query}"), 400)


async def test_a_request_uri_lives_for_a_minute(hotel: RelyingParty) -> None:
    request_uri = await hotel.pushed()
    hotel.singpass.clock.advance(59)
    assert_page(await hotel.open(request_uri), 200)
    hotel.singpass.clock.advance(1)
    assert_page(await hotel.open(request_uri), 400)


async def test_a_page_opened_in_time_may_be_answered_for_five_minutes(hotel: RelyingParty) -> None:
    request_uri = await hotel.pushed()
    page = await hotel.open(request_uri)
    hotel.singpass.clock.advance(299)
    assert "code" in landing(await hotel.answer(page))


async def test_a_page_left_open_too_long_says_so_in_both_languages_with_a_way_on(
    hotel: RelyingParty,
) -> None:
    page = await hotel.open(await hotel.pushed())
    hotel.singpass.clock.advance(300)
    late = await hotel.answer(page)
    assert_page(late, 400)
    for words in ("This sign-in cannot continue", "Không thể tiếp tục đăng nhập", 'href="/?lang=en"'):
        assert words in late.text


async def test_a_request_that_is_not_known_is_told_in_the_language_that_one_chooses(
    hotel: RelyingParty,
) -> None:
    english = await hotel.open("urn:ietf:params:oauth:request_uri:guess", lang="en")
    vietnamese = await hotel.open("urn:ietf:params:oauth:request_uri:guess", lang="vi")
    assert "lang=vi" in english.text
    assert "Không thể tiếp tục đăng nhập" in vietnamese.text
    assert "This sign-in cannot continue" not in vietnamese.text


async def test_reloading_does_not_keep_a_sign_in_open_for_longer(hotel: RelyingParty) -> None:
    request_uri = await hotel.pushed()
    await hotel.open(request_uri)
    hotel.singpass.clock.advance(50)
    page = await hotel.open(request_uri)
    hotel.singpass.clock.advance(250)
    assert_page(await hotel.answer(page), 400)


@pytest.mark.parametrize("second", ["approve", "deny"])
@pytest.mark.parametrize("first", ["approve", "deny"])
async def test_a_form_sent_twice_counts_once(hotel: RelyingParty, first: str, second: str) -> None:
    page = await hotel.open(await hotel.pushed())
    landing(await hotel.answer(page, decision=first))
    assert_page(await hotel.answer(page, decision=second), 400)


async def test_an_answered_request_uri_cannot_be_opened_again(hotel: RelyingParty) -> None:
    request_uri = await hotel.pushed()
    landing(await hotel.answer(await hotel.open(request_uri)))
    assert_page(await hotel.open(request_uri), 400)


@pytest.mark.parametrize(
    "origin",
    [
        pytest.param(None, id="no origin"),
        pytest.param("null", id="an opaque origin"),
        pytest.param("http://localhost:8010", id="the app's own page"),
        pytest.param("http://localhost:8002.evil.test", id="a look-alike"),
    ],
)
async def test_a_form_from_elsewhere_changes_nothing(hotel: RelyingParty, origin: str | None) -> None:
    page = await hotel.open(await hotel.pushed())
    assert_page(await hotel.answer(page, origin=origin), 400)
    assert "code" in landing(await hotel.answer(page))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"form_token": None}, id="no form token"),
        pytest.param({"form_token": "A" * 43}, id="an invented form token"),
        pytest.param({"transaction": None}, id="no transaction"),
        pytest.param({"transaction": "0" * 64}, id="an invented transaction"),
        pytest.param({"decision": None}, id="no decision"),
        pytest.param({"decision": "yes"}, id="an unknown decision"),
    ],
)
async def test_an_altered_form_changes_nothing(hotel: RelyingParty, change: dict[str, str | None]) -> None:
    page = await hotel.open(await hotel.pushed())
    assert_page(await hotel.answer(page, **change), 400)
    assert "code" in landing(await hotel.answer(page))


async def test_a_form_of_one_sign_in_is_none_of_another(hotel: RelyingParty) -> None:
    first, second = await hotel.open(await hotel.pushed()), await hotel.open(await hotel.pushed())
    swapped = hidden_fields(second)["transaction"]
    assert_page(await hotel.answer(first, transaction=swapped), 400)


@pytest.mark.parametrize("person", [None, "nobody", "../tan-mei-ling"])
async def test_nobody_chosen_means_being_asked_again(hotel: RelyingParty, person: str | None) -> None:
    page = await hotel.open(await hotel.pushed())
    again = await hotel.answer(page, person=person)
    assert_page(again, 400)
    assert "Choose one of the people" in again.text
    assert "code" in landing(await hotel.answer(again))


async def test_the_front_page_is_in_both_languages(singpass: Singpass) -> None:
    for language, words in (("en", "Simulated Singpass"), ("vi", "Mô phỏng Singpass")):
        page = await singpass.http.get("/", params={"lang": language})
        assert_page(page, 200)
        assert words in page.text
        assert all(person.name in page.text for person in PERSONAS)


async def test_the_style_sheet_is_there(singpass: Singpass) -> None:
    assert (await singpass.http.get(f"{BASE}/static/style.css")).status_code == 200
