"""The port `bridge.flows.carriers.Seals` over `sealing`, under this installation's pepper."""

from dataclasses import dataclass

from bridge.adapters.sealing import open_, parts, seal
from bridge.flows.carriers import Binding
from bridge.flows.ports import Hop


@dataclass(frozen=True, slots=True)
class PepperedSeals:
    """Seals bound to transaction, consent, client and claim names."""

    pepper: bytes

    def seal(self, secret: str, hop: Hop, binding: Binding, *, plaintext: bytes) -> bytes:
        """Ciphertext that only this secret opens, and only in this place."""
        return seal(
            secret,
            pepper=self.pepper,
            hop=hop,
            transaction_id=binding.transaction_id,
            aad=_aad(binding),
            plaintext=plaintext,
        )

    def open(self, secret: str, hop: Hop, binding: Binding, *, ciphertext: bytes) -> bytes:
        """The plaintext. Raises `SealBroken`."""
        return open_(
            secret,
            pepper=self.pepper,
            hop=hop,
            transaction_id=binding.transaction_id,
            aad=_aad(binding),
            sealed=ciphertext,
        )


def _aad(binding: Binding) -> bytes:
    return parts(binding.consent_id, binding.client_id, *binding.claims)
