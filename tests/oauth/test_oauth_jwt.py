import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eid_kit.oauth import base64url, jwt
from eid_kit.oauth.jwt import JwtError, UnverifiedJwt
from eid_kit.oauth.keys import Key, dump_private_key, generate_key, load_private_key, parse_jwks, public_jwk

RFC_7515_A3_KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}
RFC_7515_A3_TOKEN = UnverifiedJwt(
    "eyJhbGciOiJFUzI1NiJ9"
    ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
)
RFC_8037_A_KEY = {
    "kty": "OKP",
    "crv": "Ed25519",
    "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
}


def segment(value: object) -> str:
    return base64url.encode(json.dumps(value).encode())


def public(key: Key) -> tuple[Key, ...]:
    return parse_jwks({"keys": [public_jwk(key)]})


def test_the_es256_example_of_rfc_7515_verifies() -> None:
    verified = jwt.verify(RFC_7515_A3_TOKEN, parse_jwks({"keys": [RFC_7515_A3_KEY]}), algorithms=("ES256",))
    assert verified.claims == {"iss": "joe", "exp": 1300819380, "http://example.com/is_root": True}


def test_the_ed25519_key_of_rfc_8037_signs_the_same_way_every_time() -> None:
    key = load_private_key(json.dumps(RFC_8037_A_KEY))
    first, second = (jwt.sign({"a": 1}, key, algorithm="EdDSA") for _ in range(2))
    assert first == second
    assert jwt.verify(UnverifiedJwt(first), public(key), algorithms=("EdDSA",)).claims == {"a": 1}


@pytest.mark.parametrize("kind", ["ES256", "EdDSA", "RS256"])
def test_what_is_signed_verifies_with_the_public_key(kind: str, request: pytest.FixtureRequest) -> None:
    key: Key = request.getfixturevalue(kind.lower())
    token = jwt.sign({"name": "NGUYỄN"}, key, algorithm=kind, typ="JWT", extra_header={"x": 1})
    verified = jwt.verify(UnverifiedJwt(token), public(key), algorithms=(kind,), typ="jwt")
    assert verified.claims == {"name": "NGUYỄN"}
    assert verified.header == {"alg": kind, "typ": "JWT", "kid": key.kid, "x": 1}


def test_signing_leaves_the_claims_as_they_were(es256: Key) -> None:
    claims: dict[str, Any] = {"iat": 1, "nested": {"a": [1]}}
    jwt.sign(claims, es256, algorithm="ES256")
    assert claims == {"iat": 1, "nested": {"a": [1]}}


def test_a_header_of_four_kilobytes_and_a_payload_of_half_a_megabyte_fit(es256: Key) -> None:
    token = jwt.sign({"p": "x" * 520_000}, es256, algorithm="ES256", extra_header={"h": "y" * 3900})
    assert len(jwt.verify(UnverifiedJwt(token), [es256], algorithms=("ES256",)).claims["p"]) == 520_000


