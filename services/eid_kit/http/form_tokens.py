"""Tokens that bind a form to the page it was shown on: an HMAC, nothing stored."""

import hmac

from eid_kit.oauth import base64url
from eid_kit.oauth.errors import InvalidBrowserRequest


class FormTokens:
    """Issues and recognises form tokens; every process with the same key does so alike.

    The parts say what the form is for (page, transaction, browser secret): a token for one is none for
    another. That a form counts only once is for the transaction to see to.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) < 32:
            raise ValueError("a form token key has at least 32 bytes")
        self._key = key

    def issue(self, *parts: str) -> str:
        """Return the token of these parts."""
        encoded = [part.encode() for part in parts]
        # Each part with its length: ("ab", "c") and ("a", "bc") must not share a token.
        message = b"".join(len(part).to_bytes(4, "big") + part for part in encoded)
        return base64url.encode(hmac.digest(self._key, b"eid-kit form v1\0" + message, "sha256"))

    def require(self, token: str | None, *parts: str) -> None:
        """Raise ``InvalidBrowserRequest`` unless ``token`` was issued for exactly these parts."""
        expected = self.issue(*parts)
        if token is None or not hmac.compare_digest(token.encode(), expected.encode()):
            raise InvalidBrowserRequest("this form was not issued for this page", reason="form_token")
