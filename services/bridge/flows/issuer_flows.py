"""The use cases of one issuer: the same flows at both, each with its own issuer's name and demands."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from bridge.domain.clauses import Agreement
from bridge.flows.carriers import Carriage
from bridge.flows.client_authentication import ClientAuthentication, PartnerKeys
from bridge.flows.introspect import Introspect
from bridge.flows.issuers import REDEMPTION_CHECKS, REQUEST_CHECKS, Issuer
from bridge.flows.partners import Partners
from bridge.flows.ports import Ledger, Unit
from bridge.flows.receipts import Receipts
from bridge.flows.receive_request import ReceiveRequest
from bridge.flows.redeem import Redeem
from bridge.flows.release import Release
from bridge.flows.revoke import Revoke
from bridge.flows.signed_receipts import ReceiptSigner
from eid_kit.oauth.keys import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """What both issuers are built upon."""

    ledger: Ledger
    agreement: Callable[[], Agreement]
    agreement_within: Callable[[Unit], Agreement]
    carriage: Carriage
    partners: Partners
    partner_keys: PartnerKeys
    pairwise_key: bytes
    receipt_key: Key
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerFlows:
    """Everything a partner asks of its issuer. What lies between, the citizen's journey, is one for both."""

    issuer: Issuer
    authentication: ClientAuthentication
    receive: ReceiveRequest
    redeem: Redeem
    release: Release
    receipts: Receipts
    introspect: Introspect
    revoke: Revoke

    @classmethod
    def of(cls, issuer: Issuer, common: Common) -> Self:
        """The flows of that issuer."""
        profile, ledger, agreement = issuer.profile, common.ledger, common.agreement
        now, random_bytes = common.now, common.random_bytes
        return cls(
            issuer=issuer,
            authentication=ClientAuthentication(issuer, common.partners, common.partner_keys, now),
            receive=ReceiveRequest(REQUEST_CHECKS[profile], ledger, agreement, now, random_bytes),
            redeem=Redeem(
                REDEMPTION_CHECKS[profile], ledger, common.carriage, common.pairwise_key, now, random_bytes
            ),
            release=Release(profile, ledger, common.agreement_within, common.carriage, now),
            receipts=Receipts(
                profile, ledger, ReceiptSigner(issuer.url, common.receipt_key), now, issuer.portal
            ),
            introspect=Introspect(ledger, agreement, now),
            revoke=Revoke(ledger, now),
        )
