"""What a relying party signs, and what it checks: RFC 7523, RFC 9449, OpenID Connect Core 3.1.3.7."""

import base64
import hashlib
import secrets
import time
from collections.abc import Mapping
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Refused(Exception):
    """An OAuth error, as the bridge explained it: `body` may hold reason, clause and what_would_pass."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        super().__init__(str(body.get("error", "refused")))
        self.body = dict(body)


class Untrustworthy(Exception):
    """An answer that must not be used: of another issuer, for another request, badly signed."""


def client_assertion(key: ECKey, *, client_id: str, issuer: str) -> str:
    """Who we are, for one request (FAPI 2.0 Security Profile 5.3.2.1: aud is the issuer, as a string)."""
    now = int(time.time())
    claims = {"iss": client_id, "sub": client_id, "aud": issuer, "iat": now, "exp": now + 60}
    return jwt.encode({"alg": "ES256", "kid": key.kid}, claims | {"jti": secrets.token_urlsafe(16)}, key)


def dpop_proof(
    key: ECKey, method: str, url: str, *, nonce: str | None, access_token: str | None = None
) -> str:
    """That we hold the key, for this one request (RFC 9449 section 4.2)."""
    header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": key.as_dict(private=False)}
    claims = {"htm": method, "htu": url, "iat": int(time.time()), "jti": secrets.token_urlsafe(16)}
    if nonce is not None:
        claims["nonce"] = nonce
    if access_token is not None:
        claims["ath"] = _sha256(access_token)
    return jwt.encode(header, claims, key)


def verified_id_token(token: str, jwks: Any, *, issuer: str, client_id: str, nonce: str) -> Mapping[str, Any]:
    """The claims (OpenID Connect Core 3.1.3.7). Raises `Untrustworthy`."""
    try:
        claims = jwt.decode(token, KeySet.import_key_set(jwks), algorithms=["ES256"]).claims
    except (JoseError, ValueError) as error:
        raise Untrustworthy("the id_token is not signed by the bridge") from error
    expected = {"iss": issuer, "aud": client_id, "nonce": nonce}
    if any(claims.get(name) != value for name, value in expected.items()):
        raise Untrustworthy("the id_token is for somebody else or for another request")
    if not isinstance(claims.get("sub"), str) or claims.get("exp", 0) <= time.time():
        raise Untrustworthy("the id_token has expired, or names nobody")
    return claims


def _sha256(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
