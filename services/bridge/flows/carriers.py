"""The four carriers: what crosses each hop, sealed to a secret that only its bearer holds.

S0 (cookie at authorize) → S1 (cookie at the callback) → the code → the access token. The store keeps the
digest of the secret and ciphertext; without the bearer nobody can open it, not even with the database.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from bridge.domain.attributes import PATIENT_SUMMARY
from bridge.domain.mapping import Quality
from bridge.domain.patient_summary import can_be_made, patient_summary
from bridge.flows.ports import Hop, SealedRow, Unit
from bridge.flows.transaction import Transaction
from bridge.flows.upstream import Identity
from eid_kit.oauth.secrets_ import digest


@dataclass(frozen=True, slots=True)
class Binding:
    """What a seal is bound to (its additional data): moved to another row, it does not open."""

    transaction_id: str
    client_id: str
    consent_id: str = ""
    claims: tuple[str, ...] = ()


def before_consent(transaction: Transaction) -> Binding:
    """What S0 and S1 are bound to: there is no consent yet."""
    return Binding(transaction.id, transaction.request.client_id)


class Seals(Protocol):
    """Authenticated encryption under a key derived from the bearer's secret."""

    def seal(self, secret: str, hop: Hop, binding: Binding, *, plaintext: bytes) -> bytes: ...

    def open(self, secret: str, hop: Hop, binding: Binding, *, ciphertext: bytes) -> bytes:
        """Raises `SealBroken`."""
        ...


@dataclass(frozen=True, slots=True)
class Released:
    """What may be shown or released: claims by name, how they were verified, and how faithfully mapped.

    `qualities` is by claim, too; it may be empty for what was sealed by an earlier version.
    `representative` is the mark of a child's representative, until that person has signed in.
    """

    claims: Mapping[str, Any]
    verification: Mapping[str, Any]
    assurance: Mapping[str, Any]
    qualities: Mapping[str, str] = field(default_factory=dict)
    representative: str | None = None

    @classmethod
    def of(cls, identity: Identity) -> "Released":
        """What an identity provider vouched for, by claim."""
        claims = {mapped.claim: mapped.value for mapped in identity.mapped}
        return cls(
            claims,
            identity.verification,
            identity.assurance_statement,
            {mapped.claim: str(mapped.quality) for mapped in identity.mapped},
            identity.representative,
        )

    def to_bytes(self) -> bytes:
        """As it is sealed."""
        members = {
            "claims": self.claims,
            "verification": self.verification,
            "assurance": self.assurance,
            "qualities": self.qualities,
        }
        mark = {} if self.representative is None else {"representative": self.representative}
        return json.dumps(members | mark, ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Released":
        """The inverse of `to_bytes`."""
        return cls(**json.loads(data))

    def cut_to(self, claims: tuple[str, ...]) -> "Released":
        """What leaves the citizen's pages: these claims alone, and no mark."""
        kept = {name: value for name, value in self.claims.items() if name in claims}
        qualities = {name: quality for name, quality in self.qualities.items() if name in kept}
        return replace(self, claims=kept, qualities=qualities, representative=None)

    def with_summary(self, wanted: Collection[str], *, seed: str, made_at: datetime) -> "Released":
        """The same and, where it is `wanted` and can be made, the patient summary of these claims alone.

        It is never sealed: what it is made of is.
        """
        if PATIENT_SUMMARY not in wanted or not can_be_made(self.claims):
            return self
        summary = patient_summary(self.claims, seed=seed, made_at=made_at)
        return replace(
            self,
            claims={**self.claims, PATIENT_SUMMARY: summary},
            qualities={**self.qualities, PATIENT_SUMMARY: str(Quality.DERIVED)},
        )


@dataclass(frozen=True, slots=True)
class Carriage:
    """Puts things into carriers and takes them out again."""

    seals: Seals

    def load(
        self, unit: Unit, secret: str, hop: Hop, *, binding: Binding, plaintext: bytes, expires_at: datetime
    ) -> None:
        """Seals `plaintext` to `secret` and stores the ciphertext under the secret's digest."""
        row = SealedRow(
            secret_digest=digest(secret),
            hop=hop,
            transaction_id=binding.transaction_id,
            ciphertext=self.seals.seal(secret, hop, binding, plaintext=plaintext),
            expires_at=expires_at,
        )
        unit.carriers.put(row)

    def unload(self, row: SealedRow, secret: str, binding: Binding) -> bytes:
        """Opens a row. Raises `SealBroken`."""
        return self.seals.open(secret, row.hop, binding, ciphertext=row.ciphertext)
