"""What a browser does with a page, by regular expressions: an HTML parser would cost more than the page.

They read the forms of our own pages and nothing else; a page they cannot read is an error, never a guess.
"""

import re
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlsplit

_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
_INPUT = re.compile(r"<input\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_COOKIE = re.compile(r"([^=;\s]+)=([^;]*)")
_PATH = re.compile(r";\s*path=([^;]+)", re.IGNORECASE)
_GONE = re.compile(r";\s*max-age=0\b", re.IGNORECASE)


class NoSuchForm(ValueError):
    """The page has no form that asks for a decision."""


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """The form of a page that asks for a decision: where it goes, its hidden fields, its optional boxes."""

    action: str
    hidden: tuple[tuple[str, str], ...]
    boxes: tuple[str, ...]


def decision_form(page: str) -> DecisionForm:
    """The page's one form with a button `decision`. Raises `NoSuchForm`."""
    for opening, content in _FORM.findall(page):
        if 'name="decision"' in content:
            return _form(opening, content)
    raise NoSuchForm("this page asks for no decision")


def form_to(page: str, ending: str) -> DecisionForm:
    """The page's first form that leads to an address with this ending. Raises `NoSuchForm`."""
    for opening, content in _FORM.findall(page):
        form = _form(opening, content)
        if form.action.partition("?")[0].endswith(ending):
            return form
    raise NoSuchForm("this page has no such form")


def _form(opening: str, content: str) -> DecisionForm:
    inputs = [_attributes(found) for found in _INPUT.findall(content)]
    return DecisionForm(
        action=_attributes(opening).get("action", ""),
        hidden=tuple(
            (each["name"], each.get("value", "")) for each in inputs if each.get("type") == "hidden"
        ),
        boxes=tuple(each.get("value", "") for each in inputs if each.get("type") == "checkbox"),
    )


def _attributes(text: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(text)}


@dataclass(slots=True)
class CookieJar:
    """One browser's cookies, by path. As on localhost, where the port is no part of a cookie's place."""

    _kept: dict[str, tuple[str, str]] = field(default_factory=dict)

    def take(self, cookies: tuple[str, ...]) -> None:
        """Keeps what a `Set-Cookie` says, or forgets it where it says so."""
        for cookie in cookies:
            named = _COOKIE.match(cookie)
            if named is None:
                continue
            if _GONE.search(cookie):
                self._kept.pop(named[1], None)
            else:
                path = _PATH.search(cookie)
                self._kept[named[1]] = (path[1] if path else "/", named[2])

    def header(self, url: str) -> dict[str, str]:
        """The `Cookie` header for an address, where there is anything to send (RFC 6265 section 5.4)."""
        path = urlsplit(url).path
        sent = [f"{name}={value}" for name, (within, value) in self._kept.items() if _is_within(path, within)]
        return {"Cookie": "; ".join(sent)} if sent else {}


def _is_within(path: str, within: str) -> bool:
    """RFC 6265 section 5.1.4."""
    return path == within or path.startswith(within if within.endswith("/") else f"{within}/")
