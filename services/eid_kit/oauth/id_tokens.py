"""ID tokens (OpenID Connect Core 2 and 3.1.3.7): issued and encrypted by a provider, verified by a relying
party.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from eid_kit.oauth import jwt
from eid_kit.oauth.jwt import JwtError, UnverifiedJwt
from eid_kit.oauth.keys import Key
from eid_kit.oauth.numeric_dates import FUTURE_LEEWAY_S, from_numeric_date, to_numeric_date

MAX_SUBJECT_CHARS: Final = 255
_REQUIRED: Final = ("iss", "sub", "aud", "exp", "iat")


class IdTokenError(Exception):
    """An id_token is refused; ``reason`` is a stable word and never quotes the token."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class VerifiedIdToken:
    """Claims whose signature, issuer, audience, expiry and nonce have all been checked."""

    issuer: str
    subject: str
    claims: Mapping[str, Any]


def standard_claims(
    *,
    issuer: str,
    subject: str,
    client_id: str,
    now: datetime,
    lifetime_s: int,
    nonce: str | None = None,
    auth_time: datetime | None = None,
) -> dict[str, Any]:
    """Return the claims every id_token has, to which a provider adds its own."""
    issued_at = to_numeric_date(now)
    claims: dict[str, Any] = {
        "iss": issuer,
        "sub": subject,
        "aud": client_id,
        "iat": issued_at,
        "exp": issued_at + lifetime_s,
    }
    if nonce is not None:
        claims["nonce"] = nonce
    if auth_time is not None:
        claims["auth_time"] = to_numeric_date(auth_time)
    return claims


def issue(*, claims: Mapping[str, Any], key: Key, algorithm: str) -> str:
    """Return the signed id_token; raise ``ValueError`` when a claim OpenID Connect Core 2 requires is
    missing.
    """
    if missing := [name for name in _REQUIRED if name not in claims]:
        raise ValueError(f"an id_token needs {', '.join(missing)}")
    return jwt.sign(claims, key, algorithm=algorithm, typ="JWT")


def encrypt_for(
    token: str, client_key: Key, *, algorithm: str | None = None, encryption: str = "A256CBC-HS512"
) -> str:
    """Return the signed token nested in a JWE to the client (OpenID Connect Core 10.2: signed first).

    ``algorithm`` defaults to the one the client's key names, else ECDH-ES+A256KW.
    """
    chosen = algorithm or client_key.alg or "ECDH-ES+A256KW"
    return jwt.encrypt(token, client_key, algorithm=chosen, encryption=encryption, content_type="JWT")


def verify(
    token: UnverifiedJwt,
    keys: Sequence[Key],
    *,
    issuer: str,
    client_id: str,
    nonce: str,
    now: datetime,
    algorithms: Collection[str],
) -> VerifiedIdToken:
    """Return the id_token when ``issuer`` made it for this client and this sign-in, and it is valid now.

    Raises ``IdTokenError``: any reason of ``jwt.verify``, ``wrong_issuer``, ``wrong_audience``,
    ``wrong_nonce``, ``expired``, ``not_yet_valid`` or ``malformed``. ``unknown_key`` is worth one look at
    the issuer's current keys.
    """
    try:
        claims = jwt.verify(token, keys, algorithms=algorithms).claims
    except JwtError as error:
        raise IdTokenError(error.reason) from error
    if claims.get("iss") != issuer:  # Core 3.1.3.7 item 2
        raise IdTokenError("wrong_issuer")
    _require_audience(claims, client_id)
    if claims.get("nonce") != nonce:  # item 11
        raise IdTokenError("wrong_nonce")
    _require_valid_at(claims, now)
    return VerifiedIdToken(issuer, _subject(claims), claims)


def _require_audience(claims: Mapping[str, Any], client_id: str) -> None:
    """Core 3.1.3.7 items 3 to 5: for this client alone; a second audience could replay the token here."""
    if claims.get("aud") not in (client_id, [client_id]) or claims.get("azp", client_id) != client_id:
        raise IdTokenError("wrong_audience")


def _require_valid_at(claims: Mapping[str, Any], now: datetime) -> None:
    """Core 3.1.3.7 items 9 and 10."""
    try:
        expires_at = from_numeric_date(claims.get("exp"))
        issued_at = from_numeric_date(claims.get("iat"))
        not_before = from_numeric_date(claims.get("nbf", 0))
    except ValueError as error:
        raise IdTokenError("malformed") from error
    if now >= expires_at:
        raise IdTokenError("expired")
    if max(issued_at, not_before) > now + timedelta(seconds=FUTURE_LEEWAY_S):
        raise IdTokenError("not_yet_valid")


def _subject(claims: Mapping[str, Any]) -> str:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= MAX_SUBJECT_CHARS or not subject.isascii():
        raise IdTokenError("malformed")
    return subject
