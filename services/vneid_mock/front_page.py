"""`/`: what this is, for a person who came by."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from eid_kit.http.language import choose_language
from eid_kit.http.pages import Pages
from vneid_mock.citizens import Account, Citizens

_ACCOUNT_TYPES = {
    "citizen": {"vi": "công dân", "en": "citizen"},
    "foreigner": {"vi": "người nước ngoài", "en": "foreigner"},
}


@dataclass(frozen=True, slots=True)
class FrontPage:
    """In Vietnamese and English."""

    issuer: str
    pages: Pages
    citizens: Citizens

    async def handle(self, request: Request) -> Response:
        """The page."""
        language = choose_language(dict(request.query_params), request.headers.get("accept-language"))
        context = {
            "lang": language,
            "switch_url": f"/?lang={'en' if language == 'vi' else 'vi'}",
            "issuer": self.issuer,
            "people": self.citizens.everyone(),
            "account_words": account_words,
        }
        return self.pages.response("front.html", context)


def account_words(account: Account, language: str) -> str:
    """An account in a few words."""
    kind = _ACCOUNT_TYPES[account.type][language]
    if language == "vi":
        locked = ", đang bị khóa" if account.locked else ""
        return f"{kind}, tài khoản mức độ {account.level}, xác thực mức độ {account.auth_level}{locked}"
    locked = ", locked" if account.locked else ""
    return f"{kind}, account level {account.level}, authentication level {account.auth_level}{locked}"
