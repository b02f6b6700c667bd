"""`/reasons` and `/v1/reasons`: what each word of a refusal means, for a person and for a program."""

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request, Response

from bridge.domain.attributes import Text
from bridge.web.browser import BrowserPages
from bridge.web.conditional import unless_known
from bridge.web.openapi.reasons import REASONS_LIST, REASONS_PAGE
from bridge.web.reason_catalogue import CATALOGUE, Listener, catalogue_document, digest_of
from eid_kit.http.pages import Pages

_DOCUMENT: Final = catalogue_document()
_DIGEST: Final = digest_of(_DOCUMENT)
_LISTENERS: Final = {
    Listener.PARTNER: Text(
        "Nói với tổ chức, ngay ở bước bị sai.", "Told to the partner, at the step that failed."
    ),
    Listener.CITIZEN: Text(
        "Chỉ nói với công dân. Tổ chức chỉ biết rằng yêu cầu chưa hoàn tất, hoặc không biết gì.",
        "Told to the citizen alone. The partner learns that the request was not completed, or nothing.",
    ),
    Listener.ANYONE: Text("Nói với bất cứ ai hỏi.", "Told to whoever asks."),
}


@dataclass(frozen=True, slots=True)
class ReasonPages(BrowserPages):
    """The reasons, which concern nobody in particular."""

    pages: Pages

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter()
        routes.add_api_route("/reasons", self.show, methods=["GET"], **REASONS_PAGE.route())
        routes.add_api_route("/v1/reasons", self.list, methods=["GET"], **REASONS_LIST.route())
        return routes

    async def show(self, request: Request) -> Response:
        """The page, in Vietnamese or English."""
        language = self.language_of(request)
        context = {
            "lang": language,
            "switch_url": f"/reasons?lang={'en' if language == 'vi' else 'vi'}",
            "groups": [
                {
                    "id": group.id,
                    "heading": group.heading.in_(language),
                    "told_to": _LISTENERS[group.told_to].in_(language),
                    "reasons": [(word, text.in_(language)) for word, text in group.reasons.items()],
                }
                # Whoever was refused first; what only a developer meets, after that.
                for group in sorted(CATALOGUE, key=lambda each: each.told_to is not Listener.CITIZEN)
            ],
        }
        return self.pages.response("reasons.html", context)

    async def list(self, request: Request) -> Response:
        """All of them, in both languages."""
        return unless_known(request, _DIGEST, _DOCUMENT)
