"""Tokens that no honest party makes: unsigned, signed with the wrong thing, or saying the wrong thing."""

import base64
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from eid_kit.oauth import jwt
from eid_kit.oauth.keys import generate_key, public_jwk
from journeys.client import Organisation
from journeys.world import BRIDGE


def _part(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def unsigned(claims: Mapping[str, Any]) -> str:
    """`alg` none."""
    header = json.dumps({"alg": "none"}).encode()
    return f"{_part(header)}.{_part(json.dumps(claims).encode())}."


def signed_with_public_key(claims: Mapping[str, Any], organisation: Organisation) -> str:
    """HS256, keyed with what everybody knows."""
    header = _part(json.dumps({"alg": "HS256", "kid": organisation.key.kid}).encode())
    body = f"{header}.{_part(json.dumps(claims).encode())}"
    known = json.dumps(public_jwk(organisation.key)).encode()
    return f"{body}.{_part(hmac.digest(known, body.encode(), 'sha256'))}"


def _signed_by_hand(header: Mapping[str, Any], claims: Mapping[str, Any], organisation: Organisation) -> str:
    """A good ES256 signature over a header that no library would write (RFC 7518 section 3.4)."""
    private = organisation.key.private_key
    assert isinstance(private, EllipticCurvePrivateKey)
    body = f"{_part(json.dumps(header).encode())}.{_part(json.dumps(claims).encode())}"
    r, s = decode_dss_signature(private.sign(body.encode(), ECDSA(SHA256())))
    return f"{body}.{_part(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def assertion_claims(organisation: Organisation, **changes: Any) -> dict[str, Any]:
    """The claims of an assertion that passes, with `changes`; `None` leaves one out."""
    now = organisation.link.clock.now()
    claims = {
        "iss": organisation.client_id,
        "sub": organisation.client_id,
        "aud": BRIDGE,
        "iat": int(now.timestamp()),
        "exp": int((now + timedelta(seconds=60)).timestamp()),
        "jti": secrets.token_urlsafe(12),
        **changes,
    }
    return {name: value for name, value in claims.items() if value is not None}


def assertion(organisation: Organisation, **changes: Any) -> str:
    """An assertion signed as it should be, saying what it should not."""
    return jwt.sign(assertion_claims(organisation, **changes), organisation.key, algorithm="ES256")


def forged_assertion(organisation: Organisation, how: str) -> str:
    """An assertion with one thing wrong about its signature."""
    claims = assertion_claims(organisation)
    if how == "alg none":
        return unsigned(claims)
    if how == "HS256 with the public key":
        return signed_with_public_key(claims, organisation)
    if how == "key of somebody else":
        return jwt.sign(claims, generate_key("ES256", kid=organisation.key.kid), algorithm="ES256")
    if how == "unknown crit":
        return _signed_by_hand({"alg": "ES256", "crit": ["b64"], "b64": True}, claims, organisation)
    if how == "altered after signing":
        header, _, signature = jwt.sign(claims, organisation.key, algorithm="ES256").split(".")
        altered = {**claims, "exp": claims["exp"] + 1}
        return f"{header}.{_part(json.dumps(altered).encode())}.{signature}"
    raise ValueError(how)


FORGERIES = (
    "alg none",
    "HS256 with the public key",
    "key of somebody else",
    "unknown crit",
    "altered after signing",
)
