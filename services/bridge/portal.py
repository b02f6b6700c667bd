"""The citizen portal, built by hand: its own way to both identity providers, its flows, its pages."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter

from bridge.adapters.seals import PepperedSeals
from bridge.flows.carriers import Carriage
from bridge.flows.citizen_receipts import CitizenReceipts
from bridge.flows.citizen_records import CitizenRecords
from bridge.flows.portal_sign_in import PortalSignIn
from bridge.flows.rights import Asking
from bridge.flows.signed_receipts import ReceiptSigner
from bridge.flows.withdrawing import Withdrawing
from bridge.settings import Settings
from bridge.upstreams import portal_upstreams
from bridge.web.browser import Cookies
from bridge.web.citizen_downloads import CitizenDownloads
from bridge.web.citizen_portal import CitizenPortal
from bridge.web.citizen_requests import CitizenRequests
from bridge.web.citizen_sign_in import CALLBACK_PATH, CitizenSignIn
from bridge.world import World
from eid_kit.http.form_tokens import FormTokens
from eid_kit.http.jwks_cache import JwksCache
from eid_kit.http.pages import Pages


def portal_routers(settings: Settings, world: World, pages: Pages) -> Iterator[APIRouter]:
    """Every route below `/me`."""
    sign_in = PortalSignIn(
        ledger=world.ledger,
        providers=portal_upstreams(
            settings,
            world,
            JwksCache(world.outbound, now=world.now),
            callback=f"{settings.public_url}{CALLBACK_PATH}",
        ),
        carriage=Carriage(PepperedSeals(world.keys.pepper)),
        principal_key=world.keys.principal,
        now=world.now,
        random_bytes=world.random_bytes,
    )
    shared: dict[str, Any] = {
        "pages": pages,
        "cookies": Cookies(settings.is_https),
        "sign_in": sign_in,
        "tokens": FormTokens(world.keys.form),
        "public_url": settings.public_url,
        "provider_origins": tuple(map(_origin, (settings.vneid_issuer, settings.singpass_issuer))),
    }
    yield CitizenSignIn(**shared).router()
    records = CitizenRecords(world.ledger, world.now)
    asking = Asking(world.ledger, world.now, world.random_bytes)
    withdrawing = Withdrawing(world.ledger, world.now)
    signer = ReceiptSigner(settings.public_url, world.keys.receipt_sign)
    receipts = CitizenReceipts(world.ledger, signer, world.now)
    yield CitizenPortal(**shared, records=records, withdrawing=withdrawing, asking=asking).router()
    yield CitizenDownloads(**shared, records=records, receipts=receipts, asking=asking).router()
    yield CitizenRequests(**shared, records=records, asking=asking).router()


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
