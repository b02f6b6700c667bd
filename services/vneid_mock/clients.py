"""The clients of the mock: registered by the clients file or by a tester, RFC 7591 metadata either way."""

from collections.abc import Callable, Mapping
from typing import Any

from eid_kit.oauth.authorization_request import RegisteredClient
from eid_kit.oauth.errors import InvalidClientMetadata
from eid_kit.oauth.metadata import registered_client, require_client_metadata
from eid_kit.oauth.secrets_ import digest, new_secret
from eid_kit.simulator.registrations import require_room
from vneid_mock.attributes import SCOPE_NAMES

AUTH_METHODS = ("client_secret_basic", "private_key_jwt")
ID_TOKEN_ALGORITHMS = ("ES256", "RS256")
_SHORTEST_SECRET = 16


class Clients:
    """The table of clients."""

    def __init__(self, *, random_bytes: Callable[[int], bytes]) -> None:
        self._random_bytes = random_bytes
        self._by_id: dict[str, RegisteredClient] = {}

    def find(self, client_id: str) -> RegisteredClient | None:
        """The client with that id, if there is one."""
        return self._by_id.get(client_id)

    def register(self, metadata: dict[str, Any], /) -> dict[str, Any]:
        """Registers a client under an id of our choosing; the answer of RFC 7591 section 3.2.1.

        The `client_secret` in it, where there is one, is told this once and kept as a digest.
        """
        if chosen := sorted({"client_id", "client_secret"} & metadata.keys()):
            raise InvalidClientMetadata(
                f"{chosen[0]} is given by the server, not by the client", reason="metadata_refused"
            )
        client_id = f"vneid-{self._random_bytes(12).hex()}"
        accepted = _accepted(metadata)
        secret = new_secret(self._random_bytes) if _has_secret(accepted) else None
        self._add(client_id, accepted, secret)
        told = {} if secret is None else {"client_secret": secret, "client_secret_expires_at": 0}
        return {"client_id": client_id, **told, **accepted}

    def register_known(self, entry: dict[str, Any], /) -> None:
        """Registers a client of the clients file, which chooses its own `client_id` and `client_secret`."""
        metadata = dict(entry)
        client_id, secret = metadata.pop("client_id"), metadata.pop("client_secret", None)
        accepted = _accepted(metadata)
        if _has_secret(accepted) != (secret is not None):
            raise InvalidClientMetadata(
                "client_secret goes with client_secret_basic, and only with it", reason="metadata_refused"
            )
        if secret is not None and (not isinstance(secret, str) or len(secret) < _SHORTEST_SECRET):
            raise InvalidClientMetadata(
                f"client_secret must have at least {_SHORTEST_SECRET} characters", reason="metadata_refused"
            )
        self._add(client_id, accepted, secret)

    def _add(self, client_id: str, metadata: Mapping[str, Any], secret: str | None) -> None:
        require_room(self._by_id)
        self._by_id[client_id] = registered_client(
            client_id, metadata, client_secret_digest=None if secret is None else digest(secret)
        )


def _accepted(metadata: dict[str, Any]) -> dict[str, Any]:
    accepted = {
        "scope": "openid",
        "id_token_signed_response_alg": "ES256",
        **require_client_metadata(metadata, auth_methods=AUTH_METHODS),
    }
    scopes = set(accepted["scope"].split())
    if "openid" not in scopes or not scopes <= SCOPE_NAMES:
        raise InvalidClientMetadata(
            f"scope must hold openid and may hold {', '.join(sorted(SCOPE_NAMES))}", reason="metadata_refused"
        )
    if accepted["id_token_signed_response_alg"] not in ID_TOKEN_ALGORITHMS:
        raise InvalidClientMetadata(
            f"id_token_signed_response_alg must be one of {', '.join(ID_TOKEN_ALGORITHMS)}",
            reason="metadata_refused",
        )
    return accepted


def _has_secret(metadata: Mapping[str, Any]) -> bool:
    return bool(metadata["token_endpoint_auth_method"] == "client_secret_basic")


def display_name(client: RegisteredClient, language: str) -> str:
    """The client's name in that language, else in the one it has (RFC 7591 section 2.2)."""
    return str(client.metadata.get(f"client_name#{language}", client.name))
