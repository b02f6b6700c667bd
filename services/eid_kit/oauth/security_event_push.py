"""Push delivery of Security Event Tokens (RFC 8935): what a receiver's answer means to the transmitter."""

from typing import Final

from eid_kit.oauth import strict_json
from eid_kit.oauth.security_event import MEDIA_TYPE

HEADERS: Final = {"Content-Type": MEDIA_TYPE, "Accept": "application/json"}
"""Section 2.1. The body is the token itself."""

ACCEPTED: Final = 202
REJECTED: Final = 400
ERRORS: Final = frozenset(
    {
        "invalid_request",
        "invalid_key",
        "invalid_issuer",
        "invalid_audience",
        "authentication_failed",
        "access_denied",
    }
)
"""Section 2.4. IANA may register more."""

_MAX_BYTES: Final = 8 * 1024


def rejection(status: int, body: bytes) -> str | None:
    """Return why the receiver refuses the token for good, or ``None`` where it has not said so.

    Section 2.3: 400 with a JSON object whose ``err`` is a code. The code is one of ``ERRORS``, or
    ``other`` for one that is not among them: a receiver's own text goes nowhere.
    """
    if status != REJECTED:
        return None
    try:
        document = strict_json.loads(body, max_bytes=_MAX_BYTES)
    except strict_json.StrictJsonError:
        return None
    code = document.get("err") if isinstance(document, dict) else None
    if not isinstance(code, str):
        return None
    return code if code in ERRORS else "other"
