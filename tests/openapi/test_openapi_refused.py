"""Reasons that a partner may branch on, each provoked by one thing that is wrong."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from eid_kit.oauth.keys import generate_key, thumbprint
from journeys.baseline_client import BAR, ISSUER, REGISTER, BaselineOrganisation, at_baseline
from journeys.client import PAR, TOKEN, Organisation, registered
from journeys.people import HEALTH, HOSPITAL
from journeys.walk import begin
from journeys.world import BRIDGE, Link

OTHER_KEY = generate_key("ES256")


@pytest.fixture
async def hospital(link: Link) -> AsyncIterator[Organisation]:
    async with AsyncExitStack() as stack:
        yield await registered(link, stack, HOSPITAL)


def details(**changes: Any) -> str:
    detail = {"type": "cross_border_attributes", "purpose": "health.patient_summary", "attributes": ["name"]}
    return json.dumps([{**detail, **changes}])


PUSHED: list[tuple[dict[str, str | None], str]] = [
    ({"redirect_uri": None}, "redirect_uri_missing"),
    ({"redirect_uri": "https://elsewhere.example/callback"}, "redirect_uri_unregistered"),
    ({"response_type": None}, "response_type_missing"),
    ({"response_type": "token"}, "response_type_unsupported"),
    ({"state": "s" * 1025}, "parameter_too_long"),
    ({"code_challenge": "short"}, "pkce_challenge"),
    ({"scope": 'openid "'}, "scope_malformed"),
    ({"scope": "openid profile"}, "scope_not_offered"),
    ({"scope": "openid offline_access"}, "refresh_not_offered"),
    ({"prompt": "none login"}, "prompt_malformed"),
    ({"login_hint": "somebody"}, "probe_refused"),
    ({"authorization_details": "[{"}, "details_malformed"),
    ({"claims": "{userinfo"}, "claims_malformed"),
    ({"client_assertion": None, "client_assertion_type": None}, "assertion_missing"),
    ({"client_assertion": f"{'e' * 20_000}.e30.e30"}, "assertion_too_large"),
    ({"dpop_jkt": "short"}, "dpop_jkt_malformed"),
    ({"dpop_jkt": thumbprint(OTHER_KEY)}, "dpop_jkt_differs"),
    ({"scope": "openid purpose:health.patient_summary"}, "purpose_named_twice"),
    ({"authorization_details": None}, "purpose_not_single"),
    ({"authorization_details": details(type="other")}, "details_type_unknown"),
    ({"claims": '{"userinfo": {"email": null}}'}, "claims_leave_nothing"),
    ({"acr_values": "urn:vnsg:loa:enormous"}, "acr_values_unknown"),
    ({"identity_provider": "corppass"}, "identity_provider_unknown"),
    ({"client_secret": "secret"}, "client_secret_refused"),
    ({"client_id": "somebody-else"}, "client_differs"),
]


@pytest.mark.parametrize(("changes", "reason"), PUSHED, ids=[reason for _, reason in PUSHED])
async def test_a_pushed_request_is_refused(
    hospital: Organisation, changes: dict[str, str | None], reason: str
) -> None:
    response = await hospital.try_push(hospital.attempt(), HEALTH, **changes)
    assert response.json()["reason"] == reason
    assert response.json()["what_would_pass"]


async def test_a_proof_that_was_sent_before_is_refused(hospital: Organisation) -> None:
    attempt = hospital.attempt()
    proof = {"DPoP": hospital.proof(attempt.key, "POST", PAR)}
    first = await hospital.http.post(PAR, data=hospital.par_form(attempt, HEALTH), headers=proof)
    again = await hospital.http.post(PAR, data=hospital.par_form(attempt, HEALTH), headers=proof)
    assert (first.status_code, again.json()["reason"]) == (201, "dpop_replayed")


async def test_a_request_of_another_media_type_is_refused(hospital: Organisation) -> None:
    response = await hospital.http.post(PAR, json={})
    assert response.json()["reason"] == "media_type_unsupported"


REDEEMED: list[tuple[dict[str, str | None], str]] = [
    ({"grant_type": None}, "grant_type_missing"),
    ({"grant_type": "password"}, "grant_type_unsupported"),
    ({"redirect_uri": "https://elsewhere.example/callback"}, "redirect_uri_differs"),
    ({"code_verifier": "v" * 43}, "pkce_mismatch"),
    ({"code_verifier": "short"}, "pkce_verifier"),
    ({"code": None}, "code_missing"),
]


@pytest.mark.parametrize(("changes", "reason"), REDEEMED, ids=[reason for _, reason in REDEEMED])
async def test_a_redemption_is_refused(
    link: Link, hospital: Organisation, changes: dict[str, str | None], reason: str
) -> None:
    async with link.client() as http:
        walk = await begin(hospital, http)
        code = await walk.code()
    response = await hospital.try_redeem(walk.attempt, code, **changes)
    assert response.json()["reason"] == reason
    assert response.json()["what_would_pass"]


async def test_a_nonce_of_somebody_else_is_refused(hospital: Organisation) -> None:
    proof = hospital.proof(hospital.attempt().key, "POST", TOKEN, nonce="bm9uc2Vuc2U")
    response = await hospital.http.post(TOKEN, data={"grant_type": "x"}, headers={"DPoP": proof})
    assert response.json()["reason"] == "dpop_nonce_stale"


async def test_the_hash_of_another_token_is_refused(hospital: Organisation) -> None:
    response = await hospital.try_userinfo(hospital.attempt(), "one", access_token="another")
    assert response.json()["reason"] == "dpop_wrong_access_token"


async def test_a_registration_is_refused(hospital: Organisation) -> None:
    document = {**HOSPITAL, "redirect_uris": ["https://hospital.example.sg/callback#x"], "jwks": {"keys": []}}
    response = await hospital.http.post(f"{BRIDGE}/oauth/register", json=document)
    assert response.json()["reason"] == "redirect_uri_refused"


async def test_a_registration_is_managed_by_its_own_token_alone(hospital: Organisation) -> None:
    address = f"{BRIDGE}/oauth/register/{hospital.client_id}"
    response = await hospital.http.get(address, headers={"Authorization": "Bearer somebody-elses"})
    assert response.json()["reason"] == "registration_token_wrong"
    # RFC 7592 section 2: a bearer token's challenge, though every other resource here speaks DPoP.
    assert response.headers["www-authenticate"].startswith("Bearer ")


@pytest.fixture
async def bar(link: Link) -> AsyncIterator[BaselineOrganisation]:
    async with AsyncExitStack() as stack:
        yield await at_baseline(link, stack, BAR)


@pytest.mark.parametrize(
    ("header", "form", "reason"),
    [
        pytest.param("Basic !", {}, "credentials_malformed", id="credentials_malformed"),
        pytest.param("Basic eDp5", {}, "credentials_wrong", id="credentials_wrong"),
        pytest.param("Basic eDp5", {"client_secret": "y"}, "authenticated_twice", id="authenticated_twice"),
    ],
)
async def test_credentials_are_refused(
    bar: BaselineOrganisation, header: str, form: dict[str, str], reason: str
) -> None:
    sent = {"grant_type": "authorization_code", "code": "x", **form}
    response = await bar.http.post(f"{ISSUER}/oauth/token", data=sent, headers={"Authorization": header})
    assert response.json()["reason"] == reason


@pytest.mark.parametrize("endpoint", ["introspect", "revoke"])
async def test_a_question_about_no_token_is_refused(bar: BaselineOrganisation, endpoint: str) -> None:
    response = await bar.post(endpoint, {"token_type_hint": "access_token"})
    assert response.json()["reason"] == "token_parameter_missing"


async def test_a_registration_for_the_other_issuer_is_refused(bar: BaselineOrganisation) -> None:
    response = await bar.http.post(REGISTER, json={**BAR, "profile": "fapi"})
    assert response.json()["reason"] == "profile_differs"


async def test_a_replacement_cannot_choose_a_secret(bar: BaselineOrganisation) -> None:
    response = await bar.http.put(
        f"{REGISTER}/{bar.client_id}",
        json={**BAR, "client_id": bar.client_id, "client_secret": "hunter2"},
        headers={"Authorization": f"Bearer {bar.management}"},
    )
    assert response.json()["reason"] == "client_secret_differs"


async def test_a_proof_at_the_baseline_issuer_is_refused(bar: BaselineOrganisation) -> None:
    response = await bar.http.post(f"{ISSUER}/oauth/token", data={}, headers={"DPoP": "a.b.c"})
    assert (response.status_code, response.json()["reason"]) == (400, "dpop_not_offered")


async def test_a_replacement_names_the_client_that_it_replaces(link: Link) -> None:
    jwk = {**OTHER_KEY.as_dict(private=False), "use": "sig", "alg": "ES256"}
    metadata = {**HOSPITAL, "jwks": {"keys": [jwk]}}
    async with link.client() as http:
        told = (await http.post(f"{BRIDGE}/oauth/register", json=metadata)).json()
        headers = {"Authorization": f"Bearer {told['registration_access_token']}"}
        anew = {**metadata, "client_id": "somebody-else"}
        response = await http.put(told["registration_client_uri"], json=anew, headers=headers)
    assert response.json()["reason"] == "client_id_differs"
