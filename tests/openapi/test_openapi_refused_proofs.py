"""What is wrong with an assertion, a proof, a body or a token has a reason of its own."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import pytest

from eid_kit.oauth.keys import generate_key, public_jwk
from journeys.client import TOKEN, Attempt, Organisation, registered
from journeys.forgeries import assertion, forged_assertion
from journeys.people import HEALTH, HOSPITAL
from journeys.world import BRIDGE, Link


@pytest.fixture
async def hospital(link: Link) -> AsyncIterator[Organisation]:
    async with AsyncExitStack() as stack:
        yield await registered(link, stack, HOSPITAL)


FAR_AHEAD = 99_999_999_999
ASSERTED: list[tuple[dict[str, Any], str]] = [
    ({"exp": FAR_AHEAD}, "assertion_lifetime_too_long"),
    ({"iat": FAR_AHEAD}, "assertion_not_yet_valid"),
    ({"iss": "nobody", "sub": "nobody"}, "client_unknown"),
]
FORGED = [
    ("alg none", "assertion_algorithm_not_allowed"),
    ("altered after signing", "assertion_bad_signature"),
    ("unknown crit", "assertion_unknown_critical_header"),
]


@pytest.mark.parametrize(("changes", "reason"), ASSERTED, ids=[reason for _, reason in ASSERTED])
async def test_an_assertion_is_refused(hospital: Organisation, changes: dict[str, Any], reason: str) -> None:
    sent = {"client_assertion": assertion(hospital, **changes), "client_id": None}
    response = await hospital.try_push(hospital.attempt(), HEALTH, **sent)
    assert response.json()["reason"] == reason


@pytest.mark.parametrize(("how", "reason"), FORGED, ids=[reason for _, reason in FORGED])
async def test_a_forged_assertion_is_refused(hospital: Organisation, how: str, reason: str) -> None:
    forged = {"client_assertion": forged_assertion(hospital, how)}
    response = await hospital.try_push(hospital.attempt(), HEALTH, **forged)
    assert response.json()["reason"] == reason


OTHER_KIND = generate_key("EdDSA")
MINUTES = timedelta(minutes=5)


def _proofs(hospital: Organisation, attempt: Attempt, reason: str) -> list[str]:
    """The DPoP headers of a request with one thing wrong about them."""
    good = hospital.proof(attempt.key, "POST", TOKEN)
    header, *rest = good.split(".")
    known = json.loads(urlsafe_b64decode(f"{header}=="))
    mixed = {**known, "jwk": public_jwk(OTHER_KIND)}
    rs256 = urlsafe_b64encode(json.dumps({**known, "alg": "RS256"}).encode()).decode().rstrip("=")
    unfit = urlsafe_b64encode(json.dumps(mixed).encode()).decode().rstrip("=")
    now = hospital.link.clock.now()
    return {
        "dpop_missing": [],
        "dpop_repeated": [good, good],
        "dpop_too_large": [f"{'e' * 8000}.e30.e30"],
        "dpop_algorithm_not_allowed": [".".join((rs256, *rest))],
        "dpop_unknown_key": [".".join((unfit, *rest))],
        "dpop_expired": [hospital.proof(attempt.key, "POST", TOKEN, now=now - MINUTES)],
        "dpop_not_yet_valid": [hospital.proof(attempt.key, "POST", TOKEN, now=now + MINUTES)],
        "dpop_nonce_missing": [hospital.proof(attempt.key, "POST", TOKEN, nonce=None)],
    }[reason]


PROOFS = (
    "dpop_missing", "dpop_repeated", "dpop_too_large", "dpop_algorithm_not_allowed", "dpop_unknown_key",
    "dpop_expired", "dpop_not_yet_valid", "dpop_nonce_missing",
)  # fmt: skip


@pytest.mark.parametrize("reason", PROOFS)
async def test_a_proof_is_refused(hospital: Organisation, reason: str) -> None:
    attempt = hospital.attempt()
    await hospital.learn_nonce(attempt)
    headers = [("DPoP", proof) for proof in _proofs(hospital, attempt, reason)]
    response = await hospital.http.post(TOKEN, data=hospital.token_form(attempt, "x"), headers=headers)
    assert response.json()["reason"] == reason


SENT: list[tuple[str, dict[str, Any], str]] = [
    ("oauth/par", {"content": b"a=%zz"}, "parameters_malformed"),
    ("oauth/register", {"json": {}}, "metadata_refused"),
    ("oauth/register", {"content": b"{"}, "body_malformed"),
    ("oauth/register", {"content": b" " * 70_000}, "body_too_large"),
]
KINDS = {"oauth/par": "application/x-www-form-urlencoded", "oauth/register": "application/json"}


@pytest.mark.parametrize(("path", "sent", "reason"), SENT, ids=[reason for _, _, reason in SENT])
async def test_a_body_is_refused(
    hospital: Organisation, path: str, sent: dict[str, Any], reason: str
) -> None:
    headers = {"Content-Type": KINDS[path]}
    response = await hospital.http.post(f"{BRIDGE}/{path}", headers=headers, **sent)
    assert response.json()["reason"] == reason


@pytest.mark.parametrize(
    ("query", "authorization", "reason"),
    [
        pytest.param("", None, "token_missing", id="token_missing"),
        pytest.param("", "Basic eDp5", "token_malformed", id="token_malformed"),
        pytest.param("?x=1", "DPoP x", "userinfo_parameters", id="userinfo_parameters"),
    ],
)
async def test_a_question_for_the_claims_is_refused(
    hospital: Organisation, query: str, authorization: str | None, reason: str
) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    response = await hospital.http.get(f"{BRIDGE}/oauth/userinfo{query}", headers=headers)
    assert response.json()["reason"] == reason
