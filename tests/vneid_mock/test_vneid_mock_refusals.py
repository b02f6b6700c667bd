"""What the mock refuses: one thing wrong per row, and nothing given for it."""

import asyncio
import re

import httpx
import pytest

from eid_kit.oauth import client_assertion
from eid_kit.oauth.client_secret_basic import make
from eid_kit.oauth.keys import generate_key, public_jwk
from simulator.vneid_relying_party import (
    CALLBACK,
    CLIENT_ID,
    CLIENT_SECRET,
    ISSUER,
    START,
    Mock,
    RelyingParty,
    redirect_parameters,
)

KEY = generate_key("ES256")
OTHER_KEY = generate_key("ES256")


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        pytest.param({"client_id": None}, 400, id="no client_id"),
        pytest.param({"client_id": "nobody"}, 400, id="an unknown client"),
        pytest.param({"redirect_uri": None}, 400, id="no redirect_uri"),
        pytest.param({"redirect_uri": CALLBACK + "&x=1"}, 400, id="a redirect_uri with more at its end"),
        pytest.param({"redirect_uri": "https://rp.example/callback"}, 400, id="one without its query"),
        pytest.param({"redirect_uri": "https://RP.example/callback?tenant=7"}, 400, id="in another case"),
    ],
)
async def test_a_request_with_an_address_not_to_be_trusted_gets_a_page_and_no_redirect(
    rp: RelyingParty, changes: dict[str, str | None], status: int
) -> None:
    answer = await rp.open(**changes)
    assert answer.status_code == status
    assert "location" not in answer.headers
    assert "This sign-in cannot start" in answer.text
    assert 'href="/?lang=en"' in answer.text, "a way on"
    switch = re.search(r'<a href="([^"]+)" lang="vi"', answer.text)
    assert switch
    again = await rp.http.get(f"/oauth2/authorize{switch[1].replace('&amp;', '&')}")
    assert (again.status_code, "Không thể bắt đầu đăng nhập" in again.text) == (status, True)


@pytest.mark.parametrize(
    "twice", ["client_id=rp-basic", "scope=openid", "state=other", "unknown=1&unknown=1"]
)
async def test_a_repeated_parameter_gets_a_page_and_no_redirect(rp: RelyingParty, twice: str) -> None:
    query = str(httpx.QueryParams(rp.parameters()))
    answer = await rp.http.get(f"/oauth2/authorize?{query}&{twice}")
    assert answer.status_code == 400
    assert "repeated" in answer.text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        pytest.param({"response_type": None}, "invalid_request", id="no response_type"),
        pytest.param({"response_type": "token"}, "unsupported_response_type", id="the implicit flow"),
        pytest.param({"response_type": "code id_token"}, "unsupported_response_type", id="the hybrid flow"),
        pytest.param({"response_mode": "fragment"}, "invalid_request", id="another response_mode"),
        pytest.param({"scope": None}, "invalid_scope", id="no scope"),
        pytest.param({"scope": "contact"}, "invalid_scope", id="a scope without openid"),
        pytest.param({"scope": "openid bank"}, "invalid_scope", id="a scope that does not exist"),
        pytest.param({"nonce": None}, "invalid_request", id="no nonce"),
        pytest.param({"nonce": "n" * 256}, "invalid_request", id="a nonce that is too long"),
        pytest.param({"code_challenge": None}, "invalid_request", id="no code_challenge"),
        pytest.param({"code_challenge": "short"}, "invalid_request", id="a malformed code_challenge"),
        pytest.param({"code_challenge_method": None}, "invalid_request", id="no code_challenge_method"),
        pytest.param({"code_challenge_method": "plain"}, "invalid_request", id="code_challenge_method plain"),
        pytest.param({"request": "eyJ"}, "invalid_request", id="a request object"),
        pytest.param({"request_uri": "urn:x"}, "invalid_request", id="a request_uri"),
        pytest.param({"prompt": "none"}, "login_required", id="prompt none"),
    ],
)
async def test_a_request_with_one_thing_wrong_is_sent_back_with_the_reason(
    rp: RelyingParty, changes: dict[str, str | None], error: str
) -> None:
    back = redirect_parameters(await rp.open(**changes))
    assert (back["error"], back["state"], back["iss"]) == (error, rp.state, ISSUER)
    assert "code" not in back


