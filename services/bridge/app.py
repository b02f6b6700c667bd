"""The bridge, built by hand in reading order: no container, no look-up by name, no global."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from fastapi import APIRouter, FastAPI

from bridge.adapters.partner_keys import PartnerKeyCache
from bridge.adapters.provider import Credentials, Provider
from bridge.adapters.seals import PepperedSeals
from bridge.adapters.upstream_singpass import UpstreamSingpass
from bridge.adapters.upstream_vneid import UpstreamVneid
from bridge.domain.clauses import Agreement
from bridge.flows.carriers import Carriage
from bridge.flows.consenting import Consenting
from bridge.flows.deciding import Deciding
from bridge.flows.ending import Ending
from bridge.flows.opening import Opening
from bridge.flows.partners import Partners
from bridge.flows.ports import Ledger, StoreUnavailable
from bridge.flows.receive_request import ReceiveRequest
from bridge.flows.redeem import Redeem
from bridge.flows.release import Release
from bridge.flows.sign_in import SignIn
from bridge.flows.upstream import Upstream
from bridge.settings import Settings
from bridge.web.browser import Cookies
from bridge.web.consent_pages import ConsentPages
from bridge.web.discovery import discovery_document, discovery_router
from bridge.web.front_page import FrontPage, Journeys
from bridge.web.openapi.about import about
from bridge.web.partner_oauth import DPOP_ALGORITHMS, PartnerOAuth
from bridge.web.registration import PartnerRegistration
from bridge.web.sign_in_pages import SignInPages
from bridge.web.store_errors import install_store_errors
from bridge.web.upstream_keys import upstream_keys_router
from bridge.world import World
from eid_kit.http.errors import install_error_handlers
from eid_kit.http.form_tokens import FormTokens
from eid_kit.http.jwks_cache import JwksCache
from eid_kit.http.openapi.api_page import api_page_router
from eid_kit.http.openapi.document import describe
from eid_kit.http.pages import Pages
from eid_kit.oauth.dpop import NonceIssuer

PURGE_INTERVAL_S: Final = 30
_TEMPLATES = Path(__file__).parent / "web" / "templates"
_log = logging.getLogger(__name__)


def create_app(settings: Settings, world: World) -> FastAPI:
    """The whole service: its use cases, then the routes over them."""
    flows = _flows(settings, world)
    pages = Pages(_TEMPLATES, service="VNeID ↔ Singpass bridge", sandbox=settings.sandbox)
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        # A redirect to the path without its slash would be a 307 to whatever the Host header says.
        redirect_slashes=False,
        lifespan=_lifespan(world.ledger, world.now),
    )
    install_error_handlers(app, dpop_algorithms=DPOP_ALGORITHMS)
    install_store_errors(app)
    pages.mount(app)
    describe(app, about(settings.public_url))
    for router in (
        api_page_router(pages),
        *_partner_routers(settings, world, flows),
        *_citizen_routers(settings, world, flows, pages=pages),
    ):
        app.include_router(router)
    return app


@dataclass(frozen=True, slots=True)
class _Flows:
    """The use cases, each built once."""

    partners: Partners
    receive: ReceiveRequest
    opening: Opening
    sign_in: SignIn
    deciding: Deciding
    consenting: Consenting
    ending: Ending
    redeem: Redeem
    release: Release


def _flows(settings: Settings, world: World) -> _Flows:
    ledger, now, random_bytes, keys = world.ledger, world.now, world.random_bytes, world.keys
    remote_keys = JwksCache(world.outbound, now=now)

    def agreement() -> Agreement:
        return world.agreement

    carriage = Carriage(PepperedSeals(keys.pepper))
    ending = Ending(ledger, agreement, now)
    upstreams = _upstreams(settings, world, remote_keys)
    return _Flows(
        partners=Partners(
            ledger, world.partners_file, PartnerKeyCache(remote_keys), settings.public_url, now
        ),
        receive=ReceiveRequest(ledger, agreement, now, random_bytes),
        opening=Opening(ledger, upstreams, carriage, ending, now, random_bytes),
        sign_in=SignIn(
            ledger=ledger,
            upstreams=upstreams,
            carriage=carriage,
            ending=ending,
            agreement=agreement,
            principal_key=keys.principal,
            now=now,
            random_bytes=random_bytes,
        ),
        deciding=Deciding(ledger, agreement, ending, now),
        consenting=Consenting(ledger, agreement, carriage, ending, now, random_bytes),
        ending=ending,
        redeem=Redeem(ledger, carriage, keys.pairwise, now, random_bytes),
        release=Release(ledger, agreement, carriage, now),
    )


def _partner_routers(settings: Settings, world: World, flows: _Flows) -> Iterator[APIRouter]:
    issuer, keys = settings.public_url, world.keys
    purposes = sorted({clause.purpose for clause in world.agreement.clauses})
    yield discovery_router(discovery_document(issuer, purposes=purposes, registration=settings.sandbox))
    yield PartnerOAuth(
        partners=flows.partners,
        receive=flows.receive,
        redeeming=flows.redeem,
        releasing=flows.release,
        nonces=NonceIssuer(keys.nonce),
        nonce_required=settings.dpop_nonce,
        signing_key=keys.oidc_sign,
        issuer=issuer,
        now=world.now,
    ).router()
    if settings.sandbox:
        yield PartnerRegistration(world.ledger, issuer, world.now, world.random_bytes).router()
    yield upstream_keys_router(keys.upstream_sig, keys.upstream_enc)


def _citizen_routers(settings: Settings, world: World, flows: _Flows, *, pages: Pages) -> Iterator[APIRouter]:
    cookies = Cookies(settings.is_https)
    yield SignInPages(pages, cookies, flows.opening, flows.sign_in, flows.deciding, flows.partners).router()
    yield ConsentPages(
        pages=pages,
        cookies=cookies,
        ledger=world.ledger,
        partners=flows.partners,
        deciding=flows.deciding,
        consenting=flows.consenting,
        ending=flows.ending,
        tokens=FormTokens(world.keys.form),
        public_url=settings.public_url,
    ).router()
    yield FrontPage(
        pages=pages,
        agreement=lambda: world.agreement,
        providers={
            "vneid": settings.vneid_issuer,
            "singpass": settings.singpass_issuer.removesuffix("/fapi"),
        },
        journeys=Journeys(settings.vneid_journey_url, settings.singpass_journey_url),
        issuer=settings.public_url,
        registration=settings.sandbox,
    ).router()


def _upstreams(settings: Settings, world: World, remote_keys: JwksCache) -> dict[str, Upstream]:
    def provider(issuer: str) -> Provider:
        return Provider(
            issuer=issuer,
            outbound=world.outbound,
            jwks=remote_keys,
            credentials=Credentials(world.keys.upstream_sig, world.keys.upstream_enc),
            now=world.now,
            random_bytes=world.random_bytes,
        )

    return {
        "vneid": UpstreamVneid(
            provider(settings.vneid_issuer),
            settings.vneid_client_id,
            f"{settings.public_url}/upstream/vneid/callback",
        ),
        "singpass": UpstreamSingpass(
            provider(settings.singpass_issuer),
            settings.singpass_client_prefix,
            f"{settings.public_url}/upstream/singpass/callback",
        ),
    }


def _lifespan(
    ledger: Ledger, now: Callable[[], datetime]
) -> Callable[[FastAPI], contextlib.AbstractAsyncContextManager[None]]:
    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        purging = asyncio.create_task(_purge_for_ever(ledger, now))
        try:
            yield
        finally:
            purging.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await purging

    return lifespan


async def _purge_for_ever(ledger: Ledger, now: Callable[[], datetime]) -> None:
    """Half-finished journeys leave nothing behind: what has expired goes, in bounded batches."""
    while True:
        await asyncio.sleep(PURGE_INTERVAL_S)
        try:
            await ledger.purge(now())
        except StoreUnavailable:
            _log.warning("expired rows were not purged: the store is unavailable; trying again later")
