"""Clients: what may be registered, in the file and by a tester."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from eid_kit.http.outbound import Outbound
from eid_kit.oauth import client_assertion
from eid_kit.oauth.keys import generate_key, public_jwk
from eid_kit.simulator.clients_file import ClientsFileError
from eid_kit.simulator.clock import MovableClock
from eid_kit.simulator.faults import Faults
from simulator.vneid_relying_party import (
    CALLBACK,
    ISSUER,
    START,
    RelyingParty,
    counting_bytes,
    start_mock,
)
from vneid_mock.app import create_app
from vneid_mock.faults import VneidFault
from vneid_mock.settings import Settings

KEY = generate_key("ES256")
GOOD: dict[str, Any] = {"redirect_uris": [CALLBACK], "scope": "openid contact"}


async def test_a_registered_client_is_told_its_id_and_its_secret_once(http: httpx.AsyncClient) -> None:
    answer = await http.post("/sim/clients", json=GOOD)
    told = answer.json()
    assert answer.status_code == 201
    assert told["client_id"].startswith("vneid-")
    assert len(told["client_secret"]) == 43
    assert told["token_endpoint_auth_method"] == "client_secret_basic"
    assert told["id_token_signed_response_alg"] == "ES256"
    assert (await http.post("/sim/clients", json=GOOD)).json()["client_id"] != told["client_id"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        pytest.param({"redirect_uris": None}, "invalid_client_metadata", id="no redirect_uris"),
        pytest.param({"redirect_uris": ["http://rp.example/"]}, "invalid_redirect_uri", id="plain http"),
        pytest.param({"redirect_uris": ["rp:/callback"]}, "invalid_redirect_uri", id="a private scheme"),
        pytest.param({"scope": "contact"}, "invalid_client_metadata", id="a scope without openid"),
        pytest.param({"scope": "openid bank"}, "invalid_client_metadata", id="a scope that does not exist"),
        pytest.param({"redirect_uri": CALLBACK}, "invalid_client_metadata", id="a misspelt member"),
        pytest.param({"client_id": "chosen"}, "invalid_client_metadata", id="a client_id of its own"),
        pytest.param({"client_secret": "s" * 32}, "invalid_client_metadata", id="a secret of its own"),
        pytest.param(
            {"token_endpoint_auth_method": "none"}, "invalid_client_metadata", id="a client without a secret"
        ),
        pytest.param(
            {"token_endpoint_auth_method": "private_key_jwt"}, "invalid_client_metadata", id="no keys"
        ),
        pytest.param(
            {"id_token_signed_response_alg": "HS256"}, "invalid_client_metadata", id="another algorithm"
        ),
        pytest.param({"grant_types": ["implicit"]}, "invalid_client_metadata", id="another grant"),
    ],
)
async def test_metadata_with_one_thing_wrong_is_refused(
    http: httpx.AsyncClient, changes: dict[str, Any], error: str
) -> None:
    metadata = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    answer = await http.post("/sim/clients", json=metadata)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_a_faulty_clients_file_is_refused_with_every_fault_and_its_line(data_dir: Path) -> None:
    text = """clients:
  - client_id: one
    client_secret: long enough for a secret
    redirect_uris: [https://rp.example/]
    scope: openid bank
  - client_id: two
    redirect_uris: [https://rp.example/]
    token_endpoint_auth_method: private_key_jwt
  - client_id: three
    redirect_uris: [https://rp.example/]
  - client_id: four
    client_secret: short
    redirect_uris: [https://rp.example/]
"""
    with pytest.raises(ClientsFileError) as refused:
        start_mock(data_dir, clients_file=text)
    assert [fault.line for fault in refused.value.faults] == [5, 6, 9, 12]


async def test_the_keys_of_a_client_are_fetched_from_its_jwks_uri(data_dir: Path) -> None:
    asked: list[str] = []

    def jwks(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        document = json.dumps({"keys": [public_jwk(KEY)]}).encode()
        headers = {"Content-Type": "application/json"}
        return httpx.Response(200, headers=headers, stream=httpx.ByteStream(document))

    app = create_app(
        Settings(data_dir=data_dir),
        clock=MovableClock(lambda: START),
        faults=Faults(VneidFault),
        random_bytes=counting_bytes(),
        outbound=Outbound(transport=httpx.MockTransport(jwks)),
    )
    metadata = {
        **GOOD,
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks_uri": "https://rp.example/jwks",
    }
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ISSUER) as http:
        rp = RelyingParty(http, (await http.post("/sim/clients", json=metadata)).json()["client_id"], None)
        for jti in ("first", "second"):
            signed = client_assertion.make(
                client_id=rp.client_id, audience=ISSUER, key=KEY, algorithm="ES256", now=START, jti=jti
            )
            answer = await rp.redeem(
                await rp.code(),
                client_assertion_type=client_assertion.ASSERTION_TYPE,
                client_assertion=signed,
            )
            assert answer.status_code == 200
    assert asked == ["https://rp.example/jwks"]


def _out_of_order(_request: httpx.Request) -> httpx.Response:
    return httpx.Response(500, stream=httpx.ByteStream(b""))


async def test_a_client_whose_keys_cannot_be_had_is_refused(data_dir: Path) -> None:
    app = create_app(
        Settings(data_dir=data_dir),
        clock=MovableClock(lambda: START),
        faults=Faults(VneidFault),
        random_bytes=counting_bytes(),
        outbound=Outbound(transport=httpx.MockTransport(_out_of_order)),
    )
    metadata = {
        **GOOD,
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks_uri": "https://rp.example/jwks",
    }
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ISSUER) as http:
        rp = RelyingParty(http, (await http.post("/sim/clients", json=metadata)).json()["client_id"], None)
        signed = client_assertion.make(
            client_id=rp.client_id, audience=ISSUER, key=KEY, algorithm="ES256", now=START, jti="once"
        )
        answer = await rp.redeem(
            await rp.code(), client_assertion_type=client_assertion.ASSERTION_TYPE, client_assertion=signed
        )
    assert (answer.status_code, answer.json()["reason"]) == (401, "keys_unavailable")
