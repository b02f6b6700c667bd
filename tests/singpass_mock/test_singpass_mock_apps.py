"""Apps: what may be registered, from the file and over HTTP, and where their keys come from."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from eid_kit.http.outbound import Outbound
from eid_kit.oauth.errors import InvalidClientMetadata, OAuthError
from eid_kit.oauth.keys import generate_key, public_jwk
from eid_kit.simulator.clients_file import ClientsFileError, load_clients
from singpass_mock.apps import Apps
from singpass_relying_party import LOGIN_SCOPE, RelyingParty, Singpass, app_metadata, register

SIG, ENC = public_jwk(generate_key("ES256")), public_jwk(generate_key("ECDH-ES+A256KW"))
JWKS_URI = "https://app.test/jwks"


def metadata(**change: Any) -> dict[str, Any]:
    members = {**app_metadata("myinfo"), "jwks": {"keys": [SIG, ENC]}, **change}
    return {name: value for name, value in members.items() if value is not None}


@pytest.fixture
def apps() -> Apps:
    return Apps(random_bytes=lambda length: bytes(range(length)))


def test_there_is_a_most_of_apps(apps: Apps, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eid_kit.simulator.registrations.MOST_CLIENTS", 2)
    for client_id in ("one", "two"):
        apps.register(metadata(client_id=client_id))
    with pytest.raises(InvalidClientMetadata, match="at most 2") as refused:
        apps.register(metadata(client_id="three"))
    assert refused.value.reason == "too_many_clients"
    assert apps.find("three") is None


def test_a_minted_client_id_is_32_alphanumerics(apps: Apps) -> None:
    client_id = apps.register(metadata())["client_id"]
    assert len(client_id) == 32
    assert client_id.isalnum()
    assert client_id.isascii()
    assert apps.find(client_id) is not None


def test_a_client_id_may_be_chosen_once(apps: Apps) -> None:
    assert apps.register(metadata(client_id="bridge-hotel"))["client_id"] == "bridge-hotel"
    with pytest.raises(InvalidClientMetadata, match="taken"):
        apps.register(metadata(client_id="bridge-hotel"))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        pytest.param({"client_kind": None}, "client_kind", id="no kind"),
        pytest.param({"client_kind": "corppass"}, "client_kind", id="an unknown kind"),
        pytest.param({"client_kind": ["login"]}, "client_kind", id="a kind that is no text"),
        pytest.param({"redirect_uris": None}, "redirect_uris", id="no redirect_uris"),
        pytest.param({"redirect_uris": ["myapp://callback"]}, "redirect", id="a private scheme"),
        pytest.param({"redirect_uris": ["http://hotel.test/"]}, "redirect", id="plain http elsewhere"),
        pytest.param({"scope": None}, "openid", id="no scope"),
        pytest.param({"scope": "name"}, "openid", id="no openid"),
        pytest.param({"scope": "openid user.identity"}, "user.identity", id="a Login scope at a Myinfo app"),
        pytest.param({"scope": "openid noa"}, "noa", id="an item that is not simulated"),
        pytest.param({"client_kind": "login"}, "scope", id="Myinfo scopes at a Login app"),
        pytest.param({"purpose_description": None}, "purpose_description", id="no purpose"),
        pytest.param({"purpose_description": 1}, "purpose_description", id="a purpose that is no text"),
        pytest.param({"acr_values_allowed": "yes"}, "acr_values_allowed", id="a flag that is no flag"),
        pytest.param({"app_launch_urls": "https://a.test"}, "app_launch_urls", id="launch URLs as a text"),
        pytest.param({"token_endpoint_auth_method": "none"}, "auth_method", id="a public client"),
        pytest.param({"token_endpoint_auth_method": "client_secret_basic"}, "auth_method", id="a secret"),
        pytest.param({"userinfo_encrypted_response_enc": "A128GCM"}, "A256GCM", id="another encryption"),
        pytest.param({"grant_types": ["refresh_token"]}, "grant_types", id="another grant"),
        pytest.param({"purpose": "hotel"}, "unknown", id="an unknown member"),
        pytest.param({"jwks": None}, "jwks", id="no keys"),
        pytest.param({"jwks_uri": JWKS_URI}, "exclude", id="keys twice"),
        pytest.param({"jwks": {"keys": [SIG]}}, "use enc", id="no key to encrypt to"),
        pytest.param({"jwks": {"keys": [ENC]}}, "use sig", id="no key to sign"),
        pytest.param(
            {"jwks": {"keys": [SIG, {**ENC, "alg": "ECDH-ES"}]}}, "use enc", id="another key agreement"
        ),
        pytest.param(
            {"jwks": {"keys": [{k: v for k, v in SIG.items() if k != "kid"}, ENC]}}, "kid", id="no kid"
        ),
        pytest.param({"jwks": {"keys": [SIG, {**ENC, "kid": SIG["kid"]}]}}, "kid", id="one kid twice"),
        pytest.param(
            {"jwks": {"keys": [SIG, ENC, public_jwk(generate_key("EdDSA"))]}}, "EC", id="a key that is not EC"
        ),
        pytest.param({"jwks": {"keys": [{**SIG, "d": "AAAA"}, ENC]}}, "private", id="a private key"),
    ],
)
def test_a_registration_with_one_thing_wrong_is_refused(
    apps: Apps, change: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(OAuthError, match=complaint):
        apps.register(metadata(**change))


def test_a_login_app_needs_no_purpose(apps: Apps) -> None:
    apps.register(metadata(client_kind="login", scope=LOGIN_SCOPE, purpose_description=None))


async def test_a_refused_registration_says_why(singpass: Singpass) -> None:
    response = await singpass.http.post("/sim/clients", json=metadata(client_kind="corppass"))
    assert response.status_code == 400
    assert response.json()["error"] == "invalid_client_metadata"


CLIENTS_FILE = """
clients:
  - client_id: bridge-hotel
    client_kind: myinfo
    client_name: Bridge
    redirect_uris: ["http://localhost:8000/upstream/singpass/callback"]
    scope: openid name
    purpose_description: To check you in.
    jwks_uri: https://app.test/jwks
  - client_id: bridge-broken
    client_kind: mayinfo
    redirect_uris: ["http://localhost:8000/upstream/singpass/callback"]
    scope: openid name
    jwks_uri: https://app.test/jwks
