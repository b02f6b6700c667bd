"""Pseudonyms: who a person is to the bridge, and who to each partner.

The upstream subject itself is never kept: `principal_ref` stands for it, and each organisation sees its own
`sub`.
"""

import base64
import hashlib
import hmac
from typing import Final

_SHORTEST_KEY: Final = 32


def principal_ref(key: bytes, issuer: str, subject: str) -> str:
    """The bridge's own name for a person: 43 characters base64url, shown to no partner."""
    return _keyed(key, "vnsg-principal-v1", issuer, subject)


def pairwise_subject(key: bytes, organisation: str, principal: str) -> str:
    """The `sub` one organisation sees (OIDC Core 8.1): two organisations cannot join their records by it."""
    return _keyed(key, "vnsg-pairwise-v1", organisation, principal)


def _keyed(key: bytes, *parts: str) -> str:
    if len(key) < _SHORTEST_KEY:
        message = f"a pseudonym key has at least {_SHORTEST_KEY} bytes"
        raise ValueError(message)
    encoded = [part.encode() for part in parts]
    # Lengths first: without them ("ab", "c") and ("a", "bc") would be the same person.
    message_bytes = b"".join(len(part).to_bytes(4, "big") + part for part in encoded)
    digest = hmac.new(key, message_bytes, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
