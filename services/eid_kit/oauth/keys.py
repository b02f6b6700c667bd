"""JSON Web Keys (RFC 7517, 7518, 8037) and their thumbprints (RFC 7638): public keys in, our own keys
kept.
"""

import json
from collections.abc import Mapping
from typing import Any, Final, Literal, TypeAlias

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.jwk import thumbprint as _digest_of_members

from eid_kit.oauth import base64url, strict_json
from eid_kit.oauth.errors import InvalidClientMetadata

Key: TypeAlias = ECKey | RSAKey | OKPKey
KeyKind: TypeAlias = Literal["ES256", "EdDSA", "RS256", "ECDH-ES+A256KW"]

MIN_RSA_BITS: Final = 2048  # RFC 7518 section 3.3
MAX_RSA_BITS: Final = 8192  # beyond it, verifying one signature costs a noticeable share of a second
MAX_EXPONENT_BITS: Final = 64
MAX_KEYS: Final = 50
_MAX_JWK_BYTES: Final = 64 * 1024

# RFC 7638 section 3.2: the members that enter the thumbprint.
_REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "EC": ("crv", "x", "y"),
    "RSA": ("n", "e"),
    "OKP": ("crv", "x"),
}
_PRIVATE: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_COORDINATE_BYTES: Final[Mapping[str, int]] = {
    "P-256": 32,
    "P-384": 48,
    "P-521": 66,
    "Ed25519": 32,
    "X25519": 32,
}
_CURVES: Final = {"EC": ("P-256", "P-384", "P-521"), "OKP": ("Ed25519", "X25519")}
_TYPES: Final[Mapping[str, type[ECKey] | type[RSAKey] | type[OKPKey]]] = {
    "EC": ECKey,
    "RSA": RSAKey,
    "OKP": OKPKey,
}


class UnusableKey(ValueError):
    """A JWK that is no sound public key; the message says why."""


def generate_key(kind: KeyKind, *, kid: str | None = None, use: Literal["sig", "enc"] | None = None) -> Key:
    """Return a new private key for one algorithm; ``kid`` defaults to its RFC 7638 thumbprint."""
    key: Key
    if kind == "RS256":
        key = RSAKey.generate_key(MIN_RSA_BITS)
    elif kind == "EdDSA":
        key = OKPKey.generate_key("Ed25519")
    else:
        key = ECKey.generate_key("P-256")
    default_use = "enc" if kind == "ECDH-ES+A256KW" else "sig"
    named = {"kid": kid or thumbprint(key), "use": use or default_use, "alg": kind}
    return type(key).import_key({**key.as_dict(private=True), **named})


def public_jwk(key: Key) -> dict[str, Any]:
    """Return the public members only, whatever the key holds."""
    return {name: value for name, value in key.as_dict(private=False).items() if name not in _PRIVATE}


def thumbprint(key_or_jwk: Key | Mapping[str, Any]) -> str:
    """Return the RFC 7638 SHA-256 thumbprint, base64url."""
    if not isinstance(key_or_jwk, Mapping):
        return key_or_jwk.thumbprint()
    names = _REQUIRED.get(str(key_or_jwk.get("kty")))
    if names is None or any(name not in key_or_jwk for name in names):
        raise UnusableKey("no key type that has a thumbprint here")
    return _digest_of_members({name: key_or_jwk[name] for name in ("kty", *names)})


def public_key(jwk: object) -> Key:
    """Return the key of one public JWK.

    Raises ``UnusableKey`` on a private or symmetric key, an unknown type or curve, a weak RSA modulus, a
    point that is not on its curve, or a coordinate with a second spelling (its thumbprint would not be the
    key's only name).
    """
    if not isinstance(jwk, Mapping):
        raise UnusableKey("a key must be a JSON object")
    if private := sorted(_PRIVATE & jwk.keys()):
        raise UnusableKey(f"member {private[0]} is private; send the public key only")
    kty = jwk.get("kty")
    if not isinstance(kty, str) or kty not in _REQUIRED:
        raise UnusableKey("kty must be EC, RSA or OKP")
    members = {"kty": kty, **_material(jwk, kty), **_labels(jwk)}
    if kty == "RSA":
        _require_strength(members)
    try:
        return _TYPES[kty].import_key(members)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise UnusableKey("the members do not make a valid key") from error


