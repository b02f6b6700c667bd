"""`POST /fapi/token`: an app redeems the code, with the key to which its pushed request was bound."""

from collections.abc import Callable
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
from eid_kit.oauth.checks import Check, run_checks
from eid_kit.oauth.errors import (
    InvalidDpopProof,
    InvalidGrant,
    InvalidRequest,
    TemporarilyUnavailable,
    UpstreamDependencyError,
)
from eid_kit.oauth.secrets_ import digest
from eid_kit.simulator.faults import Faults
from singpass_mock.access_token import LIFETIME_S, AccessTokens
from singpass_mock.app_keys import AppKeys
from singpass_mock.client_authentication import ClientAuthentication
from singpass_mock.faults import SingpassFault
from singpass_mock.id_token import IdTokens
from singpass_mock.proofs import Proofs
from singpass_mock.residents import Resident, Residents
from singpass_mock.state import State

CODE_LIFETIME_S = 60


def require_key_of_pushed_request(redemption: Redemption) -> None:
    """RFC 9449 section 10. Exact wording seen on staging; developers search for it."""
    if redemption.jkt != redemption.grant.jkt:
        raise InvalidDpopProof(
            "Incoming DPOP Proof JWT does not match the initial dpop_jkt sent at PAR endpoint",
            reason="dpop_wrong_key",
        )


def require_documented_verifier(redemption: Redemption) -> None:
    """Two characters fewer than RFC 7636 allows: the legacy service took `.` and `~`, this one does not."""
    verifier = redemption.parameters.get("code_verifier", "")
    if "." in verifier or "~" in verifier:
        raise InvalidRequest(
            "code_verifier may hold only letters, digits, - and _", reason="verifier_alphabet"
        )


TOKEN_CHECKS: tuple[Check[Redemption], ...] = (
    require_same_client,
    require_unexpired(CODE_LIFETIME_S),
    require_same_redirect_uri,
    require_key_of_pushed_request,
    require_documented_verifier,
    require_matching_verifier,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenEndpoint:
    """Authenticates the app, demands its proof, spends the code, runs the checks, issues both tokens."""

    url: str
    authentication: ClientAuthentication
    keys: AppKeys
    proofs: Proofs
    state: State
    residents: Residents
    id_tokens: IdTokens
    access_tokens: AccessTokens
    faults: Faults
    now: Callable[[], datetime]

    async def redeem(self, request: Request) -> Response:
        """200 with both tokens; errors as `OAuthError`."""
        if self.faults.active(SingpassFault.TOKEN_ENDPOINT_DOWN):
            raise TemporarilyUnavailable(
                "fault token-endpoint-down is switched on", reason="fault_switched_on"
            )
        if self.faults.active(SingpassFault.TOKEN_DEPENDENCY_DOWN):
            raise UpstreamDependencyError(
                "fault token-dependency-down is switched on", reason="fault_switched_on"
            )
        parameters = await read_form(request)
        app = await self.authentication.require(parameters)
        proof = self.proofs.require(request, self.url)
        code = require_authorization_code(parameters)
        key = await self.keys.to_encrypt_to(app)
        # From here to the end nothing waits: the code is spent first, so that of two requests with the
        # same code one finds nothing, and a request that fails below has used it up.
        grant = self._spend(code)
        run_checks(
            TOKEN_CHECKS,
            Redemption(
                grant=grant,
                parameters=parameters,
                client_id=app.client.client_id,
                jkt=proof.jkt,
                now=self.now(),
            ),
        )
        id_token = self.id_tokens.issue(grant, self._resident(grant), key)
        body = {
            "access_token": self.access_tokens.issue(grant),
            "id_token": id_token,
            "token_type": "DPoP",
            "expires_in": LIFETIME_S,
        }
        return JSONResponse(body, headers={"Cache-Control": "no-store"})

    def _spend(self, code: str) -> CodeGrant:
        grant = self.state.codes.take(digest(code))
        if grant is None:
            raise InvalidGrant("the code is unknown, expired or was used before", reason="code_unknown")
        return grant

    def _resident(self, grant: CodeGrant) -> Resident:
        resident = self.residents.find(grant.details["resident"])
        if resident is None:
            raise InvalidGrant("the person is no longer known", reason="code_unknown")
        return resident
