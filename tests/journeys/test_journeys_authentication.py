"""Who is asking: assertions, proofs and bodies with one thing wrong are refused, and nothing changes."""

from contextlib import AsyncExitStack
from typing import Any

import pytest

from eid_kit.oauth.client_assertion import ASSERTION_TYPE
from journeys.checks import require_error
from journeys.client import PAR, Organisation, registered
from journeys.forgeries import FORGERIES, assertion, forged_assertion
from journeys.people import HEALTH, HOSPITAL
from journeys.world import Link

MINUTE = 60


def _without(*names: str) -> dict[str, None]:
    return dict.fromkeys(names)


UNPROVEN = [
    pytest.param(_without("client_assertion", "client_assertion_type"), id="no assertion"),
    pytest.param(_without("client_assertion_type"), id="no assertion type"),
    pytest.param({"client_assertion_type": "urn:example:other"}, id="another assertion type"),
    pytest.param({"client_assertion": "not.a.jwt"}, id="no JWT"),
    pytest.param({"client_assertion": "x" * 20_000}, id="an oversized assertion"),
    pytest.param({"client_secret": "s3cret"}, id="a secret besides the assertion"),
    pytest.param(
        {**_without("client_assertion", "client_assertion_type"), "client_secret": "s3cret"},
        id="a secret alone",
    ),
    pytest.param({"client_id": "somebody-else"}, id="client_id of another"),
]


@pytest.mark.parametrize("changes", UNPROVEN)
async def test_a_client_that_does_not_prove_itself_is_refused_and_changes_nothing(
    link: Link, hospital: Organisation, changes: dict[str, str | None]
) -> None:
    before = link.record()
    require_error(await hospital.try_push(hospital.attempt(), HEALTH, **changes), 401, "invalid_client")
    assert link.record() == before


@pytest.mark.parametrize("how", FORGERIES)
async def test_a_forged_assertion_is_refused_and_changes_nothing(
    link: Link, hospital: Organisation, how: str
) -> None:
    before = link.record()
    forged = {"client_assertion": forged_assertion(hospital, how)}
    require_error(await hospital.try_push(hospital.attempt(), HEALTH, **forged), 401, "invalid_client")
    assert link.record() == before


WRONG_CLAIMS = [
    pytest.param({"aud": "http://localhost:8002/fapi"}, id="for another server"),
    pytest.param({"aud": ["http://localhost:8000"]}, id="aud as an array of one"),
    pytest.param({"aud": ["http://localhost:8000", "https://evil.example"]}, id="aud as an array of two"),
    pytest.param({"aud": PAR}, id="aud is the endpoint"),
    pytest.param({"aud": "http://localhost:8000/"}, id="aud with a slash"),
    pytest.param({"aud": None}, id="no aud"),
    pytest.param({"iss": "somebody-else"}, id="iss of another"),
    pytest.param({"sub": "somebody-else"}, id="sub of another"),
    pytest.param({"jti": None}, id="no jti"),
    pytest.param({"exp": None}, id="no exp"),
    pytest.param({"exp": 1}, id="expired"),
    pytest.param({"exp": 99_999_999_999}, id="valid for thousands of years"),
    pytest.param({"exp": "soon"}, id="exp is no number"),
    pytest.param({"iat": 99_999_999_999}, id="made in the future"),
    pytest.param({"nbf": 99_999_999_999}, id="not yet valid"),
]


@pytest.mark.parametrize("changes", WRONG_CLAIMS)
async def test_an_assertion_with_one_wrong_claim_is_refused_and_changes_nothing(
    link: Link, hospital: Organisation, changes: dict[str, Any]
) -> None:
    before = link.record()
    made = {"client_assertion": assertion(hospital, **changes)}
    require_error(await hospital.try_push(hospital.attempt(), HEALTH, **made), 401, "invalid_client")
    assert link.record() == before


async def test_an_unknown_client_is_refused(link: Link, hospital: Organisation) -> None:
    stranger = Organisation(link, hospital.http, hospital.metadata, hospital.key, "nobody-of-this-name")
    require_error(await stranger.try_push(stranger.attempt(), HEALTH), 401, "invalid_client")


@pytest.mark.parametrize(("algorithm", "status"), [("ES256", 201), ("PS256", 401)])
async def test_a_client_registered_for_one_algorithm_may_use_no_other(
    link: Link, stack: AsyncExitStack, algorithm: str, status: int
) -> None:
    mine = await registered(link, stack, {**HOSPITAL, "token_endpoint_auth_signing_alg": algorithm})
    assert (await mine.try_push(mine.attempt(), HEALTH)).status_code == status


async def test_an_assertion_works_once(link: Link, hospital: Organisation) -> None:
    form = hospital.par_form(hospital.attempt(), HEALTH)
    assert (await hospital.http.post(PAR, data=form)).status_code == 201
    before = link.record()
    require_error(await hospital.http.post(PAR, data=form), 401, "invalid_client")
    assert link.record() == before


