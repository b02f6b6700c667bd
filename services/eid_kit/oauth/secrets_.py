"""Secrets that are handed out once, and the digest by which they are remembered."""

import hashlib
from collections.abc import Callable

from eid_kit.oauth.base64url import encode

SECRET_BYTES = 32


def new_secret(random_bytes: Callable[[int], bytes]) -> str:
    """Return 256 random bits as 43 base64url characters; RFC 6749 section 10.10 asks for at least 128."""
    return encode(random_bytes(SECRET_BYTES))


def digest(secret: str) -> str:
    """Return the hexadecimal SHA-256 of a secret.

    No salt and no slow hash: the input has 256 bits of its own, and the digest must be found again by value.
    """
    return hashlib.sha256(secret.encode()).hexdigest()
