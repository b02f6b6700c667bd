"""Which of the two languages a page speaks."""

from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.requests import Request

LANGUAGES = ("vi", "en")


def choose_language(query: Mapping[str, str], accept_language: str | None, *, default: str = "en") -> str:
    """`vi` or `en`: the `lang` parameter, else `ui_locales` (OIDC Core 3.1.2.1), else Accept-Language.

    Unknown languages are passed over: both parameters are wishes, not demands.
    """
    wishes = [query.get("lang", ""), *query.get("ui_locales", "").split()]
    wishes += [part.split(";")[0].strip() for part in (accept_language or "").split(",")]
    for wish in wishes:
        language = wish.split("-")[0].lower()
        if language in LANGUAGES:
            return language
    return default


def switch_url(request: Request, language: str) -> str | None:
    """This page's own address in the other language; `None` for the answer to a form, which has none."""
    if request.method != "GET":
        return None
    query = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return f"?{urlencode([*query, ('lang', other(language))])}"


def other(language: str) -> str:
    """The other of the two."""
    return "en" if language == "vi" else "vi"
