"""`/agreement`: what may cross, on what terms, and a form to try a request. Nothing here is recorded."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from bridge.domain.assurance import Assurance
from bridge.domain.attributes import ATTRIBUTES, REQUESTABLE, SECTORS
from bridge.domain.calendar_words import day_words
from bridge.domain.clauses import Agreement, Clause, Country, Direction, Suspension
from bridge.domain.mapping_sources import SOURCES
from bridge.domain.written_facts import UnreadableFacts
from bridge.flows.first_releases import with_first_release
from bridge.flows.ports import Ledger
from bridge.flows.treaty import InForce
from bridge.web.agreement_trial import Answer, Entered, answer_to
from bridge.web.agreement_words import ASSURANCE, INSTRUMENT, QUALITY, SECTOR, sectors
from bridge.web.browser import BrowserPages, page_errors
from bridge.web.display import country_name, duration
from bridge.web.openapi.agreement import AGREEMENT_PAGE
from eid_kit.http.pages import Pages

_ADDRESS = "/agreement"


@dataclass(frozen=True, slots=True)
class AgreementPages(BrowserPages):
    """The agreement for a person who never saw its file."""

    pages: Pages
    in_force: Callable[[], InForce]
    ledger: Ledger
    now: Callable[[], datetime]

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter()
        routes.add_api_route(_ADDRESS, self.show, methods=["GET"], **AGREEMENT_PAGE.route())
        return routes

    @page_errors
    async def show(self, request: Request) -> Response:
        """The page; with a request in its address, and what the policy answers to it."""
        entered = Entered.of_query(request.scope["query_string"])
        language, in_force = self.language_of(request), self.in_force()
        agreement = in_force.agreement
        answer, fault = await self._answer(entered, agreement, language)
        context = {
            "lang": language,
            "switch_url": _switched(request, language),
            "agreement": agreement,
            "suspensions": [_suspension(each, language) for each in agreement.suspensions],
            "signatures": [
                (country_name(party.value, language), in_force.signers.get(party)) for party in Country
            ],
            "country": country_name,
            "day": day_words,
            "matrix": _matrix(agreement, language),
            "sources": _sources(language),
            "directions": [f"{way.exporter}→{way.importer}" for way in Direction],
            "clauses": [_clause(agreement, clause, language) for clause in agreement.clauses],
            "choices": _choices(agreement, language),
            "entered": entered,
            "answer": answer,
            "fault": fault,
        }
        return self.pages.response("agreement.html", context, status=400 if fault else 200)

    async def _answer(
        self, entered: Entered, agreement: Agreement, language: str
    ) -> tuple[Answer | None, str | None]:
        """The answer, or which entry makes it impossible; neither before anything was asked."""
        if not entered.asked:
            return None, None
        try:
            facts = entered.facts()
        except UnreadableFacts as error:
            return None, str(error)
        facts = await with_first_release(self.ledger, agreement, facts)
        return answer_to(facts, agreement, now=self.now(), language=language), None


def _switched(request: Request, language: str) -> str:
    """The same page, with the same request, in the other language."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return f"{_ADDRESS}?{urlencode([('lang', 'en' if language == 'vi' else 'vi'), *kept])}"


def _matrix(agreement: Agreement, language: str) -> list[dict[str, Any]]:
    """By attribute, a cell for each purpose and direction: `M`, `O` or nothing."""
    return [
        {
            "label": ATTRIBUTES[claim].label.in_(language),
            "claim": claim,
            "sensitive": ATTRIBUTES[claim].sensitive,
            "cells": [
                _cell(agreement.clause_for(purpose, direction), claim)
                for purpose in agreement.purposes
                for direction in Direction
            ],
        }
        for claim in ATTRIBUTES
        if claim in REQUESTABLE
    ]


def _sources(language: str) -> list[dict[str, Any]]:
    """By claim, where each provider's value comes from, how faithfully, and what is lost."""
    return [
        {
            "label": attribute.label.in_(language),
            "claim": claim,
            "from": [
                {
                    "field": table[claim].field,
                    "quality": QUALITY[table[claim].quality].in_(language),
                    "loss": loss.in_(language) if (loss := table[claim].loss) else "",
                }
                for table in SOURCES.values()
            ],
        }
        for claim, attribute in ATTRIBUTES.items()
    ]


def _cell(clause: Clause | None, claim: str) -> str:
    if clause is None or claim not in clause.attributes:
        return ""
    return "M" if claim in clause.mandatory else "O"


def _clause(agreement: Agreement, clause: Clause, language: str) -> dict[str, Any]:
    instrument = agreement.instruments.get(clause.instrument)
    return {
        "id": clause.id,
        "purpose": agreement.purposes[clause.purpose].text.in_(language),
        "text": clause.text.in_(language),
        "exporter": country_name(clause.direction.exporter.value, language),
        "importer": country_name(clause.direction.importer.value, language),
        "assurance": ASSURANCE[clause.minimum_assurance].in_(language),
        "sectors": sectors(clause.sectors, language),
        "retention": duration(clause.retention, language),
        "onward": clause.onward_transfer,
        "child_below": clause.child_below,
        "bases": [
            (country_name(country.value, language), basis.in_(language))
            for country, basis in clause.legal_basis.items()
        ],
        "instrument": instrument,
        "summary": clause.written_summary.in_(language) if clause.written_summary else "",
        "instrument_kind": INSTRUMENT[instrument.kind].in_(language) if instrument else "",
    }


def _suspension(suspension: Suspension, language: str) -> dict[str, Any]:
    since = suspension.since.astimezone(UTC)
    return {
        "id": suspension.id,
        "party": country_name(suspension.party.value, language) if suspension.party else None,
        "since": f"{day_words(since.date(), language)}, {since:%H:%M} UTC",
        "reason": suspension.reason.in_(language) if suspension.reason else None,
    }


def _choices(agreement: Agreement, language: str) -> dict[str, list[tuple[str, str]]]:
    """What the form offers: values, and their words."""
    return {
        "purposes": [(code, each.text.in_(language)) for code, each in agreement.purposes.items()],
        "countries": [(str(code), country_name(code.value, language)) for code in Country],
        "sectors": [(word, SECTOR[word].in_(language)) for word in sorted(SECTORS)],
        "attributes": [
            (claim, entry.label.in_(language)) for claim, entry in ATTRIBUTES.items() if claim in REQUESTABLE
        ],
        "assurances": [(level.word, ASSURANCE[level].in_(language)) for level in Assurance],
    }