async def test_a_request_without_state_is_sent_back_without_state(rp: RelyingParty) -> None:
    back = redirect_parameters(await rp.open(state=None))
    assert back["error"] == "invalid_request"
    assert "state" not in back


async def test_a_scope_the_client_did_not_register_is_refused(rp: RelyingParty) -> None:
    registered = (await rp.http.post("/sim/clients", json={"redirect_uris": [CALLBACK]})).json()
    narrow = RelyingParty(rp.http, registered["client_id"], registered["client_secret"])
    assert redirect_parameters(await narrow.open(scope="openid contact"))["error"] == "invalid_scope"


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"form_token": "x" * 43}, id="another form token"),
        pytest.param({"transaction": "x" * 43}, id="another transaction"),
        pytest.param({"transaction": "tr\u00e1o"}, id="a transaction that is no such thing"),
        pytest.param({"decision": "perhaps"}, id="neither approve nor deny"),
    ],
)
async def test_an_altered_form_counts_for_nothing_and_leaves_the_request_open(
    rp: RelyingParty, fields: dict[str, str]
) -> None:
    page = await rp.open()
    answer = await rp.decide(page, "nguyen-thi-hoa", **fields)
    assert answer.status_code == 400
    for way_on in ("This page no longer counts", "Trang này không còn hiệu lực", 'href="/?lang=en"'):
        assert way_on in answer.text
    assert "code" in redirect_parameters(await rp.decide(page, "nguyen-thi-hoa"))


async def test_a_form_without_a_decision_counts_for_nothing(rp: RelyingParty) -> None:
    assert (await rp.decide(await rp.open(), "nguyen-thi-hoa", None)).status_code == 400


@pytest.mark.parametrize("first", ["approve", "deny"])
async def test_a_form_posted_twice_counts_once(rp: RelyingParty, first: str) -> None:
    page = await rp.open()
    redirect_parameters(await rp.decide(page, "nguyen-thi-hoa", first))
    again = await rp.decide(page, "nguyen-thi-hoa")
    assert again.status_code == 400
    assert "location" not in again.headers


async def test_of_a_form_posted_fifty_times_at_once_one_yields_a_code(rp: RelyingParty) -> None:
    page = await rp.open()
    answers = await asyncio.gather(*(rp.decide(page, "nguyen-thi-hoa") for _ in range(50)))
    assert sorted(answer.status_code for answer in answers) == [303, *[400] * 49]


async def test_a_form_of_a_locked_account_is_spent_too(rp: RelyingParty) -> None:
    page = await rp.open()
    assert (await rp.decide(page, "vo-minh-khoa")).status_code == 403
    assert (await rp.decide(page, "nguyen-thi-hoa")).status_code == 400


async def test_a_form_left_open_for_ten_minutes_has_expired(rp: RelyingParty, mock: Mock) -> None:
    early, late = await rp.open(), await rp.open()
    mock.clock.advance(599)
    assert (await rp.decide(early, "nguyen-thi-hoa")).status_code == 303
    mock.clock.advance(1)
    assert (await rp.decide(late, "nguyen-thi-hoa")).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Origin": "https://evil.example"}, id="another site"),
        pytest.param({"Origin": "http://localhost:8010"}, id="another port of this machine"),
        pytest.param({"Origin": "null"}, id="a page without an origin"),
        pytest.param({}, id="no origin at all"),
    ],
)
async def test_a_form_sent_by_another_site_counts_for_nothing(
    rp: RelyingParty, headers: dict[str, str]
) -> None:
    page = await rp.open()
    fields = {"person": "nguyen-thi-hoa", "decision": "approve"}
    answer = await rp.http.post("/oauth2/authorize/decision", data=fields, headers=headers)
    assert answer.status_code == 403
    assert "code" in redirect_parameters(await rp.decide(page, "nguyen-thi-hoa"))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        pytest.param({"grant_type": None}, "invalid_request", id="no grant_type"),
        pytest.param({"grant_type": "refresh_token"}, "unsupported_grant_type", id="another grant_type"),
        pytest.param({"code": None}, "invalid_request", id="no code"),
        pytest.param({"code": "never-issued"}, "invalid_grant", id="a code never issued"),
        pytest.param({"redirect_uri": None}, "invalid_grant", id="no redirect_uri"),
        pytest.param({"redirect_uri": "https://rp.example/other"}, "invalid_grant", id="another of its own"),
        pytest.param({"code_verifier": None}, "invalid_request", id="no code_verifier"),
        pytest.param({"code_verifier": "w" * 43}, "invalid_grant", id="another code_verifier"),
        pytest.param({"code_verifier": "short"}, "invalid_request", id="a malformed code_verifier"),
        pytest.param({"client_secret": CLIENT_SECRET}, "invalid_request", id="two ways of authentication"),
    ],
)
async def test_a_token_request_with_one_thing_wrong_gives_nothing(
    rp: RelyingParty, changes: dict[str, str | None], error: str
) -> None:
    code = await rp.code()
    answer = await rp.redeem(changes.pop("code", code) or "", **changes)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert "access_token" not in answer.text


