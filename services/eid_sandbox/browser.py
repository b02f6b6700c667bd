"""A citizen at a browser, scripted: opens pages, reads forms, ticks boxes, presses buttons.

It submits the real forms with their real hidden fields, Origin and cookies; there is no other way in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import httpx

_MOST_REDIRECTS = 10


@dataclass(slots=True)
class Form:
    """One form as it stands in the page: where it goes, and what is already filled in."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    checkboxes: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    decisions: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Page:
    """Where the browser is. `arrived` holds the query with which it came back to the partner, if it did."""

    url: str
    status: int
    text: str
    forms: tuple[Form, ...] = ()
    links: tuple[str, ...] = ()
    arrived: Mapping[str, str] | None = None

    @property
    def form(self) -> Form:
        """The page's one form. Raises `ValueError` where there is none."""
        if len(self.forms) != 1:
            raise ValueError(f"{self.url} has {len(self.forms)} forms, not one (status {self.status})")
        return self.forms[0]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(found.get("action", "")))
        elif tag == "input" and self.forms:
            self._input(found)
        elif tag == "button" and self.forms and found.get("name") == "decision":
            self.forms[-1].decisions.append(found.get("value", ""))
        elif tag == "a" and "href" in found:
            self.links.append(found["href"])

    def _input(self, found: dict[str, str]) -> None:
        form, kind = self.forms[-1], found.get("type", "text")
        if kind == "hidden":
            form.fields.append((found["name"], found.get("value", "")))
        elif kind == "checkbox":
            form.checkboxes.append(found.get("value", ""))
        elif kind == "radio" and found.get("name") == "person":
            form.people.append(found.get("value", ""))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.text.append(data.strip())


class Browser:
    """One browser with its own cookies. `home` is the partner's address, where the journey ends."""

    def __init__(self, client: httpx.AsyncClient, *, home: str) -> None:
        self._client = client
        self._home = home

    async def open(self, url: str) -> Page:
        """Goes to an address and follows redirects until a page, or the partner, is reached."""
        return await self._follow(await self._client.get(url))

    async def follow(self, page: Page, link: str) -> Page:
        """Follows a link of the page, which may be the way back to the partner."""
        target = urljoin(page.url, link)
        return _arrival(target, page.status) if self._is_home(target) else await self.open(target)

    async def submit(self, page: Page, *pressed: tuple[str, str]) -> Page:
        """Sends the page's form with its hidden fields and `pressed`: ticks, a choice, a button."""
        target = urljoin(page.url, page.form.action)
        parts = urlsplit(target)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"{parts.scheme}://{parts.netloc}",
        }
        body = urlencode([*page.form.fields, *pressed])
        return await self._follow(await self._client.post(target, content=body, headers=headers))

    async def _follow(self, response: httpx.Response) -> Page:
        for _ in range(_MOST_REDIRECTS):
            if not response.has_redirect_location:
                return _page(response)
            location = urljoin(str(response.request.url), response.headers["location"])
            if self._is_home(location):
                return _arrival(location, response.status_code)
            response = await self._client.get(location)
        raise ValueError("too many redirects")

    def _is_home(self, location: str) -> bool:
        return location.startswith(self._home)


def _page(response: httpx.Response) -> Page:
    reader = _Reader()
    reader.feed(response.text)
    return Page(
        url=str(response.request.url),
        status=response.status_code,
        text=" ".join(reader.text),
        forms=tuple(reader.forms),
        links=tuple(reader.links),
    )


def _arrival(location: str, status: int) -> Page:
    return Page(url=location, status=status, text="", arrived=dict(parse_qsl(urlsplit(location).query)))


def arrival_of(page: Page, home: str) -> Mapping[str, str]:
    """What the partner receives, also from a page that explains a refusal and links back to it."""
    if page.arrived is not None:
        return page.arrived
    for link in page.links:
        if link.startswith(home):
            return dict(parse_qsl(urlsplit(link).query))
    raise ValueError(f"{page.url} does not lead back to the partner (status {page.status})")
