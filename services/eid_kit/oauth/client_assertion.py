"""Client authentication by a signed assertion: private_key_jwt (RFC 7523, OpenID Connect Core 9, FAPI
2.0).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from eid_kit.oauth import jwt
from eid_kit.oauth.errors import InvalidClient
from eid_kit.oauth.jwt import JwtError, UnverifiedJwt
from eid_kit.oauth.keys import Key
from eid_kit.oauth.numeric_dates import FUTURE_LEEWAY_S, from_numeric_date, to_numeric_date

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
MAX_JTI_CHARS: Final = 255


@dataclass(frozen=True, slots=True)
class VerifiedAssertion:
    """An assertion that holds. The caller still claims ``jti`` once and remembers it until ``expires_at``."""

    client_id: str
    jti: str
    expires_at: datetime


def make(
    *,
    client_id: str,
    audience: str,
    key: Key,
    algorithm: str,
    now: datetime,
    jti: str,
    lifetime_s: int = 60,
) -> str:
    """Return an assertion with which ``client_id`` proves itself to ``audience`` (the issuer) once."""
    issued_at = to_numeric_date(now)
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": audience,
        "jti": jti,
        "iat": issued_at,
        "exp": issued_at + lifetime_s,
    }
    return jwt.sign(claims, key, algorithm=algorithm, typ="JWT")


def form_fields(*, client_id: str, audience: str, key: Key, now: datetime, jti: str) -> dict[str, str]:
    """Return what a client adds to a form to prove itself (RFC 7521 section 4.2), signed with ES256."""
    return {
        "client_id": client_id,
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": make(
            client_id=client_id, audience=audience, key=key, algorithm="ES256", now=now, jti=jti
        ),
    }


def unverified_client_id(assertion: str) -> str:
    """Return who the assertion says it is from: to find the keys that will tell whether that is true."""
    try:
        _, claims = jwt.peek(UnverifiedJwt(assertion))
    except JwtError as error:
        raise _refused(error.reason) from error
    client_id = claims.get("sub")
    if not isinstance(client_id, str) or not client_id:
        raise _refused("wrong_subject")
    return client_id


def verify(
    assertion: UnverifiedJwt,
    keys: Sequence[Key],
    *,
    client_id: str,
    audience: str,
    now: datetime,
    algorithms: Collection[str],
    max_lifetime_s: int | None,
) -> VerifiedAssertion:
    """Return the assertion when ``client_id`` made it for ``audience`` and it is valid now.

    ``max_lifetime_s`` bounds ``exp`` from ``iat`` (or from now, without one). ``typ`` is not demanded:
    common clients send none. Raises ``InvalidClient`` with a stable ``reason``.
    """
    try:
        claims = jwt.verify(assertion, keys, algorithms=algorithms).claims
    except JwtError as error:
        raise _refused(error.reason) from error
    if claims.get("iss") != client_id or claims.get("sub") != client_id:  # RFC 7523 section 3, items 1 and 2
        raise _refused("wrong_subject")
    # FAPI 2.0 section 5.3.2.1: one string, the issuer. An array could hold a second server that replays it
    # here.
    if claims.get("aud") != audience:
        raise _refused("wrong_audience")
    expires_at = _valid_until(claims, now, max_lifetime_s)
    return VerifiedAssertion(client_id, _jti(claims), expires_at)


def _valid_until(claims: Mapping[str, Any], now: datetime, max_lifetime_s: int | None) -> datetime:
    expires_at = _moment(claims, "exp")
    issued_at = _moment(claims, "iat")
    not_before = _moment(claims, "nbf")
    if expires_at is None:
        raise _refused("expiry_missing")
    if now >= expires_at:  # RFC 7519 section 4.1.4: on or after
        raise _refused("expired")
    latest_start = now + timedelta(seconds=FUTURE_LEEWAY_S)
    if any(moment is not None and moment > latest_start for moment in (issued_at, not_before)):
        raise _refused("not_yet_valid")
    if max_lifetime_s is not None and expires_at - (issued_at or now) > timedelta(seconds=max_lifetime_s):
        raise _refused("lifetime_too_long")
    return expires_at


def _moment(claims: Mapping[str, Any], name: str) -> datetime | None:
    if name not in claims:
        return None
    try:
        return from_numeric_date(claims[name])
    except ValueError as error:
        raise _refused("malformed") from error


def _jti(claims: Mapping[str, Any]) -> str:
    """Demand the one-time id: without it the same assertion could be sent again until it expires."""
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 0 < len(jti) <= MAX_JTI_CHARS:
        raise _refused("jti_missing")
    return jti


WHY: Final[Mapping[str, str]] = {
    "malformed": "it is not a well-formed signed JWT",
    "too_large": "it is too large",
    "algorithm_not_allowed": "its algorithm is not allowed",
    "unknown_critical_header": "it has a critical header that is not understood",
    "unknown_key": "no registered key fits its kid and algorithm",
    "bad_signature": "its signature does not verify with a registered key",
    "wrong_subject": "iss and sub must both be the client_id",
    "wrong_audience": "aud must be one string: the issuer of this authorization server",
    "expiry_missing": "exp is required",
    "expired": "it has expired",
    "not_yet_valid": "iat or nbf lies too far in the future",
    "lifetime_too_long": "exp is too far from iat",
    "jti_missing": f"jti is required, at most {MAX_JTI_CHARS} characters",
}


def _refused(reason: str) -> InvalidClient:
    why = WHY.get(reason, "it does not verify")
    return InvalidClient(f"client_assertion is refused: {why}", reason=f"assertion_{reason}")
