"""Redirection URIs that may be registered (RFC 6749 section 3.1.2, RFC 9700 section 4.1)."""

import ipaddress
import re
from typing import Final
from urllib.parse import parse_qsl

from eid_kit.oauth import urls
from eid_kit.oauth.errors import InvalidRedirectUri

MAX_CHARS: Final = 2000
# Already there, they would arrive twice in the response, and the client might read the wrong one.
_RESPONSE_PARAMETERS: Final = frozenset(
    {
        "code", "state", "iss", "error", "error_description", "error_uri", "reason", "reference", "clause",
        "attribute", "what_would_pass",
    }
)  # fmt: skip
# A host goes into the Content-Security-Policy of a page: `;`, `,`, `*` and quotes mean something there.
_HOST_NAME: Final = re.compile(r"[A-Za-z0-9.-]+")
_IPV6_LITERAL: Final = re.compile(r"[0-9A-Fa-f:.]+")


def require_redirect_uri(uri: object) -> str:
    """Return the URI when a response may safely be sent there: https, or http on this machine.

    http on loopback is for local development (RFC 8252 section 7.3). Raises ``InvalidRedirectUri`` on other
    schemes, any other character in the host than a name or an address has, a fragment, credentials, or a
    query that holds a parameter of the response.
    """
    if not isinstance(uri, str) or not uri or len(uri) > MAX_CHARS:
        raise _refused("it must be a string of reasonable length")
    if "#" in uri:
        raise _refused("it must not have a fragment")
    try:
        parts = urls.split(uri)
    except ValueError as error:
        raise _refused("it must be an absolute https URL") from error
    if "@" in parts.netloc:
        raise _refused("it must not hold credentials")
    if not _is_plain_host(parts.hostname or ""):
        raise _refused("its host must be letters, digits, dots and hyphens, or an IPv6 address")
    if parts.scheme != "https" and not urls.is_loopback(parts.hostname or ""):
        raise _refused("plain http is for localhost only")
    names = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    if reserved := sorted(names & _RESPONSE_PARAMETERS):
        raise _refused(f"its query must not hold {reserved[0]}")
    return uri


def _is_plain_host(host: str) -> bool:
    if _HOST_NAME.fullmatch(host):
        return True
    try:
        # Neither a zone (`%eth0`) nor an address of a future kind (`v1.…`): both may hold any character.
        return _IPV6_LITERAL.fullmatch(host) is not None and ipaddress.IPv6Address(host).version == 6
    except ValueError:
        return False


def _refused(why: str) -> InvalidRedirectUri:
    return InvalidRedirectUri(f"a redirect URI is refused: {why}", reason="redirect_uri_refused")
