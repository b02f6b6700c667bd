"""A sign-in from beginning to end, as docs/vneid-mock.md describes it."""

import re
from typing import Literal

import httpx
import pytest

from eid_kit.oauth.jwt import UnverifiedJwt, peek
from simulator.vneid_relying_party import (
    ALL_SCOPES,
    CALLBACK,
    ISSUER,
    START,
    Mock,
    RelyingParty,
    hidden_fields,
    query_parameters,
    redirect_parameters,
)
from vneid_mock.attributes import CORE
from vneid_mock.citizens import Account

LEVEL_2 = ("nguyen-thi-hoa", "le-thu-ha", "le-bao-an", "pham-gia-bao", "dang-thi-lan", "david-lim-vn")


async def test_a_sign_in_gives_a_verified_id_token_and_the_attributes_asked_for(rp: RelyingParty) -> None:
    tokens = await rp.tokens(scope="openid contact")
    assert (tokens["token_type"], tokens["expires_in"], tokens["scope"]) == ("Bearer", 600, "openid contact")
    assert "refresh_token" not in tokens
    token = await rp.verified(tokens["id_token"])
    moment = int(START.timestamp())
    assert dict(token.claims) == {
        "iss": ISSUER,
        "sub": token.subject,
        "aud": rp.client_id,
        "iat": moment,
        "exp": moment + 300,
        "auth_time": moment,
        "nonce": rp.nonce,
        "account_level": 2,
        "auth_level": 4,
        "account_type": "citizen",
    }
    person = (await rp.userinfo(tokens["access_token"])).json()
    assert person == {
        "sub": token.subject,
        "citizenPid": "099191000001",
        "fullName": "NGUYỄN THỊ HOA",
        "birthDate": "1991-04-12",
        "GioiTinh": "Nữ",
        "QuocTich": "VNM",
        "SoDienThoai": "+841200000001",
        "ThuDienTu": "hoa.nguyen@example.com",
        "accountType": "citizen",
        "accountLevel": 2,
    }


async def test_the_subject_is_opaque_and_the_same_at_every_sign_in(rp: RelyingParty) -> None:
    subjects = [(await rp.verified((await rp.tokens())["id_token"])).subject for _ in range(2)]
    assert subjects[0] == subjects[1]
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", subjects[0])
    other = await rp.verified((await rp.tokens("le-thu-ha"))["id_token"])
    assert other.subject != subjects[0]


async def test_the_answers_that_hold_secrets_are_never_stored_on_the_way(rp: RelyingParty) -> None:
    page = await rp.open()
    back = await rp.decide(page, "nguyen-thi-hoa")
    tokens = await rp.redeem(query_parameters(back.headers["location"])["code"])
    person = await rp.userinfo(tokens.json()["access_token"])
    for answer in (page, back, tokens, person):
        assert answer.headers["cache-control"] == "no-store"


async def test_userinfo_answers_a_post_with_the_token_in_the_header_too(rp: RelyingParty) -> None:
    token = (await rp.tokens())["access_token"]
    answer = await rp.http.post("/oauth2/userinfo", headers={"Authorization": f"Bearer {token}"})
    assert answer.json()["citizenPid"] == "099191000001"


async def test_an_authorization_request_may_be_posted_as_a_form(rp: RelyingParty) -> None:
    page = await rp.http.post("/oauth2/authorize", data=rp.parameters())
    back = redirect_parameters(await rp.decide(page, "nguyen-thi-hoa"))
    assert (await rp.redeem(back["code"])).status_code == 200


@pytest.mark.parametrize("person", LEVEL_2)
async def test_every_person_with_a_level_2_account_signs_in_and_is_known_by_name(
    rp: RelyingParty, person: str
) -> None:
    tokens = await rp.tokens(person, scope=ALL_SCOPES)
    claims = (await rp.verified(tokens["id_token"])).claims
    attributes = (await rp.userinfo(tokens["access_token"])).json()
    assert claims["account_level"] == attributes["accountLevel"] == 2
    assert claims["account_type"] == attributes["accountType"]
    assert set(attributes) > set(CORE.attributes)


