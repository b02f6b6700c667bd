"""Each issuer's endpoints for partners, side by side: what the baseline does without is not among its own."""

from collections.abc import Callable, Iterator
from datetime import datetime

from fastapi import APIRouter, Request

from bridge.flows.client_authentication import Authenticated
from bridge.flows.issuer_flows import IssuerFlows
from bridge.web.baseline_oauth import BaselineOAuth
from bridge.web.partner_oauth import PartnerOAuth
from bridge.web.partner_receipts import PartnerReceipts
from bridge.web.presented_tokens import BearerTokens, DpopTokens
from bridge.web.token_management import TokenManagement
from bridge.web.token_responses import TokenResponses
from eid_kit.oauth.dpop import NonceIssuer
from eid_kit.oauth.keys import Key
from eid_kit.oauth.parameters import Parameters


def fapi_routers(
    flows: IssuerFlows,
    *,
    signing_key: Key,
    nonces: NonceIssuer,
    nonce_required: bool,
    now: Callable[[], datetime],
) -> Iterator[APIRouter]:
    """FAPI 2.0: pushed requests, signed assertions, tokens bound to keys."""
    tokens = DpopTokens(flows.authentication, flows.release.ledger, nonces, nonce_required, now)
    yield PartnerOAuth(
        authentication=flows.authentication,
        receive=flows.receive,
        redeeming=flows.redeem,
        releasing=flows.release,
        responses=TokenResponses(flows.issuer, signing_key, now),
        tokens=tokens,
    ).router()
    yield PartnerReceipts(flows.issuer, flows.receipts, tokens).router()

    async def authenticate(_request: Request, parameters: Parameters) -> Authenticated:
        return await flows.authentication.by_assertion(parameters)

    yield TokenManagement(flows.issuer, authenticate, flows.introspect, flows.revoke).router()


def baseline_routers(
    flows: IssuerFlows, *, signing_key: Key, now: Callable[[], datetime]
) -> Iterator[APIRouter]:
    """The baseline: a secret or an assertion, and bearer tokens."""
    tokens = BearerTokens(flows.authentication)
    endpoints = BaselineOAuth(
        authentication=flows.authentication,
        receive=flows.receive,
        redeeming=flows.redeem,
        releasing=flows.release,
        responses=TokenResponses(flows.issuer, signing_key, now),
        tokens=tokens,
    )
    yield endpoints.router()
    yield PartnerReceipts(flows.issuer, flows.receipts, tokens).router()
    yield TokenManagement(flows.issuer, endpoints.authenticate, flows.introspect, flows.revoke).router()
