import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import OctKey

from eid_kit.oauth import base64url, keys
from eid_kit.oauth.errors import InvalidClientMetadata
from eid_kit.oauth.keys import Key, KeyKind, UnusableKey

RFC_7638_KEY = {
    "kty": "RSA",
    "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJE"
    "CPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2Q"
    "vzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6"
    "WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
    "e": "AQAB",
    "alg": "RS256",
    "kid": "2011-04-29",
}
RFC_8037_KEY = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
RFC_7515_KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}


@pytest.mark.parametrize(
    ("jwk", "thumbprint"),
    [
        pytest.param(RFC_7638_KEY, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", id="RFC 7638 section 3.1"),
        pytest.param(RFC_8037_KEY, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", id="RFC 8037 appendix A.3"),
    ],
)
def test_thumbprints_are_those_of_the_specifications(jwk: dict[str, str], thumbprint: str) -> None:
    assert keys.thumbprint(jwk) == thumbprint
    assert keys.thumbprint(keys.public_key(jwk)) == thumbprint


def test_a_key_without_the_members_of_its_type_has_no_thumbprint() -> None:
    with pytest.raises(UnusableKey):
        keys.thumbprint({"kty": "EC", "crv": "P-256"})


KINDS: list[KeyKind] = ["ES256", "EdDSA", "RS256", "ECDH-ES+A256KW"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_key_is_private_named_by_its_thumbprint_and_survives_its_file(kind: KeyKind) -> None:
    key = keys.generate_key(kind)
    assert key.is_private
    assert key.kid == keys.thumbprint(key)
    assert key.alg == kind
    again = keys.load_private_key(keys.dump_private_key(key))
    assert again.as_dict(private=True) == key.as_dict(private=True)


@pytest.mark.parametrize("kind", KINDS)
def test_the_public_key_holds_nothing_private(kind: KeyKind) -> None:
    published = keys.public_jwk(keys.generate_key(kind, kid="k-1"))
    assert not {"d", "p", "q", "dp", "dq", "qi"} & published.keys()
    assert published["kid"] == "k-1"
    assert published["use"] == ("enc" if kind == "ECDH-ES+A256KW" else "sig")
    assert keys.parse_jwks({"keys": [published]})[0].kid == "k-1"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("[]", id="no object"),
        pytest.param(json.dumps(RFC_7515_KEY), id="a public key"),
        pytest.param('{"kty":"oct","k":"AAAA","d":"x"}', id="a symmetric key"),
        pytest.param('{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"}', id="no point"),
    ],
)
def test_a_key_file_with_anything_but_a_private_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        keys.load_private_key(text)


def altered(**members: object) -> dict[str, object]:
    return {name: value for name, value in {**RFC_7515_KEY, **members}.items() if value is not None}


LEADING_ZERO_N = base64url.encode(b"\0" + base64url.decode(RFC_7638_KEY["n"]))


@pytest.mark.parametrize(
    ("jwk", "complaint"),
    [
        pytest.param("key", "JSON object", id="a string"),
        pytest.param(altered(d="AQAB"), "d is private", id="a private member"),
        pytest.param({"kty": "oct", "k": "AAAA"}, "k is private", id="a symmetric key"),
        pytest.param(altered(kty="XX"), "kty", id="an unknown type"),
        pytest.param(altered(kty=["EC"]), "kty", id="a type that is no string"),
        pytest.param(altered(y=None), "y must be", id="a coordinate missing"),
        pytest.param(altered(crv="secp256k1"), "crv", id="another curve"),
        pytest.param(altered(crv="P-384"), "wrong length", id="the length of another curve"),
        pytest.param(altered(x=RFC_7515_KEY["x"] + "="), "canonical", id="a padded coordinate"),
        pytest.param(altered(x="AAAA" + RFC_7515_KEY["x"]), "wrong length", id="a longer coordinate"),
        pytest.param(altered(x=RFC_7515_KEY["y"]), "valid key", id="a point off the curve"),
        pytest.param(altered(kid=7), "kid", id="a kid that is no string"),
        pytest.param(altered(key_ops="verify"), "key_ops", id="key_ops that are no array"),
        pytest.param(altered(use="party"), "valid key", id="an unknown use"),
        pytest.param({**RFC_7638_KEY, "n": LEADING_ZERO_N}, "leading zero", id="a modulus spelt longer"),
        pytest.param({**RFC_7638_KEY, "n": "AQAB"}, "2048", id="a modulus of 17 bits"),
        pytest.param({**RFC_7638_KEY, "e": "AQAB" * 10}, "exponent", id="an endless exponent"),
        pytest.param({**RFC_7638_KEY, "e": "AQ"}, "valid key", id="an exponent of one"),
        pytest.param({**RFC_8037_KEY, "crv": "Ed448"}, "crv", id="a curve of another strength"),
    ],
)
def test_an_unsound_public_key_is_refused(jwk: object, complaint: str) -> None:
    with pytest.raises(UnusableKey, match=complaint):
        keys.public_key(jwk)


@pytest.mark.parametrize("bits", [1024, 2047, 8200])
def test_an_rsa_key_of_a_size_out_of_bounds_is_refused(bits: int) -> None:
    modulus = base64url.encode((2**bits - 1).to_bytes((bits + 7) // 8, "big"))
    with pytest.raises(InvalidClientMetadata, match="2048 to 8192"):
        keys.parse_jwks({"keys": [{"kty": "RSA", "n": modulus, "e": "AQAB"}]})


def test_addresses_and_certificates_in_a_key_are_dropped() -> None:
    key = keys.public_key(altered(x5u="https://evil.test/", x5c=["AAAA"]))
    assert not {"x5u", "x5c"} & keys.public_jwk(key).keys()


def test_key_types_of_the_future_are_skipped_not_refused() -> None:
    parsed = keys.parse_jwks({"keys": [{"kty": "AKP", "alg": "ML-DSA-44", "pub": "AA"}, RFC_7515_KEY]})
    assert [key.key_type for key in parsed] == ["EC"]


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        pytest.param([], "array named keys", id="an array"),
        pytest.param({}, "array named keys", id="no keys"),
        pytest.param({"keys": {}}, "array named keys", id="keys that are no array"),
        pytest.param({"keys": []}, "no key", id="an empty set"),
        pytest.param({"keys": [{"kty": "AKP"}]}, "no key", id="only unknown types"),
        pytest.param({"keys": [OctKey.generate_key(256).as_dict()]}, "private", id="a symmetric key"),
        pytest.param({"keys": ["EC"]}, "JSON object", id="an entry that is no object"),
        pytest.param({"keys": [altered(kid="a"), {**RFC_8037_KEY, "kid": "a"}]}, "share", id="one kid twice"),
        pytest.param({"keys": [RFC_7515_KEY] * 51}, "more than", id="too many"),
    ],
)
def test_an_unsound_key_set_is_refused_whole(document: object, complaint: str) -> None:
    with pytest.raises(InvalidClientMetadata, match=complaint):
        keys.parse_jwks(document)


@given(
    st.dictionaries(
        st.sampled_from(["kty", "crv", "x", "y", "n", "e", "kid", "use", "alg", "key_ops"]),
        st.sampled_from(
            ["EC", "RSA", "OKP", "P-256", "Ed25519", "AQAB", RFC_7515_KEY["x"], "sig", "", None, 1, []]
        ),
    )
)
def test_a_key_is_parsed_or_refused_and_nothing_else(jwk: dict[str, object]) -> None:
    try:
        key: Key = keys.public_key(jwk)
    except UnusableKey:
        return
    assert not key.is_private
