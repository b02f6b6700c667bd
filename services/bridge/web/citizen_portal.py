"""`/me`: what a citizen allowed, refused and was denied, what was really sent, and taking it back."""

from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from bridge.domain.records import Actor, ConsentRecord
from bridge.flows.citizen_records import CitizenRecords, Own
from bridge.flows.rights import Asking
from bridge.flows.withdrawing import Withdrawing
from bridge.web.browser import ME, page_errors, see_other
from bridge.web.openapi import portal
from bridge.web.portal_pages import PROVIDERS, RECEIVED, PortalPages, Visit, own, signed_in
from bridge.web.portal_rows import record_facts, record_row, request_row
from bridge.web.portal_words import clock

RECORD: Final = f"{ME}/records/{{record_id}}"


@dataclass(frozen=True, slots=True)
class CitizenPortal(PortalPages):
    """The list, one record, and its withdrawal."""

    records: CitizenRecords
    withdrawing: Withdrawing
    asking: Asking

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter()
        routes.add_api_route(ME, self.home, methods=["GET"], **portal.HOME.route())
        routes.add_api_route(RECORD, self.show, methods=["GET"], **portal.RECORD.route())
        routes.add_api_route(f"{RECORD}/withdraw", self.withdraw, methods=["POST"], **portal.WITHDRAW.route())
        return routes

    @page_errors
    async def home(self, request: Request) -> Response:
        """The citizen's records; for whoever is not signed in, the chooser."""
        visit = await self.visit_of(request)
        if visit is None:
            return self.chooser(request, self.language_of(request))
        before = request.query_params.get("before")
        found = await own(self.records.page(visit.principal_ref, before=before))
        asked = await self.asking.of(visit.principal_ref)
        context = {
            **self._frame(visit, ""),
            "records": [record_row(each, visit) for each in found.records],
            "is_first": before is None,
            "received": RECEIVED in request.query_params,
            "older": found.older,
            "requests": [request_row(each, visit) for each in asked],
        }
        return self.pages.response("portal_list.html", context)

    @signed_in
    async def show(self, request: Request, visit: Visit) -> Response:
        """One record, as it stands now."""
        record_id = request.path_params["record_id"]
        return self._detail(await own(self.records.one(visit.principal_ref, record_id)), visit)

    @signed_in
    async def withdraw(self, request: Request, visit: Visit) -> Response:
        """Takes a consent back, at once; pressed twice, it was taken back the first time."""
        record_id = request.path_params["record_id"]
        await self.form_of(request, visit, "withdraw", record_id)
        await own(self._withdrawn(visit, record_id))
        return see_other(self.address(visit.language, f"/records/{record_id}"))

    async def _withdrawn(self, visit: Visit, record_id: str) -> ConsentRecord:
        return await self.withdrawing.withdraw(visit.principal_ref, record_id, actor=Actor.PRINCIPAL)

    def _detail(self, found: Own, visit: Visit) -> Response:
        path = f"/records/{found.record.id}"
        context = {
            **self._frame(visit, path),
            "record": record_facts(found, visit),
            "path": f"{ME}{path}",
            "withdraw_token": self.form_token(visit, "withdraw", found.record.id),
        }
        return self.pages.response("portal_record.html", context)

    def _frame(self, visit: Visit, path: str) -> dict[str, Any]:
        """What every page behind the sign-in shows: who signed in with what, until when, and the way out."""
        provider = visit.session.identity_provider
        return {
            "lang": visit.language,
            "switch_url": self.address("en" if visit.language == "vi" else "vi", path),
            "me": self.address(visit.language),
            "provider": PROVIDERS[provider],
            "ends_at": clock(visit.session.expires_at, visit.language, provider),
            "sign_out_token": self.form_token(visit, "sign-out"),
        }
