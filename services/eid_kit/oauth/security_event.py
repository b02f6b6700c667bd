"""Security Event Tokens (RFC 8417): a signed statement that something has happened, made and verified."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from eid_kit.oauth import jwt
from eid_kit.oauth.jwt import JwtError, UnverifiedJwt
from eid_kit.oauth.keys import Key
from eid_kit.oauth.numeric_dates import FUTURE_LEEWAY_S, from_numeric_date, to_numeric_date

TYPE: Final = "secevent+jwt"
"""RFC 8417 section 2.3: with a type of its own, no other token can pass for one, nor one for another."""

MEDIA_TYPE: Final = f"application/{TYPE}"
_TEXTS: Final = ("iss", "jti")


class SecurityEventError(Exception):
    """A security event token is refused; ``reason`` is a stable word and never quotes the token."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class SecurityEvent:
    """The claims of a token, by what they mean. ``events`` are payloads by the URI of their kind.

    ``subject`` is the ``sub_id`` (RFC 9493), where the token has one.
    """

    issuer: str
    jti: str
    audience: tuple[str, ...]
    issued_at: datetime
    events: Mapping[str, Mapping[str, Any]]
    subject: Mapping[str, Any] | None
    happened_at: datetime | None


def issuer_and_subject(issuer: str, subject: str) -> dict[str, str]:
    """Return the subject identifier of a person as the issuer's id_tokens name them (RFC 9493 3.2.4)."""
    return {"format": "iss_sub", "iss": issuer, "sub": subject}


def claims_of(event: SecurityEvent) -> dict[str, Any]:
    """Return the claims set. There is no ``exp`` (section 2.2): what has happened does not expire."""
    claims: dict[str, Any] = {
        "iss": event.issuer,
        "iat": to_numeric_date(event.issued_at),
        "jti": event.jti,
        "events": {uri: dict(payload) for uri, payload in event.events.items()},
    }
    if event.audience:
        claims["aud"] = event.audience[0] if len(event.audience) == 1 else list(event.audience)
    if event.subject is not None:
        claims["sub_id"] = dict(event.subject)
    if event.happened_at is not None:
        claims["toe"] = to_numeric_date(event.happened_at)
    return claims


def issue(event: SecurityEvent, key: Key, *, algorithm: str) -> str:
    """Return the signed token; raise ``SecurityEventError`` for an event that no verifier would read."""
    return jwt.sign(claims_of(read(claims_of(event))), key, algorithm=algorithm, typ=TYPE)


def read(claims: Mapping[str, Any]) -> SecurityEvent:
    """Return what a claims set says, believed or not; raise ``SecurityEventError`` ``malformed``.

    Section 2.2: ``iss``, ``iat``, ``jti`` and at least one event, each payload an object under a URI.
    """
    for name in _TEXTS:
        _require_text(claims.get(name))
    return SecurityEvent(
        issuer=claims["iss"],
        jti=claims["jti"],
        audience=_audience(claims.get("aud", [])),
        issued_at=_moment(claims.get("iat")),
        events=_events(claims.get("events")),
        subject=_subject(claims["sub_id"]) if "sub_id" in claims else None,
        happened_at=_moment(claims["toe"]) if "toe" in claims else None,
    )


def verify(
    token: UnverifiedJwt,
    keys: Sequence[Key],
    *,
    issuer: str,
    audience: str,
    now: datetime,
    algorithms: Collection[str],
) -> SecurityEvent:
    """Return the event that ``issuer`` stated to ``audience``. Whether its ``jti`` is new is for the caller.

    Raises ``SecurityEventError``: any reason of ``jwt.verify``, ``malformed``, ``wrong_issuer``,
    ``wrong_audience`` or ``not_yet_issued``. There is no age limit: a statement that waited for a receiver
    that was away is still true.
    """
    try:
        event = read(jwt.verify(token, keys, algorithms=algorithms, typ=TYPE).claims)
    except JwtError as error:
        raise SecurityEventError(error.reason) from error
    if event.issuer != issuer:
        raise SecurityEventError("wrong_issuer")
    if audience not in event.audience:
        raise SecurityEventError("wrong_audience")
    if event.issued_at > now + timedelta(seconds=FUTURE_LEEWAY_S):
        raise SecurityEventError("not_yet_issued")
    return event


def _require_text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise SecurityEventError("malformed")
    return value


def _audience(value: object) -> tuple[str, ...]:
    """RFC 7519 section 4.1.3: one string or an array of them."""
    values = value if isinstance(value, list) else [value]
    return tuple(_require_text(each) for each in values)


def _moment(value: object) -> datetime:
    try:
        return from_numeric_date(value)
    except ValueError as error:
        raise SecurityEventError("malformed") from error


def _events(value: object) -> dict[str, Mapping[str, Any]]:
    if not isinstance(value, Mapping) or not value:
        raise SecurityEventError("malformed")
    for uri, payload in value.items():
        if not isinstance(payload, Mapping) or not _is_uri(uri):
            raise SecurityEventError("malformed")
    return dict(value)


def _is_uri(text: object) -> bool:
    """RFC 3986 section 3: a scheme, then something."""
    if not isinstance(text, str) or not text.isascii() or not text.isprintable() or " " in text:
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.scheme and (parts.netloc or parts.path))


def _subject(value: object) -> Mapping[str, Any]:
    """RFC 9493 section 3: an object that names its format."""
    if not isinstance(value, Mapping):
        raise SecurityEventError("malformed")
    _require_text(value.get("format"))
    return value
