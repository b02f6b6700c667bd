"""What every refusal has in common: the right code, a sentence, no-store, and not one value."""

import html

import httpx

from bridge.web.reason_catalogue import CATALOGUE
from eid_sandbox.browser import Page


def require_error(response: httpx.Response, status: int, error: str) -> None:
    """An OAuth error in JSON (RFC 6749 section 5.2)."""
    body = response.json()
    assert (response.status_code, body["error"]) == (status, error), body
    assert body["error_description"]
    assert response.headers["cache-control"] == "no-store"
    _require_discreet(response.text)


def require_page(response: httpx.Response | Page, status: int = 400, reason: str | None = None) -> None:
    """A clear page for a citizen, which leads nowhere, and says why where a `reason` is named."""
    if isinstance(response, Page):
        assert (response.status, response.arrived) == (status, None), response.text
    else:
        assert response.status_code == status, response.text
        assert response.headers["content-type"].startswith("text/html")
        assert response.headers["cache-control"] == "no-store"
        assert "location" not in response.headers
    assert "SIMULATOR" in response.text
    if reason is not None:
        (told,) = (group.reasons[reason] for group in CATALOGUE if reason in group.reasons)
        text = html.unescape(response.text)
        assert told.vi in text or told.en in text, text
    _require_discreet(response.text)


def _require_discreet(text: str) -> None:
    for word in ("Traceback", "NGUYỄN", "TAN MEI LING", "099191000001", "S5088001Z"):
        assert word not in text


def unnumbered(response: httpx.Response) -> dict[str, str]:
    """The headers of an answer, but for the number that every one has of its own."""
    return {name: value for name, value in response.headers.items() if name != "x-request-id"}
