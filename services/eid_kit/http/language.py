"""Which of the two languages a page speaks."""

import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request

LANGUAGES = ("vi", "en")
# RFC 9110 section 12.4.2: from 0 to 1 with at most three decimals.
_WEIGHT: Final = re.compile(r"q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)", re.IGNORECASE)


def choose_language(query: Mapping[str, str], accept_language: str | None, *, default: str = "en") -> str:
    """`vi` or `en`: the `lang` parameter, else `ui_locales` (OIDC Core 3.1.2.1), else Accept-Language.

    Unknown languages are passed over: both parameters are wishes, not demands.
    """
    wishes = [query.get("lang", ""), *query.get("ui_locales", "").split(), *_accepted(accept_language or "")]
    for wish in wishes:
        language = wish.split("-")[0].lower()
        if language in LANGUAGES:
            return language
    return default


def _accepted(header: str) -> list[str]:
    """Languages by weight (RFC 9110 section 12.5.4), the first of equals first; none that weighs nothing."""
    weighed = sorted(_weighed(header), key=lambda each: -each[0])
    return [language for weight, language in weighed if weight > 0]


def _weighed(header: str) -> Iterator[tuple[float, str]]:
    for part in header.split(","):
        language, _, weight = (each.strip() for each in part.partition(";"))
        match = _WEIGHT.fullmatch(weight) if weight else None
        yield (float(match[1]) if match else 1.0), language


def switch_url(request: Request, language: str) -> str | None:
    """This page's own address in the other language; `None` for the answer to a form, which has none."""
    if request.method != "GET":
        return None
    query = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return f"?{urlencode([*query, ('lang', other(language))])}"


def other(language: str) -> str:
    """The other of the two."""
    return "en" if language == "vi" else "vi"