async def test_a_level_1_account_opens_the_core_alone_whatever_the_scope(rp: RelyingParty) -> None:
    tokens = await rp.tokens("tran-van-minh", scope=ALL_SCOPES)
    claims = (await rp.verified(tokens["id_token"])).claims
    assert (claims["account_level"], claims["auth_level"]) == (1, 2)
    attributes = (await rp.userinfo(tokens["access_token"])).json()
    assert set(attributes) == {"sub", *CORE.attributes}


async def test_a_foreigner_signs_in_with_a_foreigners_account(rp: RelyingParty) -> None:
    tokens = await rp.tokens("david-lim-vn", scope="openid travel_document")
    assert (await rp.verified(tokens["id_token"])).claims["account_type"] == "foreigner"
    person = (await rp.userinfo(tokens["access_token"])).json()
    assert (person["QuocTich"], person["HoChieu"]["quocGiaCap"]) == ("SGP", "SGP")


@pytest.mark.parametrize(
    ("acr_values", "highest", "reached"),
    [
        pytest.param(None, 4, 2, id="nothing asked: the usual level"),
        pytest.param("LoA4", 4, 4, id="more is asked, and can be"),
        pytest.param("LoA4", 3, 3, id="as far as the account can"),
        pytest.param("LoA4", None, 2, id="an account that can do no more"),
        pytest.param("LoA3 LoA1", 4, 3, id="the highest of several wishes"),
        pytest.param("LoA1", 4, 2, id="never less than usual"),
        pytest.param("urn:another:vocabulary", 4, 2, id="another vocabulary"),
    ],
)
def test_an_authentication_level_is_a_wish_that_is_met_as_far_as_the_account_can(
    acr_values: str | None, highest: Literal[3, 4] | None, reached: int
) -> None:
    account = Account(type="citizen", level=2, auth_level=2, highest_auth_level=highest)
    assert account.reached(acr_values or "") == reached


async def test_the_id_token_says_the_level_that_was_asked_for_and_reached(rp: RelyingParty) -> None:
    document = (await rp.http.get("/sim/people/dang-thi-lan")).json()
    document["account"]["highest_auth_level"] = 4
    await rp.http.put("/sim/people/dang-thi-lan", json=document)
    for acr_values, level in ((None, 2), ("LoA4", 4)):
        tokens = await rp.tokens("dang-thi-lan", acr_values=acr_values)
        assert (await rp.verified(tokens["id_token"])).claims["auth_level"] == level


async def test_a_child_names_the_representative_by_the_number_that_the_representative_has(
    rp: RelyingParty,
) -> None:
    async def read(person: str) -> dict[str, object]:
        tokens = await rp.tokens(person, scope="openid representative")
        return dict((await rp.userinfo(tokens["access_token"])).json())

    for child, representative in (("le-bao-an", "le-thu-ha"), ("pham-gia-bao", "nguyen-thi-hoa")):
        named = (await read(child))["NguoiDaiDien"]
        assert isinstance(named, dict)
        grown_up = await read(representative)
        assert named["soDinhDanh"] == grown_up["citizenPid"]
        assert "NguoiDaiDien" not in grown_up


async def test_a_person_who_refuses_sends_the_browser_back_with_access_denied(rp: RelyingParty) -> None:
    answer = redirect_parameters(await rp.decide(await rp.open(), None, "deny"))
    assert answer.pop("error_description")
    assert answer == {"error": "access_denied", "state": rp.state, "iss": ISSUER}


async def test_a_locked_account_is_told_so_and_its_only_way_leads_back(rp: RelyingParty) -> None:
    page = await rp.decide(await rp.open(), "vo-minh-khoa")
    assert page.status_code == 403
    assert "This account is locked" in page.text
    assert "Tài khoản đang bị khóa" in page.text, "the answer to a form has no address to switch its language"
    assert "police office" in page.text
    link = re.search(r'<a class="button" href="([^"]+)"', page.text)
    assert link
    back = query_parameters(link[1].replace("&amp;", "&"))
    assert (back["error"], back["state"], back["iss"]) == ("access_denied", rp.state, ISSUER)
    assert "lock" not in back["error_description"]


