import secrets

import pytest

from eid_kit.oauth import pkce
from eid_kit.oauth.errors import InvalidGrant, InvalidRequest

RFC_7636_VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
RFC_7636_CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_the_example_of_rfc_7636_appendix_b_matches() -> None:
    assert pkce.s256_challenge(RFC_7636_VERIFIER) == RFC_7636_CHALLENGE
    assert pkce.require_valid_challenge(RFC_7636_CHALLENGE, "S256") == RFC_7636_CHALLENGE
    pkce.require_matching_verifier(RFC_7636_VERIFIER, RFC_7636_CHALLENGE)


def test_the_verifier_of_rfc_7636_is_made_of_its_random_bytes() -> None:
    octets = [
        116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186,
        22, 212, 37, 77, 105, 214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121,
    ]  # fmt: skip
    assert pkce.new_verifier(lambda size: bytes(octets[:size])) == RFC_7636_VERIFIER


def test_new_verifiers_are_valid_and_differ() -> None:
    first, second = pkce.new_verifier(secrets.token_bytes), pkce.new_verifier(secrets.token_bytes)
    assert first != second
    pkce.require_matching_verifier(first, pkce.s256_challenge(first))


@pytest.mark.parametrize(
    ("challenge", "method"),
    [
        pytest.param(None, "S256", id="no challenge"),
        pytest.param(RFC_7636_CHALLENGE, None, id="no method, which means plain"),
        pytest.param(RFC_7636_CHALLENGE, "plain", id="plain"),
        pytest.param(RFC_7636_CHALLENGE, "s256", id="a method in lower case"),
        pytest.param(RFC_7636_CHALLENGE + "=", "S256", id="padding"),
        pytest.param(RFC_7636_CHALLENGE[:-1], "S256", id="too short"),
        pytest.param(RFC_7636_CHALLENGE[:-1] + "~", "S256", id="another alphabet"),
        pytest.param(RFC_7636_CHALLENGE + "\n", "S256", id="a line feed"),
    ],
)
def test_a_challenge_with_one_thing_wrong_is_refused(challenge: str | None, method: str | None) -> None:
    with pytest.raises(InvalidRequest):
        pkce.require_valid_challenge(challenge, method)


@pytest.mark.parametrize(
    ("verifier", "error"),
    [
        pytest.param(None, InvalidRequest, id="none"),
        pytest.param("a" * 42, InvalidRequest, id="too short"),
        pytest.param("a" * 129, InvalidRequest, id="too long"),
        pytest.param("é" + "a" * 43, InvalidRequest, id="a letter outside the alphabet"),
        pytest.param("a" * 43 + "\n", InvalidRequest, id="a line feed"),
        pytest.param("a" * 43, InvalidGrant, id="another verifier"),
        pytest.param(RFC_7636_CHALLENGE, InvalidGrant, id="the challenge itself"),
    ],
)
def test_a_verifier_with_one_thing_wrong_is_refused(
    verifier: str | None, error: type[InvalidRequest | InvalidGrant]
) -> None:
    with pytest.raises(error):
        pkce.require_matching_verifier(verifier, RFC_7636_CHALLENGE)
