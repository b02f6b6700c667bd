"""`/oauth/register`: open registration in a sandbox (RFC 7591), and its management (RFC 7592)."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from bridge.domain.clauses import Agreement
from bridge.domain.explanations import explanation
from bridge.domain.partners import IDENTIFIER, Partner, PartnerFaults, parse_partner, partner_to_dict
from bridge.domain.profiles import AUTHENTICATION_METHODS
from bridge.domain.rules_request import baseline_denial
from bridge.flows.client_authentication import ALGORITHMS
from bridge.flows.issuers import Issuer
from bridge.flows.partners import LINKS, METADATA
from bridge.flows.ports import Ledger, Registration
from bridge.web.openapi import registration as documents
from eid_kit.http.forms import access_token, read_json
from eid_kit.http.request_log import note
from eid_kit.oauth.bearer_tokens import InvalidBearerToken
from eid_kit.oauth.errors import InvalidClientMetadata
from eid_kit.oauth.metadata import require_client_metadata
from eid_kit.oauth.secrets_ import digest, new_secret

_MANAGED = frozenset(
    {
        "client_id",
        "client_id_issued_at",
        "client_secret",
        "client_secret_expires_at",
        "registration_access_token",
        "registration_client_uri",
    }
)
_NOT_YOURS = "this registration access token manages no such client"
_NO_STORE = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class PartnerRegistration:
    """Registers partners that neither country has verified, at the one issuer where each will be known."""

    ledger: Ledger
    agreement: Callable[[], Agreement]
    issuer: Issuer
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]

    def router(self) -> APIRouter:
        """The routes."""
        routes, managed = APIRouter(prefix=f"{self.issuer.path}/oauth/register"), "/{client_id}"
        rows = (
            ("POST", "", self.register, documents.register),
            ("GET", managed, self.show, documents.show),
            ("PUT", managed, self.replace, documents.replace),
            ("DELETE", managed, self.delete, documents.delete),
        )
        for method, path, handler, operation in rows:
            routes.add_api_route(path, handler, methods=[method], **operation(self.issuer).route())
        return routes

    async def register(self, request: Request) -> Response:
        """A new client. Every fault of the metadata is named at once."""
        metadata = self._metadata(await read_json(request))
        client_id, token = new_secret(self.random_bytes)[:22], new_secret(self.random_bytes)
        secret = new_secret(self.random_bytes) if _wants_secret(metadata) else None
        partner = self._partner(client_id, metadata, secret_digest=secret and digest(secret))
        registration = Registration(partner, digest(token), self.now())
        await self.ledger.atomically(lambda unit: unit.registrations.insert(registration))
        note(client_id=client_id)
        body = self._body(registration, token) | _told_once(secret)
        return JSONResponse(body, status_code=201, headers=_NO_STORE)

    async def show(self, request: Request) -> Response:
        """RFC 7592 section 2.1."""
        known = await self._mine(request)
        return JSONResponse(self._body(known, access_token(request, "Bearer")), headers=_NO_STORE)

    async def replace(self, request: Request) -> Response:
        """RFC 7592 section 2.2: the whole metadata anew; what is left out is gone, but for the secret."""
        known = await self._mine(request)
        document = await read_json(request)
        if not isinstance(document, dict) or document.get("client_id") != known.partner.client_id:
            raise InvalidClientMetadata(
                "client_id must be the one being replaced", reason="client_id_differs"
            )
        _require_own_secret(document, known.partner)
        metadata = self._metadata({name: value for name, value in document.items() if name not in _MANAGED})
        secret, secret_digest = self._secret_after(known.partner, metadata)
        partner = self._partner(known.partner.client_id, metadata, secret_digest=secret_digest)
        changed = Registration(partner, known.token_digest, known.registered_at)
        if not await self.ledger.atomically(lambda unit: unit.registrations.replace(changed)):
            raise InvalidBearerToken("this registration no longer exists", reason="registration_token_wrong")
        body = self._body(changed, access_token(request, "Bearer")) | _told_once(secret)
        return JSONResponse(body, headers=_NO_STORE)

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
        if known is None or known.partner.profile is not self.issuer.profile:
            raise InvalidBearerToken(_NOT_YOURS, reason="registration_token_wrong")
        if not hmac.compare_digest(known.token_digest, presented):
            raise InvalidBearerToken(_NOT_YOURS, reason="registration_token_wrong")
        note(client_id=client_id)
        return known

    def _body(self, registration: Registration, token: str) -> dict[str, Any]:
        """RFC 7592 section 3. The token is the one just presented or made: kept is its digest alone."""
        partner = registration.partner
        metadata = partner_to_dict(partner)["metadata"]
        return {
            **{name: value for name, value in metadata.items() if name != "client_secret_sha256"},
            "client_id_issued_at": int(registration.registered_at.timestamp()),
            "registration_client_uri": f"{self.issuer.url}/oauth/register/{partner.client_id}",
            "registration_access_token": token,
        }

    def _metadata(self, document: object) -> dict[str, Any]:
        profile = self.issuer.profile
        methods = AUTHENTICATION_METHODS[profile]
        given = document
        if isinstance(document, dict):
            # RFC 7591 section 2 defaults to client_secret_basic, which FAPI 2.0 forbids.
            given = {"token_endpoint_auth_method": methods[0], "profile": str(profile), **document}
            if given["profile"] != str(profile):
                raise InvalidClientMetadata(
                    f"profile is {profile} at this issuer",
                    reason="profile_differs",
                    what_would_pass="profile left out",
                )
        return require_client_metadata(
            given, extensions=METADATA, links=LINKS, auth_methods=methods, auth_algorithms=ALGORITHMS
        )

    def _partner(self, client_id: str, metadata: dict[str, Any], *, secret_digest: str | None) -> Partner:
        secret = {} if secret_digest is None else {"client_secret_sha256": secret_digest}
        try:
            partner = parse_partner({**metadata, **secret, "client_id": client_id}, verified=False)
        except PartnerFaults as error:
            raise InvalidClientMetadata(
                f"the registration is refused: {error}", reason="metadata_refused"
            ) from error
        if denial := baseline_denial(self.agreement(), partner):
            raise InvalidClientMetadata(
                explanation(denial.reason).en,
                reason=denial.reason.value,
                clause=denial.clause,
                what_would_pass=denial.what_would_pass,
            )
        return partner

    def _secret_after(self, partner: Partner, metadata: dict[str, Any]) -> tuple[str | None, str | None]:
        """A new secret, where the client goes over to having one, and the digest that counts from now on."""
        if not _wants_secret(metadata):
            return None, None
        if partner.client_secret_sha256 is not None:
            return None, partner.client_secret_sha256
        secret = new_secret(self.random_bytes)
        return secret, digest(secret)


def _wants_secret(metadata: Mapping[str, Any]) -> bool:
    return bool(metadata["token_endpoint_auth_method"] == "client_secret_basic")


def _told_once(secret: str | None) -> dict[str, Any]:
    """RFC 7591 section 3.2.1. Only its digest is kept, so no later answer can repeat it."""
    return {} if secret is None else {"client_secret": secret, "client_secret_expires_at": 0}


def _require_own_secret(document: Mapping[str, Any], partner: Partner) -> None:
    """RFC 7592 section 2.2: a secret that is sent along is the client's own; it cannot choose another."""
    sent = document.get("client_secret")
    if sent is None:
        return
    expected = partner.client_secret_sha256 or ""
    if not isinstance(sent, str) or not hmac.compare_digest(digest(sent), expected):
        raise InvalidClientMetadata(
            "client_secret is not this client's: a client cannot choose its own",
            reason="client_secret_differs",
            what_would_pass="client_secret left out",
        )
