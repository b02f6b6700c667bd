"""The two pages a person may see between the app and the answer: the sign-in, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from eid_kit.http.language import other
from eid_kit.http.pages import Pages
from eid_kit.http.request_log import note
from eid_kit.oauth import urls
from eid_kit.oauth.errors import OAuthError
from singpass_mock.residents import Resident
from singpass_mock.scopes import AppKind, labels
from singpass_mock.state import Pushed


@dataclass(frozen=True, slots=True)
class SignInPages:
    """Renders both. The words of the sign-in page are in its template."""

    pages: Pages

    def sign_in(
        self,
        pushed: Pushed,
        residents: Sequence[Resident],
        *,
        language: str,
        hidden: Mapping[str, str],
        address: Mapping[str, str] | None,
        asked_again: bool,
    ) -> Response:
        """The page that plays the app. `address` is the query it is reached under, to switch the language."""
        context: dict[str, Any] = {
            **_app_words(pushed, language),
            "lang": language,
            "switch_url": None if address is None else f"?{urlencode({**address, 'lang': other(language)})}",
            "people": [person_words(resident, language) for resident in residents],
            "hidden": hidden,
            "asked_again": asked_again,
        }
        return self.pages.response(
            "sign_in.html",
            context,
            status=400 if asked_again else 200,
            form_action=(urls.origin(pushed.redirect_uri),),
        )

    def problem(self, error: OAuthError, language: str, switch_url: str | None) -> Response:
        """A page for a person, with the protocol's words below for whoever builds the app.

        Where no address leads to the other language, it is said in that one too.
        """
        note(error=error.code, reason=error.reason)
        context = {
            **_PROBLEM[language],
            "lang": language,
            "switch_url": switch_url,
            "also": None if switch_url else {"lang": other(language), **_PROBLEM[other(language)]},
            "link": (f"/?lang={language}", _FRONT[language]),
            "technical": tuple(error.body().items()),
        }
        return self.pages.response("message.html", context, status=error.status)


def _app_words(pushed: Pushed, language: str) -> dict[str, Any]:
    app = pushed.app
    return {
        "app_name": app.name.in_language(language),
        "entity": app.entity.in_language(language),
        "purpose": app.purpose.in_language(language),
        "message": pushed.context_message,
        "is_myinfo": app.kind is AppKind.MYINFO,
        "items": [label.in_language(language) for label in labels(frozenset(pushed.scopes))],
    }


def person_words(resident: Resident, language: str) -> dict[str, str]:
    """A resident as a page names them."""
    description = resident.description.vi if language == "vi" else resident.description.en
    return {"id": resident.id, "name": resident.name, "description": description}


_FRONT = {"vi": "Về trang đầu của trình mô phỏng", "en": "To the simulator's front page"}
_PROBLEM: Mapping[str, Mapping[str, Any]] = {
    "vi": {
        "heading": "Không thể tiếp tục đăng nhập",
        "paragraphs": (
            "Yêu cầu đăng nhập này đã được trả lời, đã hết hạn, hoặc không hợp lệ. Không có gì bị thay đổi.",
            "Hãy quay lại ứng dụng và bắt đầu lại.",
        ),
    },
    "en": {
        "heading": "This sign-in cannot continue",
        "paragraphs": (
            "It was answered already, has expired, or is not in order. Nothing was changed.",
            "Go back to the app and start again.",
        ),
    },
}
