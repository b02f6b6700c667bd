"""Sealing: what may be read only by whoever bears a secret that the bridge itself does not keep.

Key = HKDF-SHA256(secret, salt = pepper, info = hop ‖ transaction) (RFC 5869); AES-256-GCM with a fresh
96-bit nonce (NIST SP 800-38D). The database holds the result and a digest of the secret, and the pepper
is in a key file: neither one alone, nor both together, open anything without the bearer.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bridge.flows.ports import Hop

_VERSION = b"\x01"
_NONCE_SIZE = 12
_KEY_SIZE = 32
_LENGTH_SIZE = 4


class SealBroken(Exception):
    """The secret, its place, the associated data or the ciphertext is not the one that was sealed."""


def parts(*each: str | bytes) -> bytes:
    """Joins parts so that no other list of parts gives the same bytes: each is preceded by its length.

    With a bare separator, a transaction or client id that contained it could borrow another's seal.
    """
    encoded = (part.encode() if isinstance(part, str) else part for part in each)
    return b"".join(len(part).to_bytes(_LENGTH_SIZE, "big") + part for part in encoded)


def seal(secret: str, *, pepper: bytes, hop: Hop, transaction_id: str, aad: bytes, plaintext: bytes) -> bytes:
    """Seals `plaintext` to the bearer of `secret` at one hop of one transaction.

    `aad` is what the opener must name as well (make it with `parts`): consent, client, claim names.
    """
    key = _key(secret, pepper=pepper, hop=hop, transaction_id=transaction_id)
    # Fresh at every call: a carrier may be resealed under the secret it already has.
    nonce = os.urandom(_NONCE_SIZE)
    sealed = AESGCM(key).encrypt(nonce, plaintext, _bound(hop, transaction_id, aad))
    return _VERSION + nonce + sealed


def open_(secret: str, *, pepper: bytes, hop: Hop, transaction_id: str, aad: bytes, sealed: bytes) -> bytes:
    """The inverse of `seal`. Raises `SealBroken`, without saying which part was wrong."""
    nonce, ciphertext = sealed[1 : 1 + _NONCE_SIZE], sealed[1 + _NONCE_SIZE :]
    if sealed[:1] != _VERSION or len(nonce) != _NONCE_SIZE:
        raise SealBroken("not something this version sealed")
    key = _key(secret, pepper=pepper, hop=hop, transaction_id=transaction_id)
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, _bound(hop, transaction_id, aad))
    except InvalidTag:
        raise SealBroken("the seal does not open") from None


def _key(secret: str, *, pepper: bytes, hop: Hop, transaction_id: str) -> bytes:
    derivation = HKDF(SHA256(), _KEY_SIZE, salt=pepper, info=parts(hop.value, transaction_id))
    return derivation.derive(secret.encode())


def _bound(hop: Hop, transaction_id: str, aad: bytes) -> bytes:
    return parts(_VERSION, hop.value, transaction_id, aad)
