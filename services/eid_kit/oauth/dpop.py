"""Demonstrating Proof of Possession (RFC 9449): proofs made and verified, and stateless server nonces."""

import hashlib
import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypedDict, Unpack

from eid_kit.oauth import base64url, jwt, urls
from eid_kit.oauth.dpop_nonces import NonceIssuer
from eid_kit.oauth.errors import InvalidDpopProof
from eid_kit.oauth.jwt import JwtError, UnverifiedJwt
from eid_kit.oauth.keys import Key, UnusableKey, public_jwk, public_key, thumbprint
from eid_kit.oauth.numeric_dates import FUTURE_LEEWAY_S, from_numeric_date, to_numeric_date

__all__ = [
    "NonceIssuer",
    "VerifiedProof",
    "access_token_hash",
    "make_proof",
    "require_same_key",
    "verify_proof",
]

PROOF_TYPE: Final = "dpop+jwt"
PROOF_LIFETIME_S: Final = 120
MAX_JTI_CHARS: Final = 255
_JWK_MEMBERS: Final = frozenset({"kty", "crv", "x", "y", "n", "e"})


class _TiedTo(TypedDict, total=False):
    access_token: str | None
    nonce: str | None


@dataclass(frozen=True, slots=True)
class VerifiedProof:
    """A proof that holds. The caller still claims ``jti`` once and remembers it until ``expires_at``.

    ``jkt`` is the thumbprint of the key that made it. ``nonce`` is unjudged: ``NonceIssuer.require`` does
    that.
    """

    jkt: str
    jti: str
    nonce: str | None
    expires_at: datetime


def access_token_hash(access_token: str) -> str:
    """Return ``ath`` (RFC 9449 section 4.2)."""
    return base64url.encode(hashlib.sha256(access_token.encode()).digest())


def make_proof(
    *,
    key: Key,
    algorithm: str,
    method: str,
    url: str,
    now: datetime,
    jti: str,
    **tied_to: Unpack[_TiedTo],
) -> str:
    """Return a proof for one request.

    ``access_token`` ties it to the token it is sent with, at a resource; ``nonce`` is what the server gave.
    """
    access_token, nonce = tied_to.get("access_token"), tied_to.get("nonce")
    claims: dict[str, Any] = {
        "jti": jti,
        "htm": method,
        "htu": url.partition("#")[0].partition("?")[0],
        "iat": to_numeric_date(now),
    }
    if access_token is not None:
        claims["ath"] = access_token_hash(access_token)
    if nonce is not None:
        claims["nonce"] = nonce
    # The header names the key by value, and only by its required members: a kid would say nothing more.
    jwk = {name: value for name, value in public_jwk(key).items() if name in _JWK_MEMBERS}
    return jwt.sign(claims, key, algorithm=algorithm, typ=PROOF_TYPE, extra_header={"jwk": jwk})


def verify_proof(
    proof: UnverifiedJwt | None,
    *,
    method: str,
    url: str,
    now: datetime,
    algorithms: Collection[str],
    access_token: str | None = None,
    expected_jkt: str | None = None,
) -> VerifiedProof:
    """Return the proof when it was made for this request, with the expected key where one is expected.

    ``url`` is the public address of the endpoint, never built from the Host header. Checks of RFC 9449
    section 4.3 in its order; raises ``InvalidDpopProof`` with a stable ``reason``.
    """
    if proof is None:
        raise _refused("missing")
    key = _key_of(proof)
    try:
        claims = jwt.verify(proof, (key,), algorithms=algorithms, typ=PROOF_TYPE).claims
    except JwtError as error:
        raise _refused(error.reason) from error
    _require_this_request(claims, method, url)
    expires_at = _valid_until(claims, now)
    if access_token is not None and claims.get("ath") != access_token_hash(access_token):
        raise _refused("wrong_access_token")
    jkt = thumbprint(key)
    require_same_key(jkt, expected_jkt)
    return VerifiedProof(jkt, _jti(claims), _nonce(claims), expires_at)


