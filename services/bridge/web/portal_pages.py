"""What all pages of the citizen portal share: the session's cookie, form tokens, the chooser, error pages."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from fastapi import Request, Response

from bridge.domain.attributes import Text
from bridge.domain.explanations import explanation
from bridge.domain.reasons import NotCompleted
from bridge.flows.citizen_ports import CitizenSession
from bridge.flows.own_records import NoSuchRecord
from bridge.flows.portal_sign_in import PortalSignIn
from bridge.web.browser import ME, BrowserPages, Cookies, page_errors, see_other
from bridge.web.page_sentences import HEADING, sentence
from eid_kit.http.form_tokens import FormTokens
from eid_kit.http.forms import read_form_with_lists
from eid_kit.http.origin import require_own_origin
from eid_kit.http.pages import Pages
from eid_kit.oauth.errors import InvalidBrowserRequest, OAuthError
from eid_kit.oauth.secrets_ import digest, new_secret

PROVIDERS: Final = {"vneid": "VNeID", "singpass": "Singpass"}
SIGNED_OUT: Final = "signed-out"
EXPIRED: Final = "expired"
RECEIVED: Final = "received"
_CHOOSER_LIFETIME_S: Final = 3600
_NOT_COMPLETED: Final = {str(reason): reason for reason in NotCompleted}
_NOTHING_CHANGED: Final = Text("Không có gì thay đổi.", "Nothing was changed.")
_BACK: Final = Text("Về trang của bạn", "Back to your pages")

T = TypeVar("T")
P = TypeVar("P", bound="PortalPages")


class RecordUnknown(InvalidBrowserRequest):
    """There is no such record for this citizen. Another's looks the same: to know of it would be to know."""

    status = 404


async def own(found: Awaitable[T]) -> T:
    """What a flow found for this citizen; raises `RecordUnknown` where it found nothing of theirs."""
    try:
        return await found
    except NoSuchRecord as error:
        raise RecordUnknown("there is no such record among yours", reason="record_unknown") from error


@dataclass(frozen=True, slots=True)
class Visit:
    """A signed-in citizen asks for a page. `secret` is the session's, to bind forms to."""

    session: CitizenSession
    secret: str
    language: str
    at: datetime

    @property
    def principal_ref(self) -> str:
        """Whose pages these are."""
        return self.session.principal_ref


@dataclass(frozen=True, slots=True)
class PortalPages(BrowserPages):
    """Base of the portal's handlers. `provider_origins` is where the chooser's form may lead."""

    pages: Pages
    cookies: Cookies
    sign_in: PortalSignIn
    tokens: FormTokens
    public_url: str
    provider_origins: tuple[str, ...]

    def session_secret(self, request: Request) -> str | None:
        """What this browser carries. Its path keeps it to the portal: no other page of ours receives it."""
        return self.cookies.read(request, "me", "session")

    async def visit_of(self, request: Request) -> Visit | None:
        """Who asks, if anybody is signed in here."""
        secret = self.session_secret(request)
        session = await self.sign_in.session(secret)
        if secret is None or session is None:
            return None
        return Visit(session, secret, self.language_of(request), self.sign_in.now())

    def address(self, language: str, path: str = "", **query: str) -> str:
        """An address of the portal, in the language of this page."""
        return f"{ME}{path}?{urlencode({'lang': language, **query})}"

    def form_token(self, visit: Visit, *what: str) -> str:
        """Binds a form to this session and to what its button does."""
        return self.tokens.issue("me", digest(visit.secret), *what)

    async def form_of(
        self, request: Request, visit: Visit, *what: str, lists: tuple[str, ...] = ()
    ) -> tuple[Mapping[str, str], Mapping[str, tuple[str, ...]]]:
        """The fields of a form of ours, and its boxes; raises `OAuthError` for one from elsewhere."""
        require_own_origin(request, self.public_url)
        form, boxes = await read_form_with_lists(request, lists=lists)
        self.tokens.require(form.get("form_token"), "me", digest(visit.secret), *what)
        return form, boxes

    def chooser(self, request: Request, language: str) -> Response:
        """The page that asks which identity provider to sign in with."""
        known = self.cookies.read(request, "me", "chooser")
        secret = known or new_secret(self.sign_in.random_bytes)
        note = SIGNED_OUT if SIGNED_OUT in request.query_params else None
        if note is None and (EXPIRED in request.query_params or self.session_secret(request)):
            note = EXPIRED
        context = {
            "lang": language,
            "switch_url": self.address("en" if language == "vi" else "vi"),
            "note": note,
            "providers": PROVIDERS,
            "action": f"{ME}/sign-in",
            "form_token": self.tokens.issue("me sign-in", digest(secret)),
        }
        response = self.pages.response("portal_sign_in.html", context, form_action=self.provider_origins)
        self.cookies.set(response, "me", "chooser", value=secret, path=ME, lifetime_s=_CHOOSER_LIFETIME_S)
        return response

    def error_words(self, error: OAuthError, language: str) -> dict[str, Any]:
        """What went wrong; a sign-in that failed in the words that are used of journeys."""
        ended = _NOT_COMPLETED.get(error.reason or "")
        words = explanation(ended) if ended else sentence(error)
        said = (words.in_(language), _NOTHING_CHANGED.in_(language))
        return {"heading": HEADING.in_(language), "paragraphs": said}

    def error_link(self, error: OAuthError, language: str) -> tuple[str, str]:
        """The way back, whatever it was."""
        return (self.address(language), _BACK.in_(language))


def signed_in(
    handler: Callable[[P, Request, Visit], Coroutine[Any, Any, Response]],
) -> Callable[[P, Request], Coroutine[Any, Any, Response]]:
    """A handler for whoever is signed in; everybody else is led to the chooser, and learns nothing."""

    @wraps(handler)
    async def wrapped(self: P, request: Request) -> Response:
        visit = await self.visit_of(request)
        if visit is None:
            return see_other(self.address(self.language_of(request), **{EXPIRED: "1"}))
        return await handler(self, request, visit)

    # The handler's own signature must not show: FastAPI would look there for a query parameter `visit`.
    del wrapped.__wrapped__
    return page_errors(wrapped)
