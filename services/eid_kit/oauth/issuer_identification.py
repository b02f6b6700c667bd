"""Authorization responses that name their issuer (RFC 9207), against mix-up attacks."""

import hmac
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit, urlunsplit

from eid_kit.oauth.errors import IssuerMismatch


def authorization_response_url(
    redirect_uri: str, *, issuer: str, state: str | None, parameters: Mapping[str, str]
) -> str:
    """Return where the browser goes: the redirect URI with ``parameters``, ``state`` and ``iss`` (section 2).

    A query that was registered with the redirect URI stays as it is (RFC 6749 section 3.1.2).
    """
    members = {**parameters, **({"state": state} if state is not None else {}), "iss": issuer}
    parts = urlsplit(redirect_uri)
    query = "&".join(piece for piece in (parts.query, urlencode(members)) if piece)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def require_issuer(received: str | None, expected: str) -> None:
    """Raise ``IssuerMismatch`` unless the response names exactly the issuer that was asked (section 2.4)."""
    if received is None:
        raise IssuerMismatch("iss is required in the authorization response", reason="issuer_missing")
    if not hmac.compare_digest(received.encode(), expected.encode()):
        raise IssuerMismatch("iss is not the issuer that was asked", reason="issuer_mismatch")
