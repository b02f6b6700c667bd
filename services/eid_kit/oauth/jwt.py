"""JSON Web Tokens: signed (RFC 7515, 7519), with the precautions of RFC 8725. Encrypted ones are in ``jwe``.

joserfc does the cryptography. What it leaves to its caller is done here: strict base64url and JSON before
anything else, room for RSA keys in headers and for long payloads, one allow-list of algorithms per call,
and no header that could choose its own key.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NewType

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jws import JWSRegistry

from eid_kit.oauth import base64url, strict_json
from eid_kit.oauth.jose_errors import JwtError
from eid_kit.oauth.jwe import decrypt, encrypt
from eid_kit.oauth.keys import Key

__all__ = ["JwtError", "UnverifiedJwt", "VerifiedJwt", "decrypt", "encrypt", "peek", "sign", "verify"]

UnverifiedJwt = NewType("UnverifiedJwt", str)
"""Straight off the wire: route by it, never believe it."""

MAX_HEADER_BYTES: Final = 4 * 1024
MAX_PAYLOAD_BYTES: Final = 512 * 1024
_MAX_TOKEN_CHARS: Final = 4 * (MAX_HEADER_BYTES + MAX_PAYLOAD_BYTES) // 3 + 2048

_CURVE_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "ES256": ("P-256",),
    "ES384": ("P-384",),
    "ES512": ("P-521",),
    "EdDSA": ("Ed25519",),
    "Ed25519": ("Ed25519",),
}
_RSA_ALGORITHMS: Final = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})


@dataclass(frozen=True, slots=True)
class VerifiedJwt:
    """Header and claims under a signature that was checked. What the claims say is still for the caller to
    judge.
    """

    header: Mapping[str, Any]
    claims: Mapping[str, Any]


class _Registry(JWSRegistry):
    """joserfc's limits, widened: its 512-byte header refuses every DPoP proof that carries an RSA key."""

    max_header_length = 4 * MAX_HEADER_BYTES // 3 + 4
    max_payload_length = 4 * MAX_PAYLOAD_BYTES // 3 + 4

    def get_alg(self, name: str) -> Any:
        # Not super(): it warns on "EdDSA", the name RFC 9864 retires but FAPI 2.0 still lists.
        if name not in (self.allowed or ()):
            raise JwtError("algorithm_not_allowed")
        return self.algorithms[name]


@lru_cache(maxsize=64)
def _registry(algorithms: frozenset[str]) -> _Registry:
    return _Registry(algorithms=algorithms, strict_check_header=False)


