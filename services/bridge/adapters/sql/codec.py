"""How values become the `body` column: JSON of exactly the fields the value has.

Columns beside `body` exist only to be searched by; what is read back always comes from `body`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from bridge.domain.consent import Consent
from bridge.domain.deliveries import Delivery
from bridge.domain.partners import partner_from_dict, partner_to_dict
from bridge.domain.records import ConsentRecord
from bridge.flows.ports import AccessGrant, Registration
from bridge.flows.transaction import Transaction

TRANSACTION: TypeAdapter[Transaction] = TypeAdapter(Transaction)
CONSENT: TypeAdapter[Consent] = TypeAdapter(Consent)
GRANT: TypeAdapter[AccessGrant] = TypeAdapter(AccessGrant)
RECORD: TypeAdapter[ConsentRecord] = TypeAdapter(ConsentRecord)
DELIVERY: TypeAdapter[Delivery] = TypeAdapter(Delivery)


@dataclass(frozen=True, slots=True)
class _StoredRegistration:
    """A registration, its partner spelt as its own metadata: the domain parses it, here as at the edge."""

    partner: dict[str, Any]
    token_digest: str
    registered_at: datetime


_STORED = TypeAdapter(_StoredRegistration)


def registration_to_json(registration: Registration) -> str:
    """The `body` of a registration."""
    stored = _StoredRegistration(
        partner_to_dict(registration.partner), registration.token_digest, registration.registered_at
    )
    return _STORED.dump_json(stored).decode()


def registration_from_json(body: str) -> Registration:
    """The inverse of `registration_to_json`."""
    stored = _STORED.validate_json(body)
    return Registration(partner_from_dict(stored.partner), stored.token_digest, stored.registered_at)
