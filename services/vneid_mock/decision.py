"""`/oauth2/authorize/decision`: the answer given "in the app", taken exactly once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from eid_kit.http.form_tokens import FormTokens
from eid_kit.http.forms import read_form
from eid_kit.http.language import choose_language
from eid_kit.http.origin import require_own_origin
from eid_kit.oauth.authorization_codes import CodeGrant
from eid_kit.oauth.authorization_request import AuthorizationRequest, requested_scopes
from eid_kit.oauth.checks import Check, run_checks
from eid_kit.oauth.errors import AccessDenied, InvalidBrowserRequest, OAuthError
from eid_kit.oauth.secrets_ import digest, new_secret
from vneid_mock.authorize import error_parameters, redirect
from vneid_mock.citizens import Citizen, Citizens, subject_of
from vneid_mock.sign_in_pages import FORM, SignInPages
from vneid_mock.state import CODE_REMEMBERED, State


@dataclass(frozen=True, slots=True)
class Answer:
    """The form as posted, and what can tell whether we issued it."""

    form: Mapping[str, str]
    form_tokens: FormTokens


def require_issued_form(answer: Answer) -> None:
    """The form is the one we showed, its hidden fields unaltered."""
    answer.form_tokens.require(answer.form.get("form_token"), FORM, answer.form.get("transaction", ""))


def require_clear_decision(answer: Answer) -> None:
    """One of the two buttons: no answer is not an approval."""
    if answer.form.get("decision") not in ("approve", "deny"):
        raise InvalidBrowserRequest("decision must be approve or deny", reason="decision_missing")


DECISION_CHECKS: tuple[Check[Answer], ...] = (require_issued_form, require_clear_decision)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionEndpoint:
    """Turns an approval into a code, and a refusal into `access_denied`."""

    issuer: str
    citizens: Citizens
    state: State
    pages: SignInPages
    form_tokens: FormTokens
    subject_key: bytes
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]

    async def handle(self, request: Request) -> Response:
        """A redirect to the client, or a page: chosen nobody, locked, or a form that does not count."""
        language = choose_language(dict(request.query_params), request.headers.get("accept-language"))
        try:
            require_own_origin(request, self.issuer)
        except OAuthError as error:
            return self.pages.spent(error, language=language, status=403)
        try:
            form = await read_form(request)
            language = choose_language(form, request.headers.get("accept-language"))
            asked = self._open_request(form)
        except OAuthError as error:
            return self.pages.spent(error, language=language, status=error.status)
        return self._answer(asked, form, language)

    def _open_request(self, form: Mapping[str, str]) -> AuthorizationRequest:
        run_checks(DECISION_CHECKS, Answer(form, self.form_tokens))
        asked = self.state.sign_ins.get(digest(form["transaction"]))
        if asked is None:
            raise InvalidBrowserRequest("this request was answered before, or expired", reason="form_spent")
        return asked

    def _answer(self, asked: AuthorizationRequest, form: Mapping[str, str], language: str) -> Response:
        transaction = form["transaction"]
        person = self.citizens.find(form.get("person", ""))
        if form["decision"] == "approve" and person is None:
            return self.pages.sign_in(asked, transaction=transaction, language=language, unknown_person=True)
        # Spent before anything is given for it: the same form posted twice must not yield two codes.
        self.state.sign_ins.take(digest(transaction))
        if form["decision"] == "deny" or person is None:
            return self._denied(asked, "the person did not approve the sign-in")
        if person.account.locked:
            back_to = self._denied(asked, "the sign-in was not completed").headers["location"]
            return self.pages.locked(back_to=back_to, language=language)
        return redirect(asked, issuer=self.issuer, parameters={"code": self._code(asked, person)})

    def _denied(self, asked: AuthorizationRequest, why: str) -> Response:
        return redirect(asked, issuer=self.issuer, parameters=error_parameters(AccessDenied(why)))

    def _code(self, asked: AuthorizationRequest, person: Citizen) -> str:
        now, parameters = self.now(), asked.parameters
        code = new_secret(self.random_bytes)
        grant = CodeGrant(
            client_id=asked.client.client_id,
            redirect_uri=parameters["redirect_uri"],
            code_challenge=parameters["code_challenge"],
            jkt=None,
            nonce=parameters["nonce"],
            scope=" ".join(dict.fromkeys(requested_scopes(parameters))),
            subject=subject_of(person.id, self.subject_key),
            issued_at=now,
            auth_time=now,
            details={
                "person_id": person.id,
                "account": person.account,
                "auth_level": person.account.reached(parameters.get("acr_values", "")),
            },
        )
        self.state.codes.put(digest(code), grant, expires_at=now + CODE_REMEMBERED)
        return code
