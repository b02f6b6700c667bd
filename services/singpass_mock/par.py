"""`POST /fapi/par`: an app pushes its authorization request (RFC 9126) and is told at once what is wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from eid_kit.http.forms import dpop_proof, read_form
from eid_kit.oauth.authorization_request import (
    refuse_request_object,
    refuse_response_mode_other_than_query,
    refuse_silent_sign_in,
    requested_scopes,
    require_code_response_type,
    require_nonce,
    require_openid_scope,
    require_registered_redirect_uri,
    require_registered_scopes,
    require_s256_challenge,
    require_state,
)
from eid_kit.oauth.checks import Check, run_checks
from eid_kit.oauth.errors import InvalidRequest, TemporarilyUnavailable, UpstreamDependencyError
from eid_kit.oauth.par import new_request_uri
from eid_kit.oauth.parameters import Parameters
from eid_kit.oauth.secrets_ import digest
from eid_kit.simulator.faults import Faults
from singpass_mock.authentication_context import (
    refuse_context_of_myinfo_app,
    require_context_of_login_app,
    require_plain_context_message,
)
from singpass_mock.client_authentication import ClientAuthentication
from singpass_mock.faults import SingpassFault
from singpass_mock.proofs import Proofs, require_thumbprint
from singpass_mock.pushed_request import PushedRequest
from singpass_mock.request_rules import (
    require_allowed_acr_values,
    require_client_id_in_body,
    require_documented_state,
    require_known_redirect_type,
    require_registered_launch_url,
)
from singpass_mock.state import REQUEST_URI_LIFETIME_S, Pushed, State

PAR_CHECKS: tuple[Check[PushedRequest], ...] = (
    require_client_id_in_body,
    refuse_request_object,
    require_code_response_type,
    refuse_response_mode_other_than_query,
    require_registered_redirect_uri,
    require_known_redirect_type,
    require_registered_launch_url,
    require_openid_scope,
    require_registered_scopes,
    require_state,
    require_documented_state,
    require_nonce,
    require_s256_challenge,
    refuse_silent_sign_in,
    refuse_context_of_myinfo_app,
    require_context_of_login_app,
    require_plain_context_message,
    require_allowed_acr_values,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PushEndpoint:
    """Authenticates the app, binds the request to its DPoP key, runs the checks, keeps the request."""

    url: str
    authentication: ClientAuthentication
    proofs: Proofs
    state: State
    faults: Faults
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]

    async def push(self, request: Request) -> Response:
        """201 with the `request_uri`; errors as `OAuthError`."""
        if self.faults.active(SingpassFault.PAR_DOWN):
            raise TemporarilyUnavailable("fault par-down is switched on", reason="fault_switched_on")
        if self.faults.active(SingpassFault.PAR_DEPENDENCY_DOWN):
            raise UpstreamDependencyError(
                "fault par-dependency-down is switched on", reason="fault_switched_on"
            )
        parameters = await read_form(request)
        app = await self.authentication.require(parameters)
        jkt = self._jkt(request, parameters)
        pushed = PushedRequest(app.client, parameters, app)
        run_checks(PAR_CHECKS, pushed)
        request_uri = self._keep(pushed, jkt)
        body = {"request_uri": request_uri, "expires_in": REQUEST_URI_LIFETIME_S}
        return JSONResponse(body, status_code=201, headers={"Cache-Control": "no-store"})

    def _jkt(self, request: Request, parameters: Parameters) -> str:
        """RFC 9449 section 10.1: the header, the parameter, or both for the same key. Never neither."""
        stated = parameters.get("dpop_jkt")
        if stated is not None:
            require_thumbprint(stated)
        if dpop_proof(request) is not None:
            return self.proofs.require(request, self.url, expected_jkt=stated).jkt
        if stated is None:
            raise InvalidRequest("a DPoP header or dpop_jkt is required", reason="dpop_missing")
        return stated

    def _keep(self, request: PushedRequest, jkt: str) -> str:
        request_uri = new_request_uri(self.random_bytes)
        expires_at = self.now() + timedelta(seconds=REQUEST_URI_LIFETIME_S)
        self.state.pushed.put(digest(request_uri), _pushed(request, jkt), expires_at=expires_at)
        return request_uri


def _pushed(request: PushedRequest, jkt: str) -> Pushed:
    parameters = request.parameters
    return Pushed(
        app=request.app,
        redirect_uri=parameters["redirect_uri"],
        state=parameters["state"],
        nonce=parameters["nonce"],
        code_challenge=parameters["code_challenge"],
        scopes=requested_scopes(parameters),
        jkt=jkt,
        acr_values=tuple(parameters.get("acr_values", "").split()),
        context_message=parameters.get("authentication_context_message"),
    )
