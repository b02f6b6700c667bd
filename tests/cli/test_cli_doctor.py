"""`eid-bridge doctor`: one thing wrong in each row, and what the doctor says of it."""

import asyncio
import json
import os
import shutil
import socket
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from typer.testing import CliRunner

from bridge.adapters.keys import ROLES as BRIDGE_ROLES
from bridge.domain.agreement import Agreement, parse_agreement
from bridge.settings import Settings as BridgeSettings
from eid_cli.__main__ import app
from eid_cli.doctor import Ways, examined
from eid_cli.doctor_asking import AsTheBridge, plainly
from eid_cli.doctor_findings import Finding, Severity
from eid_cli.doctor_keys import ROLES
from eid_cli.doctor_settings import SETTINGS
from eid_kit.http.outbound import Outbound
from eid_kit.oauth import jwt
from eid_kit.oauth.jwt import UnverifiedJwt
from eid_kit.oauth.keys import load_private_key, public_jwk
from eid_sandbox.clients import singpass_apps
from running_link import free_ports
from singpass_mock.settings import SingpassSettings
from starting_bridge import AGREEMENT, opened_and_closed
from vneid_mock.settings import Settings as VneidSettings

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DISCOVERY = "/.well-known/openid-configuration"
BRIDGE, VNEID, SINGPASS = "https://bridge.example", "https://vneid.example", "https://singpass.example/fapi"


def _apps() -> dict[str, dict[str, Any]]:
    """What Singpass has registered for the bridge."""
    agreement = parse_agreement(AGREEMENT.read_text("utf-8"))
    assert isinstance(agreement, Agreement)
    return {app["client_id"]: app for app in singpass_apps(BRIDGE, "vnsgbridge", agreement)}


@dataclass
class Scene:
    """An installation as it should be, for a test to spoil."""

    folder: Path
    environment: dict[str, str]
    answers: dict[str, dict[str, Any] | int | None] = field(default_factory=dict)
    clocks: dict[str, timedelta] = field(default_factory=dict)
    vneid_knows: str = "http"
    singpass_knows: dict[str, dict[str, Any]] = field(default_factory=_apps)
    singpass_answers: int = 201

    def findings(self) -> list[Finding]:
        network = httpx.MockTransport(self._answer)
        with httpx.Client(transport=network) as http, asyncio.Runner() as runner:
            outbound = Outbound(transport=network)
            ways = Ways(plainly(http), AsTheBridge(outbound, runner.run))
            return examined(self.environment, ways, lambda: NOW)

    def faults(self) -> list[Finding]:
        return [each for each in self.findings() if each.severity is Severity.FAULT]

    def _answer(self, request: httpx.Request) -> httpx.Response:
        url = str(request.url.copy_with(query=None))
        if url == f"{VNEID}/authorize":
            return self._authorize(request.url.params)
        if url == f"{SINGPASS}/par":
            return self._par(dict(parse_qsl(request.content.decode())))
        found = self.answers.get(url)
        if found is None:
            raise httpx.ConnectError("nobody")
        late = self.clocks.get(request.url.host, timedelta())
        date = {"Date": format_datetime(NOW + late, usegmt=True)}
        if isinstance(found, int):
            return httpx.Response(found, headers=date)
        return httpx.Response(200, headers=date, json=found)

    def _authorize(self, query: Mapping[str, str]) -> httpx.Response:
        known = query["redirect_uri"].startswith(self.vneid_knows)
        if not known or query["client_id"] != "vnsg-bridge":
            return httpx.Response(400)
        return httpx.Response(303, headers={"Location": f"{query['redirect_uri']}?error=login_required"})

    def _par(self, form: Mapping[str, str]) -> httpx.Response:
        app = self.singpass_knows.get(form["client_id"])
        if self.singpass_answers != httpx.codes.CREATED:
            return httpx.Response(self.singpass_answers)
        if app is None or not self._is_ours(form["client_assertion"], form["client_id"]):
            return httpx.Response(401, json={"error": "invalid_client"})
        if form["redirect_uri"] not in app["redirect_uris"]:
            return httpx.Response(400, json={"error": "invalid_request"})
        if not set(form["scope"].split()) <= set(app["scope"].split()):
            return httpx.Response(400, json={"error": "invalid_scope"})
        if ("authentication_context_type" in form) is not (app["client_kind"] == "login"):
            return httpx.Response(400, json={"error": "invalid_request"})
        return httpx.Response(201, json={"request_uri": "urn:x", "expires_in": 60})

    def _is_ours(self, assertion: str, client_id: str) -> bool:
        key = load_private_key((self.folder / "keys" / "upstream-sig.jwk").read_text("utf-8"))
        claims = jwt.verify(UnverifiedJwt(assertion), (key,), algorithms=("ES256",)).claims
        return (claims["sub"], claims["aud"]) == (client_id, SINGPASS)


