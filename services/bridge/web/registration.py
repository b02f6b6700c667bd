"""`/oauth/register`: open registration in a sandbox (RFC 7591), and its management (RFC 7592)."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from bridge.domain.partners import IDENTIFIER, Partner, PartnerFaults, parse_partner, partner_to_dict
from bridge.flows.partners import METADATA
from bridge.flows.ports import Ledger, Registration
from bridge.web.openapi import registration as documents
from eid_kit.http.forms import access_token, read_json
from eid_kit.oauth.bearer_tokens import InvalidBearerToken
from eid_kit.oauth.errors import InvalidClientMetadata
from eid_kit.oauth.metadata import require_client_metadata
from eid_kit.oauth.secrets_ import digest, new_secret

_MANAGED = frozenset(
    {"client_id", "client_id_issued_at", "registration_access_token", "registration_client_uri"}
)
_NOT_YOURS = "this registration access token manages no such client"
_NO_STORE = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class PartnerRegistration:
    """Registers partners that neither country has verified, and says so wherever they appear."""

    ledger: Ledger
    issuer: str
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]

    def router(self) -> APIRouter:
        """The routes."""
        routes, managed = APIRouter(prefix="/oauth/register"), "/{client_id}"
        routes.add_api_route("", self.register, methods=["POST"], **documents.register(self.issuer).route())
        routes.add_api_route(managed, self.show, methods=["GET"], **documents.show(self.issuer).route())
        routes.add_api_route(managed, self.replace, methods=["PUT"], **documents.replace(self.issuer).route())
        routes.add_api_route(managed, self.delete, methods=["DELETE"], **documents.delete().route())
        return routes

    async def register(self, request: Request) -> Response:
        """A new client. Every fault of the metadata is named at once."""
        metadata = _metadata(await read_json(request))
        client_id, token = new_secret(self.random_bytes)[:22], new_secret(self.random_bytes)
        registration = Registration(_partner(client_id, metadata), digest(token), self.now())
        await self.ledger.atomically(lambda unit: unit.registrations.insert(registration))
        body = self._body(registration) | {"registration_access_token": token}
        return JSONResponse(body, status_code=201, headers=_NO_STORE)

    async def show(self, request: Request) -> Response:
        """RFC 7592 section 2.1."""
        return JSONResponse(self._body(await self._mine(request)), headers=_NO_STORE)

    async def replace(self, request: Request) -> Response:
        """RFC 7592 section 2.2: the whole metadata anew; what is left out is gone."""
        known = await self._mine(request)
        document = await read_json(request)
        if not isinstance(document, dict) or document.get("client_id") != known.partner.client_id:
            raise InvalidClientMetadata(
                "client_id must be the one being replaced", reason="client_id_differs"
            )
        metadata = _metadata({name: value for name, value in document.items() if name not in _MANAGED})
        changed = Registration(
            _partner(known.partner.client_id, metadata), known.token_digest, known.registered_at
        )
        if not await self.ledger.atomically(lambda unit: unit.registrations.replace(changed)):
            raise InvalidBearerToken("this registration no longer exists", reason="registration_token_wrong")
        return JSONResponse(self._body(changed), headers=_NO_STORE)

    async def delete(self, request: Request) -> Response:
        """RFC 7592 section 2.3."""
        known = await self._mine(request)
        await self.ledger.atomically(lambda unit: unit.registrations.delete(known.partner.client_id))
        return Response(status_code=204, headers=_NO_STORE)

    async def _mine(self, request: Request) -> Registration:
        """The registration that this token manages; an unknown client and a wrong token look alike."""
        presented = digest(access_token(request, "Bearer"))
        client_id = request.path_params["client_id"]
        # Not every store can hold every character: what no client can be called is not looked for.
        if IDENTIFIER.fullmatch(client_id) is None:
            raise InvalidBearerToken(_NOT_YOURS, reason="registration_token_wrong")
        known = await self.ledger.read(lambda unit: unit.registrations.get(client_id))
        if known is None or not hmac.compare_digest(known.token_digest, presented):
            raise InvalidBearerToken(_NOT_YOURS, reason="registration_token_wrong")
        return known

    def _body(self, registration: Registration) -> dict[str, Any]:
        partner = registration.partner
        return {
            **partner_to_dict(partner)["metadata"],
            "client_id_issued_at": int(registration.registered_at.timestamp()),
            "registration_client_uri": f"{self.issuer}/oauth/register/{partner.client_id}",
        }


def _metadata(document: object) -> dict[str, Any]:
    given = document if isinstance(document, dict) else None
    if given is not None and "token_endpoint_auth_method" not in given:
        # RFC 7591 section 2 defaults to client_secret_basic, which FAPI 2.0 forbids.
        given = {**given, "token_endpoint_auth_method": "private_key_jwt"}
    return require_client_metadata(given if given is not None else document, extensions=METADATA)


def _partner(client_id: str, metadata: dict[str, Any]) -> Partner:
    try:
        return parse_partner({**metadata, "client_id": client_id}, verified=False)
    except PartnerFaults as error:
        raise InvalidClientMetadata(
            f"the registration is refused: {error}", reason="metadata_refused"
        ) from error
