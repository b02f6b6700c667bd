"""Client authentication: private_key_jwt and nothing else, each assertion good for one request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from eid_kit.http.request_log import note
from eid_kit.oauth import client_assertion
from eid_kit.oauth.errors import InvalidClient, InvalidRequest
from eid_kit.oauth.jwt import UnverifiedJwt
from singpass_mock.app_keys import AppKeys
from singpass_mock.apps import App, Apps
from singpass_mock.key_rules import SIGNING_ALGORITHMS
from singpass_mock.state import State

MAX_LIFETIME_S = 120


@dataclass(frozen=True, slots=True)
class ClientAuthentication:
    """Finds out which app is calling. The audience is the issuer, at every endpoint."""

    issuer: str
    apps: Apps
    keys: AppKeys
    state: State
    now: Callable[[], datetime]

    async def require(self, parameters: Mapping[str, str]) -> App:
        """The app that signed the assertion. Raises `InvalidRequest` or `InvalidClient`."""
        assertion = _assertion(parameters)
        app = self._app(client_assertion.unverified_client_id(assertion), parameters.get("client_id"))
        verified = client_assertion.verify(
            assertion,
            await self.keys.that_may_have_signed(app),
            client_id=app.client.client_id,
            audience=self.issuer,
            now=self.now(),
            algorithms=SIGNING_ALGORITHMS,
            max_lifetime_s=MAX_LIFETIME_S,
        )
        self._claim(verified)
        note(client_id=app.client.client_id)
        return app

    def _app(self, client_id: str, stated: str | None) -> App:
        app = self.apps.find(client_id)
        if app is None:
            raise InvalidClient("no app is registered under this client_id", reason="client_unknown")
        # RFC 7521 section 4.2: a client_id beside the assertion must name the same client.
        if stated is not None and stated != client_id:
            raise InvalidClient("client_id is not the subject of the assertion", reason="client_differs")
        return app

    def _claim(self, verified: client_assertion.VerifiedAssertion) -> None:
        key = f"assertion {verified.client_id} {verified.jti}"
        if not self.state.used_ids.claim(key, None, expires_at=verified.expires_at):
            raise InvalidClient(
                "client_assertion is refused: its jti was used before", reason="assertion_replayed"
            )


def _assertion(parameters: Mapping[str, str]) -> UnverifiedJwt:
    if parameters.get("client_assertion_type") != client_assertion.ASSERTION_TYPE:
        raise InvalidRequest(
            f"client_assertion_type must be {client_assertion.ASSERTION_TYPE}",
            reason="assertion_type_unknown",
        )
    assertion = parameters.get("client_assertion")
    if assertion is None:
        raise InvalidRequest("client_assertion is required", reason="assertion_missing")
    return UnverifiedJwt(assertion)
