"""`GET /fapi/userinfo`: a Myinfo app fetches the items it was given, with the key its token is bound to."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from eid_kit.http.errors import error_response
from eid_kit.http.forms import access_token
from eid_kit.oauth.checks import Check, run_checks
from eid_kit.oauth.dpop import NonceIssuer
from eid_kit.oauth.errors import InvalidRequest, InvalidToken, UpstreamDependencyError
from eid_kit.oauth.numeric_dates import to_numeric_date
from eid_kit.simulator.faults import Faults
from singpass_mock.access_token import AccessToken, AccessTokens
from singpass_mock.app_keys import AppKeys
from singpass_mock.apps import App, Apps
from singpass_mock.faults import SingpassFault
from singpass_mock.person_info import person_info
from singpass_mock.proofs import Proofs
from singpass_mock.residents import Resident
from singpass_mock.scopes import MYINFO_SCOPES, AppKind
from singpass_mock.signing import USERINFO_ENCRYPTION, Signer, encrypt
from singpass_mock.subjects import Subjects

MEDIA_TYPE = "application/jwt; charset=utf-8"
SLOW_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Retrieval:
    """A valid token whose key was proven, the app that holds it and the person it is about."""

    app: App
    resident: Resident
    token: AccessToken


def require_myinfo_app(retrieval: Retrieval) -> None:
    """A Login app has everything in its id_token."""
    if retrieval.app.kind is not AppKind.MYINFO:
        raise InvalidRequest("userinfo is for Myinfo apps", reason="not_a_myinfo_app")


def refuse_foreign_account(retrieval: Retrieval) -> None:
    """A Singpass Foreign Account signs in, and has no Myinfo."""
    if retrieval.resident.is_foreign:
        raise InvalidRequest("a Singpass Foreign Account has no Myinfo", reason="no_myinfo")


USERINFO_CHECKS: tuple[Check[Retrieval], ...] = (require_myinfo_app, refuse_foreign_account)


@dataclass(frozen=True, slots=True, kw_only=True)
class UserinfoEndpoint:
    """Reads the token, demands its proof, runs the checks, answers signed and encrypted."""

    issuer: str
    url: str
    apps: Apps
    keys: AppKeys
    proofs: Proofs
    nonces: NonceIssuer
    subjects: Subjects
    access_tokens: AccessTokens
    signer: Signer
    faults: Faults
    now: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def answer(self, request: Request) -> Response:
        """200 with the nested token; errors as `OAuthError`. `invalid_request` has a challenge beside it, and
        the media type of the answer: JSON all the same, as was seen on staging.
        """
        try:
            return await self._answer(request)
        except InvalidRequest as error:
            challenge = f'DPoP error="{error.code}", error_description="{error.description}"'
            return error_response(error, headers={"WWW-Authenticate": challenge, "Content-Type": MEDIA_TYPE})

    async def _answer(self, request: Request) -> Response:
        if self.faults.active(SingpassFault.USERINFO_DOWN):
            raise UpstreamDependencyError("fault userinfo-down is switched on", reason="fault_switched_on")
        raw = access_token(request, "DPoP")
        token = self.access_tokens.require(raw)
        proof = self.proofs.require(request, self.url, access_token=raw, expected_jkt=token.jkt)
        if self.faults.active(SingpassFault.DPOP_NONCE):
            self.nonces.require(proof.nonce, self.now())
        retrieval = Retrieval(self._app(token), self._resident(token), token)
        run_checks(USERINFO_CHECKS, retrieval)
        key = await self.keys.to_encrypt_to(retrieval.app)
        if self.faults.active(SingpassFault.SLOW_USERINFO):
            await self.sleep(SLOW_SECONDS)
        signed = self.signer.sign(self._claims(retrieval), typ="JWT")
        body = encrypt(signed, key, encryption=USERINFO_ENCRYPTION)
        return Response(body, media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})

    def _claims(self, retrieval: Retrieval) -> dict[str, Any]:
        scopes = retrieval.token.scopes
        if self.faults.active(SingpassFault.OVER_SHARE):
            scopes = frozenset(MYINFO_SCOPES)
        subject = retrieval.token.subject
        if self.faults.active(SingpassFault.OTHER_SUBJECT_IN_USERINFO):
            subject = str(UUID(int=UUID(subject).int ^ 1))
        return {
            "iss": self.issuer,
            "sub": subject,
            "aud": retrieval.token.client_id,
            "iat": to_numeric_date(self.now()),
            "person_info": person_info(retrieval.resident, scopes),
        }

    def _app(self, token: AccessToken) -> App:
        app = self.apps.find(token.client_id)
        if app is None:
            raise InvalidToken("the app of this token is not registered any more", reason="token_unknown")
        return app

    def _resident(self, token: AccessToken) -> Resident:
        resident = self.subjects.find(token.subject)
        if resident is None:
            raise InvalidToken("the person of this token is not known", reason="token_unknown")
        return resident
