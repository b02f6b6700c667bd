"""Client authentication at the token endpoint: the one method the client registered, and no other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

from eid_kit.http.forms import basic_credentials
from eid_kit.http.jwks_cache import JwksCache
from eid_kit.http.outbound import OutboundError
from eid_kit.http.request_log import note
from eid_kit.oauth import client_assertion, client_secret_basic
from eid_kit.oauth.authorization_request import RegisteredClient
from eid_kit.oauth.errors import InvalidClient, InvalidRequest
from eid_kit.oauth.jwt import JwtError, UnverifiedJwt, peek
from eid_kit.oauth.keys import Key
from vneid_mock.clients import Clients
from vneid_mock.state import State

ASSERTION_ALGORITHMS = ("ES256", "PS256", "RS256", "EdDSA")
_LONGEST_ASSERTION_S = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientAuthentication:
    """Finds out which client is calling."""

    issuer: str
    clients: Clients
    jwks: JwksCache
    state: State
    now: Callable[[], datetime]

    async def require(self, request: Request, parameters: Mapping[str, str]) -> RegisteredClient:
        """The client that proved itself. Raises InvalidClient, or InvalidRequest for two methods at once."""
        credentials = basic_credentials(request)
        if credentials is not None:
            # RFC 6749 section 2.3: not more than one method in each request.
            if "client_assertion" in parameters or "client_secret" in parameters:
                raise InvalidRequest(
                    "the client authenticates itself in one way, not in two", reason="credentials_twice"
                )
            client = self._client(credentials[0], "client_secret_basic", parameters)
            client_secret_basic.require_secret(client, credentials[1])
            note(client_id=client.client_id)
            return client
        if "client_assertion" in parameters:
            return await self._by_assertion(parameters)
        raise InvalidClient(
            "authenticate with client_secret_basic or private_key_jwt, as registered",
            reason="credentials_missing",
        )

    async def _by_assertion(self, parameters: Mapping[str, str]) -> RegisteredClient:
        if parameters.get("client_assertion_type") != client_assertion.ASSERTION_TYPE:
            raise InvalidRequest(
                f"client_assertion_type must be {client_assertion.ASSERTION_TYPE}",
                reason="assertion_type_unknown",
            )
        assertion = UnverifiedJwt(parameters["client_assertion"])
        client_id = client_assertion.unverified_client_id(assertion)
        client = self._client(client_id, "private_key_jwt", parameters)
        verified = client_assertion.verify(
            assertion,
            await self._keys(client, assertion),
            client_id=client.client_id,
            audience=self.issuer,
            now=self.now(),
            algorithms=ASSERTION_ALGORITHMS,
            max_lifetime_s=_LONGEST_ASSERTION_S,
        )
        once = f"{verified.client_id} {verified.jti}"
        if not self.state.used_assertions.claim(once, None, expires_at=verified.expires_at):
            raise InvalidClient("client_assertion was presented before", reason="assertion_replayed")
        note(client_id=client.client_id)
        return client

    def _client(self, client_id: str, method: str, parameters: Mapping[str, str]) -> RegisteredClient:
        client = self.clients.find(client_id)
        if client is None:
            raise InvalidClient("no client is registered under this client_id", reason="client_unknown")
        if parameters.get("client_id", client_id) != client_id:
            raise InvalidClient(
                "client_id is another one than the client that authenticates itself", reason="client_differs"
            )
        if client.token_endpoint_auth_method != method:
            raise InvalidClient(
                f"this client is registered for {client.token_endpoint_auth_method}", reason="method_differs"
            )
        return client

    async def _keys(self, client: RegisteredClient, assertion: UnverifiedJwt) -> tuple[Key, ...]:
        if client.keys:
            return client.keys
        try:
            kid = peek(assertion)[0].get("kid")
            return await self.jwks.keys(
                client.metadata["jwks_uri"], kid=kid if isinstance(kid, str) else None
            )
        except (JwtError, OutboundError) as error:
            raise InvalidClient("the client's jwks_uri gave no keys", reason="keys_unavailable") from error
