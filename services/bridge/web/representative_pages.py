"""`/t/<id>/representative`: from the hand-over page to the sign-in of a child's representative."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from bridge.flows.transaction import Transaction
from bridge.web.browser import BrowserPages, page_errors, see_other
from bridge.web.consent_pages import ConsentPages
from bridge.web.openapi import citizen
from eid_kit.http.forms import read_form
from eid_kit.http.origin import require_own_origin
from eid_kit.http.pages import Pages


@dataclass(frozen=True, slots=True)
class RepresentativePages(BrowserPages):
    """Takes the answer to the page that `ConsentPages` shows between a child's answer and the adult's."""

    pages: Pages
    consent: ConsentPages

    def router(self) -> APIRouter:
        """The route."""
        routes, operation = APIRouter(), citizen.REPRESENTATIVE.route()
        routes.add_api_route("/t/{transaction_id}/representative", self.answer, methods=["POST"], **operation)
        return routes

    @page_errors
    async def answer(self, request: Request) -> Response:
        """On to the sign-in, or to an end. Anything altered, repeated or from elsewhere changes nothing."""
        require_own_origin(request, self.consent.public_url)
        transaction, partner, s1 = await self.consent.mine(request)
        if partner is None:
            return see_other(f"/t/{transaction.id}")
        outcome = await self.consent.hand_over.answered(transaction, await read_form(request), s1)
        return self.consent.refused(outcome) if isinstance(outcome, Transaction) else outcome
