"""`/t/<id>/representative`, `/t/<id>/step-up`: from a page between two sign-ins to the second."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from bridge.flows.transaction import Transaction
from bridge.web.browser import BrowserPages, page_errors, see_other
from bridge.web.consent_pages import ConsentPages
from bridge.web.openapi import citizen
from eid_kit.http.forms import read_form
from eid_kit.http.pages import Pages


@dataclass(frozen=True, slots=True)
class RepresentativePages(BrowserPages):
    """Takes the answers to the pages that `ConsentPages` shows between two sign-ins."""

    pages: Pages
    consent: ConsentPages

    def router(self) -> APIRouter:
        """The routes."""
        routes, page = APIRouter(), "/t/{transaction_id}"
        routes.add_api_route(
            f"{page}/representative", self.answer, methods=["POST"], **citizen.REPRESENTATIVE.route()
        )
        routes.add_api_route(f"{page}/step-up", self.step_up, methods=["POST"], **citizen.STEP_UP.route())
        return routes

    @page_errors
    async def step_up(self, request: Request) -> Response:
        """On to a stronger sign-in, or to an end."""
        transaction, partner, s1 = await self.consent.own.mine_from_here(request)
        if partner is None:
            return see_other(f"/t/{transaction.id}")
        async with self.consent.altered.watched(transaction):
            form = await read_form(request)
            outcome = await self.consent.hand_over.stepped_up(transaction, partner, form, s1=s1)
        return self.consent.refused(outcome) if isinstance(outcome, Transaction) else outcome

    @page_errors
    async def answer(self, request: Request) -> Response:
        """On to the sign-in, or to an end. Anything altered, repeated or from elsewhere changes nothing."""
        transaction, partner, s1 = await self.consent.own.mine_from_here(request)
        if partner is None:
            return see_other(f"/t/{transaction.id}")
        async with self.consent.altered.watched(transaction):
            form = await read_form(request)
            outcome = await self.consent.hand_over.answered(transaction, partner, form, s1=s1)
        return self.consent.refused(outcome) if isinstance(outcome, Transaction) else outcome
