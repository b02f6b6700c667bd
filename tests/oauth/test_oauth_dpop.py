import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eid_kit.oauth import dpop, jwt
from eid_kit.oauth.dpop import NonceIssuer, VerifiedProof
from eid_kit.oauth.errors import InvalidDpopProof, UseDpopNonce
from eid_kit.oauth.jwt import UnverifiedJwt
from eid_kit.oauth.keys import Key, dump_private_key, public_jwk, thumbprint
from eid_kit.oauth.numeric_dates import to_numeric_date

URL = "https://server.test/token"

# RFC 9449 sections 4.1 and 7.1: one key, a proof for the token endpoint and one for a resource.
RFC_9449_HEADER = (
    "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0Rs"
    "cEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2"
    "In19"
)
RFC_9449_TOKEN_PROOF = UnverifiedJwt(
    f"{RFC_9449_HEADER}.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1w"
    "bGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY"
    "-FNyJK70nfbV37xRZT3Lg"
)
RFC_9449_RESOURCE_PROOF = UnverifiedJwt(
    f"{RFC_9449_HEADER}.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFt"
    "cGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1"
    "OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA"
)
RFC_9449_ACCESS_TOKEN = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"
RFC_9449_THUMBPRINT = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"


def test_the_token_request_of_rfc_9449_verifies() -> None:
    made_at = datetime.fromtimestamp(1562262616, UTC)
    verified = dpop.verify_proof(
        RFC_9449_TOKEN_PROOF,
        method="POST",
        url="https://server.example.com/token",
        now=made_at,
        algorithms=("ES256",),
    )
    assert verified == VerifiedProof(
        RFC_9449_THUMBPRINT, "-BwC3ESc6acc2lTc", None, made_at + timedelta(seconds=120)
    )


def test_the_resource_request_of_rfc_9449_verifies() -> None:
    verified = dpop.verify_proof(
        RFC_9449_RESOURCE_PROOF,
        method="GET",
        url="https://resource.example.org/protectedresource",
        now=datetime.fromtimestamp(1562262618, UTC),
        algorithms=("ES256",),
        access_token=RFC_9449_ACCESS_TOKEN,
        expected_jkt=RFC_9449_THUMBPRINT,
    )
    assert verified.jkt == RFC_9449_THUMBPRINT


def verify(proof: str | None, now: datetime, **changes: Any) -> VerifiedProof:
    arguments: dict[str, Any] = {"method": "POST", "url": URL, "algorithms": ("ES256", "RS256"), **changes}
    return dpop.verify_proof(None if proof is None else UnverifiedJwt(proof), now=now, **arguments)


def proof_with(key: Key, now: datetime, *, header: dict[str, Any] | None = None, **changes: Any) -> str:
    """Make a proof as RFC 9449 section 4.2 has it, members changed, or left out where the change is None."""
    claims = {"jti": "j-1", "htm": "POST", "htu": URL, "iat": to_numeric_date(now), **changes}
    kept = {name: value for name, value in claims.items() if value is not None}
    jwk = {name: value for name, value in public_jwk(key).items() if name not in ("kid", "use", "alg")}
    extra = {"typ": "dpop+jwt", "jwk": jwk, **(header or {})}
    return jwt.sign(kept, key, algorithm=str(key.alg), extra_header=extra)


@pytest.mark.parametrize("kind", ["es256", "rs256"])
def test_what_is_made_is_accepted(kind: str, request: pytest.FixtureRequest, now: datetime) -> None:
    key: Key = request.getfixturevalue(kind)
    proof = dpop.make_proof(
        key=key,
        algorithm=str(key.alg),
        method="POST",
        url=f"{URL}?a=1#b",
        now=now,
        jti="j-1",
        access_token="at",
        nonce="n",
    )
    header, claims = jwt.peek(UnverifiedJwt(proof))
    assert claims["htu"] == URL
    assert not {"d", "p", "q", "kid", "use"} & header["jwk"].keys()
    verified = verify(proof, now, access_token="at", expected_jkt=thumbprint(key))
    assert (verified.jkt, verified.jti, verified.nonce) == (thumbprint(key), "j-1", "n")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"htm": "GET"}, "wrong_method", id="another method"),
        pytest.param({"htm": "post"}, "wrong_method", id="a method in lower case"),
        pytest.param({"htm": None}, "wrong_method", id="no method"),
        pytest.param({"htu": "https://server.test/userinfo"}, "wrong_url", id="another path"),
        pytest.param({"htu": "http://server.test/token"}, "wrong_url", id="another scheme"),
        pytest.param({"htu": "https://evil.test/token"}, "wrong_url", id="another host"),
        pytest.param({"htu": "/token"}, "wrong_url", id="a path alone"),
        pytest.param({"htu": 7}, "wrong_url", id="a URL that is no string"),
        pytest.param({"htu": None}, "wrong_url", id="no URL"),
        pytest.param({"iat": None}, "malformed", id="no iat"),
        pytest.param({"iat": "now"}, "malformed", id="an iat that is no number"),
        pytest.param({"jti": None}, "jti_missing", id="no jti"),
        pytest.param({"jti": "j" * 256}, "jti_missing", id="a jti too long to remember"),
        pytest.param({"nonce": 7}, "malformed", id="a nonce that is no string"),
        pytest.param({"exp": 4102444800}, "lifetime_too_long", id="an expiry in the far future"),
        pytest.param({"header": {"typ": "JWT"}}, "wrong_type", id="another type"),
        pytest.param({"header": {"crit": ["jwk"]}}, "unknown_critical_header", id="a critical header"),
        pytest.param({"header": {"jwk": {}}}, "unusable_key", id="no key"),
        pytest.param({"header": {"jwk": {"kty": "oct", "k": "AA"}}}, "unusable_key", id="a symmetric key"),
    ],
)
def test_a_proof_with_one_thing_wrong_is_refused(
    changes: dict[str, Any], reason: str, es256: Key, now: datetime
) -> None:
    with pytest.raises(InvalidDpopProof) as refused:
        verify(proof_with(es256, now, **changes), now)
    assert refused.value.reason == f"dpop_{reason}"


