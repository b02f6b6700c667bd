"""`GET /`: what this is, who lives here, and where a developer looks next."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from eid_kit.http.language import choose_language
from eid_kit.http.pages import Pages
from singpass_mock.residents import Residents
from singpass_mock.sign_in_pages import person_words


@dataclass(frozen=True, slots=True)
class FrontPage:
    """Renders the front page in the visitor's language."""

    issuer: str
    residents: Residents
    pages: Pages

    async def show(self, request: Request) -> Response:
        """The page, in Vietnamese or English."""
        language = choose_language(request.query_params, request.headers.get("accept-language"))
        context = {
            "lang": language,
            "switch_url": f"/?lang={'en' if language == 'vi' else 'vi'}",
            "issuer": self.issuer,
            "people": [person_words(resident, language) for resident in self.residents.all()],
        }
        return self.pages.response("front.html", context)
