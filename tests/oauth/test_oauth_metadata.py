from typing import Any

import pytest

from eid_kit.oauth.errors import InvalidClientMetadata, InvalidRedirectUri
from eid_kit.oauth.keys import Key, public_jwk
from eid_kit.oauth.metadata import (
    authorization_server_metadata,
    registered_client,
    require_client_metadata,
    require_redirect_uri,
)

SERVER: dict[str, Any] = {
    "authorization_endpoint": "http://localhost:8002/fapi/auth",
    "token_endpoint": "http://localhost:8002/fapi/token",
    "jwks_uri": "http://localhost:8002/.well-known/keys",
    "response_types_supported": ["code"],
    "grant_types_supported": ["authorization_code"],
    "token_endpoint_auth_methods_supported": ["private_key_jwt"],
    "token_endpoint_auth_signing_alg_values_supported": ["ES256"],
    "authorization_response_iss_parameter_supported": True,
}


def test_a_true_document_is_returned_without_the_members_that_are_not_there() -> None:
    document = authorization_server_metadata("http://localhost:8002/fapi", **SERVER, op_tos_uri=None)
    assert document == {"issuer": "http://localhost:8002/fapi", **SERVER}


@pytest.mark.parametrize(
    ("issuer", "changes"),
    [
        pytest.param("https://as.test?a=1", {}, id="an issuer with a query"),
        pytest.param("http://as.test", {}, id="plain http beyond this machine"),
        pytest.param("https://as.test", {"token_endpoint": None}, id="no token endpoint"),
        pytest.param("https://as.test", {"response_types_supported": "code"}, id="a string for an array"),
        pytest.param(
            "https://as.test", {"token_endpoint_auth_signing_alg_values_supported": ["none"]}, id="none"
        ),
        pytest.param(
            "https://as.test", {"authorization_response_iss_parameter_supported": "yes"}, id="yes for true"
        ),
    ],
)
def test_a_document_that_breaks_a_rule_is_refused(issuer: str, changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        authorization_server_metadata(issuer, **{**SERVER, **changes})


@pytest.fixture
def registration(es256: Key) -> dict[str, Any]:
    return {
        "client_name": "Hospital",
        "client_name#vi": "Bệnh viện",
        "redirect_uris": ["http://localhost:8010/cb"],
        "scope": "openid contact",
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks": {"keys": [public_jwk(es256)]},
        "contacts": ["dpo@hospital.test"],
    }


def test_a_registration_becomes_a_client(registration: dict[str, Any], es256: Key) -> None:
    metadata = require_client_metadata(registration)
    assert metadata["grant_types"] == ["authorization_code"]
    client = registered_client("c-1", metadata)
    assert client.redirect_uris == ("http://localhost:8010/cb",)
    assert client.scopes == {"openid", "contact"}
    assert client.name == "Hospital"
    assert [key.kid for key in client.keys] == [es256.kid]


def test_extensions_are_left_to_the_caller(registration: dict[str, Any]) -> None:
    extended = {**registration, "client_kind": "login", "purpose_description#vi": "Khám bệnh"}
    metadata = require_client_metadata(extended, extensions=("client_kind", "purpose_description"))
    assert metadata["client_kind"] == "login"
    with pytest.raises(InvalidClientMetadata, match="client_kind"):
        require_client_metadata(extended, extensions=("purpose_description",))


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        pytest.param({"redirect_uri": "https://rp.test"}, "redirect_uri is unknown", id="a misspelt member"),
        pytest.param({"redirect_uris": None}, "redirect_uris is required", id="no redirect URIs"),
        pytest.param({"redirect_uris": []}, "redirect_uris", id="an empty array"),
        pytest.param({"redirect_uris": "https://rp.test"}, "redirect_uris", id="a string for an array"),
        pytest.param({"client_name": 7}, "client_name", id="a name that is no string"),
        pytest.param({"client_name": "a\u202eb"}, "printable", id="a name that reads backwards"),
        pytest.param({"client_name": "a" * 501}, "client_name", id="a name without end"),
        pytest.param({"scope#vi": "openid"}, "language tag", id="a language of a scope"),
        pytest.param({"client_name#!": "x"}, "language tag", id="a language that is none"),
        pytest.param({"scope": 'openid "x"'}, "scope", id="a malformed scope"),
        pytest.param({"grant_types": ["implicit"]}, "grant_types", id="another grant"),
        pytest.param({"response_types": ["token"]}, "response_types", id="another response"),
        pytest.param({"token_endpoint_auth_method": "none"}, "auth_method", id="no authentication"),
        pytest.param({"token_endpoint_auth_method": None}, "auth_method", id="the default, a secret"),
        pytest.param({"jwks": None}, "needs jwks", id="no keys"),
        pytest.param({"jwks_uri": "https://rp.test/k"}, "exclude", id="keys twice"),
        pytest.param({"jwks": {"keys": []}}, "no key", id="an empty key set"),
        pytest.param({"logo_uri": "javascript:alert(1)"}, "logo_uri", id="a script for a logo"),
        pytest.param({"logo_uri": "http://rp.test/l.png"}, "https", id="a logo over plain http"),
        pytest.param({"policy_uri": "https://u:p@rp.test/"}, "credentials", id="credentials in a link"),
        pytest.param({"dpop_bound_access_tokens": "yes"}, "true or false", id="yes for true"),
    ],
)
def test_a_registration_with_one_thing_wrong_is_refused(
    changes: dict[str, Any], complaint: str, registration: dict[str, Any]
) -> None:
    merged = {**registration, **changes}
    with pytest.raises(InvalidClientMetadata, match=complaint):
        require_client_metadata({name: value for name, value in merged.items() if value is not None})


