"""The baseline issuer: the same journey with a secret and a bearer token, where every clause allows it."""

from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from bridge.domain.audit_events import Event
from eid_kit.oauth import client_secret_basic, id_tokens
from eid_kit.oauth.jwt import UnverifiedJwt
from eid_kit.oauth.keys import generate_key, parse_jwks, public_jwk
from journeys.baseline_client import BAR, CLUB, ISSUER, BaselineOrganisation, at_baseline
from journeys.checks import require_error, require_page
from journeys.world import BRIDGE, Link


@pytest.fixture
async def bar(link: Link, stack: AsyncExitStack) -> BaselineOrganisation:
    return await at_baseline(link, stack, BAR)


WAYS = [
    pytest.param(BAR, {}, id="a Vietnamese citizen, client_secret_basic"),
    pytest.param(CLUB, {"token_endpoint_auth_method": "private_key_jwt"}, id="a Singapore resident, a key"),
]


@pytest.mark.parametrize("is_pushed", [False, True], ids=["in the browser", "pushed"])
@pytest.mark.parametrize(("metadata", "members"), WAYS)
async def test_a_baseline_partner_learns_one_age_with_consent(
    link: Link,
    stack: AsyncExitStack,
    browser: httpx.AsyncClient,
    metadata: dict[str, Any],
    members: dict[str, Any],
    is_pushed: bool,
) -> None:
    partner = await at_baseline(link, stack, metadata, **members)
    walk = await partner.journey(browser, await partner.pushed() if is_pushed else None)
    arrived = (await walk.answer(await walk.sign_in(partner.citizen))).arrived
    assert arrived is not None
    assert (arrived["iss"], arrived["state"]) == (ISSUER, walk.attempt.state)
    tokens = await partner.redeem(walk.attempt, arrived["code"])
    assert tokens["token_type"] == "Bearer"
    claims = id_tokens.verify(
        UnverifiedJwt(tokens["id_token"]),
        await _keys(link, ISSUER),
        issuer=ISSUER,
        client_id=partner.client_id,
        now=link.clock.now(),
        nonce=walk.attempt.nonce,
        algorithms=("ES256",),
    )
    answer = await partner.userinfo(walk.attempt, tokens["access_token"])
    assert answer["sub"] == claims.subject
    assert answer["verified_claims"]["claims"] == {"age_over_18": True}


async def _keys(link: Link, issuer: str) -> Any:
    async with link.client() as client:
        return parse_jwks((await client.get(f"{issuer}/oauth/jwks")).json())


async def test_the_two_issuers_sign_with_different_keys(link: Link) -> None:
    async with link.client() as client:
        jwks = [(await client.get(f"{issuer}/oauth/jwks")).json() for issuer in (BRIDGE, ISSUER)]
    (fapi,), (baseline,) = (document["keys"] for document in jwks)
    assert fapi["x"] != baseline["x"]


# --- discovery


ADDRESSES = [
    "/baseline/.well-known/openid-configuration",
    "/.well-known/oauth-authorization-server/baseline",
    "/.well-known/openid-configuration/baseline",
]


@pytest.mark.parametrize("address", ADDRESSES)
async def test_the_baseline_issuer_is_discovered_at(link: Link, address: str) -> None:
    async with link.client() as client:
        document = (await client.get(f"{BRIDGE}{address}")).json()
    assert document["issuer"] == ISSUER
    assert all(
        url.startswith(f"{ISSUER}/oauth/")
        for name, url in document.items()
        if name.endswith(("_endpoint", "jwks_uri"))
    )
    assert document["token_endpoint_auth_methods_supported"] == ["client_secret_basic", "private_key_jwt"]
    assert document["scopes_supported"] == ["openid", "purpose:tourism.age_check"]
    assert "dpop_signing_alg_values_supported" not in document


# --- what is wrong with a request in the browser's address