def test_no_proof_is_refused(now: datetime) -> None:
    with pytest.raises(InvalidDpopProof, match="exactly one"):
        verify(None, now)


def test_a_private_key_in_the_proof_is_refused(es256: Key, now: datetime) -> None:
    private = es256.as_dict(private=True)
    with pytest.raises(InvalidDpopProof, match="private") as refused:
        verify(proof_with(es256, now, header={"jwk": private}), now)
    assert str(private["d"]) not in str(refused.value.body())
    assert "d" in dump_private_key(es256)


def test_a_proof_signed_by_another_key_than_the_one_it_shows_is_refused(
    es256: Key, other_es256: Key, now: datetime
) -> None:
    jwk = public_jwk(other_es256)
    with pytest.raises(InvalidDpopProof) as refused:
        verify(proof_with(es256, now, header={"jwk": jwk, "kid": jwk["kid"]}), now)
    assert refused.value.reason == "dpop_bad_signature"


def test_a_proof_by_another_key_than_the_bound_one_is_refused(
    es256: Key, other_es256: Key, now: datetime
) -> None:
    with pytest.raises(InvalidDpopProof, match="another key"):
        verify(proof_with(es256, now), now, expected_jkt=thumbprint(other_es256))


@pytest.mark.parametrize(
    "ath",
    [
        pytest.param(None, id="none"),
        pytest.param("at", id="the token itself"),
        pytest.param(hashlib.sha256(b"at").hexdigest(), id="the hash in hexadecimal"),
        pytest.param(dpop.access_token_hash("other"), id="of another token"),
    ],
)
def test_a_proof_not_tied_to_the_access_token_is_refused(ath: str | None, es256: Key, now: datetime) -> None:
    with pytest.raises(InvalidDpopProof, match="access token"):
        verify(proof_with(es256, now, ath=ath), now, access_token="at")


def test_an_algorithm_that_is_not_on_the_list_is_refused(rs256: Key, now: datetime) -> None:
    with pytest.raises(InvalidDpopProof, match="algorithm"):
        verify(proof_with(rs256, now), now, algorithms=("ES256",))


@pytest.mark.parametrize(
    ("age_s", "accepted"),
    [(-61, False), (-60, True), (-10, True), (0, True), (119, True), (120, False)],
)
def test_a_proof_is_valid_for_two_minutes(age_s: int, *, accepted: bool, es256: Key, now: datetime) -> None:
    proof = proof_with(es256, now - timedelta(seconds=age_s))
    if accepted:
        assert verify(proof, now).expires_at > now
        return
    with pytest.raises(InvalidDpopProof):
        verify(proof, now)


def test_an_expiry_of_its_own_counts(es256: Key, now: datetime) -> None:
    proof = proof_with(es256, now, exp=to_numeric_date(now) + 30)
    assert verify(proof, now).expires_at == now + timedelta(seconds=30)
    with pytest.raises(InvalidDpopProof, match="too old"):
        verify(proof, now + timedelta(seconds=30))


def test_a_nonce_is_good_for_its_lifetime_and_not_a_second_longer(now: datetime) -> None:
    nonces = NonceIssuer(b"k" * 32, lifetime_s=300)
    nonce = nonces.issue(now)
    nonces.require(nonce, now)
    nonces.require(nonce, now + timedelta(seconds=300))
    for moment in (now + timedelta(seconds=301), now - timedelta(seconds=1)):
        with pytest.raises(UseDpopNonce) as asked:
            nonces.require(nonce, moment)
        nonces.require(asked.value.nonce, moment)


def test_a_missing_nonce_is_answered_with_one_that_works(now: datetime) -> None:
    nonces = NonceIssuer(b"k" * 32)
    with pytest.raises(UseDpopNonce) as asked:
        nonces.require(None, now)
    nonces.require(asked.value.nonce, now)


def test_a_nonce_of_another_installation_is_refused(now: datetime) -> None:
    with pytest.raises(UseDpopNonce):
        NonceIssuer(b"k" * 32).require(NonceIssuer(b"j" * 32).issue(now), now)


@given(st.text())
def test_an_invented_nonce_is_refused(nonce: str) -> None:
    with pytest.raises(UseDpopNonce):
        NonceIssuer(b"k" * 32).require(nonce, datetime(2030, 1, 1, tzinfo=UTC))


def test_a_nonce_key_has_at_least_32_bytes() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        NonceIssuer(b"short")
