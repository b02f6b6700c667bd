"""`/me/records/…/ask` and `/report`: what a citizen asks for beyond withdrawing, and reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeVar

from fastapi import APIRouter, Request, Response

from bridge.domain.attributes import Text
from bridge.domain.receipt_terms import AUTHORITIES
from bridge.domain.rights import Misuse
from bridge.domain.rights_clocks import RightsKind, acknowledge_by, deadlines
from bridge.flows.citizen_records import CitizenRecords, Own
from bridge.flows.rights import Asking, Reached, TooManyRequests, Wish
from bridge.web.browser import ME, see_other
from bridge.web.citizen_portal import RECORD
from bridge.web.openapi import portal_requests as documents
from bridge.web.portal_pages import RECEIVED, PortalPages, Visit, own, signed_in
from bridge.web.portal_rows import deadline_rows
from bridge.web.portal_words import KIND, MISUSE, last_day
from eid_kit.oauth.errors import InvalidRequest, TemporarilyUnavailable

W = TypeVar("W", bound=StrEnum)
# A report of misuse has a page of its own.
ASKED: Final = tuple(kind for kind in RightsKind if kind is not RightsKind.PROTECTION)
_EVERYTHING: Final = "recipient"


@dataclass(frozen=True, slots=True)
class CitizenRequests(PortalPages):
    """Two forms of closed lists: nothing is typed, so nothing about anybody can be written into them."""

    records: CitizenRecords
    asking: Asking

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter()
        for path, handler, method, operation in (
            (f"{RECORD}/ask", self.choose_right, "GET", documents.ASK_PAGE),
            (f"{RECORD}/ask", self.ask, "POST", documents.ASK),
            (f"{RECORD}/report", self.choose_misuse, "GET", documents.REPORT_PAGE),
            (f"{RECORD}/report", self.report, "POST", documents.REPORT),
        ):
            routes.add_api_route(path, handler, methods=[method], **operation.route())
        return routes

    @signed_in
    async def choose_right(self, request: Request, visit: Visit) -> Response:
        """Each right with the clocks that would run if it were used now."""
        found = await self._found(request, visit)
        reached = await own(self.asking.reached(visit.principal_ref, found.record.id))
        kinds = [_kind_row(kind, visit, reached) for kind in ASKED]
        heard = last_day(acknowledge_by(visit.at), visit.language)
        return self._page("ask", found, visit, kinds=kinds, acknowledge_by=heard)

    @signed_in
    async def ask(self, request: Request, visit: Visit) -> Response:
        """Receives a request."""
        form = await self._form(request, visit, "ask")
        wish = Wish(_chosen(RightsKind, form, "kind"), whole=form.get("scope") == _EVERYTHING)
        if wish.kind not in ASKED:
            raise InvalidRequest("a report of misuse has a form of its own", reason="choice_missing")
        return await self._received(request, visit, wish)

    @signed_in
    async def choose_misuse(self, request: Request, visit: Visit) -> Response:
        """What can be reported, and to whom else the citizen can turn."""
        found = await self._found(request, visit)
        language = visit.language
        reached = await own(self.asking.reached(visit.principal_ref, found.record.id))
        context = {
            "misuses": _choices(MISUSE, language),
            "deadlines_of": _kind_row(RightsKind.PROTECTION, visit, reached)["deadlines"],
            "acknowledge_by": last_day(acknowledge_by(visit.at), language),
            "contact": found.record.grounds.recipient.contact,
            "authorities": [words.in_(language) for words in AUTHORITIES.values()],
        }
        return self._page("report", found, visit, **context)

    @signed_in
    async def report(self, request: Request, visit: Visit) -> Response:
        """Receives a report of misuse: a request for protective measures."""
        form = await self._form(request, visit, "report")
        wish = Wish(RightsKind.PROTECTION, misuse=_chosen(Misuse, form, "misuse"))
        return await self._received(request, visit, wish)

    async def _found(self, request: Request, visit: Visit) -> Own:
        return await own(self.records.one(visit.principal_ref, request.path_params["record_id"]))

    async def _form(self, request: Request, visit: Visit, what: str) -> Mapping[str, str]:
        form, _ = await self.form_of(request, visit, what, request.path_params["record_id"])
        return form

    async def _received(self, request: Request, visit: Visit, wish: Wish) -> Response:
        record_id = request.path_params["record_id"]
        try:
            await own(self.asking.ask(visit.principal_ref, record_id, wish))
        except TooManyRequests as error:
            raise TemporarilyUnavailable(
                "too many of your requests wait for an answer", reason="too_many_requests"
            ) from error
        return see_other(self.address(visit.language, **{RECEIVED: "1"}))

    def _page(self, what: str, found: Own, visit: Visit, **context: Any) -> Response:
        path = f"/records/{found.record.id}"
        frame = {
            "lang": visit.language,
            "switch_url": self.address("en" if visit.language == "vi" else "vi", f"{path}/{what}"),
            "back": self.address(visit.language, path),
            "action": f"{ME}{path}/{what}?lang={visit.language}",
            "recipient": found.record.grounds.recipient.name.in_(visit.language),
            "form_token": self.form_token(visit, what, found.record.id),
        }
        return self.pages.response(f"portal_{what}.html", frame | context)


def _kind_row(kind: RightsKind, visit: Visit, reached: Reached) -> dict[str, Any]:
    def rows(*, has_reached: bool) -> list[dict[str, Any]]:
        each = deadlines(kind, visit.at, reached_recipient=has_reached, is_extended=False)
        return deadline_rows(kind, each, visit.language)

    return {
        "value": kind.value,
        "words": KIND[kind].in_(visit.language),
        "deadlines": rows(has_reached=reached.by_this),
        "of_everything": rows(has_reached=reached.by_any),
    }


def _choices(words: Mapping[W, Text], language: str) -> list[tuple[str, str]]:
    return [(value.value, text.in_(language)) for value, text in words.items()]


def _chosen(words: type[W], form: Mapping[str, str], name: str) -> W:
    try:
        return words(form.get(name, ""))
    except ValueError as error:
        raise InvalidRequest(f"{name} must be one of the choices", reason="choice_missing") from error
