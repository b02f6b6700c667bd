"""`/v1/receipts/{receipt_id}` for whoever holds the access token, and `/v1/receipt-keys` for anyone."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from bridge.flows.issuers import Issuer
from bridge.flows.receipts import Receipts
from bridge.flows.signed_receipts import RECEIPT_ALGORITHM
from bridge.web.openapi import receipts as documents
from bridge.web.presented_tokens import PresentedTokens
from bridge.web.token_responses import NO_STORE, receipt_path
from eid_kit.oauth.keys import Key, public_jwk


@dataclass(frozen=True, slots=True)
class PartnerReceipts:
    """The receipts of one issuer's partners."""

    issuer: Issuer
    receipts: Receipts
    tokens: PresentedTokens

    def router(self) -> APIRouter:
        """The route."""
        routes = APIRouter(prefix=self.issuer.path)
        operation = documents.show(self.issuer.profile)
        routes.add_api_route(receipt_path("{receipt_id}"), self.show, methods=["GET"], **operation.route())
        return routes

    async def show(self, request: Request) -> Response:
        """The receipt of the consent that the token stands on, as a compact JWS."""
        receipt_id = str(request.path_params["receipt_id"])
        by = await self.tokens.presented(request, receipt_path(receipt_id), self.receipts.find)
        signed = await self.receipts.receipt(by.grant, by.partner, receipt_id)
        return Response(signed, media_type="application/jwt", headers=NO_STORE | self.tokens.next_headers())


def receipt_keys_router(key: Key) -> APIRouter:
    """The public key of receipts, of both issuers' partners alike; it signs nothing else."""
    document = {"keys": [{**public_jwk(key), "use": "sig", "alg": RECEIPT_ALGORITHM}]}
    routes = APIRouter()

    async def keys(_request: Request) -> Response:
        return JSONResponse(document, headers={"Cache-Control": "max-age=3600"})

    routes.add_api_route("/v1/receipt-keys", keys, methods=["GET"], **documents.KEYS.route())
    return routes
