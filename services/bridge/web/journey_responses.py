"""Where a browser goes once a request is open, and the cookies that it takes along."""

from typing import Final

from fastapi import Response

from bridge.flows.opening import JOURNEY_LIFETIME, Home, Opened
from bridge.flows.representing import Departed
from bridge.web.browser import UPSTREAM_PATH, Cookies, see_other

_LIFETIME_S: Final = int(JOURNEY_LIFETIME.total_seconds())


def onward(cookies: Cookies, opened: Opened | Home, *, path: str) -> Response:
    """To the identity provider, or to the page that says why not. `path` is where the request was opened."""
    return at_home(cookies, opened) if isinstance(opened, Home) else _departing(cookies, opened, path)


def at_home(cookies: Cookies, home: Home) -> Response:
    """To the bridge's own page, which opens in this browser only."""
    page = f"/t/{home.transaction.id}"
    response = see_other(page)
    cookies.set(response, "s1", home.transaction.id, value=home.s1, path=page, lifetime_s=_LIFETIME_S)
    return response


def to_sign_in_again(cookies: Cookies, departed: Departed) -> Response:
    """To the identity provider once more, in the same browser."""
    response, which = see_other(departed.location), departed.transaction.id
    cookies.set(response, "s0", which, value=departed.s0, path=UPSTREAM_PATH, lifetime_s=_LIFETIME_S)
    return response


def _departing(cookies: Cookies, opened: Opened, path: str) -> Response:
    response = see_other(opened.location)
    for kind, value, where in (
        ("browser", opened.browser_secret, path),
        ("s0", opened.s0, UPSTREAM_PATH),
    ):
        cookies.set(response, kind, opened.transaction_id, value=value, path=where, lifetime_s=_LIFETIME_S)
    return response
