from datetime import datetime, timedelta
from typing import Any

import pytest

from eid_kit.oauth import id_tokens, jwt
from eid_kit.oauth.id_tokens import IdTokenError, VerifiedIdToken
from eid_kit.oauth.jwt import UnverifiedJwt
from eid_kit.oauth.keys import Key, parse_jwks, public_jwk
from eid_kit.oauth.numeric_dates import to_numeric_date

ISSUER = "https://as.test"


def claims_at(now: datetime, **changes: Any) -> dict[str, Any]:
    claims = id_tokens.standard_claims(
        issuer=ISSUER,
        subject="s-1",
        client_id="bridge",
        now=now,
        lifetime_s=600,
        nonce="n-1",
        auth_time=now - timedelta(seconds=5),
    )
    return {name: value for name, value in {**claims, **changes}.items() if value is not None}


def verify(token: str, key: Key, now: datetime) -> VerifiedIdToken:
    return id_tokens.verify(
        UnverifiedJwt(token),
        parse_jwks({"keys": [public_jwk(key)]}),
        issuer=ISSUER,
        client_id="bridge",
        nonce="n-1",
        now=now,
        algorithms=("ES256",),
    )


def test_what_is_issued_is_accepted_until_it_expires(es256: Key, now: datetime) -> None:
    token = id_tokens.issue(claims=claims_at(now, account_level=2), key=es256, algorithm="ES256")
    verified = verify(token, es256, now + timedelta(seconds=599))
    assert (verified.issuer, verified.subject, verified.claims["account_level"]) == (ISSUER, "s-1", 2)
    assert verified.claims["auth_time"] == to_numeric_date(now) - 5
    with pytest.raises(IdTokenError, match="expired"):
        verify(token, es256, now + timedelta(seconds=600))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"iss": "https://evil.test"}, "wrong_issuer", id="another issuer"),
        pytest.param({"iss": f"{ISSUER}/"}, "wrong_issuer", id="a slash after the issuer"),
        pytest.param({"aud": "hotel"}, "wrong_audience", id="another audience"),
        pytest.param({"aud": ["bridge", "hotel"]}, "wrong_audience", id="a second audience"),
        pytest.param({"aud": []}, "wrong_audience", id="no audience"),
        pytest.param({"azp": "hotel"}, "wrong_audience", id="another authorized party"),
        pytest.param({"nonce": "n-2"}, "wrong_nonce", id="another nonce"),
        pytest.param({"nonce": None}, "wrong_nonce", id="no nonce"),
        pytest.param({"exp": "never"}, "malformed", id="an expiry that is no number"),
        pytest.param({"iat": True}, "malformed", id="an iat that is true"),
        pytest.param({"sub": ""}, "malformed", id="an empty subject"),
        pytest.param({"sub": 7}, "malformed", id="a subject that is no string"),
        pytest.param({"sub": "s" * 256}, "malformed", id="a subject too long"),
        pytest.param({"sub": "tên"}, "malformed", id="a subject that is not ASCII"),
    ],
)
def test_an_id_token_with_one_thing_wrong_is_refused(
    changes: dict[str, Any], reason: str, es256: Key, now: datetime
) -> None:
    token = id_tokens.issue(claims=claims_at(now, **changes), key=es256, algorithm="ES256")
    with pytest.raises(IdTokenError) as refused:
        verify(token, es256, now)
    assert refused.value.reason == reason


@pytest.mark.parametrize("name", ["iat", "nbf"])
def test_an_id_token_from_the_future_is_refused(name: str, es256: Key, now: datetime) -> None:
    at = to_numeric_date(now)
    near = id_tokens.issue(claims=claims_at(now, **{name: at + 60}), key=es256, algorithm="ES256")
    verify(near, es256, now)
    far = id_tokens.issue(claims=claims_at(now, **{name: at + 61}), key=es256, algorithm="ES256")
    with pytest.raises(IdTokenError, match="not_yet_valid"):
        verify(far, es256, now)


def test_an_audience_of_one_may_be_an_array(es256: Key, now: datetime) -> None:
    token = id_tokens.issue(claims=claims_at(now, aud=["bridge"]), key=es256, algorithm="ES256")
    assert verify(token, es256, now).subject == "s-1"


def test_the_reason_of_a_bad_signature_is_passed_on(es256: Key, other_es256: Key, now: datetime) -> None:
    token = id_tokens.issue(claims=claims_at(now), key=other_es256, algorithm="ES256")
    with pytest.raises(IdTokenError, match="unknown_key"):
        verify(token, es256, now)


@pytest.mark.parametrize("name", ["iss", "sub", "aud", "exp", "iat"])
def test_an_id_token_without_a_required_claim_is_never_issued(name: str, es256: Key, now: datetime) -> None:
    with pytest.raises(ValueError, match=name):
        id_tokens.issue(claims=claims_at(now, **{name: None}), key=es256, algorithm="ES256")


def test_an_encrypted_id_token_is_signed_first(es256: Key, encryption_key: Key, now: datetime) -> None:
    (recipient,) = parse_jwks({"keys": [public_jwk(encryption_key)]})
    signed = id_tokens.issue(claims=claims_at(now), key=es256, algorithm="ES256")
    encrypted = id_tokens.encrypt_for(signed, recipient)
    inner = jwt.decrypt(
        encrypted, [encryption_key], algorithms=("ECDH-ES+A256KW",), encryptions=("A256CBC-HS512",)
    )
    assert inner == signed
    assert verify(inner, es256, now).subject == "s-1"


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        to_numeric_date(datetime(2030, 1, 1))  # noqa: DTZ001 - that is the point