def signed(key: Key, header: dict[str, object], claims: object = None) -> str:
    """Sign any header, also one that no honest party sends."""
    signing_input = f"{segment(header)}.{segment(claims or {'sub': 'a'})}"
    honest = jwt.sign({"sub": "a"}, key, algorithm="ES256")
    return f"{signing_input}.{honest.split('.')[2]}"


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        pytest.param({"alg": "none"}, "algorithm_not_allowed", id="none"),
        pytest.param({"alg": "NONE"}, "algorithm_not_allowed", id="none in capitals"),
        pytest.param({"alg": "HS256"}, "algorithm_not_allowed", id="HS256"),
        pytest.param({"alg": "RS256"}, "algorithm_not_allowed", id="an algorithm that is not on the list"),
        pytest.param({"alg": ["ES256"]}, "algorithm_not_allowed", id="an algorithm that is no string"),
        pytest.param({}, "algorithm_not_allowed", id="no algorithm"),
        pytest.param({"alg": "ES256", "crit": ["exp"]}, "unknown_critical_header", id="a critical header"),
        pytest.param({"alg": "ES256", "crit": []}, "unknown_critical_header", id="an empty list of them"),
        pytest.param({"alg": "ES256", "b64": False}, "unknown_critical_header", id="an unencoded payload"),
        pytest.param({"alg": "ES256", "typ": "dpop+jwt"}, "wrong_type", id="another type"),
        pytest.param({"alg": "ES256", "typ": 1}, "wrong_type", id="a type that is no string"),
        pytest.param({"alg": "ES256"}, "wrong_type", id="no type where one is demanded"),
        pytest.param({"alg": "ES256", "typ": "JWT", "kid": "x"}, "unknown_key", id="an unknown kid"),
        pytest.param(
            {"alg": "ES256", "typ": "JWT", "kid": ["x"]}, "unknown_key", id="a kid that is no string"
        ),
        pytest.param({"alg": "ES256", "typ": "JWT"}, "bad_signature", id="a header changed after signing"),
    ],
)
def test_a_header_with_one_thing_wrong_is_refused(header: dict[str, object], reason: str, es256: Key) -> None:
    token = UnverifiedJwt(signed(es256, header))
    with pytest.raises(JwtError) as refused:
        jwt.verify(token, public(es256), algorithms=("ES256",), typ="JWT")
    assert refused.value.reason == reason


def test_allowing_none_or_hs256_by_mistake_does_not_allow_them(es256: Key) -> None:
    unsigned = f"{segment({'alg': 'none'})}.{segment({'sub': 'a'})}."
    with pytest.raises(JwtError, match="algorithm_not_allowed"):
        jwt.verify(UnverifiedJwt(unsigned), public(es256), algorithms=("none", "HS256", "ES256"))


def test_the_public_key_is_no_hmac_secret(es256: Key) -> None:
    body = f"{segment({'alg': 'HS256'})}.{segment({'sub': 'a'})}"
    secret = json.dumps(public_jwk(es256)).encode()
    tag = base64url.encode(hmac.new(secret, body.encode(), hashlib.sha256).digest())
    with pytest.raises(JwtError, match="algorithm_not_allowed"):
        jwt.verify(UnverifiedJwt(f"{body}.{tag}"), public(es256), algorithms=("HS256", "ES256"))


@pytest.mark.parametrize("name", ["jwk", "jku", "x5u", "x5c"])
def test_a_token_cannot_bring_its_own_key(name: str, es256: Key, other_es256: Key) -> None:
    own = {
        "jwk": public_jwk(other_es256),
        "jku": "https://evil.test/",
        "x5u": "https://evil.test/",
        "x5c": ["AA"],
    }
    anonymous = load_private_key(
        json.dumps({k: v for k, v in json.loads(dump_private_key(other_es256)).items() if k != "kid"})
    )
    token = jwt.sign({"sub": "a"}, anonymous, algorithm="ES256", extra_header={name: own[name]})
    with pytest.raises(JwtError, match="bad_signature"):
        jwt.verify(UnverifiedJwt(token), public(es256), algorithms=("ES256",))


@pytest.mark.parametrize(
    "members",
    [
        pytest.param({"use": "enc"}, id="a key for encryption"),
        pytest.param({"alg": "ECDH-ES+A256KW"}, id="a key for another algorithm"),
        pytest.param({"kid": "another"}, id="a key of another name"),
    ],
)
def test_a_key_that_is_for_something_else_does_not_verify(members: dict[str, str], es256: Key) -> None:
    token = jwt.sign({"sub": "a"}, es256, algorithm="ES256")
    keys = parse_jwks({"keys": [{**public_jwk(es256), **members}]})
    with pytest.raises(JwtError, match="unknown_key"):
        jwt.verify(UnverifiedJwt(token), keys, algorithms=("ES256",))