def _material(jwk: Mapping[str, Any], kty: str) -> dict[str, str]:
    members: dict[str, str] = {}
    for name in _REQUIRED[kty]:
        value = jwk.get(name)
        if not isinstance(value, str):
            raise UnusableKey(f"member {name} must be a string")
        members[name] = value
    curve = members.get("crv")
    if curve is not None and curve not in _CURVES[kty]:
        raise UnusableKey(f"crv must be one of {', '.join(_CURVES[kty])}")
    for name in members.keys() - {"crv"}:
        _require_canonical(name, members[name], curve)
    return members


def _require_canonical(name: str, value: str, curve: str | None) -> None:
    try:
        data = base64url.decode(value)
    except ValueError as error:
        raise UnusableKey(f"member {name} must be canonical base64url") from error
    if curve is not None and len(data) != _COORDINATE_BYTES[curve]:  # RFC 7518 section 6.2.1.2
        raise UnusableKey(f"member {name} has the wrong length for {curve}")
    if curve is None and data[:1] in (
        b"",
        b"\0",
    ):  # RFC 7518 section 6.3.1.1: Base64urlUInt has no leading zero
        raise UnusableKey(f"member {name} has leading zero octets")


def _labels(jwk: Mapping[str, Any]) -> dict[str, Any]:
    """Keep what selects a key. Addresses and certificates (x5u, x5c) are dropped: nothing here follows
    them.
    """
    labels: dict[str, Any] = {}
    for name in ("kid", "use", "alg"):
        if name in jwk:
            if not isinstance(jwk[name], str) or not jwk[name]:
                raise UnusableKey(f"member {name} must be a string")
            labels[name] = jwk[name]
    operations = jwk.get("key_ops")
    if operations is not None:
        if not isinstance(operations, list) or not all(isinstance(item, str) for item in operations):
            raise UnusableKey("member key_ops must be an array of strings")
        labels["key_ops"] = operations
    return labels


def _require_strength(members: Mapping[str, str]) -> None:
    """Checked before the key is made: the library only warns about a short modulus, and a long exponent is
    slow.
    """
    modulus, exponent = (int.from_bytes(base64url.decode(members[name])) for name in ("n", "e"))
    if not MIN_RSA_BITS <= modulus.bit_length() <= MAX_RSA_BITS:
        raise UnusableKey(f"an RSA key must have {MIN_RSA_BITS} to {MAX_RSA_BITS} bits")
    if exponent.bit_length() > MAX_EXPONENT_BITS:
        raise UnusableKey(f"an RSA exponent must have at most {MAX_EXPONENT_BITS} bits")


def parse_jwks(document: object) -> tuple[Key, ...]:
    """Return the public keys of a JWK Set.

    Key types this product does not know are skipped (RFC 7517 section 5); everything else that is unsound
    refuses the whole set with ``InvalidClientMetadata``: private or symmetric keys, a repeated ``kid``,
    weak RSA, no key at all.
    """
    entries = document.get("keys") if isinstance(document, Mapping) else None
    if not isinstance(entries, list):
        raise _refused("it must be an object with an array named keys")
    if len(entries) > MAX_KEYS:
        raise _refused(f"it holds more than {MAX_KEYS} keys")
    try:
        keys = tuple(public_key(entry) for entry in entries if not _is_of_unknown_type(entry))
    except UnusableKey as error:
        raise _refused(str(error)) from error
    kids = [key.kid for key in keys if key.kid is not None]
    if len(kids) != len(set(kids)):
        raise _refused("two keys share one kid")
    if not keys:
        raise _refused("it holds no key of type EC, RSA or OKP")
    return keys


def _is_of_unknown_type(entry: object) -> bool:
    kty = entry.get("kty") if isinstance(entry, Mapping) else None
    return isinstance(kty, str) and kty not in _REQUIRED and kty != "oct"


def _refused(why: str) -> InvalidClientMetadata:
    return InvalidClientMetadata(f"the JWK Set is refused: {why}", reason="unusable_key")


def load_private_key(text: str) -> Key:
    """Return the private key that ``dump_private_key`` wrote; raise ``ValueError`` on anything else."""
    jwk = strict_json.loads(text, max_bytes=_MAX_JWK_BYTES)
    if not isinstance(jwk, dict) or jwk.get("kty") not in _TYPES or "d" not in jwk:
        raise ValueError("not a private JSON Web Key")
    try:
        return _TYPES[jwk["kty"]].import_key(jwk)
    except (JoseError, KeyError, TypeError) as error:
        raise ValueError("not a private JSON Web Key") from error


def dump_private_key(key: Key) -> str:
    """Return the key as a JWK with its private members: for a file that only the service can read."""
    return json.dumps(key.as_dict(private=True), indent=1)
