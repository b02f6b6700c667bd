"""What the framework refuses by itself, and what failed here: the same three words at every service.

A program gets JSON; a browser, which says that it takes HTML, gets a page.
"""

from collections.abc import Mapping
from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from eid_kit.http.language import choose_language
from eid_kit.http.pages import Pages
from eid_kit.oauth.errors import OAuthError, ServerError


class NoSuchAddress(OAuthError):
    """RFC 9110 section 15.5.5: nothing is served at this address."""

    code = "not_found"
    status = 404


class MethodNotAllowed(OAuthError):
    """RFC 9110 section 15.5.6: the address is served to other methods, which `Allow` lists."""

    code = "method_not_allowed"
    status = 405


class RefusedByFramework(OAuthError):
    """Any other refusal of the framework's own; none is known that our routes could meet."""

    code = "invalid_request"

    def __init__(self, status: int) -> None:
        super().__init__("the request is malformed", reason="parameters_malformed")
        self.status = status  # type: ignore[misc]  # the one error whose status is told to it


Words = tuple[str, str]
# By reason, the heading and the sentence of the page, in Vietnamese and English.
_PAGES: Final[Mapping[str, Mapping[str, Words]]] = {
    "no_such_address": {
        "vi": ("Không có trang này", "Địa chỉ này không có ở đây. Có thể nó được gõ sai hoặc đã cũ."),
        "en": ("There is no such page", "Nothing is at this address. It may be mistyped, or out of date."),
    },
    "method_not_allowed": {
        "vi": ("Không thể mở địa chỉ này như vậy", "Địa chỉ này không được mở bằng cách này."),
        "en": ("This address cannot be opened so", "This address is not for opening in this way."),
    },
    "server_error": {
        "vi": ("Đã có lỗi ở phía chúng tôi", "Không thể trả lời yêu cầu này. Bạn có thể thử lại sau."),
        "en": ("Something went wrong on our side", "This request could not be answered. Try again later."),
    },
}
_HOME: Final = {"vi": "Về trang đầu", "en": "To the front page"}


def refusal_of(error: HTTPException) -> OAuthError:
    """The framework's refusal in our words."""
    if error.status_code == NoSuchAddress.status:
        return NoSuchAddress("nothing is served at this address", reason="no_such_address")
    if error.status_code == MethodNotAllowed.status:
        return MethodNotAllowed("this address is served to other methods", reason="method_not_allowed")
    return RefusedByFramework(error.status_code)


def failure() -> OAuthError:
    """What is told of a fault of ours: that there was one."""
    return ServerError("the server failed to answer this request", reason="server_error")


def page_of(pages: Pages | None, request: Request, refusal: OAuthError) -> HTMLResponse | None:
    """The page for a person whose browser came here; `None` for a program, and where there are no pages."""
    words = _PAGES.get(refusal.reason or "")
    if pages is None or words is None or "text/html" not in request.headers.get("accept", ""):
        return None
    language = choose_language(request.query_params, request.headers.get("accept-language"))
    heading, sentence = words[language]
    context = {
        "lang": language,
        "switch_url": f"?lang={'en' if language == 'vi' else 'vi'}" if request.method == "GET" else None,
        "heading": heading,
        "paragraphs": [sentence],
        "link": (f"/?lang={language}", _HOME[language]),
    }
    return pages.response("message.html", context, status=refusal.status)
