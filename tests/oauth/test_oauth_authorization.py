"""The request, the response and the code between them."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eid_kit.oauth import authorization_codes as codes
from eid_kit.oauth import authorization_request as requests
from eid_kit.oauth import errors, par, pkce
from eid_kit.oauth.authorization_codes import CodeGrant, Redemption
from eid_kit.oauth.authorization_request import AuthorizationRequest, RegisteredClient
from eid_kit.oauth.checks import Check, run_checks
from eid_kit.oauth.errors import OAuthError
from eid_kit.oauth.issuer_identification import authorization_response_url, require_issuer

VERIFIER = "v" * 43
GOOD = {
    "response_type": "code",
    "client_id": "hospital",
    "redirect_uri": "https://rp.test/cb",
    "scope": "openid contact",
    "state": "s-1",
    "nonce": "n-1",
    "code_challenge": pkce.s256_challenge(VERIFIER),
    "code_challenge_method": "S256",
}
CHECKS: tuple[Check[AuthorizationRequest], ...] = (
    requests.refuse_request_object,
    requests.require_registered_redirect_uri,
    requests.require_code_response_type,
    requests.refuse_response_mode_other_than_query,
    requests.require_openid_scope,
    requests.require_registered_scopes,
    requests.require_state,
    requests.require_nonce,
    requests.require_s256_challenge,
    requests.refuse_silent_sign_in,
)


def changed(**changes: str | None) -> dict[str, str]:
    return {name: value for name, value in {**GOOD, **changes}.items() if value is not None}


def test_a_well_formed_request_passes_every_check(client: RegisteredClient) -> None:
    run_checks(CHECKS, AuthorizationRequest(client, GOOD))
    run_checks(CHECKS, AuthorizationRequest(client, changed(response_mode="query", prompt="login")))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        pytest.param({"response_type": None}, errors.InvalidRequest, id="no response type"),
        pytest.param({"response_type": "token"}, errors.UnsupportedResponseType, id="the implicit flow"),
        pytest.param(
            {"response_type": "code id_token"}, errors.UnsupportedResponseType, id="the hybrid flow"
        ),
        pytest.param({"redirect_uri": None}, errors.UnregisteredRedirectUri, id="no redirect URI"),
        pytest.param(
            {"redirect_uri": "https://rp.test/cb/"}, errors.UnregisteredRedirectUri, id="a slash more"
        ),
        pytest.param({"redirect_uri": "https://RP.test/cb"}, errors.UnregisteredRedirectUri, id="other case"),
        pytest.param(
            {"redirect_uri": "https://rp.test/cb?a=1"}, errors.UnregisteredRedirectUri, id="a query"
        ),
        pytest.param(
            {"redirect_uri": "https://rp.test/cb2"}, errors.UnregisteredRedirectUri, id="query missing"
        ),
        pytest.param({"scope": "contact"}, errors.InvalidScope, id="no openid"),
        pytest.param({"scope": None}, errors.InvalidScope, id="no scope"),
        pytest.param({"scope": "openid email"}, errors.InvalidScope, id="a scope not registered"),
        pytest.param({"scope": 'openid "x"'}, errors.InvalidScope, id="a malformed scope"),
        pytest.param({"scope": "OPENID"}, errors.InvalidScope, id="a scope in other case"),
        pytest.param({"state": None}, errors.InvalidRequest, id="no state"),
        pytest.param({"state": "s" * 256}, errors.InvalidRequest, id="a state too long"),
        pytest.param({"state": "tên"}, errors.InvalidRequest, id="a state that is not ASCII"),
        pytest.param({"nonce": None}, errors.InvalidRequest, id="no nonce"),
        pytest.param({"code_challenge": None}, errors.InvalidRequest, id="no challenge"),
        pytest.param({"code_challenge_method": None}, errors.InvalidRequest, id="no challenge method"),
        pytest.param({"code_challenge_method": "plain"}, errors.InvalidRequest, id="a plain challenge"),
        pytest.param({"request": "e30"}, errors.InvalidRequest, id="a request object"),
        pytest.param(
            {"request_uri": "https://rp.test/r"}, errors.InvalidRequest, id="a request by reference"
        ),
        pytest.param({"registration": "{}"}, errors.InvalidRequest, id="a registration inside"),
        pytest.param({"response_mode": "fragment"}, errors.InvalidRequest, id="another response mode"),
        pytest.param({"prompt": "none"}, errors.LoginRequired, id="a silent sign-in"),
        pytest.param({"prompt": "none login"}, errors.InvalidRequest, id="none and something"),
    ],
)
def test_a_request_with_one_thing_wrong_is_refused(
    changes: dict[str, str | None], error: type[OAuthError], client: RegisteredClient
) -> None:
    with pytest.raises(error) as refused:
        run_checks(CHECKS, AuthorizationRequest(client, changed(**changes)))
    assert type(refused.value) is error


def test_the_first_unmet_demand_is_the_answer() -> None:
    seen: list[str] = []

    def demand(name: str, *, met: bool) -> Check[str]:
        def check(subject: str) -> None:
            seen.append(name)
            if not met:
                raise errors.InvalidRequest(name)

        return check

    with pytest.raises(errors.InvalidRequest, match="second"):
        run_checks((demand("first", met=True), demand("second", met=False), demand("third", met=False)), "")
    assert seen == ["first", "second"]


RFC_9126_BROWSER = {
    "client_id": "s6BhdRkqt3",
    "request_uri": "urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c",
}


def test_the_browser_of_rfc_9126_brings_two_parameters() -> None:
    assert par.require_browser_parameters(RFC_9126_BROWSER) == tuple(RFC_9126_BROWSER.values())


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        pytest.param({}, errors.UnknownClient, id="nothing"),
        pytest.param({"client_id": "a"}, errors.InvalidBrowserRequest, id="no request_uri"),
        pytest.param({"request_uri": "urn:x"}, errors.UnknownClient, id="no client_id"),
        pytest.param(
            {"client_id": "a", "request_uri": "https://rp.test/"}, errors.InvalidRequestUri, id="a URL"
        ),
        pytest.param({**RFC_9126_BROWSER, "scope": "openid"}, errors.InvalidBrowserRequest, id="a third"),
        pytest.param({**RFC_9126_BROWSER, "state": "x"}, errors.InvalidBrowserRequest, id="a state beside"),
    ],
)
def test_a_browser_that_brings_anything_else_is_not_redirected(
    parameters: dict[str, str], error: type[OAuthError]
) -> None:
    with pytest.raises(error) as refused:
        par.require_browser_parameters(parameters)
    assert not refused.value.may_redirect


def test_a_pushed_request_cannot_point_to_another() -> None:
    par.refuse_request_uri({"client_id": "a"})
    with pytest.raises(errors.InvalidRequest):
        par.refuse_request_uri(RFC_9126_BROWSER)


def test_request_uris_are_drawn_from_256_random_bits() -> None:
    sizes: list[int] = []

    def random_bytes(size: int) -> bytes:
        sizes.append(size)
        return secrets.token_bytes(size)

    first, second = par.new_request_uri(random_bytes), par.new_request_uri(random_bytes)
    assert first != second
    assert first.startswith(par.REQUEST_URI_PREFIX)
    assert sizes == [32, 32]


def test_the_response_of_rfc_9207_names_its_issuer() -> None:
    url = authorization_response_url(
        "https://client.example/cb",
        issuer="https://honest.as.example",
        state="ZWVlNDBlYzA1NjdkMDNhYjg3ZjUxZjAyNGQzMTM2NzI",
        parameters={"code": "x1848ZT64p4IirMPT0R-X3141MFPTuBX-VFL_cvaplMH58"},
    )
    assert url == (
        "https://client.example/cb?code=x1848ZT64p4IirMPT0R-X3141MFPTuBX-VFL_cvaplMH58"
        "&state=ZWVlNDBlYzA1NjdkMDNhYjg3ZjUxZjAyNGQzMTM2NzI&iss=https%3A%2F%2Fhonest.as.example"
    )


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_whatever_is_answered_arrives_unchanged_beside_the_registered_query(value: str, state: str) -> None:
    url = authorization_response_url(
        "https://rp.test/cb?tenant=1", issuer="https://as.test", state=state, parameters={"error": value}
    )
    expected = {"tenant": "1", "error": value, "state": state, "iss": "https://as.test"}
    assert dict(parse_qsl(urlsplit(url).query, keep_blank_values=True)) == expected
    assert urlsplit(url).path == "/cb"


@pytest.mark.parametrize(
    "received",
    [None, "", "https://evil.test", "https://as.test/", "https://AS.test", "https://ás.test"],
)
def test_a_response_of_another_issuer_is_refused(received: str | None) -> None:
    require_issuer("https://as.test", "https://as.test")
    with pytest.raises(errors.IssuerMismatch) as refused:
        require_issuer(received, "https://as.test")
    assert not refused.value.may_redirect


@pytest.fixture
def redemption(now: datetime) -> Redemption:
    grant = CodeGrant(
        client_id="hospital",
        redirect_uri="https://rp.test/cb",
        code_challenge=pkce.s256_challenge(VERIFIER),
        jkt="thumb",
        nonce="n-1",
        scope="openid",
        subject="person",
        issued_at=now,
        auth_time=now,
    )
    parameters = {"redirect_uri": "https://rp.test/cb", "code_verifier": VERIFIER}
    return Redemption(grant=grant, parameters=parameters, client_id="hospital", jkt="thumb", now=now)


def test_a_code_is_redeemed_by_the_request_it_was_made_for(redemption: Redemption) -> None:
    run_checks(codes.redeem_checks(), redemption)
    last_second = replace(redemption, now=redemption.now + timedelta(seconds=59))
    run_checks(codes.redeem_checks(), last_second)
    unbound = replace(redemption, grant=replace(redemption.grant, jkt=None), jkt=None)
    run_checks(codes.redeem_checks(), unbound)


Change = Callable[[Redemption], dict[str, Any]]


def parameters_with(**changes: str | None) -> Change:
    def change(redemption: Redemption) -> dict[str, Any]:
        merged = {**redemption.parameters, **changes}
        return {"parameters": {name: value for name, value in merged.items() if value is not None}}

    return change


@pytest.mark.parametrize(
    ("change", "error"),
    [
        pytest.param(lambda _: {"client_id": "hotel"}, errors.InvalidGrant, id="another client"),
        pytest.param(
            lambda r: {"now": r.now + timedelta(seconds=60)}, errors.InvalidGrant, id="a minute later"
        ),
        pytest.param(
            parameters_with(redirect_uri="https://rp.test/cb2"), errors.InvalidGrant, id="another URI"
        ),
        pytest.param(parameters_with(redirect_uri=None), errors.InvalidGrant, id="no URI"),
        pytest.param(parameters_with(code_verifier="w" * 43), errors.InvalidGrant, id="another verifier"),
        pytest.param(parameters_with(code_verifier=None), errors.InvalidRequest, id="no verifier"),
        pytest.param(lambda _: {"jkt": "other"}, errors.InvalidDpopProof, id="another key"),
        pytest.param(lambda _: {"jkt": None}, errors.InvalidDpopProof, id="no key"),
    ],
)
def test_a_code_with_one_thing_wrong_is_refused(
    change: Change, error: type[OAuthError], redemption: Redemption
) -> None:
    with pytest.raises(error) as refused:
        run_checks(codes.redeem_checks(), replace(redemption, **change(redemption)))
    assert type(refused.value) is error


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        pytest.param({"code": "c"}, errors.InvalidRequest, id="no grant type"),
        pytest.param({"grant_type": "refresh_token"}, errors.UnsupportedGrantType, id="a refresh token"),
        pytest.param({"grant_type": "password"}, errors.UnsupportedGrantType, id="a password"),
        pytest.param({"grant_type": "authorization_code"}, errors.InvalidRequest, id="no code"),
    ],
)
def test_only_codes_are_redeemed(parameters: dict[str, str], error: type[OAuthError]) -> None:
    with pytest.raises(error):
        codes.require_authorization_code(parameters)
    assert codes.require_authorization_code({"grant_type": "authorization_code", "code": "c"}) == "c"
