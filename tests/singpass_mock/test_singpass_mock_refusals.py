"""Each refusal of the three back-channel endpoints: one thing wrong per row, everything else in order."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from eid_kit.oauth import jwt
from eid_kit.oauth.keys import generate_key
from singpass_relying_party import BASE, CALLBACK, RelyingParty, Singpass, register

LOA_3 = "urn:singpass:authentication:loa:3"
MYINFO_MESSAGE = (
    "authentication_context_type and authentication_context_message can only be provided for Login apps. "
    "Please remove these fields from your request body."
)


def assert_refused(response: httpx.Response, status: int, error: str, words: str = "") -> None:
    body = response.json()
    assert (response.status_code, body["error"]) == (status, error), body
    assert words in body["error_description"]
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        pytest.param({"client_id": None}, "invalid_request", id="no client_id in the body"),
        pytest.param({"response_type": None}, "invalid_request", id="no response_type"),
        pytest.param({"response_type": "token"}, "unsupported_response_type", id="implicit flow"),
        pytest.param({"response_mode": "fragment"}, "invalid_request", id="another response mode"),
        pytest.param({"request": "e30.e30."}, "invalid_request", id="a request object"),
        pytest.param({"request_uri": "urn:x"}, "invalid_request", id="a pushed request_uri"),
        pytest.param({"redirect_uri": None}, "invalid_request", id="no redirect_uri"),
        pytest.param({"redirect_uri": f"{CALLBACK}/"}, "invalid_request", id="almost the redirect_uri"),
        pytest.param({"redirect_uri": f"{CALLBACK}?a=b"}, "invalid_request", id="redirect_uri with a query"),
        pytest.param({"redirect_uri_https_type": "custom"}, "invalid_request", id="an unknown redirect type"),
        pytest.param({"app_launch_url": "https://a.test/"}, "invalid_request", id="a foreign launch URL"),
        pytest.param({"scope": None}, "invalid_scope", id="no scope"),
        pytest.param({"scope": "name dob"}, "invalid_scope", id="no openid"),
        pytest.param({"scope": "openid uinfin"}, "invalid_scope", id="a scope the app did not register"),
        pytest.param({"scope": "openid user.identity"}, "invalid_scope", id="a Login scope at a Myinfo app"),
        pytest.param({"scope": "openid allergies"}, "invalid_scope", id="a scope that does not exist"),
        pytest.param({"state": None}, "invalid_request", id="no state"),
        pytest.param({"state": "s" * 256}, "invalid_request", id="a state too long"),
        pytest.param({"state": "a b"}, "invalid_request", id="a state outside the alphabet"),
        pytest.param({"nonce": None}, "invalid_request", id="no nonce"),
        pytest.param({"nonce": "n" * 256}, "invalid_request", id="a nonce too long"),
        pytest.param({"code_challenge": None}, "invalid_request", id="no PKCE"),
        pytest.param({"code_challenge_method": None}, "invalid_request", id="PKCE plain by default"),
        pytest.param({"code_challenge_method": "plain"}, "invalid_request", id="PKCE plain"),
        pytest.param({"code_challenge": "short"}, "invalid_request", id="a malformed challenge"),
        pytest.param({"prompt": "none"}, "login_required", id="silent sign-in"),
        pytest.param({"acr_values": LOA_3}, "invalid_request", id="acr_values of an app not on the list"),
        pytest.param({"client_assertion": None}, "invalid_request", id="no assertion"),
        pytest.param({"client_assertion_type": "jwt"}, "invalid_request", id="another assertion type"),
        pytest.param({"dpop_jkt": "short"}, "invalid_request", id="a dpop_jkt that is no thumbprint"),
        pytest.param({"dpop_jkt": "A" * 43}, "invalid_dpop_proof", id="a dpop_jkt of another key"),
    ],
)
async def test_a_push_with_one_thing_wrong_is_refused(
    hotel: RelyingParty, change: dict[str, str | None], error: str
) -> None:
    assert_refused(await hotel.push(**change), 400, error)


async def test_a_push_without_any_key_is_refused(hotel: RelyingParty) -> None:
    assert_refused(await hotel.push(proof=None), 400, "invalid_request", "dpop_jkt")


@pytest.mark.parametrize("member", ["authentication_context_type", "authentication_context_message"])
async def test_a_myinfo_app_is_told_that_context_is_for_login_apps(hotel: RelyingParty, member: str) -> None:
    response = await hotel.push(**{member: "APP_PAYMENT_DEFAULT"})
    assert_refused(response, 400, "invalid_request")
    assert response.json()["error_description"] == MYINFO_MESSAGE


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"authentication_context_type": None}, id="no type"),
        pytest.param({"authentication_context_type": "BANK_ADD_LOCAL_RECIPIENT"}, id="the correct spelling"),
        pytest.param({"authentication_context_message": "x" * 101}, id="a message too long"),
        pytest.param({"authentication_context_message": "see https://a.test"}, id="a message with a link"),
        pytest.param({"authentication_context_message": "chào"}, id="a message with an accent"),
    ],
)
async def test_a_login_app_must_give_a_sound_context(
    portal: RelyingParty, change: dict[str, str | None]
) -> None:
    assert_refused(await portal.push(**change), 400, "invalid_request", "authentication_context")


async def test_a_login_app_cannot_ask_for_items(portal: RelyingParty) -> None:
    assert_refused(await portal.push(scope="openid dob"), 400, "invalid_scope")


async def test_an_allow_listed_app_cannot_ask_for_an_unknown_level(singpass: Singpass) -> None:
    app = await register(singpass, acr_values_allowed=True)
    loa_1 = "urn:singpass:authentication:loa:1"
    assert_refused(await app.push(acr_values=loa_1), 400, "invalid_request", "loa:1")


ASSERTIONS = [
    pytest.param({"aud": f"{BASE}/fapi/par"}, id="for the endpoint instead of the issuer"),
    pytest.param({"aud": [f"{BASE}/fapi"]}, id="for an array of audiences"),
    pytest.param({"iss": "another"}, id="issued by another"),
    pytest.param({"sub": "another"}, id="about another"),
    pytest.param({"exp": None}, id="without expiry"),
    pytest.param({"exp": 1}, id="expired"),
    pytest.param({"jti": None}, id="without jti"),
]


@pytest.mark.parametrize("claims", ASSERTIONS)
@pytest.mark.parametrize("endpoint", ["par", "token"])
async def test_an_assertion_with_one_thing_wrong_is_refused(
    hotel: RelyingParty, endpoint: str, claims: dict[str, Any]
) -> None:
    assertion = hotel.assertion(**claims)
    if endpoint == "par":
        response = await hotel.push(client_assertion=assertion)
    else:
        response = await hotel.redeem(await hotel.code(), client_assertion=assertion)
    assert_refused(response, 401, "invalid_client")


async def test_an_assertion_that_lives_longer_than_two_minutes_is_refused(hotel: RelyingParty) -> None:
    now = int(hotel.singpass.clock.now().timestamp())
    response = await hotel.push(client_assertion=hotel.assertion(exp=now + 121))
    assert_refused(response, 401, "invalid_client")


async def test_an_assertion_by_another_key_is_refused(hotel: RelyingParty) -> None:
    hotel.sig = generate_key("ES256", kid="sig-1")
    assert_refused(await hotel.push(), 401, "invalid_client")


async def test_an_assertion_is_good_for_one_request(hotel: RelyingParty) -> None:
    assertion = hotel.assertion()
    code = await hotel.code(client_assertion=assertion)
    assert_refused(await hotel.redeem(code, client_assertion=assertion), 401, "invalid_client", "jti")


async def test_a_client_id_that_is_not_the_subject_is_refused(
    hotel: RelyingParty, portal: RelyingParty
) -> None:
    assert_refused(await hotel.push(client_id=portal.client_id), 401, "invalid_client")


async def test_an_unknown_app_is_refused(hotel: RelyingParty) -> None:
    hotel.client_id = "0" * 32
    assert_refused(await hotel.push(), 401, "invalid_client", "no app")


PROOFS = [
    pytest.param({"method": "PUT"}, id="for another method"),
    pytest.param({"url": f"{BASE}/fapi/elsewhere"}, id="for another endpoint"),
    pytest.param({"url": "http://evil.test/fapi/par"}, id="for another host"),
]


@pytest.mark.parametrize("change", PROOFS)
async def test_a_push_with_a_wrong_proof_is_refused(hotel: RelyingParty, change: dict[str, Any]) -> None:
    proof = hotel.proof("POST", "/fapi/par", **change)
    assert_refused(await hotel.push(proof=proof), 400, "invalid_dpop_proof")


async def test_an_old_proof_is_refused(hotel: RelyingParty) -> None:
    old = hotel.singpass.clock.now() - timedelta(seconds=121)
    proof = hotel.proof("POST", "/fapi/par", now=old)
    assert_refused(await hotel.push(proof=proof), 400, "invalid_dpop_proof")


async def test_a_proof_is_good_for_one_request(hotel: RelyingParty) -> None:
    proof = hotel.proof("POST", "/fapi/par")
    assert (await hotel.push(proof=proof)).status_code == 201
    assert_refused(await hotel.push(proof=proof), 400, "invalid_dpop_proof", "jti")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        pytest.param({"grant_type": None}, "invalid_request", id="no grant_type"),
        pytest.param({"grant_type": "refresh_token"}, "unsupported_grant_type", id="another grant"),
        pytest.param({"code": None}, "invalid_request", id="no code"),
        pytest.param({"code": "guess"}, "invalid_grant", id="an unknown code"),
        pytest.param({"redirect_uri": None}, "invalid_grant", id="no redirect_uri"),
        pytest.param({"redirect_uri": "http://localhost:8010/other"}, "invalid_grant", id="another one"),
        pytest.param({"code_verifier": None}, "invalid_request", id="no verifier"),
        pytest.param({"code_verifier": "short"}, "invalid_request", id="a malformed verifier"),
        pytest.param({"code_verifier": "v" * 43}, "invalid_grant", id="another verifier"),
        pytest.param(
            {"code_verifier": f"{'v' * 42}~"}, "invalid_request", id="a character of the legacy service"
        ),
    ],
)
async def test_a_redemption_with_one_thing_wrong_is_refused(
    hotel: RelyingParty, change: dict[str, str | None], error: str
) -> None:
    assert_refused(await hotel.redeem(await hotel.code(), **change), 400, error)


async def test_a_verifier_of_the_legacy_service_is_told_why(hotel: RelyingParty) -> None:
    response = await hotel.redeem(await hotel.code(), code_verifier=f"{'v' * 42}.")
    assert response.json()["reason"] == "verifier_alphabet"


async def test_a_code_is_good_for_one_redemption(hotel: RelyingParty) -> None:
    code = await hotel.code()
    assert (await hotel.redeem(code)).status_code == 200
    assert_refused(await hotel.redeem(code), 400, "invalid_grant")


async def test_a_refused_redemption_has_spent_the_code(hotel: RelyingParty) -> None:
    code = await hotel.code()
    assert (await hotel.redeem(code, code_verifier="v" * 43)).status_code == 400
    assert_refused(await hotel.redeem(code), 400, "invalid_grant")


async def test_a_request_without_proof_has_not_spent_the_code(hotel: RelyingParty) -> None:
    code = await hotel.code()
    assert_refused(await hotel.redeem(code, proof=None), 400, "invalid_dpop_proof")
    assert (await hotel.redeem(code)).status_code == 200


async def test_a_code_lives_for_a_minute(hotel: RelyingParty) -> None:
    first, second = await hotel.code(), await hotel.code()
    hotel.singpass.clock.advance(59)
    assert (await hotel.redeem(first)).status_code == 200
    hotel.singpass.clock.advance(1)
    assert_refused(await hotel.redeem(second), 400, "invalid_grant")


async def test_another_key_than_the_pushed_one_cannot_redeem(hotel: RelyingParty) -> None:
    code = await hotel.code()
    hotel.key = generate_key("ES256")
    response = await hotel.redeem(code)
    assert_refused(response, 400, "invalid_dpop_proof", "does not match the initial dpop_jkt sent at PAR")


async def test_another_app_cannot_redeem(hotel: RelyingParty, portal: RelyingParty) -> None:
    code = await hotel.code()
    portal.key, portal.verifier = hotel.key, hotel.verifier
    assert_refused(await portal.redeem(code), 400, "invalid_grant")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        pytest.param({"access_token": None}, "invalid_dpop_proof", id="without ath"),
        pytest.param({"access_token": "another"}, "invalid_dpop_proof", id="with the ath of another token"),
        pytest.param({"method": "POST"}, "invalid_dpop_proof", id="for another method"),
        pytest.param({"url": f"{BASE}/fapi/token"}, "invalid_dpop_proof", id="for another endpoint"),
        pytest.param({"key": generate_key("ES256")}, "invalid_dpop_proof", id="by another key"),
    ],
)
async def test_a_retrieval_with_a_wrong_proof_is_refused(
    hotel: RelyingParty, change: dict[str, Any], error: str
) -> None:
    response = await hotel.fetch((await hotel.tokens())["access_token"], **change)
    assert_refused(response, 401, error)
    assert response.headers["www-authenticate"].startswith(f'DPoP error="{error}"')


async def test_a_retrieval_without_proof_is_refused(hotel: RelyingParty) -> None:
    response = await hotel.fetch((await hotel.tokens())["access_token"], proof=None)
    assert_refused(response, 401, "invalid_dpop_proof")


async def test_a_bound_token_is_no_bearer_token(hotel: RelyingParty) -> None:
    response = await hotel.fetch((await hotel.tokens())["access_token"], scheme="Bearer")
    assert_refused(response, 401, "invalid_token")


async def test_a_retrieval_without_token_is_refused(singpass: Singpass) -> None:
    assert_refused(await singpass.http.get("/fapi/userinfo"), 401, "invalid_token")


async def test_an_id_token_is_no_access_token(hotel: RelyingParty) -> None:
    tokens = await hotel.tokens()
    nested = hotel.decrypt(tokens["id_token"], "A256CBC-HS512")
    assert_refused(await hotel.fetch(nested), 401, "invalid_token")


async def test_a_token_somebody_else_signed_is_refused(hotel: RelyingParty) -> None:
    _, claims = jwt.peek(jwt.UnverifiedJwt((await hotel.tokens())["access_token"]))
    kid = (await hotel.keys())[0].kid
    forged = jwt.sign(claims, generate_key("ES256", kid=kid), algorithm="ES256", typ="at+jwt")
    assert_refused(await hotel.fetch(forged), 401, "invalid_token")


@pytest.mark.parametrize("path", ["/fapi/par", "/fapi/token"])
async def test_a_repeated_parameter_is_refused(singpass: Singpass, path: str) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    response = await singpass.http.post(path, content=b"client_id=a&client_id=b", headers=headers)
    assert_refused(response, 400, "invalid_request", "client_id is repeated")


@pytest.mark.parametrize("path", ["/fapi/par", "/fapi/token"])
async def test_a_json_body_is_refused(singpass: Singpass, path: str) -> None:
    assert_refused(await singpass.http.post(path, json={}), 415, "invalid_request")
