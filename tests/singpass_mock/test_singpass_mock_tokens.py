"""Access tokens read again: ours, of the right type, for this resource, and still valid."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from eid_kit.oauth import jwt
from eid_kit.oauth.authorization_codes import CodeGrant
from eid_kit.oauth.errors import InvalidToken
from eid_kit.oauth.keys import generate_key
from eid_kit.simulator.faults import Faults
from singpass_mock.access_token import AccessTokens
from singpass_mock.faults import SingpassFault
from singpass_mock.signing import Signer
from singpass_relying_party import ISSUER

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
AUDIENCE = f"{ISSUER}/userinfo"
GRANT = CodeGrant(
    client_id="hotel",
    redirect_uri="http://localhost:8010/callback",
    code_challenge="c" * 43,
    jkt="j" * 43,
    nonce="n",
    scope="openid name",
    subject="7c9c72ec-5be2-495a-a78e-61e809a2a236",
    issued_at=NOON,
    auth_time=NOON,
)


@pytest.fixture
def signer() -> Signer:
    return Signer(generate_key("ES256"), Faults(SingpassFault))


@pytest.fixture
def tokens(signer: Signer) -> AccessTokens:
    return AccessTokens(ISSUER, AUDIENCE, signer, lambda: NOON, os.urandom)


def claims_of(token: str) -> Mapping[str, Any]:
    return jwt.peek(jwt.UnverifiedJwt(token))[1]


def test_a_token_comes_back_as_it_was_issued(tokens: AccessTokens) -> None:
    token = tokens.require(tokens.issue(GRANT))
    assert (token.subject, token.client_id, token.jkt) == (GRANT.subject, GRANT.client_id, GRANT.jkt)
    assert token.scopes == {"openid", "name"}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"aud": f"{ISSUER}/elsewhere"}, id="for another resource"),
        pytest.param({"iss": "http://localhost:8002"}, id="of another issuer"),
        pytest.param({"exp": int(NOON.timestamp())}, id="expired this second"),
    ],
)
def test_a_token_with_one_claim_wrong_is_refused(
    tokens: AccessTokens, signer: Signer, change: dict[str, Any]
) -> None:
    altered = {**claims_of(tokens.issue(GRANT)), **change}
    with pytest.raises(InvalidToken):
        tokens.require(signer.sign_for_ourselves(altered, typ="at+jwt"))


def test_what_we_signed_as_something_else_is_no_access_token(tokens: AccessTokens, signer: Signer) -> None:
    claims = claims_of(tokens.issue(GRANT))
    with pytest.raises(InvalidToken):
        tokens.require(signer.sign_for_ourselves(claims, typ="JWT"))