@pytest.mark.parametrize(
    ("ahead", "status"),
    [pytest.param(9, 201, id="within ten seconds"), pytest.param(61, 401, id="over a minute")],
)
async def test_a_clock_that_runs_ahead_is_forgiven_a_little(
    hospital: Organisation, ahead: int, status: int
) -> None:
    now = int(hospital.link.clock.now().timestamp())
    made = assertion(hospital, iat=now + ahead, nbf=now + ahead, exp=now + ahead + MINUTE)
    response = await hospital.try_push(hospital.attempt(), HEALTH, client_assertion=made)
    assert response.status_code == status


FORM = "application/x-www-form-urlencoded"
BODIES = [
    pytest.param(b"scope=openid&scope=openid&client_id=x", FORM, 400, id="a parameter twice"),
    pytest.param(b"scope=%00", FORM, 400, id="NUL"),
    pytest.param(b"scope=%ff", FORM, 400, id="not UTF-8"),
    pytest.param(b"scope=%zz", FORM, 400, id="a malformed escape"),
    pytest.param("scope=phở".encode(), FORM, 400, id="not escaped"),
    pytest.param(b"&".join(b"p%d=1" % n for n in range(101)), FORM, 400, id="too many parameters"),
    pytest.param(b"state=" + b"x" * 70_000, FORM, 413, id="oversized"),
    pytest.param(b'{"scope": "openid"}', "application/json", 415, id="JSON"),
    pytest.param(b"scope=openid", "text/plain", 415, id="plain text"),
    pytest.param(b"", FORM, 401, id="empty"),
]


@pytest.mark.parametrize(("body", "media_type", "status"), BODIES)
async def test_a_body_that_cannot_be_read_is_refused_and_changes_nothing(
    link: Link, hospital: Organisation, body: bytes, media_type: str, status: int
) -> None:
    before = link.record()
    response = await hospital.http.post(PAR, content=body, headers={"Content-Type": media_type})
    assert response.status_code == status
    assert response.json()["error"] in ("invalid_request", "invalid_client")
    assert link.record() == before


REGISTRATIONS = [
    pytest.param(b"{", 400, id="not JSON"),
    pytest.param(b"[]", 400, id="not an object"),
    pytest.param(b'{"country":"SG","country":"VN"}', 400, id="a member twice"),
    pytest.param(b"[" * 40_000, 400, id="nested too deep"),
    pytest.param(b'{"a":"' + b"x" * 70_000 + b'"}', 413, id="oversized"),
    pytest.param(b"{}", 400, id="empty"),
]


@pytest.mark.parametrize(("body", "status"), REGISTRATIONS)
async def test_a_registration_that_cannot_be_read_is_refused_and_changes_nothing(
    link: Link, hospital: Organisation, body: bytes, status: int
) -> None:
    before = link.record()
    response = await hospital.http.post(
        f"{PAR.removesuffix('par')}register", content=body, headers={"Content-Type": "application/json"}
    )
    assert response.status_code == status
    assert response.json()["error"] in ("invalid_request", "invalid_client_metadata", "invalid_redirect_uri")
    assert link.record() == before


PROOFS = [
    pytest.param({"method": "GET"}, id="for another method"),
    pytest.param({"url": "http://localhost:8000/oauth/token"}, id="for another endpoint"),
    pytest.param({"url": "http://evil.example/oauth/par"}, id="for another host"),
    pytest.param({"jti": ""}, id="without a jti"),
]


@pytest.mark.parametrize("changes", PROOFS)
async def test_a_push_with_a_wrong_proof_is_refused_and_its_assertion_stays_good(
    link: Link, hospital: Organisation, changes: dict[str, str]
) -> None:
    attempt, before = hospital.attempt(), link.record()
    form = hospital.par_form(attempt, HEALTH)
    wrong = hospital.proof(attempt.key, **{"method": "POST", "url": PAR, **changes})
    require_error(
        await hospital.http.post(PAR, data=form, headers={"DPoP": wrong}), 400, "invalid_dpop_proof"
    )
    assert link.record() == before
    right = hospital.proof(attempt.key, "POST", PAR)
    assert (await hospital.http.post(PAR, data=form, headers={"DPoP": right})).status_code == 201


async def test_two_proofs_at_once_are_refused(hospital: Organisation) -> None:
    attempt = hospital.attempt()
    headers = [("DPoP", hospital.proof(attempt.key, "POST", PAR)) for _ in range(2)]
    response = await hospital.http.post(PAR, data=hospital.par_form(attempt, HEALTH), headers=headers)
    require_error(response, 400, "invalid_dpop_proof")


def test_the_assertion_type_is_the_registered_one() -> None:
    assert ASSERTION_TYPE == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
