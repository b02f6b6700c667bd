"""Proof Key for Code Exchange (RFC 7636), method S256 only, as FAPI 2.0 section 5.3.2.2 demands."""

import hmac
import re
from collections.abc import Callable

from authlib.oauth2.rfc7636 import (  # type: ignore[import-untyped]  # Authlib ships no type information
    create_s256_code_challenge,
)

from eid_kit.oauth.errors import InvalidGrant, InvalidRequest
from eid_kit.oauth.secrets_ import new_secret

_VERIFIER = re.compile(r"[A-Za-z0-9\-._~]{43,128}\Z")  # RFC 7636 section 4.1
_S256_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}\Z")  # base64url of 32 bytes


def new_verifier(random_bytes: Callable[[int], bytes]) -> str:
    """Return a verifier of 256 random bits."""
    return new_secret(random_bytes)


def s256_challenge(verifier: str) -> str:
    """Return BASE64URL(SHA256(ASCII(verifier)))."""
    return str(create_s256_code_challenge(verifier))


def require_valid_challenge(challenge: str | None, method: str | None) -> str:
    """Return the challenge; raise ``InvalidRequest`` unless it is one of method S256.

    A missing method means ``plain`` (RFC 7636 section 4.3), so it is refused like ``plain``.
    """
    if challenge is None:
        raise InvalidRequest(
            "code_challenge is required",
            reason="pkce_required",
            what_would_pass="code_challenge, with code_challenge_method=S256",
        )
    if method != "S256":
        raise InvalidRequest("code_challenge_method must be S256", reason="pkce_method")
    if _S256_CHALLENGE.match(challenge) is None:
        raise InvalidRequest("code_challenge must be 43 base64url characters", reason="pkce_challenge")
    return challenge


def require_matching_verifier(verifier: str | None, challenge: str) -> None:
    """Raise ``InvalidRequest`` on a missing or malformed verifier, ``InvalidGrant`` on another one."""
    if verifier is None:
        raise InvalidRequest("code_verifier is required", reason="pkce_required")
    if _VERIFIER.match(verifier) is None:
        raise InvalidRequest("code_verifier must be 43 to 128 unreserved characters", reason="pkce_verifier")
    if not hmac.compare_digest(s256_challenge(verifier), challenge):
        raise InvalidGrant("code_verifier does not match the code_challenge", reason="pkce_mismatch")
