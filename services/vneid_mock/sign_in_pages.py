"""The pages of the sign-in: they play the phone app, and say what went wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TypedDict
from urllib.parse import urlencode

from starlette.responses import Response

from eid_kit.http.form_tokens import FormTokens
from eid_kit.http.language import other
from eid_kit.http.pages import Pages
from eid_kit.http.request_log import note
from eid_kit.oauth import urls
from eid_kit.oauth.authorization_request import AuthorizationRequest, requested_scopes
from eid_kit.oauth.errors import OAuthError
from vneid_mock.attributes import SCOPES
from vneid_mock.citizens import Citizens
from vneid_mock.clients import display_name

AUTHORIZE_PATH = "/oauth2/authorize"
DECISION_PATH = "/oauth2/authorize/decision"
FORM = "sign-in"  # what the form token is for


class _Words(TypedDict):
    heading: str
    paragraphs: list[str]


_REFUSED: dict[str, _Words] = {
    "vi": {
        "heading": "Không thể bắt đầu đăng nhập",
        "paragraphs": ["Ứng dụng đã gửi một yêu cầu không hợp lệ. Hãy quay lại ứng dụng và thử lại."],
    },
    "en": {
        "heading": "This sign-in cannot start",
        "paragraphs": ["The app sent a request that is not valid. Go back to the app and try again."],
    },
}
_SPENT: dict[str, _Words] = {
    "vi": {
        "heading": "Trang này không còn hiệu lực",
        "paragraphs": [
            "Yêu cầu đăng nhập đã được trả lời, đã hết hạn hoặc đã bị thay đổi. Không có gì được thực hiện.",
            "Hãy quay lại ứng dụng và bắt đầu lại.",
        ],
    },
    "en": {
        "heading": "This page no longer counts",
        "paragraphs": [
            "The sign-in request was answered already, has expired or was altered. Nothing was done.",
            "Go back to the app and start again.",
        ],
    },
}
_LOCKED: dict[str, _Words] = {
    "vi": {
        "heading": "Tài khoản đang bị khóa",
        "paragraphs": [
            "Tài khoản định danh điện tử này đang bị khóa nên không thể đăng nhập.",
            "Hãy liên hệ cơ quan công an nơi bạn đã đăng ký định danh; khi tài khoản đã mở, hãy bắt đầu lại.",
            "Ứng dụng chỉ được biết là việc đăng nhập không hoàn tất.",
        ],
    },
    "en": {
        "heading": "This account is locked",
        "paragraphs": [
            "This electronic identity account is locked, so it cannot sign in.",
            "Ask the police office where you registered; once it is unlocked, start again.",
            "The app is told only that the sign-in was not completed.",
        ],
    },
}
_FRONT = {"vi": "Về trang đầu của trình mô phỏng", "en": "To the simulator's front page"}
_BACK = {"vi": "Quay lại ứng dụng", "en": "Back to the app"}
_CHOOSE = {"vi": "Hãy chọn một người để phê duyệt.", "en": "Choose who approves."}


@dataclass(frozen=True, slots=True)
class SignInPages:
    """Every page a person sees between the client and the client."""

    pages: Pages
    citizens: Citizens
    form_tokens: FormTokens

    def sign_in(
        self, asked: AuthorizationRequest, *, transaction: str, language: str, unknown_person: bool = False
    ) -> Response:
        """Who asks for what, and the people who may answer; again, with a message, for an unknown person."""
        redirect_uri = asked.parameters["redirect_uri"]
        context = {
            "lang": language,
            "switch_url": _other_language(asked, language),
            "client": display_name(asked.client, language),
            "destination": urls.origin(redirect_uri),
            "scopes": [scope.words[language] for scope in SCOPES if scope.name in _scopes(asked)],
            "people": self.citizens.everyone(),
            "action": DECISION_PATH,
            "transaction": transaction,
            "form_token": self.form_tokens.issue(FORM, transaction),
            "match_number": match_number(transaction),
            "message": _CHOOSE[language] if unknown_person else None,
        }
        return self.pages.response(
            "sign_in.html",
            context,
            status=400 if unknown_person else 200,
            form_action=[urls.origin(redirect_uri)],
        )

    def refused(self, error: OAuthError, *, language: str, switch_url: str | None) -> Response:
        """A request that cannot be answered by a redirect, because its address is not to be trusted."""
        note(error=error.code, reason=error.reason)
        technical = (("error", error.code), ("error_description", error.description))
        context = {"switch_url": switch_url, "technical": technical, "link": _start(language)}
        return self._message(_REFUSED, context, language=language, status=error.status)

    def spent(self, error: OAuthError, *, language: str, status: int) -> Response:
        """A form that does not count: sent before, expired, altered, or sent by another site."""
        note(error=error.code, reason=error.reason)
        technical = (("error_description", error.description),)
        context = {"technical": technical, "link": _start(language)}
        return self._message(_SPENT, context, language=language, status=status)

    def locked(self, *, back_to: str, language: str) -> Response:
        """The account is locked; the link leads back to the client with `access_denied`."""
        return self._message(_LOCKED, {"link": (back_to, _BACK[language])}, language=language, status=403)

    def _message(
        self, words: Mapping[str, _Words], context: Mapping[str, object], *, language: str, status: int
    ) -> Response:
        """In the language chosen; where no address leads to the other one, in the other one below."""
        also = None if context.get("switch_url") else {"lang": other(language), **words[other(language)]}
        shown = {**context, **words[language], "lang": language, "also": also}
        return self.pages.response("message.html", shown, status=status)


def _start(language: str) -> tuple[str, str]:
    return f"/?lang={language}", _FRONT[language]


def match_number(transaction: str) -> str:
    """The two digits shown here and in the app, to be compared before approving; the same for one page."""
    return f"{10 + int.from_bytes(sha256(b'match ' + transaction.encode()).digest()[:4], 'big') % 90}"


def _scopes(asked: AuthorizationRequest) -> tuple[str, ...]:
    return requested_scopes(asked.parameters)


def _other_language(asked: AuthorizationRequest, language: str) -> str:
    """The same request in the other language: it is simply made again."""
    return f"{AUTHORIZE_PATH}?{urlencode({**asked.parameters, 'lang': other(language)})}"
