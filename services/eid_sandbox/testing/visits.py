"""Journeys of a scripted citizen: signing in, reading and deciding on the real pages, up to the way back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from urllib.parse import parse_qs, urlsplit

import httpx
from pydantic import BaseModel, ConfigDict

from eid_sandbox.browser import Browser, Form, Page

# Signing in, consenting, reading an explanation: no journey has more pages than this.
_MOST_PAGES: Final = 8
_PATIENCE_S: Final = 45
_SHOWN: Final = 2000


class Plan(BaseModel):
    """Who goes where, and what they decide. `optional` are the attributes they tick."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    person: str
    url: str
    answer: Literal["approve", "deny", "refuse_sign_in"]
    optional: list[str] = []


class _Stopped(Exception):
    """The citizen cannot go on from this page."""

    def __init__(self, complaint: str, page: Page | None = None) -> None:
        super().__init__(complaint)
        self.page = page


class _CitizensBrowser(Browser):
    """Knows the addresses of the link; any other is where it came from, or where it is sent in the end."""

    def __init__(self, client: httpx.AsyncClient, *, origins: Collection[str]) -> None:
        super().__init__(client, home="")
        self._origins = origins

    def _is_home(self, location: str) -> bool:
        return _origin(location) not in self._origins


@dataclass(slots=True)
class _Journey:
    """One citizen on their way, with what they have read and answered so far."""

    plan: Plan
    read: str = ""
    offered: list[str] = field(default_factory=list)
    answered: set[str] = field(default_factory=set)

    async def goes_on(self, browser: Browser, page: Page) -> Page:
        """The page after this one. Raises `_Stopped` where nothing leads on."""
        if len(page.forms) == 1:
            return await browser.submit(page, *self._presses(page))
        if not page.forms and (back := _way_back(page)) is not None:
            self._answer_once(f"the way back from {page.url}", page)
            return await browser.follow(page, back)
        raise _Stopped(f"a page without a way on (status {page.status})", page)

    def _presses(self, page: Page) -> list[tuple[str, str]]:
        """What the citizen fills in and presses."""
        form = page.form
        if form.people:
            return self._sign_in(form, page)
        self.read = page.text
        where = urlsplit(form.action).path
        if where.endswith("/representative"):
            raise _Stopped(
                "a legal representative must answer for this child, and a citizen is one person", page
            )
        if where.endswith("/step-up"):
            self._answer_once("a stronger sign-in", page)
            self.answered.discard("the sign-in")
            return [("decision", "approve")]
        if form.decisions:
            return self._consent(form, page)
        self._answer_once("the explanation", page)
        return []

    def _sign_in(self, form: Form, page: Page) -> list[tuple[str, str]]:
        if self.plan.person not in form.people:
            raise _Stopped(
                f"there is no {self.plan.person!r} at this identity provider; there are "
                f"{', '.join(form.people)}",
                page,
            )
        self._answer_once("the sign-in", page)
        decision = "deny" if self.plan.answer == "refuse_sign_in" else "approve"
        return [("person", self.plan.person), ("decision", decision)]

    def _consent(self, form: Form, page: Page) -> list[tuple[str, str]]:
        self.offered = form.checkboxes
        if missing := sorted(set(self.plan.optional) - set(form.checkboxes)):
            raise _Stopped(
                f"the consent page has no box for {', '.join(missing)}; it has "
                f"{', '.join(form.checkboxes) or 'none'}",
                page,
            )
        self._answer_once("the consent", page)
        ticks = [("attribute", claim) for claim in self.plan.optional]
        return [*ticks, ("decision", self.plan.answer)]

    def _answer_once(self, what: str, page: Page) -> None:
        if what in self.answered:
            raise _Stopped(f"{what} is asked for again, after an answer", page)
        self.answered.add(what)


@dataclass(frozen=True, slots=True)
class Visits:
    """The citizens' way in. `origins` are those of the link's three services."""

    origins: Collection[str]

    async def make(self, plan: Plan) -> Mapping[str, Any]:
        """The arrival as JSON, or `stopped` with what the citizen was reading."""
        journey = _Journey(plan)
        try:
            arrived = await self._travel(journey)
        except _Stopped as stopped:
            return {"stopped": str(stopped), "read": stopped.page.text[:_SHOWN] if stopped.page else ""}
        return {
            "url": arrived.url,
            "parameters": dict(arrived.arrived or {}),
            "read": journey.read,
            "offered": journey.offered,
        }

    async def _travel(self, journey: _Journey) -> Page:
        if _origin(journey.plan.url) not in self.origins:
            raise _Stopped(
                f"{journey.plan.url} is not an address of this link: give the one to which your app sends "
                "the browser, the Location of its redirect"
            )
        try:
            # A browser of its own: no cookie of another journey, and no proxy.
            async with httpx.AsyncClient(timeout=_PATIENCE_S, trust_env=False) as client:
                return await self._through_the_pages(_CitizensBrowser(client, origins=self.origins), journey)
        except httpx.TransportError as error:
            raise _Stopped(f"no answer: {type(error).__name__}") from error

    async def _through_the_pages(self, browser: Browser, journey: _Journey) -> Page:
        page = await browser.open(journey.plan.url)
        for _ in range(_MOST_PAGES):
            if page.arrived is not None:
                return page
            page = await journey.goes_on(browser, page)
        raise _Stopped("too many pages", page)


def _way_back(page: Page) -> str | None:
    """The link of a page that explains why nothing comes of it: it carries the error to whoever asked."""
    return next((link for link in page.links if "error" in parse_qs(urlsplit(link).query)), None)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