def test_without_kid_every_fitting_key_is_tried(es256: Key, other_es256: Key, rs256: Key) -> None:
    document = {name: value for name, value in json.loads(dump_private_key(es256)).items() if name != "kid"}
    token = jwt.sign({"sub": "a"}, load_private_key(json.dumps(document)), algorithm="ES256")
    assert jwt.peek(UnverifiedJwt(token))[0] == {"alg": "ES256"}
    jwt.verify(UnverifiedJwt(token), [rs256, other_es256, es256], algorithms=("ES256", "RS256"))


def respelt(token: str) -> dict[str, str]:
    head, payload, signature = token.split(".")
    raw = base64url.decode(signature)
    next_letter = "B" if signature[-1] == "A" else chr(ord(signature[-1]) + 1)
    padded = base64.urlsafe_b64encode(base64url.decode(payload)).decode()
    repeated_alg = base64url.encode(b'{"alg":"none","alg":"ES256"}')
    repeated_claim = base64url.encode(b'{"a":1,"a":2}')
    not_a_number = base64url.encode(b'{"a":NaN}')
    return {
        "a padded signature": f"{head}.{payload}.{signature}=",
        "a padded payload": f"{head}.{padded}{'' if '=' in padded else '='}.{signature}",
        "a line feed at the end": f"{head}.{payload}.{signature}\n",
        "a space before it": f" {head}.{payload}.{signature}",
        "no signature": f"{head}.{payload}",
        "an empty signature": f"{head}.{payload}.",
        "a fourth segment": f"{head}.{payload}.{signature}.",
        "a detached payload": f"{head}..{signature}",
        "a header that is an array": f"{segment([])}.{payload}.{signature}",
        "claims that are a string": f"{head}.{segment('text')}.{signature}",
        "a repeated header member": f"{repeated_alg}.{payload}.{signature}",
        "a repeated claim": f"{head}.{repeated_claim}.{signature}",
        "a claim that is no number": f"{head}.{not_a_number}.{signature}",
        "other trailing bits": f"{head}.{payload}.{signature[:-1]}{next_letter}",
        "a longer signature": f"{head}.{payload}.{base64url.encode(b'0' + raw)}",
        "nothing": "",
        "dots": "..",
    }


@pytest.mark.parametrize("variant", respelt(RFC_7515_A3_TOKEN))
def test_a_token_has_one_spelling(variant: str, es256: Key) -> None:
    token = respelt(jwt.sign({"sub": "a"}, es256, algorithm="ES256"))[variant]
    with pytest.raises(JwtError) as refused:
        jwt.verify(UnverifiedJwt(token), public(es256), algorithms=("ES256",))
    assert refused.value.reason in ("malformed", "bad_signature")


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(f"{segment({'a': 'x' * 4097})}.e30.AA", id="a header over 4 KiB"),
        pytest.param(f"e30.{'A' * 800_000}.AA", id="a payload over 512 KiB"),
    ],
)
def test_a_token_beyond_the_limits_is_refused(token: str) -> None:
    with pytest.raises(JwtError, match="too_large"):
        jwt.peek(UnverifiedJwt(token))


KEY = generate_key("ES256")


@given(st.text() | st.from_regex(r"\A[A-Za-z0-9_-]{0,40}\.[A-Za-z0-9_-]{0,40}\.[A-Za-z0-9_-]{0,90}\Z"))
def test_verifying_fails_in_one_way_only(token: str) -> None:
    with pytest.raises(JwtError):
        jwt.verify(UnverifiedJwt(token), [KEY], algorithms=("ES256",))


@given(st.dictionaries(st.text(), st.text() | st.integers(-(2**53), 2**53) | st.none(), max_size=5))
def test_claims_come_back_as_they_were_signed(claims: dict[str, object]) -> None:
    token = UnverifiedJwt(jwt.sign(claims, KEY, algorithm="ES256"))
    assert jwt.verify(token, [KEY], algorithms=("ES256",)).claims == claims


ALGORITHM, ENCRYPTION = "ECDH-ES+A256KW", "A256CBC-HS512"


def decrypt(token: str, key: Key, **other: Any) -> str:
    allowed = {"algorithms": (ALGORITHM,), "encryptions": (ENCRYPTION, "A256GCM"), **other}
    return jwt.decrypt(token, [key], **allowed)