def sign(
    claims: Mapping[str, Any],
    key: Key,
    *,
    algorithm: str,
    typ: str | None = None,
    extra_header: Mapping[str, Any] | None = None,
) -> str:
    """Return a compact JWS over ``claims``, which are left as they were; the key's ``kid`` enters the
    header.
    """
    payload = json.dumps(dict(claims), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return sign_payload(payload.encode(), key, algorithm=algorithm, typ=typ, extra_header=extra_header)


def sign_payload(
    payload: bytes,
    key: Key,
    *,
    algorithm: str,
    typ: str | None = None,
    extra_header: Mapping[str, Any] | None = None,
) -> str:
    """Return a compact JWS over exactly these bytes, for a payload whose form is fixed elsewhere."""
    header: dict[str, Any] = {"alg": algorithm}
    if typ is not None:
        header["typ"] = typ
    if key.kid is not None:
        header["kid"] = key.kid
    header |= extra_header or {}
    return jws.serialize_compact(header, payload, key, registry=_registry(frozenset({algorithm})))


def peek(token: UnverifiedJwt) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return header and claims without believing either: to find the client whose keys will verify them.

    Raises ``JwtError`` with reason ``malformed`` or ``too_large``.
    """
    if len(token) > _MAX_TOKEN_CHARS:
        raise JwtError("too_large")
    segments = token.split(".")
    if len(segments) != 3:
        raise JwtError("malformed")
    _bytes(segments[2])
    return _object(segments[0], MAX_HEADER_BYTES), _object(segments[1], MAX_PAYLOAD_BYTES)


def key_id(token: UnverifiedJwt) -> str | None:
    """Return the ``kid`` that the token names, if one can be read: it says which key to look for, no more."""
    try:
        kid = peek(token)[0].get("kid")
    except JwtError:
        return None
    return kid if isinstance(kid, str) else None


def verify(
    token: UnverifiedJwt, keys: Sequence[Key], *, algorithms: Collection[str], typ: str | None = None
) -> VerifiedJwt:
    """Return header and claims when one of ``keys`` signed them with one of ``algorithms``.

    ``typ`` is demanded only where given (RFC 8725 section 3.11). Raises ``JwtError``: ``malformed``,
    ``too_large``, ``algorithm_not_allowed``, ``unknown_critical_header``, ``wrong_type``, ``unknown_key``
    or ``bad_signature``.
    """
    header, claims = peek(token)
    algorithm = _allowed_algorithm(header, algorithms)
    _refuse_critical_headers(header)
    _require_type(header, typ)
    candidates = _fitting(keys, algorithm, header.get("kid"))
    if not candidates:
        raise JwtError("unknown_key")
    if not any(_is_signed_by(key, token, algorithm) for key in candidates):
        raise JwtError("bad_signature")
    return VerifiedJwt(header, claims)


def _bytes(segment: str) -> bytes:
    try:
        return base64url.decode(segment)
    except ValueError as error:
        raise JwtError("malformed") from error


def _object(segment: str, limit: int) -> dict[str, Any]:
    raw = _bytes(segment)
    if len(raw) > limit:
        raise JwtError("too_large")
    try:
        value = strict_json.loads(raw, max_bytes=limit, max_depth=32)
    except strict_json.StrictJsonError as error:
        raise JwtError("malformed") from error
    if not isinstance(value, dict):
        raise JwtError("malformed")
    return value


def _allowed_algorithm(header: Mapping[str, Any], allowed: Collection[str]) -> str:
    """RFC 8725 section 3.1: the verifier names the algorithms, so neither ``none`` nor a public key as HMAC
    secret.
    """
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in allowed:
        raise JwtError("algorithm_not_allowed")
    if algorithm not in _CURVE_OF and algorithm not in _RSA_ALGORITHMS:
        raise JwtError("algorithm_not_allowed")
    return algorithm


def _refuse_critical_headers(header: Mapping[str, Any]) -> None:
    """RFC 7515 section 4.1.11: what is critical must be understood, and nothing critical is understood
    here.
    """
    if "crit" in header or "b64" in header:
        raise JwtError("unknown_critical_header")


def _require_type(header: Mapping[str, Any], typ: str | None) -> None:
    """RFC 7515 section 4.1.9: compared without case, ``application/`` may be left out."""
    if typ is None:
        return
    received = header.get("typ")
    if not isinstance(received, str) or received.lower().removeprefix("application/") != typ.lower():
        raise JwtError("wrong_type")


def _fitting(keys: Sequence[Key], algorithm: str, kid: object) -> list[Key]:
    """Keys that could have made this signature. ``jwk``, ``jku`` and ``x5u`` are not looked at (RFC 8725
    3.10).
    """
    return [
        key
        for key in keys
        if _makes(key, algorithm)
        and (kid is None or key.kid is None or key.kid == kid)
        and key.get("use") in (None, "sig")
        and key.alg in (None, algorithm)
    ]


def _makes(key: Key, algorithm: str) -> bool:
    if algorithm in _RSA_ALGORITHMS:
        return key.key_type == "RSA"
    return getattr(key, "curve_name", None) in _CURVE_OF[algorithm]


def _is_signed_by(key: Key, token: str, algorithm: str) -> bool:
    try:
        jws.deserialize_compact(token, key, registry=_registry(frozenset({algorithm})))
    except (JoseError, ValueError):
        return False
    return True
