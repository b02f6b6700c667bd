"""The bridge, built by hand in reading order: no container, no look-up by name, no global."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from fastapi import APIRouter, FastAPI

from bridge.adapters.event_push import EventPush
from bridge.adapters.partner_keys import PartnerKeyCache
from bridge.adapters.seals import PepperedSeals
from bridge.domain.notices import PORTAL_PATH
from bridge.flows.altered_answers import AlteredAnswers
from bridge.flows.background import background
from bridge.flows.carriers import Carriage
from bridge.flows.consenting import Consenting
from bridge.flows.deciding import Deciding
from bridge.flows.delivering import Delivering
from bridge.flows.ending import Ending
from bridge.flows.event_statements import EventStatements
from bridge.flows.issuer_flows import Common, IssuerFlows
from bridge.flows.issuers import BASELINE_PATH, Issuers
from bridge.flows.opening import Opening
from bridge.flows.partners import Partners
from bridge.flows.recording import Recording
from bridge.flows.representing import Representing
from bridge.flows.sign_in import SignIn
from bridge.flows.stepping_up import SteppingUp
from bridge.portal import portal_routers
from bridge.settings import Settings
from bridge.upstreams import journey_upstreams
from bridge.web.agreement_api import AgreementApi
from bridge.web.agreement_of_request import AgreementOfRequest
from bridge.web.agreement_pages import AgreementPages
from bridge.web.altered_forms import AlteredForms
from bridge.web.baseline_pages import BaselinePages
from bridge.web.browser import Cookies
from bridge.web.consent_pages import ConsentPages
from bridge.web.discovery import discovery_document, discovery_router
from bridge.web.event_keys import event_keys_router
from bridge.web.front_page import FrontPage, Journeys
from bridge.web.hand_over import HandOver
from bridge.web.issuer_routers import baseline_routers, fapi_routers
from bridge.web.openapi.about import about
from bridge.web.openapi.of_agreement import follow_agreement
from bridge.web.own_journey import OwnJourney
from bridge.web.partner_oauth import DPOP_ALGORITHMS
from bridge.web.partner_receipts import receipt_keys_router
from bridge.web.readiness import BridgeReadiness
from bridge.web.reason_pages import ReasonPages
from bridge.web.registration import PartnerRegistration
from bridge.web.representative_pages import RepresentativePages
from bridge.web.sign_in_pages import SignInPages
from bridge.web.store_errors import install_store_errors
from bridge.web.upstream_keys import upstream_keys_router
from bridge.world import World
from eid_kit.http.errors import install_error_handlers
from eid_kit.http.form_tokens import FormTokens
from eid_kit.http.head import install_head
from eid_kit.http.jwks_cache import JwksCache
from eid_kit.http.openapi.api_page import api_page_router
from eid_kit.http.openapi.document import describe
from eid_kit.http.pages import Pages
from eid_kit.http.readiness import Draining, Readiness, add_readiness
from eid_kit.http.request_log import install_request_log
from eid_kit.oauth.dpop import NonceIssuer

# Where an access token is a bearer token.
BEARER_PATHS: Final = (f"{BASELINE_PATH}/",)
# Public, and nothing is done there.
_ALSO_SHOWN: Final = (
    *("/agreement", "/reasons", "/v1/agreement", "/v1/purposes", "/v1/attributes", "/v1/reasons"),
    *("/v1/event-keys", "/v1/receipt-keys"),
)
_TEMPLATES = Path(__file__).parent / "web" / "templates"


def create_app(settings: Settings, world: World, draining: Draining | None = None) -> FastAPI:
    """The whole service: its use cases, then the routes over them.

    `draining` is switched on by whoever stops the process, and shows in `/readyz`.
    """
    flows = _flows(settings, world)
    name = "VNeID ↔ Singpass bridge"
    pages = Pages(_TEMPLATES, service=name, sandbox=settings.sandbox, citizen_pages=PORTAL_PATH)
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        # A redirect to the path without its slash would be a 307 to whatever the Host header says.
        redirect_slashes=False,
        lifespan=lambda _app: background(world.ledger, world.now, flows.delivering),
    )
    install_error_handlers(app, dpop_algorithms=DPOP_ALGORITHMS, bearer_paths=BEARER_PATHS, pages=pages)
    install_store_errors(app)
    pages.mount(app)
    describe(app, about(settings.public_url))
    follow_agreement(app, world.treaty.last_known)
    for router in (
        api_page_router(pages),
        *_partner_routers(settings, world, flows),
        *_citizen_routers(settings, world, flows, pages=pages),
    ):
        app.include_router(router)
    checks = BridgeReadiness(world.ledger, world.treaty, world.now).checks()
    add_readiness(app, Readiness(checks, draining or Draining()))
    app.add_middleware(AgreementOfRequest, treaty=world.treaty)
    install_head(app, *_ALSO_SHOWN)
    install_request_log(app, service="bridge", random_bytes=world.random_bytes)
    return app


@dataclass(frozen=True, slots=True)
class _Flows:
    """The use cases, each built once; those that a partner asks for, once for each issuer."""

    issuers: Issuers
    fapi: IssuerFlows
    baseline: IssuerFlows
    partners: Partners
    opening: Opening
    sign_in: SignIn
    representing: Representing
    deciding: Deciding
    consenting: Consenting
    ending: Ending
    delivering: Delivering


def _flows(settings: Settings, world: World) -> _Flows:
    ledger, now, random_bytes, keys = world.ledger, world.now, world.random_bytes, world.keys
    remote_keys, agreement = JwksCache(world.outbound, now=now), world.treaty.agreement
    carriage = Carriage(PepperedSeals(keys.pepper))
    ending = Ending(ledger, agreement, now)
    upstreams = journey_upstreams(settings, world, remote_keys)
    partners, issuers = Partners(ledger, world.partners_file), Issuers.at(settings.public_url)
    recording = Recording(agreement, keys.pairwise, now, random_bytes, issuers.fapi.portal)
    sign_in = SignIn(ledger, upstreams, carriage, ending, agreement, keys.principal, now, random_bytes)
    common = _common(world, partners, carriage, remote_keys=remote_keys)
    return _Flows(
        issuers=issuers,
        fapi=IssuerFlows.of(issuers.fapi, common),
        baseline=IssuerFlows.of(issuers.baseline, common),
        partners=partners,
        opening=Opening(ledger, upstreams, carriage, ending, agreement, now, random_bytes),
        sign_in=sign_in,
        representing=Representing(sign_in, recording),
        deciding=Deciding(ledger, agreement, ending, recording, now),
        consenting=Consenting(ledger, agreement, carriage, ending, recording, now, random_bytes),
        ending=ending,
        delivering=_delivering(world, partners, issuers),
    )


def _delivering(world: World, partners: Partners, issuers: Issuers) -> Delivering:
    statements = EventStatements(issuers, world.keys.set_sign)
    push = EventPush(world.outbound)
    return Delivering(world.ledger, partners, statements, push, world.now, world.random_bytes)


def _common(world: World, partners: Partners, carriage: Carriage, *, remote_keys: JwksCache) -> Common:
    return Common(
        ledger=world.ledger,
        agreement=world.treaty.agreement,
        agreement_within=world.treaty.within,
        carriage=carriage,
        partners=partners,
        partner_keys=PartnerKeyCache(remote_keys),
        pairwise_key=world.keys.pairwise,
        receipt_key=world.keys.receipt_sign,
        now=world.now,
        random_bytes=world.random_bytes,
    )


def _partner_routers(settings: Settings, world: World, flows: _Flows) -> Iterator[APIRouter]:
    yield from fapi_routers(
        flows.fapi,
        signing_key=world.keys.oidc_sign,
        nonces=NonceIssuer(world.keys.nonce),
        nonce_required=settings.dpop_nonce,
        now=world.now,
    )
    yield from baseline_routers(flows.baseline, signing_key=world.keys.baseline_sign, now=world.now)
    for issuer in (flows.issuers.fapi, flows.issuers.baseline):
        yield discovery_router(
            issuer,
            partial(discovery_document, issuer, registration=settings.sandbox),
            world.treaty.last_known,
        )
        if settings.sandbox:
            yield PartnerRegistration(
                world.ledger, world.treaty.agreement, issuer, world.now, world.random_bytes
            ).router()
    yield receipt_keys_router(world.keys.receipt_sign)
    yield event_keys_router(world.keys.set_sign)
    yield upstream_keys_router(world.keys.upstream_sig, world.keys.upstream_enc)


def _citizen_routers(settings: Settings, world: World, flows: _Flows, *, pages: Pages) -> Iterator[APIRouter]:
    cookies, sites = Cookies(settings.is_https), settings.partner_site_urls
    yield SignInPages(
        pages, cookies, flows.opening, flows.sign_in, flows.representing, flows.deciding, flows.partners
    ).router()
    yield BaselinePages(
        pages, cookies, flows.baseline.authentication, flows.baseline.receive, flows.opening
    ).router()
    consent = _consent_pages(settings, world, flows, pages=pages)
    yield consent.router()
    yield RepresentativePages(pages, consent).router()
    yield from portal_routers(settings, world, pages)
    yield AgreementPages(pages, world.treaty.in_force, world.ledger, world.now).router()
    yield ReasonPages(pages).router()
    yield AgreementApi(world.treaty.in_force, world.ledger, world.now).router()
    yield FrontPage(
        pages=pages,
        agreement=world.treaty.last_known,
        providers={
            "vneid": settings.vneid_issuer,
            "singpass": settings.singpass_issuer.removesuffix("/fapi"),
        },
        journeys=Journeys(
            vneid=settings.vneid_journey_url or sites.get("hospital"),
            singpass=settings.singpass_journey_url or sites.get("hotel"),
            sites=sites,
        ),
        issuer=settings.public_url,
        registration=settings.sandbox,
    ).router()


def _consent_pages(settings: Settings, world: World, flows: _Flows, *, pages: Pages) -> ConsentPages:
    cookies, tokens, again = Cookies(settings.is_https), FormTokens(world.keys.form), flows.representing
    altered, url = AlteredAnswers(world.ledger, world.treaty.agreement, world.now), settings.public_url
    return ConsentPages(
        pages=pages,
        cookies=cookies,
        own=OwnJourney(cookies, world.ledger, flows.partners, flows.ending, altered, url, world.now),
        deciding=flows.deciding,
        consenting=flows.consenting,
        tokens=tokens,
        public_url=url,
        issuers=flows.issuers,
        hand_over=HandOver(pages, cookies, again, SteppingUp(flows.sign_in), flows.deciding, tokens),
        altered=AlteredForms(altered),
    )