def require_same_key(jkt: str, expected_jkt: str | None) -> None:
    """Raise ``InvalidDpopProof`` when a key is expected and the proof was made with another one."""
    if expected_jkt is not None and not hmac.compare_digest(jkt.encode(), expected_jkt.encode()):
        raise _refused("wrong_key")


def _key_of(proof: UnverifiedJwt) -> Key:
    """Only here may a token bring its own key: what is proven is possession, not identity (RFC 9449 4.3
    item 7).
    """
    try:
        header, _ = jwt.peek(proof)
        return public_key(header.get("jwk"))
    except JwtError as error:
        raise _refused(error.reason) from error
    except UnusableKey as error:
        raise InvalidDpopProof(
            f"the DPoP proof is refused: its jwk is unusable: {error}", reason="dpop_unusable_key"
        ) from error


def _require_this_request(claims: Mapping[str, Any], method: str, url: str) -> None:
    if claims.get("htm") != method:
        raise _refused("wrong_method")
    htu = claims.get("htu")
    try:
        matches = isinstance(htu, str) and urls.target(htu) == urls.target(url)
    except ValueError as error:
        raise _refused("wrong_url") from error
    if not matches:
        raise _refused("wrong_url")


def _valid_until(claims: Mapping[str, Any], now: datetime) -> datetime:
    """Return until when the ``jti`` must be remembered: as long as the proof could be sent again."""
    issued_at = _moment(claims, "iat")
    if issued_at is None:
        raise _refused("malformed")
    if issued_at > now + timedelta(seconds=FUTURE_LEEWAY_S):
        raise _refused("not_yet_valid")
    end = issued_at + timedelta(seconds=PROOF_LIFETIME_S)
    expires_at = _moment(claims, "exp")  # not a DPoP claim, but some clients send it: then it counts
    if expires_at is not None and expires_at > end:
        raise _refused("lifetime_too_long")
    end = expires_at or end
    if now >= end:
        raise _refused("expired")
    return end


def _moment(claims: Mapping[str, Any], name: str) -> datetime | None:
    if name not in claims:
        return None
    try:
        return from_numeric_date(claims[name])
    except ValueError as error:
        raise _refused("malformed") from error


def _jti(claims: Mapping[str, Any]) -> str:
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 0 < len(jti) <= MAX_JTI_CHARS:
        raise _refused("jti_missing")
    return jti


def _nonce(claims: Mapping[str, Any]) -> str | None:
    nonce = claims.get("nonce")
    if nonce is not None and not isinstance(nonce, str):
        raise _refused("malformed")
    return nonce


WHY: Final[Mapping[str, str]] = {
    "missing": "exactly one DPoP header is required",
    "malformed": "it is not a well-formed signed JWT",
    "too_large": "it is too large",
    "algorithm_not_allowed": "its algorithm is not allowed",
    "unknown_critical_header": "it has a critical header that is not understood",
    "wrong_type": f"typ must be {PROOF_TYPE}",
    "unknown_key": "its jwk does not fit its algorithm",
    "bad_signature": "its signature does not verify with its jwk",
    "wrong_method": "htm is not the method of this request",
    "wrong_url": "htu is not the public URL of this endpoint",
    "not_yet_valid": "iat lies too far in the future",
    "expired": "it is too old",
    "lifetime_too_long": f"exp is more than {PROOF_LIFETIME_S} seconds after iat",
    "wrong_access_token": "ath is not the hash of the access token",
    "wrong_key": "it was made with another key than the one this request is bound to",
    "jti_missing": f"jti is required, at most {MAX_JTI_CHARS} characters",
}


def _refused(reason: str) -> InvalidDpopProof:
    why = WHY.get(reason, "it does not verify")
    return InvalidDpopProof(f"the DPoP proof is refused: {why}", reason=f"dpop_{reason}")