@pytest.mark.parametrize("encryption", ["A256CBC-HS512", "A256GCM"])
def test_what_is_encrypted_is_read_by_the_holder_of_the_key(encryption: str, encryption_key: Key) -> None:
    (recipient,) = public(encryption_key)
    token = jwt.encrypt(
        "tên" * 100_000, recipient, algorithm=ALGORITHM, encryption=encryption, content_type="JWT"
    )
    header = json.loads(base64url.decode(token.split(".")[0]))
    assert (header["cty"], header["kid"], header["enc"]) == ("JWT", encryption_key.kid, encryption)
    assert decrypt(token, encryption_key) == "tên" * 100_000


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"algorithms": ("ECDH-ES",)}, "algorithm_not_allowed", id="another algorithm"),
        pytest.param({"encryptions": ("A128GCM",)}, "algorithm_not_allowed", id="another encryption"),
    ],
)
def test_an_encryption_that_is_not_on_the_list_is_refused(
    change: dict[str, Any], reason: str, encryption_key: Key
) -> None:
    token = jwt.encrypt("a", public(encryption_key)[0], algorithm=ALGORITHM, encryption=ENCRYPTION)
    with pytest.raises(JwtError, match=reason):
        decrypt(token, encryption_key, **change)


@pytest.mark.parametrize("position", range(1, 5))
def test_a_change_anywhere_in_an_encrypted_token_is_found(position: int, encryption_key: Key) -> None:
    segments = jwt.encrypt("a", public(encryption_key)[0], algorithm=ALGORITHM, encryption=ENCRYPTION).split(
        "."
    )
    data = bytearray(base64url.decode(segments[position]))
    data[0] ^= 1
    segments[position] = base64url.encode(bytes(data))
    with pytest.raises(JwtError, match="decryption_failed"):
        decrypt(".".join(segments), encryption_key)


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        pytest.param({"zip": "DEF"}, "unknown_critical_header", id="compression"),
        pytest.param({"crit": ["exp"]}, "unknown_critical_header", id="a critical header"),
        pytest.param({"kid": "x"}, "unknown_key", id="an unknown kid"),
        pytest.param(
            {"alg": ["ECDH-ES+A256KW"]}, "algorithm_not_allowed", id="an algorithm that is no string"
        ),
        pytest.param(
            {"epk": {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}}, "decryption_failed", id="no point"
        ),
        pytest.param({"epk": "x"}, "decryption_failed", id="an ephemeral key that is no object"),
        pytest.param({"note": "added"}, "decryption_failed", id="a header changed after encrypting"),
    ],
)
def test_an_encrypted_header_with_one_thing_wrong_is_refused(
    header: dict[str, object], reason: str, encryption_key: Key
) -> None:
    segments = jwt.encrypt("a", public(encryption_key)[0], algorithm=ALGORITHM, encryption=ENCRYPTION).split(
        "."
    )
    honest = json.loads(base64url.decode(segments[0]))
    segments[0] = segment({**honest, **header})
    with pytest.raises(JwtError, match=reason):
        decrypt(".".join(segments), encryption_key)


def test_only_the_key_that_was_meant_decrypts(encryption_key: Key) -> None:
    other = generate_key("ECDH-ES+A256KW", kid=encryption_key.kid)
    token = jwt.encrypt("a", public(encryption_key)[0], algorithm=ALGORITHM, encryption=ENCRYPTION)
    with pytest.raises(JwtError, match="decryption_failed"):
        decrypt(token, other)
    with pytest.raises(JwtError, match="unknown_key"):
        decrypt(token, public(encryption_key)[0])


@given(st.text() | st.from_regex(r"\A([A-Za-z0-9_-]{0,30}\.){4}[A-Za-z0-9_-]{0,30}\Z"))
def test_decrypting_fails_in_one_way_only(token: str) -> None:
    with pytest.raises(JwtError):
        jwt.decrypt(token, [KEY], algorithms=(ALGORITHM,), encryptions=(ENCRYPTION,))
