"""What a browser carries between two pages, and what it is told when a page cannot go on."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from bridge.flows.ending import Lost
from bridge.flows.ports import StoreUnavailable
from bridge.web.page_sentences import (
    AGREED_BEFORE,
    HEADING,
    NOTHING_FROM_HERE,
    OF_THE_REQUEST,
    OWN_PAGES,
    PERHAPS_ANSWERED,
    SAME_IN_OTHER_LANGUAGE,
    sentence,
)
from eid_kit.http.language import choose_language, other, switch_url
from eid_kit.http.pages import Pages
from eid_kit.http.request_log import note
from eid_kit.oauth.errors import InvalidRequest, OAuthError, TemporarilyUnavailable

S = TypeVar("S", bound="BrowserPages")

BROWSER_PATH = "/oauth/authorize"
UPSTREAM_PATH = "/upstream/"
ME = "/me"


@dataclass(frozen=True, slots=True)
class Cookies:
    """Cookie names and attributes.

    Every port of localhost receives every cookie, so names carry the transaction and paths are as narrow
    as can be; `__Secure-` and Secure appear with https only, where a browser honours them.
    """

    secure: bool

    def name(self, kind: str, transaction_id: str) -> str:
        """One cookie per kind and transaction: two tabs do not overwrite each other."""
        prefix = "__Secure-" if self.secure else ""
        return f"{prefix}vnsg_{kind}_{transaction_id[:12]}"

    def read(self, request: Request, kind: str, transaction_id: str) -> str | None:
        """The secret this browser carries for that transaction; `None` where it carries two.

        Another port of localhost, or a neighbouring host, can set one of the same name beside ours, and
        nothing in a request tells which is whose (RFC 6265 section 8.6).
        """
        name = self.name(kind, transaction_id)
        carried = (
            crumb.partition("=")[0].strip()
            for header in request.headers.getlist("cookie")
            for crumb in header.split(";")
        )
        return request.cookies.get(name) if sum(each == name for each in carried) == 1 else None

    def set(
        self, response: Response, kind: str, transaction_id: str, *, value: str, path: str, lifetime_s: int
    ) -> None:
        """HttpOnly and SameSite=Lax: sent when a redirect brings the citizen back, not with others' forms."""
        response.set_cookie(
            self.name(kind, transaction_id),
            value,
            max_age=lifetime_s,
            path=path,
            secure=self.secure,
            httponly=True,
            samesite="lax",
        )

    def clear(self, response: Response, kind: str, transaction_id: str, *, path: str) -> None:
        """Forgets it in the browser; in the store it opens nothing any more."""
        response.delete_cookie(
            self.name(kind, transaction_id), path=path, secure=self.secure, httponly=True, samesite="lax"
        )


class BrowserPages:
    """Base of the handlers that face a citizen: their errors are pages, in the citizen's language."""

    pages: Pages

    def language_of(self, request: Request, preferred: str = "") -> str:
        """The page's language: asked for here, else by the partner's ui_locales, else the browser's."""
        query = {"ui_locales": preferred, **request.query_params}
        return choose_language(query, request.headers.get("accept-language"))

    def error_page(self, request: Request, error: OAuthError) -> Response:
        """What went wrong, that this page shares nothing, and what to do.

        Where no address leads to the other language, it is said in that one too.
        """
        note(error=error.code, reason=error.reason)
        language = self.language_of(request)
        same_again = error.reason in SAME_IN_OTHER_LANGUAGE
        switch = switch_url(request, language) if same_again else None
        context = {
            "lang": language,
            "switch_url": switch,
            **self.error_words(error, language),
            "also": None if switch else {"lang": other(language), **self.error_words(error, other(language))},
            "link": self.error_link(error, language),
            "technical": self.error_codes(error),
            "reasons_url": f"/reasons?lang={language}",
        }
        return self.pages.response("message.html", context, status=error.status)

    def error_words(self, error: OAuthError, language: str) -> dict[str, Any]:
        """Heading and paragraphs of the page."""
        said = [sentence(error), NOTHING_FROM_HERE]
        if error.reason in PERHAPS_ANSWERED:
            said.append(AGREED_BEFORE)
        return {"heading": HEADING.in_(language), "paragraphs": [text.in_(language) for text in said]}

    def error_link(self, error: OAuthError, language: str) -> tuple[str, str] | None:
        """Where the page leads, if anywhere."""
        return (
            (f"{ME}?lang={language}", OWN_PAGES.in_(language)) if error.reason in PERHAPS_ANSWERED else None
        )

    def error_codes(self, error: OAuthError) -> tuple[tuple[str, str], ...]:
        """The protocol's words, folded away. No word of what depends on the person: the page may be shown
        to whoever built the request.
        """
        if error.reason is None or error.reason not in OF_THE_REQUEST:
            return ()
        return (("error", error.code), ("reason", error.reason))


def page_errors(
    handler: Callable[[S, Request], Coroutine[Any, Any, Response]],
) -> Callable[[S, Request], Coroutine[Any, Any, Response]]:
    """Turns the errors of a browser-facing handler into a page: a citizen cannot read JSON."""

    @wraps(handler)
    async def wrapped(self: S, request: Request) -> Response:
        try:
            return await handler(self, request)
        except OAuthError as error:
            return self.error_page(request, error)
        except Lost:
            return self.error_page(
                request, InvalidRequest("answered in another tab", reason="answered_elsewhere")
            )
        except StoreUnavailable:
            trouble = TemporarilyUnavailable("the store is unavailable", reason="store_unavailable")
            return self.error_page(request, trouble)

    return wrapped


def see_other(location: str) -> RedirectResponse:
    """303: the browser continues with GET whatever it sent (FAPI 2.0 section 5.3.2.2: never 307)."""
    return RedirectResponse(location, status_code=303, headers={"Cache-Control": "no-store"})
