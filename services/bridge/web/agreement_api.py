"""`/v1/*`: the agreement and its policy, open to anyone. Asks about facts, never about a person.

Nothing here is recorded: no partner asks, so there is no decision for the log to hold.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from bridge.domain.clauses import Agreement
from bridge.domain.facts import decide_facts
from bridge.domain.tracing import trace
from bridge.domain.written_facts import UnreadableFacts, read_facts
from bridge.flows.first_releases import with_first_release
from bridge.flows.ports import Ledger
from bridge.flows.treaty import InForce
from bridge.web.agreement_documents import (
    agreement_document,
    purposes_document,
    vocabulary_document,
)
from bridge.web.conditional import unless_known
from bridge.web.decision_documents import decision_document
from bridge.web.openapi import agreement as documents
from eid_kit.http.forms import read_json
from eid_kit.oauth.errors import InvalidRequest


@dataclass(frozen=True, slots=True)
class AgreementApi:
    """What the agreement says, and what it would answer."""

    in_force: Callable[[], InForce]
    ledger: Ledger
    now: Callable[[], datetime]

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter(prefix="/v1")
        routes.add_api_route("/purposes", self.purposes, methods=["GET"], **documents.PURPOSES_LIST.route())
        routes.add_api_route(
            "/attributes", self.attributes, methods=["GET"], **documents.ATTRIBUTES_LIST.route()
        )
        routes.add_api_route("/agreement", self.show, methods=["GET"], **documents.AGREEMENT.route())
        routes.add_api_route("/decisions", self.decide, methods=["POST"], **documents.DECIDE.route())
        return routes

    async def purposes(self, request: Request) -> Response:
        """The purposes, with what a partner of either country may ask for."""
        agreement = self.in_force().agreement
        return unless_known(request, agreement.digest, purposes_document(agreement))

    async def attributes(self, _request: Request) -> Response:
        """The vocabulary, and what is lost on each claim's way. It changes with the program alone."""
        return JSONResponse(vocabulary_document(), headers={"Cache-Control": "max-age=3600"})

    async def show(self, request: Request) -> Response:
        """The agreement in force: what it says, who signed it, and whether it is suspended."""
        in_force = self.in_force()
        return unless_known(request, _state(in_force.agreement), agreement_document(in_force))

    async def decide(self, request: Request) -> Response:
        """The policy's own answer to facts, at this moment."""
        document = await read_json(request)
        try:
            asked = read_facts(document)
        except UnreadableFacts as error:
            raise InvalidRequest(
                f"the facts are refused: {error}",
                reason="facts_malformed",
                what_would_pass="facts as /openapi.json describes them, under DecisionFacts",
            ) from error
        agreement, now = self.in_force().agreement, self.now()
        facts = await with_first_release(self.ledger, agreement, asked)
        decision = decide_facts(agreement, facts, now)
        steps = tuple(trace(agreement, facts.question(agreement, now)))
        body = decision_document(
            agreement, facts, decision, steps=steps, own_first_release=asked.first_release is not None
        )
        return JSONResponse(body, headers={"Cache-Control": "no-store"})


def _state(agreement: Agreement) -> str:
    """The digest of the text, or where it is suspended, of the text and its suspensions."""
    if not agreement.suspensions:
        return agreement.digest
    parts = (agreement.digest, *(each.id for each in agreement.suspensions))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