REDIRECTED = [
    pytest.param({"response_type": "token"}, "unsupported_response_type", None, id="another response type"),
    pytest.param({"response_mode": "fragment"}, "invalid_request", "response_mode", id="another mode"),
    pytest.param({"code_challenge": None}, "invalid_request", "pkce_required", id="no PKCE"),
    pytest.param({"code_challenge_method": "plain"}, "invalid_request", "pkce_method", id="PKCE plain"),
    pytest.param({"scope": "profile"}, "invalid_scope", "openid_missing", id="no openid"),
    pytest.param({"scope": "openid offline_access"}, "invalid_scope", None, id="a refresh token"),
    pytest.param({"scope": "openid profile"}, "invalid_scope", None, id="a scope without purpose"),
    pytest.param({"prompt": "none"}, "login_required", "no_session", id="a silent sign-in"),
    pytest.param({"request": "e30.e30."}, "invalid_request", "request_object", id="a request object"),
    pytest.param({"login_hint": "hoa"}, "invalid_request", None, id="a probe for a person"),
    pytest.param({"dpop_jkt": "x" * 43}, "invalid_request", "dpop_not_offered", id="a key to be bound to"),
    pytest.param(
        {"client_secret": "s" * 43},
        "invalid_request",
        "credentials_in_browser",
        id="its secret in the browser",
    ),
    pytest.param(
        {"authorization_details": None, "scope": "openid purpose:tourism.checkin"},
        "invalid_authorization_details",
        "purpose_not_registered",
        id="another purpose",
    ),
    pytest.param(
        {"identity_provider": "singpass"}, "access_denied", "direction_not_covered", id="its own citizens"
    ),
]


@pytest.mark.parametrize(("changes", "error", "reason"), REDIRECTED)
async def test_a_wrong_request_in_the_browser_goes_back_to_the_partner_and_leaves_nothing(
    link: Link, bar: BaselineOrganisation, changes: dict[str, str | None], error: str, reason: str | None
) -> None:
    before, attempt = link.record(), bar.attempt()
    async with link.client() as browser:
        response = await browser.get(bar.request_url(attempt, **changes))
    assert response.status_code == 303
    assert response.headers["location"].startswith(f"{bar.redirect_uri}?")
    told = dict(parse_qsl(urlsplit(response.headers["location"]).query))
    assert (told["error"], told["iss"], told["state"]) == (error, ISSUER, attempt.state)
    assert reason is None or told["reason"] == reason
    assert told["error_description"]
    # Not a single entry of the log either: nobody knows who typed that address.
    assert link.record() == before


SHOWN = [
    pytest.param({"client_id": None}, id="no client_id"),
    pytest.param({"client_id": "nobody"}, id="a client_id that nobody has"),
    pytest.param({"redirect_uri": None}, id="no redirect_uri"),
    pytest.param({"redirect_uri": "https://evil.example/callback"}, id="a redirect_uri of somebody else"),
    pytest.param({"redirect_uri": "https://bar.example.sg/callback/"}, id="a redirect_uri with a slash more"),
    pytest.param({"request_uri": "https://bar.example.sg/request"}, id="a request_uri on the web"),
]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("changes", SHOWN)
async def test_without_an_address_to_trust_the_error_is_a_page(
    link: Link, bar: BaselineOrganisation, changes: dict[str, str | None], method: str
) -> None:
    parameters = bar.parameters(bar.attempt(), **changes)
    where: dict[str, Any] = {"params": parameters} if method == "GET" else {"data": parameters}
    async with link.client() as browser:
        response = await browser.request(method, f"{ISSUER}/oauth/authorize", **where)
    require_page(response)


async def test_a_state_too_long_to_come_back_is_left_out_of_the_refusal(
    link: Link, bar: BaselineOrganisation
) -> None:
    async with link.client() as browser:
        response = await browser.get(bar.request_url(bar.attempt(), state="s" * 1025))
    told = dict(parse_qsl(urlsplit(response.headers["location"]).query))
    assert (told["error"], "state" in told) == ("invalid_request", False)


async def test_a_form_may_bring_the_request_as_well(link: Link, bar: BaselineOrganisation) -> None:
    async with link.client() as browser:
        response = await browser.post(f"{ISSUER}/oauth/authorize", data=bar.parameters(bar.attempt()))
    assert response.status_code == 303
    assert response.headers["location"].startswith("http://localhost:8001/")


async def test_a_denial_of_an_authenticated_request_is_logged(link: Link, bar: BaselineOrganisation) -> None:
    before = len(link.log())
    refused = await bar.post("par", bar.parameters(bar.attempt(), identity_provider="singpass"))
    require_error(refused, 400, "access_denied")
    assert [entry.event for entry in link.log()[before:]] == [Event.REQUEST_DENIED]


async def test_a_sign_in_nobody_finished_is_logged_only_where_a_partner_asked_for_it(
    link: Link, bar: BaselineOrganisation, stack: AsyncExitStack
) -> None:
    for attempt, expected in ((None, 0), (await bar.pushed(), 1)):
        before = len(link.log())
        walk = await bar.journey(await stack.enter_async_context(link.client()), attempt)
        await walk.sign_in(bar.citizen, decision="deny")
        assert len(link.log()) - before == expected


# --- what is wrong with a token request

