"""What the mock says about itself, its settings, its keys, and what it must not remember in clear."""

import json
import os
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from eid_kit.http.outbound import Outbound
from eid_kit.oauth.keys import parse_jwks
from eid_kit.oauth.metadata import authorization_server_metadata
from eid_kit.simulator.clock import MovableClock
from eid_kit.simulator.faults import Faults
from singpass_mock.__main__ import main
from singpass_mock.app import create_app
from singpass_mock.authentication_context import CONTEXT_TYPES
from singpass_mock.faults import SingpassFault
from singpass_mock.settings import SingpassSettings
from singpass_relying_party import BASE, ISSUER, RelyingParty, Singpass, hidden_fields, landing

DOCUMENT = Path(__file__).parents[2] / "docs" / "singpass-mock.md"


async def discovery(singpass: Singpass) -> dict[str, Any]:
    response = await singpass.http.get("/fapi/.well-known/openid-configuration")
    assert response.status_code == 200
    document: dict[str, Any] = response.json()
    return document


async def test_discovery_is_sound_and_names_the_issuer(singpass: Singpass) -> None:
    document = await discovery(singpass)
    assert document["issuer"] == ISSUER
    authorization_server_metadata(**document)


async def test_discovery_states_what_client_libraries_would_guess_wrong(singpass: Singpass) -> None:
    document = await discovery(singpass)
    assert document["id_token_signing_alg_values_supported"] == ["ES256"]
    assert document["userinfo_signing_alg_values_supported"] == ["ES256"]
    assert document["userinfo_encryption_enc_values_supported"] == ["A256GCM"]
    assert document["require_pushed_authorization_requests"] is True
    assert document["authorization_response_iss_parameter_supported"] is True
    assert document["jwks_uri"] == f"{BASE}/.well-known/keys"


async def test_every_endpoint_of_discovery_answers(singpass: Singpass) -> None:
    document = await discovery(singpass)
    for name, url in document.items():
        if name.endswith("_endpoint"):
            path = url.removeprefix(BASE)
            answers = [(await singpass.http.request(verb, path)).status_code for verb in ("GET", "POST")]
            assert 404 not in answers, name


async def test_only_what_is_simulated_is_in_discovery(singpass: Singpass) -> None:
    scopes = (await discovery(singpass))["scopes_supported"]
    assert len(scopes) == 26 + 2 + 7 + 2
    assert not {"noa", "chas", "cpfbalances.ma", "allergies"} & set(scopes)


@pytest.mark.parametrize("path", ["/.well-known/keys", "/fapi/.well-known/keys"])
async def test_the_keys_are_public_and_served_twice(singpass: Singpass, path: str) -> None:
    response = await singpass.http.get(path)
    assert len(parse_jwks(response.json())) == 1
    assert "max-age=3600" in response.headers["cache-control"]


async def test_there_is_no_legacy_discovery(singpass: Singpass) -> None:
    response = await singpass.http.get("/.well-known/openid-configuration")
    assert response.status_code == 404
    assert response.json()["error"] == "not_found"


async def test_the_mock_says_that_it_is_alive(singpass: Singpass) -> None:
    assert (await singpass.http.get("/healthz")).json() == {"status": "ok"}


async def test_openapi_describes_every_endpoint_and_its_parameters(singpass: Singpass) -> None:
    document = (await singpass.http.get("/openapi.json")).json()
    assert {"/fapi/par", "/fapi/auth", "/fapi/token", "/fapi/userinfo", "/sim/clients"} <= document[
        "paths"
    ].keys()
    par = document["paths"]["/fapi/par"]["post"]
    (schema,) = par["requestBody"]["content"].values()
    assert "code_challenge" in schema["schema"]["required"]
    assert par["responses"].keys() >= {"201", "400", "401"}
    assert "200" not in par["responses"]


async def test_the_history_holds_no_code_and_no_token(hotel: RelyingParty) -> None:
    request_uri = await hotel.pushed()
    page = await hotel.open(request_uri)
    code = landing(await hotel.answer(page))["code"]
    tokens = (await hotel.redeem(code)).json()
    await hotel.fetch(tokens["access_token"])
    history = json.dumps((await hotel.singpass.http.get("/sim/requests")).json())
    assert "/fapi/userinfo" in history
    secrets = [request_uri, code, tokens["access_token"], tokens["id_token"], hotel.verifier]
    for secret in (*secrets, *hidden_fields(page).values()):
        assert secret not in history


async def test_an_error_repeats_nothing_of_the_request(hotel: RelyingParty) -> None:
    response = await hotel.push(state="päss word")
    assert "word" not in response.text


async def published_keys(data_dir: Path, outbound: Outbound) -> list[str]:
    app = create_app(
        SingpassSettings(data_dir=data_dir),
        clock=MovableClock(),
        faults=Faults(SingpassFault),
        random_bytes=os.urandom,
        outbound=outbound,
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE) as http:
        return [key["kid"] for key in (await http.get("/.well-known/keys")).json()["keys"]]


async def test_a_restart_keeps_keys_and_another_installation_has_its_own(
    tmp_path: Path, outbound: Outbound
) -> None:
    first = await published_keys(tmp_path / "here", outbound)
    assert await published_keys(tmp_path / "here", outbound) == first
    assert await published_keys(tmp_path / "there", outbound) != first
    assert {path.name for path in (tmp_path / "here/keys").iterdir()} == {"oidc-sign.jwk", "subject.jwk"}


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SINGPASS_PUBLIC_URL", "https://singpass.example")
    monkeypatch.setenv("SINGPASS_OUTBOUND_ALLOW", "localhost:8000, localhost:8010")
    settings = SingpassSettings()
    assert settings.issuer == "https://singpass.example/fapi"
    assert settings.outbound_allow == {"localhost:8000", "localhost:8010"}


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("localhost:8002", id="no scheme"),
        pytest.param("ftp://localhost", id="another scheme"),
        pytest.param("http://localhost/?a=b", id="a query"),
        pytest.param("http://localhost#f", id="a fragment"),
        pytest.param("http://localhost:8002/", id="a slash at the end"),
        pytest.param("https://singpass.example/fapi", id="a path: it is the base, not the issuer"),
        pytest.param("http://singpass.example", id="plain http on the network"),
        pytest.param("https://someone@singpass.example", id="a user name"),
    ],
)
def test_a_public_url_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="public_url"):
        SingpassSettings(public_url=url)


@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz", "/docs", "/.well-known/keys"])
async def test_what_only_shows_something_answers_head(singpass: Singpass, path: str) -> None:
    answer = await singpass.http.head(path)
    assert (answer.status_code, answer.content) == (200, b"")
    assert (await singpass.http.head("/fapi/auth")).status_code == 405


@pytest.mark.parametrize("setting", SingpassSettings.model_fields)
def test_every_setting_is_documented(setting: str) -> None:
    assert f"`SINGPASS_{setting.upper()}`" in DOCUMENT.read_text("utf-8")


def test_the_documented_context_types_are_all_there() -> None:
    assert len(CONTEXT_TYPES) == 5 + 23 + 5 + 5 + 6
    assert "BANK_ADD_LOCAL_RECEIPIENT" in CONTEXT_TYPES


def test_a_clients_file_that_is_not_in_order_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "clients.yaml"
    path.write_text("clients:\n  - client_id: hotel\n    client_kind: mayinfo\n", "utf-8")
    monkeypatch.setenv("SINGPASS_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SINGPASS_CLIENTS_FILE", str(path))
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    assert "line 2" in capsys.readouterr().err