def _documents() -> dict[str, dict[str, Any] | int | None]:
    def provider(issuer: str) -> dict[str, Any]:
        names = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint")
        return {
            "issuer": issuer,
            **{
                name: f"{issuer}/{name.partition('_')[0].replace('authorization', 'authorize')}"
                for name in names
            },
            "pushed_authorization_request_endpoint": f"{issuer}/par",
            "jwks_uri": f"{issuer}/keys",
        }

    found: dict[str, dict[str, Any] | int | None] = {f"{BRIDGE}/readyz": {"status": "ready"}}
    for issuer in (BRIDGE, VNEID, SINGPASS):
        found[f"{issuer}{DISCOVERY}"] = provider(issuer)
        found[f"{issuer}/keys"] = {"keys": [{}]}
    return found


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys and database as the bridge itself makes them, once for all rows."""
    folder = tmp_path_factory.mktemp("installation")
    opened_and_closed(str(folder), f"sqlite:///{folder / 'bridge.sqlite3'}")
    return folder


@pytest.fixture
def scene(tmp_path: Path, installation: Path) -> Scene:
    folder = tmp_path / "bridge"
    shutil.copytree(installation, folder)
    upstream = load_private_key((folder / "keys" / "upstream-sig.jwk").read_text("utf-8"))
    environment = {
        "BRIDGE_SANDBOX": "true",
        "BRIDGE_PUBLIC_URL": BRIDGE,
        "BRIDGE_PORT": str(free_ports(1)[0]),
        "BRIDGE_DATA_DIR": str(folder),
        "BRIDGE_AGREEMENT_FILE": str(AGREEMENT),
        "BRIDGE_VNEID_ISSUER": VNEID,
        "BRIDGE_SINGPASS_ISSUER": SINGPASS,
    }
    served = {f"{BRIDGE}/upstream/jwks": {"keys": [public_jwk(upstream)]}}
    return Scene(folder, environment, {**_documents(), **served})


def test_an_installation_as_it_should_be_has_nothing_to_mend(scene: Scene) -> None:
    assert [each for each in scene.findings() if each.severity is not Severity.OK] == []


def sql(statement: str) -> Callable[[Scene], None]:
    def spoil(scene: Scene) -> None:
        with closing(sqlite3.connect(scene.folder / "bridge.sqlite3")) as database, database:
            database.execute(statement)

    return spoil


def event_in_state(state: str) -> Callable[[Scene], None]:
    return sql(
        "INSERT INTO outbox (id, partner_id, record_id, state, attempts, queued_at, next_attempt_at, body) "
        f"VALUES ('e', 'hospital', 'r', '{state}', 1, 0, 0, '')"
    )


def env(name: str, value: str) -> Callable[[Scene], None]:
    return lambda scene: scene.environment.update({name: value})


def answer(url: str, **changes: Any) -> Callable[[Scene], None]:
    def spoil(scene: Scene) -> None:
        document = scene.answers[url]
        assert isinstance(document, dict)
        scene.answers[url] = {
            name: each for name, each in {**document, **changes}.items() if each is not None
        }

    return spoil


def silent(url: str, instead: int | None = None) -> Callable[[Scene], None]:
    return lambda scene: scene.answers.update({url: instead})


def late(host: str, seconds: int) -> Callable[[Scene], None]:
    return lambda scene: scene.clocks.update({host: timedelta(seconds=seconds)})


def mode(name: str, bits: int) -> Callable[[Scene], None]:
    return lambda scene: (scene.folder / name).chmod(bits)


def agreement(old: str, new: str) -> Callable[[Scene], None]:
    def spoil(scene: Scene) -> None:
        text = AGREEMENT.read_text("utf-8")
        assert old in text
        path = scene.folder / "agreement.yaml"
        path.write_text(text.replace(old, new, 1), "utf-8")
        scene.environment["BRIDGE_AGREEMENT_FILE"] = str(path)

    return spoil


def copy_key(scene: Scene) -> None:
    shutil.copy(scene.folder / "keys" / "nonce.jwk", scene.folder / "keys" / "form.jwk")


def unknown_at_vneid(scene: Scene) -> None:
    scene.vneid_knows = "nothing"


def vneid_knows_no_pages_of_the_citizen(scene: Scene) -> None:
    scene.vneid_knows = f"{BRIDGE}/upstream/"


CHECK_IN, AGE_CHECK = "vnsgbridgetourismcheckin00000000", "vnsgbridgetourismagecheck0000000"
PORTAL = "vnsgbridgecitizenportal000000000"


def app_at_singpass(client_id: str, **changes: Any) -> Callable[[Scene], None]:
    return lambda scene: scene.singpass_knows[client_id].update(changes)


def unknown_at_singpass(client_id: str) -> Callable[[Scene], object]:
    return lambda scene: scene.singpass_knows.pop(client_id)


def par_answers(status: int) -> Callable[[Scene], None]:
    def spoil(scene: Scene) -> None:
        scene.singpass_answers = status

    return spoil


SERIAL = next(line for line in AGREEMENT.read_text("utf-8").splitlines() if line.startswith("serial:"))
LATER = "serial: 999"
FAULTS = [
    pytest.param(env("BRIDGE_SANDBOX", "false"), "BRIDGE_SANDBOX is not on", id="outside a sandbox"),
    pytest.param(
        lambda scene: scene.environment.pop("BRIDGE_SANDBOX"), "BRIDGE_SANDBOX is not on", id="no sandbox"
    ),
    pytest.param(env("BRIDGE_LOG_FORMAT", "xml"), "BRIDGE_LOG_FORMAT is neither", id="a log of no format"),
    pytest.param(
        env("BRIDGE_PARTNERS_FILE", "/nowhere.yaml"), "/nowhere.yaml cannot be read", id="no partners' file"
    ),
    pytest.param(
        env("BRIDGE_VNEID_ISSUER", f"{VNEID}/"), "BRIDGE_VNEID_ISSUER cannot be", id="an issuer's slash"
    ),
    pytest.param(env("BRIDGE_PORT", "http"), "BRIDGE_PORT is no number", id="a port that is no number"),
    pytest.param(env("BRIDGE_PUBLIC_URL", f"{BRIDGE}/"), "cannot be an issuer", id="a slash at the end"),
    pytest.param(
        env("BRIDGE_PUBLIC_URL", "http://bridge.example"), "plain http", id="plain http on the network"
    ),
    pytest.param(mode("keys", 0o755), "open to other users", id="the key folder open to others"),
    pytest.param(mode("keys/log.jwk", 0o640), "log.jwk is open to other users", id="a key open to others"),
    pytest.param(lambda scene: (scene.folder / "keys/pepper.jwk").unlink(), "no pepper", id="a key missing"),
    pytest.param(
        lambda scene: shutil.rmtree(scene.folder / "keys"), "no oidc-sign, log", id="no keys at all"
    ),
    pytest.param(copy_key, "nonce and form keys are the same", id="one key for two roles"),
    pytest.param(mode("bridge.sqlite3", 0o644), "bridge.sqlite3 is open", id="a database open to others"),
    pytest.param(
        env("BRIDGE_DATABASE_URL", "mysql://x"), "mysql is not supported", id="another make of database"
    ),
    pytest.param(
        env("BRIDGE_DATABASE_URL", "postgresql://nobody:pass-word@localhost:1/x"),
        "database cannot be used",
        id="a database that is away",
    ),
    pytest.param(
        sql("UPDATE alembic_version SET version_num = '9999'"),
        "does not know",
        id="a schema of another version",
    ),
    pytest.param(env("BRIDGE_AGREEMENT_FILE", "/nowhere.yaml"), "cannot be read", id="no agreement"),
    pytest.param(agreement(SERIAL, "serial: soon"), "agreement.yaml:", id="an agreement with a fault"),
    pytest.param(
        sql("UPDATE memory SET value = '999 x' WHERE name = 'agreement'"),
        "999 was in force here already",
        id="an older agreement than before",
    ),
    pytest.param(
        sql("UPDATE memory SET value = replace(value, ' ', ' 0') WHERE name = 'agreement'"),
        "the text changed",
        id="another text under the same serial",
    ),
    pytest.param(
        answer(f"{BRIDGE}{DISCOVERY}", issuer="https://other.example"),
        "other.example",
        id="another bridge answers",
    ),
    pytest.param(
        answer(f"{BRIDGE}{DISCOVERY}", token_endpoint="http://inside:8000/oauth/token"),
        "says that it is",
        id="something rewrites the endpoints",
    ),
    pytest.param(silent(f"{BRIDGE}/readyz", 503), "/readyz answers 503", id="a bridge that is not ready"),
    pytest.param(late("vneid.example", 12), "12 s ahead of ours", id="VNeID's clock ahead"),
    pytest.param(late("singpass.example", -12), "12 s behind ours", id="Singpass' clock behind"),
    pytest.param(silent(f"{VNEID}{DISCOVERY}"), "does not answer (unreachable)", id="VNeID away"),
    pytest.param(silent(f"{SINGPASS}{DISCOVERY}", 404), "answers 404", id="no Singpass there"),
    pytest.param(
        answer(f"{VNEID}{DISCOVERY}", issuer="https://x.example"), "https://x.example", id="not VNeID"
    ),
    pytest.param(answer(f"{VNEID}{DISCOVERY}", jwks_uri=None), "no jwks_uri", id="no keys named"),
    pytest.param(
        answer(f"{SINGPASS}{DISCOVERY}", pushed_authorization_request_endpoint=None),
        "no pushed_authorization_request_endpoint",
        id="a Singpass without PAR",
    ),
    pytest.param(answer(f"{SINGPASS}/keys", keys=[]), "key set is empty", id="no keys"),
    pytest.param(unknown_at_vneid, "does not know the client vnsg-bridge", id="not registered at VNeID"),
    pytest.param(
        vneid_knows_no_pages_of_the_citizen, f"callback {BRIDGE}/me/callback/vneid", id="no portal at VNeID"
    ),
    pytest.param(
        unknown_at_singpass(CHECK_IN),
        f"{CHECK_IN}, the app of tourism.checkin (invalid_client)",
        id="an app that Singpass does not have",
    ),
    pytest.param(
        unknown_at_singpass(PORTAL), "the citizen's own pages (invalid_client)", id="no portal at Singpass"
    ),
    pytest.param(
        env("BRIDGE_SINGPASS_CLIENT_PREFIX", "other"), "(invalid_client)", id="apps by another prefix"
    ),
    pytest.param(
        app_at_singpass(CHECK_IN, redirect_uris=["https://elsewhere.example/callback"]),
        "tourism.checkin (invalid_request)",
        id="an app with another callback",
    ),
    pytest.param(
        app_at_singpass(AGE_CHECK, scope="openid"),
        "tourism.age_check (invalid_scope)",
        id="an app without its items",
    ),
    pytest.param(
        app_at_singpass(PORTAL, client_kind="myinfo"),
        "citizen's own pages (invalid_request)",
        id="a Myinfo app for the portal",
    ),
    pytest.param(par_answers(503), f"{SINGPASS}/par answers 503", id="a PAR endpoint that is down"),
    pytest.param(env("BRIDGE_OUTBOUND_ALLOW", "localhost"), "without its port", id="a target without port"),
    pytest.param(env("BRIDGE_PUBLIC_URL", "http://localhost:abc"), "its port", id="a port of letters"),
    pytest.param(env("BRIDGE_PUBLIC_URL", ""), "cannot be an issuer", id="an empty address"),
]


@pytest.mark.parametrize(("spoil", "named"), FAULTS)
def test_one_thing_wrong_is_found_and_the_doctor_says_how_to_mend_it(
    scene: Scene, spoil: Callable[[Scene], object], named: str
) -> None:
    spoil(scene)
    faults = scene.faults()
    assert [each.what for each in faults if named in each.what], faults
    for each in faults:
        assert each.why
        assert each.mend
        assert "pass-word" not in str(each)


def unset(name: str) -> Callable[[Scene], object]:
    return lambda scene: scene.environment.pop(name)


REGISTERING = answer(f"{BRIDGE}{DISCOVERY}", registration_endpoint=f"{BRIDGE}/oauth/register")


@pytest.mark.parametrize(
    ("spoils", "is_fault"),
    [
        pytest.param((unset("BRIDGE_SANDBOX"), REGISTERING), False, id="as `make up` starts it"),
        pytest.param((unset("BRIDGE_SANDBOX"),), True, id="what runs is no sandbox"),
        pytest.param(
            (unset("BRIDGE_SANDBOX"), REGISTERING, answer(f"{BRIDGE}{DISCOVERY}", issuer=VNEID)),
            True,
            id="what runs there is another bridge",
        ),
        pytest.param((env("BRIDGE_SANDBOX", "false"), REGISTERING), True, id="it was said to be none"),
    ],
)
def test_beside_a_running_sandbox_the_shell_need_not_say_that_it_is_one(
    scene: Scene, spoils: tuple[Callable[[Scene], object], ...], is_fault: bool
) -> None:
    for spoil in spoils:
        spoil(scene)
    assert any("BRIDGE_SANDBOX is not on" in each.what for each in scene.faults()) is is_fault


WARNINGS = [
    pytest.param(
        env("BRIDGE_PUBLIC_ULR", "x"), "BRIDGE_PUBLIC_ULR", "BRIDGE_PUBLIC_URL?", id="a letter swapped"
    ),
    pytest.param(env("VNEID_SIM_TOKNE", "x"), "VNEID_SIM_TOKNE", "VNEID_SIM_TOKEN?", id="at a mock"),
    pytest.param(env("SINGPASS_ZZZ", "x"), "SINGPASS_ZZZ", "docs/settings.md", id="nothing like a setting"),
    pytest.param(
        silent(f"{BRIDGE}{DISCOVERY}"), "does not answer", "BRIDGE_PUBLIC_URL", id="a typo in the host"
    ),
    pytest.param(
        env("BRIDGE_PUBLIC_URL", "http://localhost:7"), "names port 7", "Change one", id="another port"
    ),
    pytest.param(agreement(SERIAL, LATER), "", "", id="a newer agreement is no trouble"),
    pytest.param(
        event_in_state("undelivered"), "1 never reached", "events retry", id="a partner that was not told"
    ),
    pytest.param(event_in_state("waiting"), "", "", id="a partner that is still being told is no trouble"),
    pytest.param(late("vneid.example", 10), "", "", id="a clock at the edge of the tolerance is no trouble"),
]


@pytest.mark.parametrize(("spoil", "named", "advice"), WARNINGS)
def test_what_may_be_meant_so_is_a_warning(
    scene: Scene, spoil: Callable[[Scene], object], named: str, advice: str
) -> None:
    spoil(scene)
    findings = scene.findings()
    warnings = [each for each in findings if each.severity is Severity.WARNING]
    assert [each for each in findings if each.severity is Severity.FAULT] == []
    assert [each for each in warnings if named in each.what and advice in each.mend] or not (
        named or warnings
    )


def said_of_apps(scene: Scene) -> list[str]:
    return [each.what for each in scene.findings() if "our 7 apps" in each.what or "refuses" in each.what]


def test_singpass_is_asked_about_the_app_of_each_purpose_and_the_portal_s(scene: Scene) -> None:
    assert said_of_apps(scene) == ["Singpass knows our 7 apps, with their callbacks and items"]


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(silent(f"{BRIDGE}/upstream/jwks"), id="the bridge does not run"),
        pytest.param(answer(f"{BRIDGE}/upstream/jwks", keys=[]), id="another bridge runs there"),
        pytest.param(silent(f"{SINGPASS}{DISCOVERY}"), id="Singpass is away"),
        pytest.param(lambda scene: (scene.folder / "keys/upstream-sig.jwk").unlink(), id="we have no key"),
    ],
)
def test_of_the_apps_nothing_is_said_while_it_cannot_be_known(
    scene: Scene, spoil: Callable[[Scene], object]
) -> None:
    spoil(scene)
    scene.singpass_knows.clear()
    assert said_of_apps(scene) == []


def test_of_an_agreement_that_cannot_be_read_only_the_portal_is_asked_about(scene: Scene) -> None:
    scene.environment["BRIDGE_AGREEMENT_FILE"] = "/nowhere.yaml"
    scene.singpass_knows.clear()
    (what,) = said_of_apps(scene)
    assert PORTAL in what


def test_an_error_code_that_is_none_is_not_repeated(scene: Scene) -> None:
    scene.singpass_answers = 418
    assert any("(status 418)" in each for each in said_of_apps(scene))


def test_a_port_that_another_program_has_is_found(scene: Scene) -> None:
    with socket.create_server(("127.0.0.1", int(scene.environment["BRIDGE_PORT"]))):
        (found,) = scene.faults()
    assert found.check == "port"
    assert "BRIDGE_PORT" in found.mend


def test_a_port_that_this_bridge_has_is_as_it_should_be(scene: Scene) -> None:
    port = int(scene.environment["BRIDGE_PORT"])
    scene.answers[f"http://127.0.0.1:{port}{DISCOVERY}"] = scene.answers[f"{BRIDGE}{DISCOVERY}"]
    with socket.create_server(("127.0.0.1", port)):
        assert scene.faults() == []


def test_before_the_first_start_nothing_is_missing(scene: Scene) -> None:
    shutil.rmtree(scene.folder)
    assert scene.faults() == []
    assert not scene.folder.exists(), "the doctor makes nothing"


def test_the_database_is_left_as_it_was(scene: Scene) -> None:
    with closing(sqlite3.connect(scene.folder / "bridge.sqlite3")) as database:
        before = list(database.iterdump())
    scene.findings()
    with closing(sqlite3.connect(scene.folder / "bridge.sqlite3")) as database:
        assert list(database.iterdump()) == before


def test_no_key_is_ever_shown(scene: Scene) -> None:
    copy_key(scene)
    secret = json.loads((scene.folder / "keys" / "nonce.jwk").read_text("utf-8"))["k"]
    assert secret not in str(scene.findings())


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch, scene: Scene) -> Scene:
    """The command itself, in an environment whose providers are nowhere."""
    nowhere = f"http://localhost:{free_ports(1)[0]}"
    for name, value in {**scene.environment, "BRIDGE_PUBLIC_URL": nowhere}.items():
        monkeypatch.setenv(name, nowhere if name.endswith("_ISSUER") else value)
    return scene


def test_a_provider_that_the_bridge_may_not_call_is_found_though_the_doctor_could(alone: Scene) -> None:
    result = CliRunner().invoke(app, ["doctor", "--json"])
    issuer = os.environ["BRIDGE_VNEID_ISSUER"]
    found = [each for each in json.loads(result.output)["findings"] if each["check"] == "provider"]
    assert [each["what"] for each in found] == [
        f"{issuer}{DISCOVERY} does not answer (address_not_allowed)"
    ] * 2
    assert all(f"Add {issuer[7:]} to BRIDGE_OUTBOUND_ALLOW" in each["mend"] for each in found)


def test_a_provider_that_the_bridge_may_call_is_asked(alone: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIDGE_OUTBOUND_ALLOW", os.environ["BRIDGE_VNEID_ISSUER"][7:])
    result = CliRunner().invoke(app, ["doctor", "--json"])
    found = [each for each in json.loads(result.output)["findings"] if each["check"] == "provider"]
    assert all("(unreachable)" in each["what"] for each in found)


def test_the_command_exits_with_1_and_says_what_to_do(alone: Scene) -> None:
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 1
    assert "fault: " in result.output
    assert "  mend  " in result.output
    assert "2 faults" in result.output


def test_the_findings_come_as_json_too(alone: Scene) -> None:
    result = CliRunner().invoke(app, ["doctor", "--json"])
    report = json.loads(result.output)
    assert (result.exit_code, report["healthy"]) == (1, False)
    assert {"check", "severity", "what", "why", "mend"} == set(report["findings"][0])


@pytest.mark.parametrize(
    ("prefix", "settings"),
    [("BRIDGE_", BridgeSettings), ("VNEID_", VneidSettings), ("SINGPASS_", SingpassSettings)],
)
def test_the_doctor_knows_every_setting(prefix: str, settings: Any) -> None:
    assert set(SETTINGS[prefix]) == set(settings.model_fields)


def test_the_doctor_knows_every_role() -> None:
    assert set(ROLES) == set(BRIDGE_ROLES)