TOKEN_REQUESTS: dict[str, tuple[dict[str, str | None], int, str]] = {
    "another code_verifier": ({"code_verifier": "v" * 43}, 400, "invalid_grant"),
    "no code_verifier": ({"code_verifier": None}, 400, "invalid_request"),
    "another redirect_uri": ({"redirect_uri": "https://evil.example/"}, 400, "invalid_grant"),
    "an unknown code": ({"code": "A" * 43}, 400, "invalid_grant"),
    "another grant_type": ({"grant_type": "refresh_token"}, 400, "unsupported_grant_type"),
    "a secret in the body as well": ({"client_secret": "s" * 43}, 400, "invalid_request"),
    "an assertion as well": ({"client_assertion": "e30.e30."}, 400, "invalid_request"),
    "client_id of another": ({"client_id": "somebody-else"}, 401, "invalid_client"),
}


@pytest.mark.parametrize("wrong", TOKEN_REQUESTS)
async def test_a_token_request_with_one_thing_wrong_spends_nothing(
    link: Link, bar: BaselineOrganisation, browser: httpx.AsyncClient, wrong: str
) -> None:
    changes, status, error = TOKEN_REQUESTS[wrong]
    walk = await bar.journey(browser)
    code = await walk.code(bar.citizen)
    before = link.record()
    require_error(await bar.try_redeem(walk.attempt, code, **changes), status, error)
    assert link.record() == before
    await bar.redeem(walk.attempt, code)


async def test_a_code_works_once(bar: BaselineOrganisation, browser: httpx.AsyncClient) -> None:
    walk = await bar.journey(browser)
    code = await walk.code(bar.citizen)
    await bar.redeem(walk.attempt, code)
    require_error(await bar.try_redeem(walk.attempt, code), 400, "invalid_grant")


CREDENTIALS = [
    pytest.param(lambda p: {}, "invalid_client", id="none"),
    pytest.param(
        lambda p: {"Authorization": _basic(p, p.secret + "x")}, "invalid_client", id="another secret"
    ),
    pytest.param(lambda p: {"Authorization": _basic(p, "")}, "invalid_client", id="an empty secret"),
    pytest.param(lambda p: {"Authorization": f"Bearer {p.secret}"}, "invalid_client", id="another scheme"),
    pytest.param(lambda p: {"Authorization": "Basic ?"}, "invalid_client", id="not base64"),
    pytest.param(
        lambda p: {"Authorization": client_secret_basic.make("nobody", p.secret)},
        "invalid_client",
        id="another client's name",
    ),
]


@pytest.mark.parametrize("endpoint", ["par", "token", "introspect", "revoke"])
@pytest.mark.parametrize(("headers", "error"), CREDENTIALS)
async def test_no_endpoint_believes(
    bar: BaselineOrganisation, endpoint: str, headers: Any, error: str
) -> None:
    form = {"token": "t" * 43, "grant_type": "authorization_code", "code": "c" * 43}
    response = await bar.http.post(f"{ISSUER}/oauth/{endpoint}", data=form, headers=headers(bar))
    require_error(response, 401, error)
    if "Basic" in headers(bar).get("Authorization", ""):
        assert response.headers["www-authenticate"].startswith("Basic ")


def _basic(partner: BaselineOrganisation, secret: str) -> str:
    return client_secret_basic.make(partner.client_id, secret)


async def test_a_client_authenticates_in_the_way_it_registered_and_no_other(
    link: Link, stack: AsyncExitStack, bar: BaselineOrganisation
) -> None:
    keyed = await at_baseline(link, stack, BAR, token_endpoint_auth_method="private_key_jwt")
    form = {"grant_type": "authorization_code", "code": "c" * 43}
    guess = {"Authorization": client_secret_basic.make(keyed.client_id, "s" * 43)}
    require_error(
        await keyed.http.post(f"{ISSUER}/oauth/token", data=form, headers=guess), 401, "invalid_client"
    )
    assertion = bar.assertion(audience=ISSUER)
    refused = await bar.http.post(f"{ISSUER}/oauth/token", data={**form, **assertion})
    require_error(refused, 401, "invalid_client")
    assert refused.json()["reason"] == "method_differs"


