"""A registration that asks for what this bridge would not do is refused: accepted, it would be ignored."""

from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest

from eid_kit.oauth.keys import generate_key, public_jwk
from journeys.checks import require_error
from journeys.people import HOSPITAL
from journeys.world import BRIDGE, Link

KEYS = {"jwks": {"keys": [{**public_jwk(generate_key("ES256")), "use": "sig"}]}}

NOT_HONOURED = [
    pytest.param({"id_token_signed_response_alg": "RS256"}, id="an id_token signed with RSA"),
    pytest.param({"id_token_signed_response_alg": "none"}, id="an id_token not signed"),
    pytest.param({"token_endpoint_auth_signing_alg": "RS256"}, id="assertions signed with RSA"),
    pytest.param({"token_endpoint_auth_signing_alg": "none"}, id="assertions not signed"),
    pytest.param({"dpop_bound_access_tokens": False}, id="bearer tokens"),
    pytest.param({"require_pushed_authorization_requests": False}, id="requests in the browser"),
    pytest.param({"authorization_details_types": ["payment_initiation"]}, id="details of another type"),
    pytest.param({"authorization_details_types": ["cross_border_attributes", "x"]}, id="a further type"),
    pytest.param({"authorization_details_types": []}, id="no type"),
    pytest.param({"authorization_details_types": "cross_border_attributes"}, id="a type not in a list"),
    pytest.param({"authorization_details_types": None}, id="null for the types"),
]
HONOURED = {
    "id_token_signed_response_alg": "ES256",
    "dpop_bound_access_tokens": True,
    "require_pushed_authorization_requests": True,
    "authorization_details_types": ["cross_border_attributes"],
}


@pytest.fixture
async def applicant(link: Link, stack: AsyncExitStack) -> httpx.AsyncClient:
    return await stack.enter_async_context(link.client())


async def _register(applicant: httpx.AsyncClient, members: dict[str, Any]) -> httpx.Response:
    return await applicant.post(f"{BRIDGE}/oauth/register", json={**HOSPITAL, **KEYS, **members})


@pytest.mark.parametrize("members", NOT_HONOURED)
async def test_what_would_not_be_honoured_is_refused(
    link: Link, applicant: httpx.AsyncClient, members: dict[str, Any]
) -> None:
    before = link.count("registrations")
    response = await _register(applicant, members)
    require_error(response, 400, "invalid_client_metadata")
    assert next(iter(members)) in response.json()["error_description"]
    assert link.count("registrations") == before


async def test_what_is_honoured_anyway_may_be_said(applicant: httpx.AsyncClient) -> None:
    response = await _register(applicant, HONOURED)
    assert response.status_code == 201, response.text
    assert HONOURED.items() <= response.json().items()


ENDPOINTS = [
    pytest.param("http://hospital.example/events", id="over plain http"),
    pytest.param("https://hospital.example/events#new", id="with a fragment"),
    pytest.param("https://me:secret@hospital.example/events", id="with credentials"),
    pytest.param("javascript:alert(1)", id="that is a script"),
    pytest.param(["https://hospital.example/events"], id="in a list"),
]


@pytest.mark.parametrize("endpoint", ENDPOINTS)
async def test_an_event_endpoint_that_could_not_be_trusted_is_refused(
    applicant: httpx.AsyncClient, endpoint: object
) -> None:
    response = await _register(applicant, {"event_endpoint": endpoint})
    require_error(response, 400, "invalid_client_metadata")
    assert "event_endpoint" in response.json()["error_description"]


@pytest.mark.parametrize(
    "endpoint", ["https://hospital.example/events?site=1", "http://localhost:8010/events"]
)
async def test_an_event_endpoint_is_registered_shown_and_gone_when_left_out(
    applicant: httpx.AsyncClient, endpoint: str
) -> None:
    told = (await _register(applicant, {"event_endpoint": endpoint})).json()
    mine = {"Authorization": f"Bearer {told['registration_access_token']}"}
    shown = await applicant.get(told["registration_client_uri"], headers=mine)
    assert shown.json() == told
    anew = {**HOSPITAL, **KEYS, "client_id": told["client_id"]}
    replaced = await applicant.put(told["registration_client_uri"], headers=mine, json=anew)
    assert replaced.json() == {name: told[name] for name in told if name != "event_endpoint"}


async def test_a_registration_cannot_be_replaced_by_one_that_would_not_be_honoured(
    applicant: httpx.AsyncClient,
) -> None:
    told = (await _register(applicant, {})).json()
    response = await applicant.put(
        told["registration_client_uri"],
        headers={"Authorization": f"Bearer {told['registration_access_token']}"},
        json={**HOSPITAL, **KEYS, "client_id": told["client_id"], "dpop_bound_access_tokens": False},
    )
    require_error(response, 400, "invalid_client_metadata")
