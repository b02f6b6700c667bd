"""`/me/records/…/receipt`, `/me/records/…/notice` and `/me/download`: what a citizen takes along."""

import json
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from bridge.domain.citizen_export import citizen_export
from bridge.flows.citizen_receipts import CitizenReceipts
from bridge.flows.citizen_records import CitizenRecords, Own
from bridge.flows.rights import Asking
from bridge.web.browser import ME
from bridge.web.citizen_portal import RECORD
from bridge.web.openapi import portal_downloads as documents
from bridge.web.portal_pages import PortalPages, RecordUnknown, Visit, own, signed_in
from bridge.web.portal_rows import record_facts
from bridge.web.token_responses import NO_STORE
from eid_kit.oauth import base64url


@dataclass(frozen=True, slots=True)
class CitizenDownloads(PortalPages):
    """Receipts, to read and to keep; the words that were read; and all of it in one file."""

    records: CitizenRecords
    receipts: CitizenReceipts
    asking: Asking

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter()
        for path, handler, operation in (
            (f"{RECORD}/receipt", self.read, documents.RECEIPT_PAGE),
            (f"{RECORD}/receipt.jws", self.receipt, documents.RECEIPT),
            (f"{RECORD}/notice", self.notice, documents.NOTICE),
            (f"{ME}/download", self.everything, documents.DOWNLOAD),
        ):
            routes.add_api_route(path, handler, methods=["GET"], **operation.route())
        return routes

    @signed_in
    async def read(self, request: Request, visit: Visit) -> Response:
        """The receipt in words, and under them its payload as it is signed."""
        record_id = request.path_params["record_id"]
        signed = await own(self.receipts.receipt(visit.principal_ref, record_id))
        found = await own(self.records.one(visit.principal_ref, record_id))
        path = f"/records/{record_id}"
        context = {
            "lang": visit.language,
            "switch_url": self.address("en" if visit.language == "vi" else "vi", f"{path}/receipt"),
            "back": self.address(visit.language, path),
            "record": record_facts(found, visit),
            "jws": self.address(visit.language, f"{path}/receipt.jws"),
            "payload": json.dumps(_payload(signed), ensure_ascii=False, indent=2),
        }
        return self.pages.response("portal_receipt.html", context)

    @signed_in
    async def receipt(self, request: Request, visit: Visit) -> Response:
        """The signed receipt, a compact JWS."""
        signed = await own(self.receipts.receipt(visit.principal_ref, request.path_params["record_id"]))
        headers = NO_STORE | {"Content-Disposition": 'attachment; filename="consent-receipt.jws"'}
        return Response(signed, media_type="application/jwt", headers=headers)

    @signed_in
    async def notice(self, request: Request, visit: Visit) -> Response:
        """The words that were read before the answer, each notice with its digest."""
        found = await own(self.records.one(visit.principal_ref, request.path_params["record_id"]))
        if not found.record.words_read:
            raise RecordUnknown("there are no words kept of it", reason="record_unknown")
        path = f"/records/{found.record.id}"
        context = {
            "lang": visit.language,
            "switch_url": self.address("en" if visit.language == "vi" else "vi", f"{path}/notice"),
            "back": self.address(visit.language, path),
            "notices": [
                {"sha256": digest, "words": json.loads(words)} for digest, words in found.record.words_read
            ],
        }
        return self.pages.response("portal_notice.html", context)

    @signed_in
    async def everything(self, request: Request, visit: Visit) -> Response:
        """Every record with its receipt, and every request."""
        every = await self.records.every(visit.principal_ref)
        receipts = [await self._receipt_of(each, visit) for each in every]
        document = citizen_export(
            zip((each.record for each in every), receipts, strict=True),
            await self.asking.of(visit.principal_ref),
            identity_provider=visit.session.identity_provider,
            at=visit.at,
        )
        headers = NO_STORE | {"Content-Disposition": 'attachment; filename="my-consents.json"'}
        return JSONResponse(document, headers=headers)

    async def _receipt_of(self, each: Own, visit: Visit) -> str | None:
        if not each.record.was_asked:
            return None
        return await own(self.receipts.receipt(visit.principal_ref, each.record.id))


def _payload(signed: str) -> dict[str, Any]:
    """What a receipt says; we signed it a moment ago."""
    payload: dict[str, Any] = json.loads(base64url.decode(signed.split(".")[1]))
    return payload
