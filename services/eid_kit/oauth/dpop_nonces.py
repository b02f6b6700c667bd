"""Server-provided DPoP nonces (RFC 9449 section 8) that need no memory: a moment, and its HMAC under a
server key.
"""

import hmac
from datetime import datetime

from eid_kit.oauth import base64url
from eid_kit.oauth.errors import UseDpopNonce
from eid_kit.oauth.numeric_dates import to_numeric_date

_MOMENT_BYTES = 8
_TAG_BYTES = 16


class NonceIssuer:
    """Issues and recognises nonces; every process with the same key does so alike."""

    def __init__(self, key: bytes, lifetime_s: int = 300) -> None:
        if len(key) < 32:
            raise ValueError("a nonce key has at least 32 bytes")
        self._key = key
        self._lifetime_s = lifetime_s

    def issue(self, now: datetime) -> str:
        """Return the nonce of this second."""
        moment = to_numeric_date(now).to_bytes(_MOMENT_BYTES, "big")
        return base64url.encode(moment + self._tag(moment))

    def require(self, nonce: str | None, now: datetime) -> None:
        """Raise ``UseDpopNonce`` with a fresh nonce unless ``nonce`` is ours and at most ``lifetime_s`` old.

        Called before anything is spent: being asked to repeat must never cost the client its code.
        """
        if nonce is None:
            raise UseDpopNonce(nonce=self.issue(now), reason="dpop_nonce_missing")
        if not self._is_current(nonce, now):
            raise UseDpopNonce(nonce=self.issue(now), reason="dpop_nonce_stale")

    def _is_current(self, nonce: str, now: datetime) -> bool:
        try:
            raw = base64url.decode(nonce)
        except ValueError:
            return False
        moment, tag = raw[:_MOMENT_BYTES], raw[_MOMENT_BYTES:]
        if not hmac.compare_digest(tag, self._tag(moment)):
            return False
        return 0 <= to_numeric_date(now) - int.from_bytes(moment, "big") <= self._lifetime_s

    def _tag(self, moment: bytes) -> bytes:
        return hmac.digest(self._key, b"eid-kit dpop nonce v1\0" + moment, "sha256")[:_TAG_BYTES]
