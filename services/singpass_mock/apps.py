"""Apps: the registered clients, of two kinds, and the strict reading of their metadata."""

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from eid_kit.oauth.authorization_request import RegisteredClient
from eid_kit.oauth.errors import InvalidClientMetadata
from eid_kit.oauth.metadata import registered_client, require_client_metadata
from eid_kit.simulator.registrations import require_room
from singpass_mock.key_rules import require_usable_keys
from singpass_mock.scopes import OPENID, AppKind, Text

_EXTENSIONS = frozenset(
    {"client_kind", "entity_name", "purpose_description", "acr_values_allowed", "app_launch_urls"}
)
# What a client may state about responses is what it will get; anything else would be a promise we break.
_FIXED: Mapping[str, str] = {
    "id_token_signed_response_alg": "ES256",
    "id_token_encrypted_response_enc": "A256CBC-HS512",
    "userinfo_signed_response_alg": "ES256",
    "userinfo_encrypted_response_enc": "A256GCM",
    "subject_type": "public",
}
_ALPHANUMERIC = string.ascii_letters + string.digits
_MAX_TEXT_CHARS = 500


@dataclass(frozen=True, slots=True)
class App:
    """One registered app. `purpose` is configured here and never sent with a request."""

    client: RegisteredClient
    kind: AppKind
    name: Text
    entity: Text
    purpose: Text
    jwks_uri: str | None
    may_send_acr_values: bool
    launch_urls: tuple[str, ...]


class Apps:
    """All registered apps, and the control that `/sim/clients` has over them."""

    def __init__(self, *, random_bytes: Callable[[int], bytes]) -> None:
        self._random_bytes = random_bytes
        self._apps: dict[str, App] = {}

    def find(self, client_id: str) -> App | None:
        """The app with this id, if there is one."""
        return self._apps.get(client_id)

    def register(self, metadata: dict[str, Any]) -> dict[str, Any]:
        """Adds an app and returns its metadata with the `client_id` (RFC 7591 section 3.2.1).

        Raises `InvalidClientMetadata` or `InvalidRedirectUri`, also when a chosen `client_id` is taken, or
        10,000 are registered.
        """
        checked = require_client_metadata(
            {"token_endpoint_auth_method": "private_key_jwt", **metadata}, extensions=_EXTENSIONS
        )
        client_id = checked.get("client_id") or self._new_client_id()
        if client_id in self._apps:
            raise InvalidClientMetadata("client_id is taken already", reason="client_id_taken")
        require_room(self._apps)
        accepted = {**checked, "client_id": client_id}
        self._apps[client_id] = _parse(accepted)
        return accepted

    def _new_client_id(self) -> str:
        """32 alphanumerics, as the developer portal makes them."""
        number = int.from_bytes(self._random_bytes(24), "big")
        letters = []
        for _ in range(32):
            number, digit = divmod(number, len(_ALPHANUMERIC))
            letters.append(_ALPHANUMERIC[digit])
        return "".join(letters)


def _parse(metadata: Mapping[str, Any]) -> App:
    kind = _kind(metadata)
    client = registered_client(metadata["client_id"], metadata)
    _require_scopes(metadata, client, kind)
    _require_fixed_algorithms(metadata)
    if client.keys:
        require_usable_keys(client.keys)
    name = _text(metadata, "client_name", default=client.client_id)
    return App(
        client=client,
        kind=kind,
        name=name,
        entity=_text(metadata, "entity_name", default=name.en),
        purpose=_purpose(metadata, kind),
        jwks_uri=metadata.get("jwks_uri"),
        may_send_acr_values=_flag(metadata, "acr_values_allowed"),
        launch_urls=_launch_urls(metadata),
    )


def _kind(metadata: Mapping[str, Any]) -> AppKind:
    try:
        return AppKind(metadata.get("client_kind", ""))
    except ValueError as error:
        raise _refused("client_kind must be login or myinfo") from error


def _require_scopes(metadata: Mapping[str, Any], client: RegisteredClient, kind: AppKind) -> None:
    if "scope" not in metadata or OPENID not in client.scopes:
        raise _refused("scope must contain openid")
    if beyond := sorted(client.scopes - kind.scopes):
        raise _refused(f"scope {beyond[0]} does not exist for a {kind} app")


def _require_fixed_algorithms(metadata: Mapping[str, Any]) -> None:
    for name, value in _FIXED.items():
        if metadata.get(name, value) != value:
            raise _refused(f"{name} can only be {value}")


def _purpose(metadata: Mapping[str, Any], kind: AppKind) -> Text:
    if kind is AppKind.MYINFO and "purpose_description" not in metadata:
        # One purpose per app, and the person reads it: an app without one could ask for anything.
        raise _refused("purpose_description is required of a Myinfo app")
    return _text(metadata, "purpose_description", default="")


def _text(metadata: Mapping[str, Any], name: str, *, default: str) -> Text:
    english = metadata.get(name, default)
    vietnamese = metadata.get(f"{name}#vi", english)
    for value in (english, vietnamese):
        if not isinstance(value, str) or len(value) > _MAX_TEXT_CHARS or not value.isprintable():
            raise _refused(f"{name} must be a text of at most {_MAX_TEXT_CHARS} printable characters")
    return Text(vietnamese, english)


def _flag(metadata: Mapping[str, Any], name: str) -> bool:
    value = metadata.get(name, False)
    if not isinstance(value, bool):
        raise _refused(f"{name} must be true or false")
    return value


def _launch_urls(metadata: Mapping[str, Any]) -> tuple[str, ...]:
    urls = metadata.get("app_launch_urls", [])
    if not isinstance(urls, list) or not all(isinstance(url, str) for url in urls):
        raise _refused("app_launch_urls must be an array of strings")
    return tuple(urls)


def _refused(why: str) -> InvalidClientMetadata:
    return InvalidClientMetadata(f"the registration is refused: {why}", reason="metadata_refused")
