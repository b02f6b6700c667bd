"""Rich Authorization Requests (RFC 9396): the parameter ``authorization_details``, read strictly."""

from typing import Any, Final

from eid_kit.oauth import strict_json
from eid_kit.oauth.errors import InvalidAuthorizationDetails

MAX_BYTES: Final = 16 * 1024
MAX_DEPTH: Final = 8
MAX_DETAILS: Final = 16


def parse_authorization_details(text: str) -> list[dict[str, Any]]:
    """Return the objects of a non-empty JSON array, each with its ``type`` (section 2).

    What the types mean is the service's. Raises ``InvalidAuthorizationDetails`` on anything else: other
    JSON, repeated members, more than 16 KiB, deeper than 8, more than 16 objects, a ``type`` that is no
    string.
    """
    try:
        details = strict_json.loads(text, max_bytes=MAX_BYTES, max_depth=MAX_DEPTH)
    except strict_json.StrictJsonError as error:
        raise _refused(str(error)) from error
    if not isinstance(details, list) or not details:
        raise _refused("it must be a non-empty JSON array")
    if len(details) > MAX_DETAILS:
        raise _refused(f"it holds more than {MAX_DETAILS} objects")
    for detail in details:
        if not isinstance(detail, dict):
            raise _refused("each entry must be a JSON object")
        if not isinstance(detail.get("type"), str) or not detail["type"]:
            raise _refused("each entry needs a type, a string")
    return details


def _refused(why: str) -> InvalidAuthorizationDetails:
    return InvalidAuthorizationDetails(f"authorization_details is refused: {why}", reason="details_malformed")