async def test_a_code_of_another_client_is_refused(rp: RelyingParty) -> None:
    registered = (await rp.http.post("/sim/clients", json={"redirect_uris": [CALLBACK]})).json()
    thief = RelyingParty(rp.http, registered["client_id"], registered["client_secret"])
    answer = await thief.redeem(await rp.code())
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


async def test_a_code_is_good_for_sixty_seconds(rp: RelyingParty, mock: Mock) -> None:
    early, late = await rp.code(), await rp.code()
    mock.clock.advance(59)
    assert (await rp.redeem(early)).status_code == 200
    mock.clock.advance(1)
    assert (await rp.redeem(late)).json()["reason"] == "code_expired"


async def test_a_code_presented_twice_is_refused_and_what_it_gave_dies(rp: RelyingParty) -> None:
    code = await rp.code()
    token = (await rp.redeem(code)).json()["access_token"]
    assert (await rp.userinfo(token)).status_code == 200
    again = await rp.redeem(code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert (await rp.userinfo(token)).status_code == 401


async def test_of_fifty_redemptions_at_once_one_succeeds(rp: RelyingParty) -> None:
    code = await rp.code()
    answers = await asyncio.gather(*(rp.redeem(code) for _ in range(50)))
    assert sorted(answer.status_code for answer in answers) == [200, *[400] * 49]


async def test_a_request_that_fails_authentication_spends_no_code(rp: RelyingParty) -> None:
    code = await rp.code()
    impostor = RelyingParty(rp.http, CLIENT_ID, "not the secret of this client")
    assert (await impostor.redeem(code)).status_code == 401
    assert (await rp.redeem(code)).status_code == 200


@pytest.mark.parametrize(
    "authorization",
    [
        pytest.param(None, id="none"),
        pytest.param(make(CLIENT_ID, "wrong secret"), id="a wrong secret"),
        pytest.param(make("nobody", CLIENT_SECRET), id="an unknown client"),
        pytest.param("Basic !!!", id="malformed"),
        pytest.param("Bearer x", id="another scheme"),
    ],
)
async def test_a_client_that_does_not_prove_itself_gets_401(
    rp: RelyingParty, authorization: str | None
) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = await rp.http.post("/oauth2/token", data={"grant_type": "authorization_code"}, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert ("WWW-Authenticate" in answer.headers) == (authorization or "").startswith("Basic")


def assertion(client_id: str, **changes: object) -> str:
    made = {"audience": ISSUER, "key": KEY, "algorithm": "ES256", "now": START, "jti": "once", **changes}
    return client_assertion.make(client_id=client_id, **made)  # type: ignore[arg-type]  # rows change one each


async def key_client(rp: RelyingParty) -> RelyingParty:
    metadata = {
        "redirect_uris": [CALLBACK],
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks": {"keys": [public_jwk(KEY)]},
    }
    registered = (await rp.http.post("/sim/clients", json=metadata)).json()
    assert "client_secret" not in registered
    return RelyingParty(rp.http, registered["client_id"], None)


async def redeem_with(rp: RelyingParty, code: str, signed: str, **changes: str | None) -> httpx.Response:
    fields: dict[str, str | None] = {
        "client_assertion_type": client_assertion.ASSERTION_TYPE,
        "client_assertion": signed,
        **changes,
    }
    return await rp.redeem(code, **fields)


async def test_a_client_with_a_key_redeems_its_code(rp: RelyingParty) -> None:
    client = await key_client(rp)
    answer = await redeem_with(client, await client.code(), assertion(client.client_id))
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("wrong", "status", "error"),
    [
        pytest.param({"key": OTHER_KEY}, 401, "invalid_client", id="another key"),
        pytest.param({"audience": ISSUER + "/"}, 401, "invalid_client", id="another audience"),
        pytest.param({"audience": f"{ISSUER}/oauth2/token"}, 401, "invalid_client", id="the token endpoint"),
        pytest.param({"lifetime_s": 301}, 401, "invalid_client", id="a lifetime over five minutes"),
        pytest.param({"lifetime_s": 0}, 401, "invalid_client", id="expired"),
        pytest.param({"jti": ""}, 401, "invalid_client", id="no jti"),
    ],
)
async def test_an_assertion_with_one_thing_wrong_is_refused(
    rp: RelyingParty, wrong: dict[str, object], status: int, error: str
) -> None:
    client = await key_client(rp)
    answer = await redeem_with(client, await client.code(), assertion(client.client_id, **wrong))
    assert (answer.status_code, answer.json()["error"]) == (status, error)


async def test_an_assertion_is_good_for_one_request(rp: RelyingParty) -> None:
    client = await key_client(rp)
    signed = assertion(client.client_id)
    assert (await redeem_with(client, await client.code(), signed)).status_code == 200
    again = await redeem_with(client, await client.code(), signed)
    assert (again.status_code, again.json()["reason"]) == (401, "assertion_replayed")


async def test_a_client_authenticates_as_it_registered_and_not_otherwise(rp: RelyingParty) -> None:
    client = await key_client(rp)
    code = await client.code()
    with_secret = RelyingParty(rp.http, client.client_id, "a secret it never had")
    assert (await with_secret.redeem(code)).status_code == 401
    answer = await redeem_with(RelyingParty(rp.http, CLIENT_ID, None), await rp.code(), assertion(CLIENT_ID))
    assert (answer.status_code, answer.json()["reason"]) == (401, "method_differs")


async def test_a_client_id_beside_the_assertion_must_be_the_same(rp: RelyingParty) -> None:
    client = await key_client(rp)
    signed = assertion(client.client_id)
    answer = await redeem_with(client, await client.code(), signed, client_id="somebody-else")
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no token"),
        pytest.param({"Authorization": "Bearer never-issued"}, id="a token never issued"),
        pytest.param({"Authorization": "DPoP {token}"}, id="another scheme"),
        pytest.param({"Authorization": "Bearer {token} {token}"}, id="two tokens"),
    ],
)
async def test_userinfo_refuses_whoever_has_no_valid_token(rp: RelyingParty, headers: dict[str, str]) -> None:
    token = (await rp.tokens())["access_token"]
    sent = {name: value.replace("{token}", token) for name, value in headers.items()}
    answer = await rp.http.get("/oauth2/userinfo", headers=sent)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_userinfo_takes_no_token_from_the_address_or_the_body(rp: RelyingParty) -> None:
    token = (await rp.tokens())["access_token"]
    asked = await rp.http.get("/oauth2/userinfo", params={"access_token": token})
    posted = await rp.http.post("/oauth2/userinfo", data={"access_token": token})
    assert (asked.status_code, posted.status_code) == (401, 401)


async def test_an_access_token_is_good_for_ten_minutes(rp: RelyingParty, mock: Mock) -> None:
    token = (await rp.tokens())["access_token"]
    mock.clock.advance(599)
    assert (await rp.userinfo(token)).status_code == 200
    mock.clock.advance(1)
    assert (await rp.userinfo(token)).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("GET", "/oauth2/token", 405, id="a GET at the token endpoint"),
        pytest.param("GET", "/oauth2/nothing", 404, id="no such address"),
    ],
)
async def test_what_does_not_exist_answers_in_json(
    http: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await http.request(method, path)
    assert answer.status_code == status
    assert set(answer.json()) == {"error", "error_description", "reason", "what_would_pass"}


async def test_a_token_request_in_json_is_refused(rp: RelyingParty) -> None:
    answer = await rp.http.post("/oauth2/token", json={"grant_type": "authorization_code"})
    assert (answer.status_code, answer.json()["error"]) == (415, "invalid_request")
