"""The service around the flow: discovery, front page, keys on disk, settings, and documentation kept true."""

import asyncio
import json
import re
import socket
import stat
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from simulator.vneid_relying_party import ISSUER, Mock, RelyingParty, start_mock
from vneid_mock.__main__ import main
from vneid_mock.attributes import SCOPES, released_attributes
from vneid_mock.citizens import load_personas
from vneid_mock.settings import Settings

DOCS = Path(__file__).parents[2] / "docs" / "vneid-mock.md"
TEXT = DOCS.read_text("utf-8")


async def test_discovery_is_complete_and_true(http: httpx.AsyncClient, rp: RelyingParty) -> None:
    document = (await http.get("/.well-known/openid-configuration")).json()
    assert document["issuer"] == ISSUER
    assert document["authorization_response_iss_parameter_supported"] is True
    assert document["code_challenge_methods_supported"] == ["S256"]
    assert document["token_endpoint_auth_methods_supported"] == ["client_secret_basic", "private_key_jwt"]
    assert document["id_token_signing_alg_values_supported"] == ["ES256", "RS256"]
    for name, status in (
        ("authorization_endpoint", 400),
        ("userinfo_endpoint", 401),
        ("jwks_uri", 200),
        ("token_endpoint", 405),
    ):
        assert (await http.get(document[name])).status_code == status
    claims = (await rp.verified((await rp.tokens())["id_token"])).claims
    assert set(claims) <= set(document["claims_supported"])
    assert document["acr_values_supported"] == ["LoA1", "LoA2", "LoA3", "LoA4"]


async def test_every_scope_in_discovery_is_granted_to_who_registered_it(
    http: httpx.AsyncClient, rp: RelyingParty
) -> None:
    supported = (await http.get("/.well-known/openid-configuration")).json()["scopes_supported"]
    tokens = await rp.tokens(scope=" ".join(supported))
    assert tokens["scope"].split(" ") == supported


async def test_the_jwks_holds_two_public_keys(http: httpx.AsyncClient) -> None:
    keys = (await http.get("/oauth2/jwks")).json()["keys"]
    assert [(key["kty"], key["alg"], key["use"]) for key in keys] == [
        ("EC", "ES256", "sig"),
        ("RSA", "RS256", "sig"),
    ]
    assert not {"d", "p", "q"} & {member for key in keys for member in key}


@pytest.mark.parametrize(
    ("language", "words"), [("vi", "Một VNeID mô phỏng"), ("en", "A mock VNeID, to build and test against")]
)
async def test_the_front_page_says_what_this_is_and_who_lives_here(
    http: httpx.AsyncClient, language: str, words: str
) -> None:
    page = (await http.get("/", params={"lang": language})).text
    assert words in page
    assert "SIMULATOR" in page
    for citizen in load_personas().everyone():
        assert citizen.id in page


async def test_the_service_is_healthy_and_describes_itself(http: httpx.AsyncClient) -> None:
    assert (await http.get("/healthz")).json() == {"status": "ok"}
    paths = (await http.get("/openapi.json")).json()["paths"]
    assert {"/oauth2/authorize", "/oauth2/token", "/oauth2/userinfo", "/sim/clock"} <= set(paths)
    assert "SIMULATOR" in (await http.get("/docs")).text


def test_the_same_folder_gives_the_same_keys_and_another_folder_gives_others(tmp_path: Path) -> None:
    async def subject_and_keys(mock: Mock) -> tuple[str, str]:
        async with mock.browser() as http:
            rp = RelyingParty(http)
            token = await rp.verified((await rp.tokens())["id_token"])
            return token.subject, (await http.get("/oauth2/jwks")).text

    one, again, other = (
        asyncio.run(subject_and_keys(start_mock(folder)))
        for folder in (_folder(tmp_path, "one"), _folder(tmp_path, "one"), _folder(tmp_path, "other"))
    )
    assert one == again
    # The counting randomness of these tests gives the same subject key; the signing keys are really random.
    assert one[1] != other[1]


def _folder(tmp_path: Path, name: str) -> Path:
    (tmp_path / name).mkdir(exist_ok=True)
    return tmp_path / name


