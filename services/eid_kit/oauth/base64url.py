"""Base64url without padding (RFC 7515 section 2), read strictly.

Python's decoder skips characters it does not know and accepts non-zero trailing bits, so one value would
have several spellings: a signature or a thumbprint could be respelt and slip past a replay memory.
"""

import base64
import binascii
import re

_ALPHABET = re.compile(r"[A-Za-z0-9_-]*\Z")


def encode(data: bytes) -> str:
    """Return the unpadded base64url form of ``data``."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes:
    """Return the bytes of the one canonical spelling; raise ``ValueError`` on any other."""
    if _ALPHABET.match(text) is None:
        raise ValueError("not base64url")
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise ValueError("not base64url") from error
    if encode(data) != text:
        raise ValueError("base64url is not canonical")
    return data