async def test_choosing_nobody_shows_the_page_again_and_the_request_stays_open(rp: RelyingParty) -> None:
    page = await rp.open()
    again = await rp.decide(page, "nobody-of-that-name")
    assert again.status_code == 400
    assert "Choose who approves." in again.text
    assert "code" in redirect_parameters(await rp.decide(again, "nguyen-thi-hoa"))


async def test_the_page_names_the_app_what_it_asks_and_where_it_leads(rp: RelyingParty) -> None:
    page = await rp.open(scope="openid health_record")
    assert "Sign in to Test app?" in page.text
    assert "Health record" in page.text
    assert "Ethnicity" not in page.text
    assert "https://rp.example" in page.text
    assert "SIMULATOR" in page.text
    assert "form-action 'self' https://rp.example" in page.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("wish", "headers"),
    [
        pytest.param({"ui_locales": "fr vi"}, {}, id="ui_locales"),
        pytest.param({"lang": "vi"}, {"Accept-Language": "en"}, id="the link on the page"),
        pytest.param({}, {"Accept-Language": "vi-VN,vi;q=0.9"}, id="the browser"),
    ],
)
async def test_the_page_speaks_vietnamese_when_asked(
    rp: RelyingParty, wish: dict[str, str], headers: dict[str, str]
) -> None:
    page = await rp.http.get("/oauth2/authorize", params=rp.parameters(**wish), headers=headers)
    assert "Đăng nhập vào Ứng dụng thử?" in page.text
    assert '<html lang="vi">' in page.text


async def test_the_link_to_the_other_language_leads_to_the_same_request(rp: RelyingParty) -> None:
    page = await rp.open(scope="openid contact")
    link = re.search(r'<a href="(/oauth2/authorize\?[^"]+)" lang="vi"', page.text)
    assert link
    other = await rp.http.get(link[1].replace("&amp;", "&"))
    assert "Số điện thoại" in other.text
    assert "code" in redirect_parameters(await rp.decide(other, "nguyen-thi-hoa"))


async def test_each_page_is_a_request_of_its_own(rp: RelyingParty) -> None:
    first, second = hidden_fields((await rp.open()).text), hidden_fields((await rp.open()).text)
    assert first["transaction"] != second["transaction"]


async def test_a_client_registered_for_rs256_gets_rs256(rp: RelyingParty) -> None:
    registered = await rp.http.post(
        "/sim/clients",
        json={"redirect_uris": [CALLBACK], "scope": "openid", "id_token_signed_response_alg": "RS256"},
    )
    other = RelyingParty(rp.http, registered.json()["client_id"], registered.json()["client_secret"])
    id_token = (await other.tokens())["id_token"]
    assert peek(UnverifiedJwt(id_token))[0]["alg"] == "RS256"
    assert (await other.verified(id_token, algorithm="RS256")).claims["aud"] == other.client_id


async def test_a_person_changed_by_a_tester_is_changed_at_the_next_userinfo(
    rp: RelyingParty, http: httpx.AsyncClient
) -> None:
    token = (await rp.tokens())["access_token"]
    person = (await http.get("/sim/people/nguyen-thi-hoa")).json()
    person["record"]["fullName"] = "NGUYỄN THỊ HOA MAI"
    assert (await http.put("/sim/people/nguyen-thi-hoa", json=person)).status_code == 200
    assert (await rp.userinfo(token)).json()["fullName"] == "NGUYỄN THỊ HOA MAI"


async def test_an_account_locked_after_the_sign_in_opens_nothing_any_more(
    rp: RelyingParty, http: httpx.AsyncClient
) -> None:
    token = (await rp.tokens())["access_token"]
    person = (await http.get("/sim/people/nguyen-thi-hoa")).json()
    person["account"]["locked"] = True
    await http.put("/sim/people/nguyen-thi-hoa", json=person)
    assert (await rp.userinfo(token)).status_code == 401


async def test_nothing_that_opens_something_is_kept_in_the_history(rp: RelyingParty, mock: Mock) -> None:
    code = await rp.code(scope="openid contact")
    tokens = (await rp.redeem(code)).json()
    person = await rp.userinfo(tokens["access_token"])
    shown = (await rp.http.get("/sim/requests")).text
    assert "/oauth2/token" in shown
    for secret in (code, rp.verifier, tokens["access_token"], tokens["id_token"], person.json()["fullName"]):
        assert secret not in shown
