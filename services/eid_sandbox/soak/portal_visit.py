"""A citizen at their own pages, for the clock: signed in by the real forms, and one button pressed."""

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin, urlsplit

from bridge.domain.clauses import Direction
from eid_sandbox.load.journey import PEOPLE
from eid_sandbox.load.pages import CookieJar, DecisionForm, NoSuchForm, decision_form, form_to
from eid_sandbox.load.partner import Unexpected
from eid_sandbox.load.wire import Answer, Wire

_MOST_REDIRECTS: Final = 10


@dataclass(slots=True)
class PortalVisit:
    """One browser at `/me`, of the person whose consents the load journeys give in this direction.

    Every step raises `Unexpected` or `Unanswered`.
    """

    wire: Wire
    direction: Direction
    jar: CookieJar = field(default_factory=CookieJar)
    is_signed_in: bool = False

    async def sign_in(self) -> None:
        """At the person's own identity provider, as far as the list of records."""
        start = await self._follow(await self._get(f"{self.wire.public}/me"))
        chosen = ("identity_provider", self.direction.identity_provider)
        at_provider = await self._follow(await self._press(start, _form(start, "/me/sign-in"), chosen))
        approved = (("person", PEOPLE[self.direction]), ("decision", "approve"))
        home = await self._follow(await self._press(at_provider, _form(at_provider), *approved))
        if home.status != 200 or "/me/records/" not in home.body.decode():
            raise Unexpected("the citizen's records", home)
        self.is_signed_in = True

    async def open_record(self, record_id: str) -> tuple[Answer, DecisionForm]:
        """The page of one consent, and its button."""
        page = await self._get(f"{self.wire.public}/me/records/{record_id}")
        return page, _form(page, "/withdraw")

    async def withdraw(self, page: Answer, button: DecisionForm) -> None:
        """The click: over when the bridge has answered it."""
        answer = await self._press(page, button)
        if answer.status != 303:
            raise Unexpected("the withdrawal", answer)

    async def _get(self, url: str) -> Answer:
        answer = await self.wire.send("GET", url, headers=self.jar.header(url))
        self.jar.take(answer.cookies)
        return answer

    async def _press(self, page: Answer, form: DecisionForm, *pressed: tuple[str, str]) -> Answer:
        target = urljoin(page.url, form.action)
        parts = urlsplit(target)
        headers = {"Origin": f"{parts.scheme}://{parts.netloc}", **self.jar.header(target)}
        answer = await self.wire.send("POST", target, headers=headers, form=[*form.hidden, *pressed])
        self.jar.take(answer.cookies)
        return answer

    async def _follow(self, answer: Answer) -> Answer:
        for _ in range(_MOST_REDIRECTS):
            if answer.location is None:
                return answer
            answer = await self._get(urljoin(answer.url, answer.location))
        raise Unexpected("redirects without end", answer)


def _form(page: Answer, ending: str | None = None) -> DecisionForm:
    try:
        return decision_form(page.body.decode()) if ending is None else form_to(page.body.decode(), ending)
    except NoSuchForm as error:
        raise Unexpected("a form of the citizen's pages", page) from error
