"""Messages as a partner site shows them: opened where that helps, cut short where a secret would leave."""

import json

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from examples.partner_site.messages import fit_to_show

SECRET = "s3cr3t-0123456789abcdef"
KEY = ECKey.generate_key("P-256")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("code", SECRET, id="a code"),
        pytest.param("code_verifier", SECRET, id="a PKCE verifier"),
        pytest.param("access_token", SECRET, id="a token"),
        pytest.param("Authorization", f"DPoP {SECRET}", id="a token in its header"),
        pytest.param("request_uri", f"urn:ietf:params:oauth:request_uri:{SECRET}", id="a request_uri"),
        pytest.param("state", SECRET, id="a state"),
        pytest.param("registration_access_token", SECRET, id="a registration's token"),
    ],
)
def test_a_secret_is_cut_short(name: str, value: str) -> None:
    shown = fit_to_show({name: value})[name]
    assert SECRET not in shown
    assert shown.endswith("…")


def test_the_scheme_of_a_token_stays() -> None:
    assert fit_to_show({"Authorization": f"DPoP {SECRET}"}) == {"Authorization": "DPoP s3cr3t…"}


def test_a_signed_token_is_opened_and_loses_its_signature() -> None:
    token = jwt.encode({"alg": "ES256"}, {"jti": "1"}, KEY)
    shown = fit_to_show({"client_assertion": token})["client_assertion"]
    assert shown == {"header": {"typ": "JWT", "alg": "ES256"}, "claims": {"jti": "1"}, "signature": "…"}
    assert token.rpartition(".")[2] not in json.dumps(shown)


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("nonsense", id="one part"),
        pytest.param("eyJ.not.base64", id="three parts that are not base64"),
        pytest.param("e30.bm8.", id="claims that are not JSON"),
    ],
)
def test_a_token_that_cannot_be_read_breaks_nothing(token: str) -> None:
    assert fit_to_show({"id_token": token}) == {"id_token": {"unreadable": f"{token[:6]}…"}}


def test_what_is_neither_stays_as_it_is() -> None:
    received = {"expires_in": 299, "error_description": "[{ eyJ", "sub": "s"}
    assert fit_to_show(received) == received


def test_authorization_details_are_read_as_json() -> None:
    details = [{"type": "cross_border_attributes"}]
    assert fit_to_show({"authorization_details": json.dumps(details)}) == {"authorization_details": details}
