"""One journey, step by step: the partner pushes, the citizen signs in and answers, the partner collects."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from bridge.domain.clauses import Agreement, Clause, Direction
from eid_sandbox.load.pages import CookieJar, DecisionForm, NoSuchForm, decision_form
from eid_sandbox.load.partner import REDIRECT_URI, Attempt, LoadPartner, Unexpected
from eid_sandbox.load.wire import Answer

# Somebody in each country whose account is good for every purpose.
PEOPLE = {Direction.VN_TO_SG: "nguyen-thi-hoa", Direction.SG_TO_VN: "tan-mei-ling"}
_MOST_REDIRECTS = 8


class UnknownClause(ValueError):
    """The agreement has no clause of that name; the message lists those it has."""


def clauses_named(agreement: Agreement, names: Iterable[str]) -> tuple[Clause, ...]:
    """The agreement's clauses by id, in the order asked for. Raises `UnknownClause`."""
    known = {clause.id: clause for clause in agreement.clauses}
    wanted = tuple(names)
    for name in wanted:
        if name not in known:
            raise UnknownClause(f"the agreement has no clause {name}; it has {', '.join(known)}")
    return tuple(known[name] for name in wanted)


@dataclass(frozen=True, slots=True)
class Arrived:
    """The browser is back at the partner, with a code or with an error."""

    transaction_id: str
    code: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A page that asks for a decision, and where it was found."""

    url: str
    form: DecisionForm

    @property
    def transaction_id(self) -> str:
        """Of the bridge's consent page, whose path is `/t/<id>`."""
        return urlsplit(self.url).path.rpartition("/")[2]


@dataclass(slots=True)
class Journey:
    """One citizen's browser at one partner's request. Every step raises `Unexpected` or `Unanswered`."""

    partner: LoadPartner
    jar: CookieJar = field(default_factory=CookieJar)
    attempt: Attempt | None = None

    async def push(self) -> Attempt:
        """Step 1."""
        self.attempt = await self.partner.push()
        return self.attempt

    async def open(self) -> Shown:
        """Step 2: the request opened in the browser, as far as the identity provider's sign-in page."""
        query = urlencode({"client_id": self.partner.client_id, "request_uri": self.pushed.request_uri})
        start = f"{self.partner.wire.public}/oauth/authorize?{query}"
        return _page("sign-in page", await self._follow(await self._get(start)))

    async def come_home(self, page: Shown) -> str:
        """Steps 3 to 5: approved in "the app", and back at the bridge, whose page is not opened yet."""
        person = PEOPLE[self.partner.clause.direction]
        answer = await self.press(page, ("person", person), ("decision", "approve"))
        for _ in range(_MOST_REDIRECTS):
            location = urljoin(answer.url, answer.location or "")
            if answer.location is not None and location.startswith(f"{self.partner.wire.public}/t/"):
                return location
            answer = await self._get(location) if answer.location is not None else _lost(answer)
        raise Unexpected("redirects without end", answer)

    async def sign_in(self, page: Shown) -> Shown:
        """Steps 3 to 6: signed in at home, as far as the bridge's consent page."""
        return _page("consent page", await self._get(await self.come_home(page)))

    async def consent(self, page: Shown, ticked: Iterable[str]) -> Arrived:
        """Steps 6 and 7: the real form with the citizen's ticks, and the code."""
        ticks = [("attribute", claim) for claim in ticked]
        return self.arrival(page, await self.press(page, *ticks, ("decision", "approve")))

    async def refuse(self, page: Shown) -> Arrived:
        """The citizen says no."""
        return self.arrival(page, await self.press(page, ("decision", "deny")))

    @property
    def pushed(self) -> Attempt:
        """What was pushed. Raises `ValueError` before `push`."""
        if self.attempt is None:
            raise ValueError("nothing was pushed yet")
        return self.attempt

    async def press(self, page: Shown, *pressed: tuple[str, str]) -> Answer:
        """Sends the page's form, its hidden fields and Origin included, as a browser does."""
        target = urljoin(page.url, page.form.action)
        parts = urlsplit(target)
        headers = {"Origin": f"{parts.scheme}://{parts.netloc}", **self.jar.header(target)}
        answer = await self.partner.wire.send(
            "POST", target, headers=headers, form=[*page.form.hidden, *pressed]
        )
        self.jar.take(answer.cookies)
        return answer

    def arrival(self, page: Shown, answer: Answer) -> Arrived:
        """The redirect back to the partner. Raises `Unexpected` for anything else."""
        if answer.status != 303 or not (answer.location or "").startswith(REDIRECT_URI):
            raise Unexpected("answer to the consent page", answer)
        query = parse_qs(urlsplit(answer.location or "").query)
        if query.get("state") != [self.pushed.state]:
            raise Unexpected("the state that came back", answer)
        return Arrived(page.transaction_id, query.get("code", [None])[0])

    async def _get(self, url: str) -> Answer:
        answer = await self.partner.wire.send("GET", url, headers=self.jar.header(url))
        self.jar.take(answer.cookies)
        return answer

    async def _follow(self, answer: Answer) -> Answer:
        for _ in range(_MOST_REDIRECTS):
            if answer.location is None:
                return answer
            answer = await self._get(urljoin(answer.url, answer.location))
        raise Unexpected("redirects without end", answer)


def _lost(answer: Answer) -> Answer:
    """Raises `Unexpected`: a page where there should have been a way on."""
    raise Unexpected("the way back to the bridge", answer)


def _page(step: str, answer: Answer) -> Shown:
    if answer.status != 200:
        raise Unexpected(step, answer)
    try:
        return Shown(answer.url, decision_form(answer.body.decode()))
    except NoSuchForm as error:
        raise Unexpected(step, answer) from error


async def walk(partner: LoadPartner, choice: random.Random) -> dict[str, Any]:
    """A whole journey; the userinfo answer. The citizen ticks some of the optional boxes, drawn by `choice`.

    Raises `Unexpected` also where an answer does not hold exactly what was agreed to.
    """
    journey = Journey(partner)
    attempt = await journey.push()
    page = await journey.sign_in(await journey.open())
    ticked = [box for box in page.form.boxes if choice.random() < 0.5]
    arrived = await journey.consent(page, ticked)
    tokens = await partner.redeem(attempt, arrived.code or "")
    answer = await partner.userinfo(tokens["access_token"])
    require_agreed(partner.clause, answer, ticked)
    return answer


class WrongClaims(Exception):
    """A userinfo answer with more or less than was agreed to; names claims and no value."""


def require_agreed(clause: Clause, answer: dict[str, Any], ticked: Iterable[str]) -> None:
    """Raises `WrongClaims` unless the answer holds what was ticked and no optional claim that was not."""
    claims = set(answer["verified_claims"]["claims"])
    if unticked := claims & set(clause.optional) - set(ticked):
        raise WrongClaims(f"not ticked, and released: {', '.join(sorted(unticked))}")
    if absent := set(ticked) - claims:
        raise WrongClaims(f"ticked, and not released: {', '.join(sorted(absent))}")
    if not claims & set(clause.mandatory):
        raise WrongClaims("nothing mandatory was released")