@pytest.mark.parametrize("endpoint", ["par", "token"])
async def test_a_proof_that_nobody_would_look_at_is_refused(bar: BaselineOrganisation, endpoint: str) -> None:
    proof = bar.proof(generate_key("ES256"), "POST", f"{ISSUER}/oauth/{endpoint}")
    headers = {"DPoP": proof, **bar.proof_of_self()["headers"]}
    refused = await bar.http.post(f"{ISSUER}/oauth/{endpoint}", data={"x": "y"}, headers=headers)
    require_error(refused, 400, "invalid_dpop_proof")
    assert refused.json()["reason"] == "dpop_not_offered"


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no token"),
        pytest.param({"Authorization": f"Bearer {'t' * 43}"}, id="an unknown token"),
        pytest.param({"Authorization": f"DPoP {'t' * 43}"}, id="another scheme"),
    ],
)
async def test_userinfo_asks_for_a_bearer_token(link: Link, headers: dict[str, str]) -> None:
    async with link.client() as client:
        response = await client.get(f"{ISSUER}/oauth/userinfo", headers=headers)
    require_error(response, 401, "invalid_token")
    assert response.headers["www-authenticate"].startswith("Bearer ")


async def test_a_bearer_token_serves_one_call(bar: BaselineOrganisation, browser: httpx.AsyncClient) -> None:
    walk = await bar.journey(browser)
    token = await walk.token(bar.citizen)
    await bar.userinfo(walk.attempt, token)
    require_error(await bar.try_userinfo(walk.attempt, token), 401, "invalid_token")


# --- registration


async def test_the_secret_is_told_once_and_only_its_digest_is_kept(
    link: Link, bar: BaselineOrganisation
) -> None:
    headers = {"Authorization": f"Bearer {bar.management}"}
    shown = await bar.http.get(f"{ISSUER}/oauth/register/{bar.client_id}", headers=headers)
    assert shown.status_code == 200
    assert not {"client_secret", "client_secret_sha256"} & shown.json().keys()
    for file in link.settings.data_dir.rglob("*"):
        if file.is_file():
            assert bar.secret.encode() not in file.read_bytes(), file.name


async def test_a_replaced_registration_keeps_its_secret_or_goes_over_to_a_new_one(
    bar: BaselineOrganisation,
) -> None:
    url, headers = f"{ISSUER}/oauth/register/{bar.client_id}", {"Authorization": f"Bearer {bar.management}"}
    whole = {**BAR, "client_id": bar.client_id}
    own = await bar.http.put(url, json={**whole, "client_secret": bar.secret}, headers=headers)
    assert (own.status_code, "client_secret" in own.json()) == (200, False), own.text
    chosen = await bar.http.put(url, json={**whole, "client_secret": "hunter2"}, headers=headers)
    require_error(chosen, 400, "invalid_client_metadata")
    assert (await bar.post("introspect", {"token": "t"})).status_code == 200
    keyed = {**whole, "token_endpoint_auth_method": "private_key_jwt", "jwks": {"keys": [A_KEY]}}
    assert (await bar.http.put(url, json=keyed, headers=headers)).status_code == 200
    require_error(await bar.post("introspect", {"token": "t"}), 401, "invalid_client")
    again = await bar.http.put(url, json=whole, headers=headers)
    assert again.json()["client_secret"] not in ("", bar.secret)


A_KEY = {**public_jwk(generate_key("ES256")), "use": "sig"}
REGISTRATIONS = [
    pytest.param({"purposes": ["tourism.checkin"]}, "baseline_not_allowed", id="a purpose not allowed"),
    pytest.param(
        {"purposes": ["tourism.age_check", "tourism.checkin"]},
        "baseline_not_allowed",
        id="one of two purposes",
    ),
    pytest.param({"profile": "fapi"}, None, id="the other issuer's profile"),
    pytest.param({"client_secret": "hunter2hunter2"}, None, id="a secret of its own choice"),
    pytest.param({"client_secret_sha256": "0" * 64}, None, id="a digest of its own choice"),
    pytest.param({"token_endpoint_auth_method": "none"}, None, id="a public client"),
    pytest.param({"token_endpoint_auth_method": "client_secret_post"}, None, id="a secret in the body"),
    pytest.param({"token_endpoint_auth_method": "private_key_jwt"}, None, id="a key it did not send"),
    pytest.param({"jwks": {"keys": [A_KEY]}}, None, id="a key it would not use"),
    pytest.param({"dpop_bound_access_tokens": True}, None, id="a token bound to a key"),
    pytest.param({"require_pushed_authorization_requests": True}, None, id="pushed requests alone"),
]


@pytest.mark.parametrize(("members", "reason"), REGISTRATIONS)
async def test_a_registration_with_one_thing_wrong_is_refused(
    link: Link, members: dict[str, Any], reason: str | None
) -> None:
    before = link.count("registrations")
    async with link.client() as client:
        refused = await client.post(f"{ISSUER}/oauth/register", json={**BAR, **members})
    require_error(refused, 400, "invalid_client_metadata")
    if reason:
        assert refused.json()["reason"] == reason
        assert "tourism.age_check" in refused.json()["what_would_pass"]
    assert link.count("registrations") == before
