"""`/oauth2/authorize`: a request arrives in the browser's address, is checked, and becomes a sign-in page.

Compare `singpass_mock.authorize`: there the request was pushed before, and the browser brings a reference.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eid_kit.http.forms import query_of, read_form
from eid_kit.http.language import choose_language, switch_url
from eid_kit.http.request_log import note
from eid_kit.oauth.authorization_request import (
    AuthorizationRequest,
    RegisteredClient,
    refuse_request_object,
    refuse_response_mode_other_than_query,
    refuse_silent_sign_in,
    require_code_response_type,
    require_nonce,
    require_openid_scope,
    require_registered_redirect_uri,
    require_registered_scopes,
    require_s256_challenge,
    require_state,
)
from eid_kit.oauth.checks import Check, run_checks
from eid_kit.oauth.errors import OAuthError, UnknownClient
from eid_kit.oauth.issuer_identification import authorization_response_url
from eid_kit.oauth.parameters import Parameters
from eid_kit.oauth.secrets_ import digest, new_secret
from vneid_mock.clients import Clients
from vneid_mock.sign_in_pages import SignInPages
from vneid_mock.state import SIGN_IN_LIFETIME, State

AUTHORIZE_CHECKS: tuple[Check[AuthorizationRequest], ...] = (
    require_registered_redirect_uri,  # first: every later refusal is sent there
    refuse_request_object,
    require_code_response_type,
    refuse_response_mode_other_than_query,
    require_openid_scope,
    require_registered_scopes,
    require_state,
    require_nonce,
    require_s256_challenge,
    refuse_silent_sign_in,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizeEndpoint:
    """Checks the request, keeps it for the sign-in, and shows the page."""

    issuer: str
    clients: Clients
    state: State
    pages: SignInPages
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]

    async def handle(self, request: Request) -> Response:
        """The sign-in page, a redirect with an error, or an error page where no address can be trusted."""
        language = choose_language({}, request.headers.get("accept-language"))
        try:
            # OpenID Connect Core 3.1.2.1: both methods are served.
            parameters = await read_form(request) if request.method == "POST" else query_of(request)
            language = choose_language(parameters, request.headers.get("accept-language"))
            asked = AuthorizationRequest(self._client(parameters), parameters)
        except OAuthError as error:
            return self.pages.refused(error, language=language, switch_url=switch_url(request, language))
        try:
            run_checks(AUTHORIZE_CHECKS, asked)
        except OAuthError as error:
            if not error.may_redirect:
                return self.pages.refused(error, language=language, switch_url=switch_url(request, language))
            note(error=error.code, reason=error.reason)
            return redirect(asked, issuer=self.issuer, parameters=error_parameters(error))
        return self._sign_in_page(asked, language)

    def _client(self, parameters: Parameters) -> RegisteredClient:
        client = self.clients.find(parameters.get("client_id", ""))
        if client is None:
            raise UnknownClient("no client is registered under this client_id", reason="client_unknown")
        return client

    def _sign_in_page(self, asked: AuthorizationRequest, language: str) -> Response:
        transaction = new_secret(self.random_bytes)
        self.state.sign_ins.put(digest(transaction), asked, expires_at=self.now() + SIGN_IN_LIFETIME)
        return self.pages.sign_in(asked, transaction=transaction, language=language)


def error_parameters(error: OAuthError) -> dict[str, str]:
    """RFC 6749 section 4.1.2.1: what a redirect says about an error."""
    return {"error": error.code, "error_description": error.description}


def redirect(asked: AuthorizationRequest, *, issuer: str, parameters: Parameters) -> RedirectResponse:
    """Back to the client, naming ourselves (RFC 9207) and repeating its state."""
    url = authorization_response_url(
        asked.parameters["redirect_uri"],
        issuer=issuer,
        state=asked.parameters.get("state"),
        parameters=parameters,
    )
    # RFC 9700 section 4.12: 303, or a browser might repeat the form's POST, person and all, at the client.
    return RedirectResponse(url, 303, headers={"Cache-Control": "no-store"})