def test_a_registration_is_an_object() -> None:
    with pytest.raises(InvalidClientMetadata, match="object"):
        require_client_metadata([])


@pytest.mark.parametrize(
    "uri",
    [
        "https://rp.test/cb",
        "https://rp.test:8443/cb?tenant=1",
        "http://localhost:8010/cb",
        "http://127.0.0.1/cb",
        "http://[::1]:8010/cb",
        "https://[2001:db8::1]/cb",
        "https://xn--rp-bja.test/cb",
    ],
)
def test_a_safe_redirect_uri_is_accepted_as_it_is(uri: str) -> None:
    assert require_redirect_uri(uri) == uri


@pytest.mark.parametrize(
    "uri",
    [
        pytest.param("/cb", id="a path"),
        pytest.param("", id="nothing"),
        pytest.param(7, id="a number"),
        pytest.param("https://rp.test/cb#", id="an empty fragment"),
        pytest.param("https://rp.test/cb#x", id="a fragment"),
        pytest.param("https://user@rp.test/cb", id="a user"),
        pytest.param("https://@rp.test/cb", id="an empty user"),
        pytest.param("http://rp.test/cb", id="plain http"),
        pytest.param("http://localhost.evil.test/cb", id="a name that begins with localhost"),
        pytest.param("http://127.0.0.1.evil.test/cb", id="a name that begins with an address"),
        pytest.param("com.example.app:/cb", id="a private scheme"),
        pytest.param("javascript:alert(1)", id="a script"),
        pytest.param("data:text/html,x", id="data"),
        pytest.param("https://rp.test\\@evil.test/cb", id="a backslash"),
        pytest.param("https://rp.test/cb\r\nX: y", id="a line break"),
        pytest.param("https://rp.test/ cb", id="a space"),
        pytest.param("https://rp.tést/cb", id="a name that is not ASCII"),
        pytest.param("https://rp.test/cb?code=1", id="a code in the query"),
        pytest.param("https://rp.test/cb?st%61te=", id="a state in the query, escaped"),
        pytest.param("https://rp.test/cb?reason=x", id="a reason in the query"),
        pytest.param("https://rp.test/cb?a=1&reference=x", id="a reference in the query"),
        pytest.param("https://rp.test;script-src/cb", id="a semicolon, which ends a CSP directive"),
        pytest.param("https://rp.test,evil.test/cb", id="a comma, which ends a CSP"),
        pytest.param("https://*/cb", id="any host"),
        pytest.param("https://*.rp.test/cb", id="any host below one"),
        pytest.param("https://'self'/cb", id="a keyword of CSP"),
        pytest.param("https://rp%3Btest/cb", id="an escape in the host"),
        pytest.param("https://[v1.a;b]/cb", id="an address of the future"),
        pytest.param("https://[fe80::1%25a;b]/cb", id="an address with a zone"),
        pytest.param("https://rp.test/" + "a" * 2000, id="no end"),
        pytest.param("https://*.rp.test:x/cb", id="a port that is none"),
    ],
)
def test_an_unsafe_redirect_uri_is_refused(uri: object) -> None:
    with pytest.raises(InvalidRedirectUri):
        require_redirect_uri(uri)
