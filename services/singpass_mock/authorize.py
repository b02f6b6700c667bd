"""`/fapi/auth`: the person's browser arrives with a pushed request, and answers it once.

The page plays the app that scans the QR code. Nothing here is redirected that was not pushed: whatever is
wrong with the arrival or the answer is told on a page, and changes nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eid_kit.http.form_tokens import FormTokens
from eid_kit.http.forms import query_of, read_form
from eid_kit.http.language import choose_language, switch_url
from eid_kit.http.origin import require_own_origin
from eid_kit.oauth.authorization_codes import CodeGrant
from eid_kit.oauth.checks import Check, run_checks
from eid_kit.oauth.errors import InvalidBrowserRequest, InvalidRequestUri, OAuthError
from eid_kit.oauth.issuer_identification import authorization_response_url
from eid_kit.oauth.par import require_browser_parameters
from eid_kit.oauth.secrets_ import digest, new_secret
from singpass_mock.residents import Acr, Resident, Residents
from singpass_mock.sign_in_pages import SignInPages
from singpass_mock.state import SIGN_IN_LIFETIME_S, Pushed, State
from singpass_mock.subjects import Subjects
from singpass_mock.token import CODE_LIFETIME_S


@dataclass(frozen=True, slots=True)
class Arrival:
    """A browser that brings a live `request_uri`, and the `client_id` it names beside it."""

    client_id: str
    pushed: Pushed


@dataclass(frozen=True, slots=True)
class Answer:
    """A form that came from our own page, for a sign-in that is still open."""

    form: Mapping[str, str]
    pushed: Pushed


def require_client_that_pushed(arrival: Arrival) -> None:
    """RFC 9126 section 4: a request_uri belongs to the client that pushed it."""
    if arrival.pushed.app.client.client_id != arrival.client_id:
        raise InvalidRequestUri("request_uri was pushed by another app", reason="request_uri_of_another")


def require_decision(answer: Answer) -> None:
    """Neither button pressed means no answer was given, not that the answer was yes."""
    if answer.form.get("decision") not in ("approve", "deny"):
        raise InvalidBrowserRequest("decision must be approve or deny", reason="decision_missing")


ARRIVAL_CHECKS: tuple[Check[Arrival], ...] = (require_client_that_pushed,)
ANSWER_CHECKS: tuple[Check[Answer], ...] = (require_decision,)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizeEndpoint:
    """Shows the sign-in page and takes its one answer."""

    issuer: str
    public_url: str
    residents: Residents
    subjects: Subjects
    state: State
    pages: SignInPages
    form_tokens: FormTokens
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]

    async def show(self, request: Request) -> Response:
        """The sign-in page, or a page saying what is wrong."""
        try:
            return self._show(request)
        except OAuthError as error:
            return self._problem(request, error)

    async def answer(self, request: Request) -> Response:
        """303 back to the app with a code or `access_denied`; a page when the form cannot count."""
        try:
            require_own_origin(request, self.public_url)
            form = await read_form(request)
            transaction = form.get("transaction", "")
            self.form_tokens.require(form.get("form_token"), "sign-in", transaction)
            return self._answer(transaction, form, _language(request))
        except OAuthError as error:
            return self._problem(request, error)

    def _problem(self, request: Request, error: OAuthError) -> Response:
        language = _language(request)
        return self.pages.problem(error, language, switch_url(request, language))

    def _show(self, request: Request) -> Response:
        query = query_of(request)
        query.pop("lang", None)  # the page's own; everything else was pushed or is refused
        client_id, request_uri = require_browser_parameters(query)
        transaction = digest(request_uri)
        pushed = self._live_request(transaction)
        run_checks(ARRIVAL_CHECKS, Arrival(client_id, pushed))
        # Claimed once: a reload shows the page again, and does not keep the sign-in open for longer.
        expires_at = self.now() + timedelta(seconds=SIGN_IN_LIFETIME_S)
        self.state.sign_ins.claim(transaction, pushed, expires_at=expires_at)
        return self._page(transaction, pushed, _language(request), address=query)

    def _answer(self, transaction: str, form: Mapping[str, str], language: str) -> Response:
        pushed = self._open_sign_in(transaction)
        run_checks(ANSWER_CHECKS, Answer(form, pushed))
        if form["decision"] == "deny":
            self._close(transaction)
            refusal = {"error": "access_denied", "error_description": "the person declined"}
            return self._redirect(pushed, refusal)
        resident = self.residents.find(form.get("person", ""))
        if resident is None:
            return self._page(transaction, pushed, language, asked_again=True)
        self._close(transaction)
        return self._redirect(pushed, {"code": self._new_code(pushed, resident)})

    def _live_request(self, transaction: str) -> Pushed:
        pushed = self.state.pushed.get(transaction)
        if pushed is None:  # RFC 9126 section 4: unknown, expired and used ones look the same
            raise InvalidRequestUri("request_uri is unknown, expired or was used", reason="request_uri_dead")
        return pushed

    def _open_sign_in(self, transaction: str) -> Pushed:
        # A form counts once: sent twice, by the back button or too late, it finds nothing open.
        pushed = self.state.sign_ins.get(transaction)
        if pushed is None:
            raise InvalidBrowserRequest("this sign-in was answered already or has expired", reason="answered")
        return pushed

    def _page(
        self,
        transaction: str,
        pushed: Pushed,
        language: str,
        *,
        address: Mapping[str, str] | None = None,
        asked_again: bool = False,
    ) -> Response:
        return self.pages.sign_in(
            pushed,
            self.residents.all(),
            language=language,
            hidden={
                "transaction": transaction,
                "form_token": self.form_tokens.issue("sign-in", transaction),
            },
            address=address,
            asked_again=asked_again,
        )

    def _close(self, transaction: str) -> None:
        # Before the code exists, and without waiting in between: of two answers one finds nothing open.
        self.state.sign_ins.take(transaction)
        self.state.pushed.take(transaction)

    def _new_code(self, pushed: Pushed, resident: Resident) -> str:
        code, now = new_secret(self.random_bytes), self.now()
        grant = CodeGrant(
            client_id=pushed.app.client.client_id,
            redirect_uri=pushed.redirect_uri,
            code_challenge=pushed.code_challenge,
            jkt=pushed.jkt,
            nonce=pushed.nonce,
            scope=" ".join(pushed.scopes),
            subject=self.subjects.of(resident),
            issued_at=now,
            auth_time=now,
            details={"resident": resident.id, "acr": reached(resident, pushed.acr_values)},
        )
        self.state.codes.put(digest(code), grant, expires_at=now + timedelta(seconds=CODE_LIFETIME_S))
        return code

    def _redirect(self, pushed: Pushed, parameters: Mapping[str, str]) -> Response:
        url = authorization_response_url(
            pushed.redirect_uri, issuer=self.issuer, state=pushed.state, parameters=parameters
        )
        # 303, so that the browser does not send the form on to the app (RFC 9700 section 4.12).
        return RedirectResponse(url, status_code=303, headers={"Cache-Control": "no-store"})


def reached(resident: Resident, wishes: tuple[str, ...]) -> Acr:
    """The level of this sign-in: the first wish this person can meet, else the best there is.

    Where nothing is wished for, it is the person's usual level.

    `acr_values` is a wish (OIDC Core 3.1.2.1): an app that needs a level looks at `acr`.
    """
    if not wishes and resident.usual_acr is not None:
        return resident.usual_acr
    within_reach = [Acr(wish) for wish in wishes if wish <= resident.highest_acr]
    return within_reach[0] if within_reach else resident.highest_acr


def _language(request: Request) -> str:
    return choose_language(request.query_params, request.headers.get("accept-language"))
