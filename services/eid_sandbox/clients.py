"""The bridge as a client of both mocks: what each would have registered for it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from bridge.adapters.upstream_vneid import REPRESENTATIVE_SCOPE, SCOPES
from bridge.domain.clauses import Agreement, Clause
from bridge.domain.singpass_apps import apps_of
from eid_kit.simulator.clients_file import ClientsFileError, read_clients

# A Login app has no Myinfo: whoever signs in with it shows who they are, and nothing else.
_PORTAL: Final = {
    "client_kind": "login",
    "purpose_description": "Your own pages: what you shared across the border, and taking it back",
    "purpose_description#vi": "Trang của bạn: dữ liệu bạn đã chia sẻ xuyên biên giới, và rút lại",
}


def vneid_client(bridge_url: str, client_id: str) -> dict[str, Any]:
    """One client with the scopes that the bridge's attributes and the rule about children need, no more."""
    return {
        "client_id": client_id,
        "client_name": "VNeID ↔ Singpass bridge",
        # The second is for the citizen's own pages, which ask for the scope `openid` alone.
        "redirect_uris": [f"{bridge_url}/upstream/vneid/callback", f"{bridge_url}/me/callback/vneid"],
        "scope": " ".join(["openid", *sorted({*SCOPES.values(), REPRESENTATIVE_SCOPE})]),
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks_uri": f"{bridge_url}/upstream/jwks",
    }


def singpass_apps(bridge_url: str, prefix: str, agreement: Agreement) -> list[dict[str, Any]]:
    """One Myinfo app per purpose, since Singpass binds a purpose to an app; a Login app for the portal."""
    return [
        {
            "client_id": app.client_id,
            "client_name": "VNeID ↔ Singpass bridge",
            "entity_name": "VNeID ↔ Singpass bridge (simulated)",
            "redirect_uris": [f"{bridge_url}{app.callback}"],
            "scope": app.scope,
            "token_endpoint_auth_method": "private_key_jwt",
            "jwks_uri": f"{bridge_url}/upstream/jwks",
            **(_PORTAL if app.clause is None else _for_a_purpose(app.clause)),
        }
        for app in apps_of(prefix, agreement.clauses)
    ]


def _for_a_purpose(clause: Clause) -> dict[str, Any]:
    return {
        "client_kind": "myinfo",
        "purpose_description": clause.text.en,
        "purpose_description#vi": clause.text.vi,
        "acr_values_allowed": True,
    }


def write_clients_file(path: Path, clients: list[dict[str, Any]], given: Path | None) -> None:
    """The mock's clients file: ours, and those of the operator's own file.

    Raises `ClientsFileError` with every fault of the given file, by line.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    entries: list[Mapping[str, Any]] = [*clients, *_given(given)]
    yaml = YAML(typ="safe")
    yaml.allow_unicode = True
    with path.open("w", encoding="utf-8") as file:
        yaml.dump({"clients": [_plain(entry) for entry in entries]}, file)


def _given(path: Path | None) -> list[Mapping[str, Any]]:
    if path is None:
        return []
    entries, faults = read_clients(path)
    if faults:
        raise ClientsFileError(str(path), faults)
    return list(entries)


def _plain(value: Any) -> Any:
    """The same data in the types that a YAML writer knows."""
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
