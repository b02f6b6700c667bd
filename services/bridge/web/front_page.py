"""`GET /`: what this is, for a person who has never heard of it; and `/healthz` for machines."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from bridge.domain.attributes import ATTRIBUTES
from bridge.domain.calendar_words import day_words
from bridge.domain.clauses import Agreement, Clause
from bridge.web.agreement_words import ASSURANCE
from bridge.web.browser import BrowserPages
from bridge.web.display import country_name, duration
from bridge.web.openapi.citizen import FRONT
from bridge.web.partner_sites import in_language, listed
from eid_kit.http.openapi.protocol_schemas import health_operation
from eid_kit.http.pages import Pages

_PROVIDERS: Final = {"vneid": "VNeID", "singpass": "Singpass"}


@dataclass(frozen=True, slots=True)
class Journeys:
    """The partner sites where a visitor can start, by button and, in `sites`, all by name.

    Without one, its button is absent.
    """

    vneid: str | None
    singpass: str | None
    sites: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FrontPage(BrowserPages):
    """The bridge's own pages that concern nobody in particular."""

    pages: Pages
    agreement: Callable[[], Agreement]
    providers: dict[str, str]
    journeys: Journeys
    issuer: str
    registration: bool

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter()
        routes.add_api_route("/", self.show, methods=["GET"], **FRONT.route())
        routes.add_api_route("/healthz", self.healthz, methods=["GET"], **health_operation("about").route())
        return routes

    async def show(self, request: Request) -> Response:
        """The front page, in Vietnamese or English."""
        language = self.language_of(request)
        agreement = self.agreement()
        context = {
            "lang": language,
            "switch_url": f"/?lang={'en' if language == 'vi' else 'vi'}",
            "agreement": agreement,
            "day": day_words,
            "purposes": [_purpose(agreement, code, language) for code in agreement.purposes],
            "providers": self.providers,
            "journeys": self.journeys,
            "in_language": in_language,
            "sites": listed(self.journeys.sites, language),
            "issuer": self.issuer,
            "registration": self.registration,
        }
        return self.pages.response("front.html", context)

    async def healthz(self) -> Response:
        """Says that the process answers; it looks at nothing else."""
        return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


def _purpose(agreement: Agreement, code: str, language: str) -> dict[str, Any]:
    """A purpose with its clauses, one for each direction it is covered in."""
    purpose = agreement.purposes[code]
    return {
        "code": code,
        "text": purpose.text.in_(language),
        "why": purpose.why.in_(language),
        "clauses": [_clause(clause, language) for clause in agreement.clauses if clause.purpose == code],
    }


def _clause(clause: Clause, language: str) -> dict[str, Any]:
    def labels(claims: tuple[str, ...]) -> str:
        return ", ".join(ATTRIBUTES[claim].label.in_(language) for claim in claims)

    return {
        "id": clause.id,
        "text": clause.text.in_(language),
        "provider": _PROVIDERS[clause.direction.identity_provider],
        "exporter": country_name(clause.direction.exporter.value, language),
        "importer": country_name(clause.direction.importer.value, language),
        "mandatory": labels(clause.mandatory),
        "optional": labels(clause.optional),
        "assurance": ASSURANCE[clause.minimum_assurance].in_(language),
        "retention": duration(clause.retention, language),
    }
