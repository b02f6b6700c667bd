"""Who is asking: partners by client_id."""

from collections.abc import Mapping
from dataclasses import dataclass

from bridge.domain.partners import IDENTIFIER, Partner
from bridge.flows.ports import Ledger
from bridge.flows.transaction import Transaction

# The members of a registration that are ours, beside RFC 7591's own; and those of them that are addresses.
LINKS = ("event_endpoint",)
METADATA = (
    "profile",
    "country",
    "sector",
    "purposes",
    "legal_name",
    "organisation",
    "dpo_contact",
    "registered_attributes",
    "authorization_details_types",
)


@dataclass(frozen=True, slots=True)
class Partners:
    """Finds partners, of either issuer."""

    ledger: Ledger
    from_file: Mapping[str, Partner]

    async def find(self, client_id: str) -> Partner | None:
        """The partner of the operator's file, else the one that registered itself."""
        if client_id in self.from_file:
            return self.from_file[client_id]
        # Not every store can hold every character: what no registration can be called is not looked for.
        if IDENTIFIER.fullmatch(client_id) is None:
            return None
        found = await self.ledger.read(lambda unit: unit.registrations.get(client_id))
        return found.partner if found else None

    async def still_waiting(self, transaction: Transaction) -> Partner | None:
        """The partner of an ongoing transaction, unless it or its redirect URI was deregistered meanwhile."""
        partner = await self.find(transaction.request.client_id)
        if partner is None or transaction.request.redirect_uri not in partner.redirect_uris:
            return None
        return partner
