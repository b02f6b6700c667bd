"""`/oauth2/token`: a code becomes an access token and an id_token, once.

Compare `singpass_mock.token`: there the tokens are bound to the client's DPoP key, and encrypted.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from eid_kit.http.forms import read_form
from eid_kit.oauth.authorization_codes import (
    CodeGrant,
    Redemption,
    require_authorization_code,
    require_matching_verifier,
    require_same_client,
    require_same_redirect_uri,
    require_unexpired,
)
from eid_kit.oauth.authorization_request import RegisteredClient
from eid_kit.oauth.checks import Check, run_checks
from eid_kit.oauth.errors import InvalidGrant, TemporarilyUnavailable
from eid_kit.oauth.secrets_ import digest, new_secret
from eid_kit.simulator.faults import Faults
from vneid_mock.client_authentication import ClientAuthentication
from vneid_mock.faults import VneidFault
from vneid_mock.id_tokens import IdTokens
from vneid_mock.state import ACCESS_TOKEN_LIFETIME, State, TokenGrant

CODE_LIFETIME_S = 60

TOKEN_CHECKS: tuple[Check[Redemption], ...] = (
    require_same_client,
    require_unexpired(CODE_LIFETIME_S),
    require_same_redirect_uri,
    require_matching_verifier,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenEndpoint:
    """Redeems codes."""

    authentication: ClientAuthentication
    state: State
    id_tokens: IdTokens
    faults: Faults
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]

    async def handle(self, request: Request) -> Response:
        """The token response (RFC 6749 section 5.1), or one of its errors."""
        if self.faults.active(VneidFault.TOKEN_ENDPOINT_DOWN):
            raise TemporarilyUnavailable(
                "the token endpoint is down: a fault that a tester switched on", reason="fault_switched_on"
            )
        parameters = await read_form(request)
        client = await self.authentication.require(request, parameters)
        return JSONResponse(
            self._redeem(client, parameters),
            # RFC 6749 section 5.1
            headers={"Cache-Control": "no-store", "Pragma": "no-cache"},
        )

    def _redeem(self, client: RegisteredClient, parameters: Mapping[str, str]) -> dict[str, object]:
        code = digest(require_authorization_code(parameters))
        # 1. Spend the code before anything is checked against it: of two redemptions one gets past here.
        grant = self.state.codes.take(code)
        if grant is None:
            self._revoke_what_it_gave(code)
            raise InvalidGrant("the code is unknown, expired or was used before", reason="code_unusable")
        redemption = Redemption(
            grant=grant, parameters=parameters, client_id=client.client_id, jkt=None, now=self.now()
        )
        run_checks(TOKEN_CHECKS, redemption)
        # 2. Only now does anything leave.
        return {
            "access_token": self._access_token(code, grant),
            "token_type": "Bearer",
            "expires_in": int(ACCESS_TOKEN_LIFETIME.total_seconds()),
            "scope": grant.scope,
            "id_token": self.id_tokens.issue(client, grant),
        }

    def _access_token(self, code: str, grant: CodeGrant) -> str:
        token = new_secret(self.random_bytes)
        opens = TokenGrant(grant.details["person_id"], grant.subject, frozenset(grant.scope.split(" ")))
        expires_at = self.now() + ACCESS_TOKEN_LIFETIME
        self.state.tokens.put(digest(token), opens, expires_at=expires_at)
        self.state.spent_codes.put(code, digest(token), expires_at=expires_at)
        return token

    def _revoke_what_it_gave(self, code: str) -> None:
        """RFC 6749 section 4.1.2: a code seen twice was stolen, so what it gave once is revoked."""
        token = self.state.spent_codes.take(code)
        if token is not None:
            self.state.tokens.take(token)