@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz", "/docs", "/.well-known/openid-configuration"])
async def test_what_only_shows_something_answers_head(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.head(path)
    assert (answer.status_code, answer.content) == (200, b"")


async def test_an_authorization_request_is_no_head(http: httpx.AsyncClient) -> None:
    assert (await http.head("/oauth2/authorize")).status_code in (404, 405)


def test_private_keys_are_readable_by_the_service_alone(data_dir: Path) -> None:
    start_mock(data_dir)
    files = sorted((data_dir / "keys").iterdir())
    assert [file.name for file in files] == ["form.jwk", "sign-es256.jwk", "sign-rs256.jwk", "subject.jwk"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE((data_dir / "keys").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        pytest.param("public_url", "http://vneid.example", id="plain http on the network"),
        pytest.param("public_url", "http://localhost:8001/", id="a slash at the end"),
        pytest.param("public_url", "localhost:8001", id="no scheme"),
        pytest.param("port", "0", id="port 0"),
        pytest.param("port", "many", id="a port that is no number"),
        pytest.param("sim_token", "", id="an empty token"),
    ],
)
def test_a_wrong_setting_is_refused(monkeypatch: pytest.MonkeyPatch, setting: str, value: str) -> None:
    monkeypatch.setenv(f"VNEID_{setting.upper()}", value)
    with pytest.raises(ValidationError, match=setting):
        Settings()


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VNEID_PUBLIC_URL", "https://vneid.example")
    monkeypatch.setenv("VNEID_OUTBOUND_ALLOW", "localhost:8000, localhost:8010")
    settings = Settings()
    assert settings.public_url == "https://vneid.example"
    assert settings.outbound_allow == {"localhost:8000", "localhost:8010"}


@pytest.fixture
def run_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int | str | None]:
    """Runs the program with these settings, in a folder of its own; answers its exit code."""

    def run(**settings: str) -> int | str | None:
        monkeypatch.chdir(tmp_path)
        for name, value in settings.items():
            monkeypatch.setenv(f"VNEID_{name.upper()}", value)
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code

    return run


def test_the_program_ends_with_one_line_per_wrong_setting(
    run_in: Callable[..., int | str | None], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_in(port="0", public_url="ftp://x") == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0] for line in lines] == ["VNEID_PORT", "VNEID_PUBLIC_URL"]


def test_the_program_ends_with_the_line_of_a_faulty_clients_file(
    run_in: Callable[..., int | str | None], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "clients.yaml").write_text("clients:\n  - client_name: nobody\n", "utf-8")
    assert run_in(clients_file="clients.yaml") == 2
    assert "clients.yaml: line 2: client number 1 needs a client_id" in capsys.readouterr().err


def test_the_program_ends_with_the_name_of_a_faulty_key_file(
    run_in: Callable[..., int | str | None], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "subject.jwk").write_text("{}", "utf-8")
    assert run_in(data_dir=".") == 2
    assert "keys/subject.jwk does not hold the key it should" in capsys.readouterr().err


def test_a_port_in_use_ends_the_program_naming_the_setting(
    run_in: Callable[..., int | str | None], capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert run_in(port=str(taken.getsockname()[1])) == 2
    assert "VNEID_PORT" in capsys.readouterr().err


def test_the_documented_answer_is_the_answer() -> None:
    found = re.search(r"<!-- userinfo: (\S+) ([^>]+) -->\n```json\n(.+?)```", TEXT, re.DOTALL)
    assert found
    person = load_personas().find(found[1])
    assert person
    documented = json.loads(found[3])
    assert len(documented.pop("sub")) == 43
    assert documented == released_attributes(person, set(found[2].split()))


@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: scope.name)
def test_the_documented_table_of_scopes_is_the_table(scope: object) -> None:
    name, attributes = getattr(scope, "name", ""), getattr(scope, "attributes", ())
    assert f"| `{name}` | {' '.join(f'`{attribute}`' for attribute in attributes)} |" in TEXT


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented_with_its_default(name: str) -> None:
    assert f"`VNEID_{name.upper()}`" in TEXT
    default = getattr(Settings(), name)
    if default:
        assert f"`{default}`" in TEXT


@pytest.mark.parametrize("citizen", load_personas().everyone(), ids=lambda citizen: citizen.id)
def test_every_person_is_documented(citizen: object) -> None:
    assert f"| `{getattr(citizen, 'id', '')}` |" in TEXT
