"""Encrypted tokens (RFC 7516), compact form, asymmetric key agreement or transport only."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwe import JWERegistry

from eid_kit.oauth import base64url, strict_json
from eid_kit.oauth.jose_errors import JwtError
from eid_kit.oauth.keys import Key

MAX_HEADER_BYTES: Final = 4 * 1024
# A nested JWS with a payload of 512 KiB is a third longer than its payload.
MAX_PLAINTEXT_BYTES: Final = 4 * (512 * 1024) // 3 + 8 * 1024
_MAX_TOKEN_CHARS: Final = 4 * (MAX_HEADER_BYTES + MAX_PLAINTEXT_BYTES) // 3 + 2048
_SEGMENTS: Final = 5


class _Registry(JWERegistry):
    """joserfc's limits, widened: as it comes it refuses about 66 KB, less than one person's record with a
    picture.
    """

    max_protected_header_length = 4 * MAX_HEADER_BYTES // 3 + 4
    max_ciphertext_length = 4 * MAX_PLAINTEXT_BYTES // 3 + 64


def encrypt(
    plaintext: str | bytes, key: Key, *, algorithm: str, encryption: str, content_type: str | None = None
) -> str:
    """Return a compact JWE to the holder of ``key``; ``content_type`` is ``JWT`` for a nested token (RFC
    7519 5.2).
    """
    header: dict[str, Any] = {"alg": algorithm, "enc": encryption}
    if content_type is not None:
        header["cty"] = content_type
    if key.kid is not None:
        header["kid"] = key.kid
    registry = _Registry(algorithms=(algorithm, encryption), strict_check_header=False)
    return jwe.encrypt_compact(header, plaintext, key, registry=registry)


def decrypt(
    token: str, keys: Sequence[Key], *, algorithms: Collection[str], encryptions: Collection[str]
) -> str:
    """Return the plaintext as text.

    Raises ``JwtError``: ``malformed``, ``too_large``, ``algorithm_not_allowed``, ``unknown_critical_header``,
    ``unknown_key`` or ``decryption_failed``.
    """
    header = _header(token)
    if header.get("alg") not in tuple(algorithms) or header.get("enc") not in tuple(encryptions):
        raise JwtError("algorithm_not_allowed")
    # "zip" would let a short token grow without bound; nothing here compresses (RFC 8725 section 3.6).
    if "crit" in header or "zip" in header:
        raise JwtError("unknown_critical_header")
    candidates = _fitting(keys, header.get("kid"))
    if not candidates:
        raise JwtError("unknown_key")
    registry = _Registry(algorithms=(header["alg"], header["enc"]), strict_check_header=False)
    for key in candidates:
        plaintext = _decrypted(token, key, registry)
        if plaintext is not None:
            return plaintext
    raise JwtError("decryption_failed")


def _header(token: str) -> dict[str, Any]:
    if len(token) > _MAX_TOKEN_CHARS:
        raise JwtError("too_large")
    segments = token.split(".")
    if len(segments) != _SEGMENTS:
        raise JwtError("malformed")
    try:
        decoded = [base64url.decode(segment) for segment in segments]
        header = strict_json.loads(decoded[0], max_bytes=MAX_HEADER_BYTES)
    except ValueError as error:
        raise JwtError("malformed") from error
    if not isinstance(header, dict):
        raise JwtError("malformed")
    return header


def _fitting(keys: Sequence[Key], kid: object) -> list[Key]:
    return [
        key
        for key in keys
        if key.is_private
        and (kid is None or key.kid is None or key.kid == kid)
        and key.get("use") in (None, "enc")
    ]


def _decrypted(token: str, key: Key, registry: JWERegistry) -> str | None:
    """One answer for every failure: telling them apart is what padding oracles live on."""
    try:
        plaintext = jwe.decrypt_compact(token, key, registry=registry).plaintext
        return plaintext.decode() if plaintext is not None else None
    except (JoseError, ValueError, AssertionError, KeyError, TypeError):
        return None