"""


def test_the_clients_file_names_the_line_of_what_is_wrong(apps: Apps, tmp_path: Path) -> None:
    path = tmp_path / "clients.yaml"
    path.write_text(CLIENTS_FILE, "utf-8")
    with pytest.raises(ClientsFileError, match=r"line 11: .*client_kind must be login or myinfo"):
        load_clients(path, apps.register)


def test_the_clients_file_registers_apps_under_their_own_ids(apps: Apps, tmp_path: Path) -> None:
    path = tmp_path / "clients.yaml"
    path.write_text(CLIENTS_FILE.partition("  - client_id: bridge-broken")[0], "utf-8")
    assert load_clients(path, apps.register) == 1
    assert apps.find("bridge-hotel") is not None


class Neighbour:
    """The app's own server, with its keys at `jwks_uri`."""

    def __init__(self) -> None:
        self.document: object = {"keys": [SIG, ENC]}
        self.asked = 0

    async def answer(self, request: Request) -> JSONResponse:
        assert str(request.url) == JWKS_URI
        self.asked += 1
        return JSONResponse(self.document)


@pytest.fixture
def neighbour() -> Neighbour:
    return Neighbour()


@pytest.fixture
async def outbound(neighbour: Neighbour) -> AsyncIterator[Outbound]:
    server = Starlette(routes=[Route("/jwks", neighbour.answer)])
    outbound = Outbound(transport=httpx.ASGITransport(server))
    yield outbound
    await outbound.aclose()


@pytest.fixture
async def remote(singpass: Singpass, neighbour: Neighbour) -> RelyingParty:
    """An app whose keys are behind a URL."""
    app = await register(singpass, jwks=None, jwks_uri=JWKS_URI)
    neighbour.document = {"keys": [public_jwk(app.sig), public_jwk(app.enc)]}
    return app


async def test_keys_behind_a_url_are_fetched_once_an_hour(remote: RelyingParty, neighbour: Neighbour) -> None:
    for _ in range(3):
        await remote.open_id_token((await remote.tokens())["id_token"])
    assert neighbour.asked == 1
    remote.singpass.clock.advance(3600)
    await remote.tokens()
    assert neighbour.asked == 2


async def test_a_new_key_behind_the_url_is_found_after_an_hour_and_not_before(
    remote: RelyingParty, neighbour: Neighbour
) -> None:
    await remote.tokens()
    remote.sig = generate_key("ES256", kid="sig-2")
    neighbour.document = {"keys": [public_jwk(remote.sig), public_jwk(remote.enc)]}
    remote.singpass.clock.advance(3599)
    assert (await remote.push()).json()["reason"] == "assertion_unknown_key"
    remote.singpass.clock.advance(1)
    assert (await remote.push()).status_code == 201


@pytest.mark.parametrize(
    "document",
    [
        pytest.param("nothing", id="no JWK Set"),
        pytest.param({"keys": [SIG]}, id="no key to encrypt to"),
        pytest.param({"keys": []}, id="no key at all"),
    ],
)
async def test_unusable_keys_behind_the_url_are_refused(
    remote: RelyingParty, neighbour: Neighbour, document: object
) -> None:
    neighbour.document = document
    response = await remote.push()
    assert (response.status_code, response.json()["reason"]) == (401, "jwks_unusable")


async def test_keys_that_went_bad_later_are_an_invalid_request_at_userinfo(
    remote: RelyingParty, neighbour: Neighbour
) -> None:
    await remote.tokens()
    remote.singpass.clock.advance(3500)
    token = (await remote.tokens())["access_token"]
    neighbour.document = {"keys": [SIG]}
    remote.singpass.clock.advance(100)
    response = await remote.fetch(token)
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")
    assert response.json()["reason"] == "jwks_unusable"
