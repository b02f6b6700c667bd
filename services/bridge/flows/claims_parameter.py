"""The `claims` parameter (OIDC Core 5.5, OpenID Identity Assurance): it may narrow a request, and
ask how each value was mapped.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from eid_kit.oauth import strict_json
from eid_kit.oauth.errors import InvalidRequest

LONGEST_CLAIMS = 16 * 1024
MAPPING_CLAIM: Final = "vnsg_mapping"
"""The member of userinfo that says where each value comes from and what is lost; sent where asked for."""
_PROBES = frozenset({"value", "values", "max_age"})


@dataclass(frozen=True, slots=True)
class ClaimsWish:
    """What a `claims` parameter asks for: `names` to narrow the request to, `None` for no narrowing, and
    whether the release is to say how each value was mapped.
    """

    names: frozenset[str] | None
    mapping: bool


def claims_wish(text: str | None) -> ClaimsWish:
    """The wish of an OIDC `claims` parameter (Core 5.5), which may not have been sent.

    Raises `InvalidRequest`.
    """
    if text is None:
        return ClaimsWish(None, mapping=False)
    userinfo = _userinfo_member(text)
    mapping = MAPPING_CLAIM in userinfo
    if mapping:
        _refuse_expected_value(MAPPING_CLAIM, userinfo.pop(MAPPING_CLAIM))
    members = _verified_members(userinfo) if "verified_claims" in userinfo else userinfo
    for name, wish in members.items():
        _refuse_expected_value(name, wish)
    # Whoever asks for the mapping alone narrows nothing: it is about the claims, and no claim itself.
    return ClaimsWish(None if mapping and not userinfo else frozenset(members), mapping=mapping)


def _userinfo_member(text: str) -> dict[str, Any]:
    try:
        # Strictly: of a member sent twice, only the last would be looked at for an expected value.
        document = strict_json.loads(text, max_bytes=LONGEST_CLAIMS)
    except strict_json.StrictJsonError as error:
        raise InvalidRequest(f"claims is refused: {error}", reason="claims_malformed") from None
    userinfo = document.get("userinfo") if isinstance(document, dict) else None
    if not isinstance(userinfo, dict) or set(document) - {"userinfo"}:
        raise InvalidRequest(
            "claims may hold the member userinfo alone: the id_token carries no attribute",
            reason="claims_malformed",
        )
    return userinfo


def _verified_members(userinfo: Mapping[str, Any]) -> Mapping[str, Any]:
    """The claims of the one `verified_claims` (Identity Assurance), which stands alone and probes nothing."""
    if set(userinfo) != {"verified_claims"}:
        # One of the two lists would be looked at, and the other would carry whatever it likes.
        raise InvalidRequest(
            "claims.userinfo holds verified_claims alone, or plain claims", reason="claims_malformed"
        )
    verified = userinfo["verified_claims"]
    if not isinstance(verified, dict) or set(verified) - {"claims", "verification"}:
        raise InvalidRequest(
            "claims.userinfo.verified_claims may hold claims and verification alone",
            reason="claims_malformed",
        )
    if not isinstance(verified.get("claims"), dict):
        raise InvalidRequest(
            "claims.userinfo.verified_claims.claims must be an object", reason="claims_malformed"
        )
    verification = verified.get("verification")
    if verification is not None and not isinstance(verification, dict):
        raise InvalidRequest(
            "claims.userinfo.verified_claims.verification must be an object or null",
            reason="claims_malformed",
        )
    _refuse_probe_within(verification)
    return dict(verified["claims"])


def _refuse_probe_within(wish: object) -> None:
    """Identity Assurance lets `value`, `values` and `max_age` stand at any depth of `verification`."""
    parts = wish if isinstance(wish, list) else wish.values() if isinstance(wish, dict) else ()
    if isinstance(wish, dict) and (probes := sorted(_PROBES & wish.keys())):
        raise InvalidRequest(
            f"verification may not hold {probes[0]}: it probes for a person", reason="probe_refused"
        )
    for part in parts:
        _refuse_probe_within(part)


def _refuse_expected_value(name: str, wish: object) -> None:
    if wish is None:
        return
    if not isinstance(wish, Mapping) or set(wish) - {"essential"}:
        raise InvalidRequest(
            f"claims may only name {name[:40]}: value, values and the like probe for a person",
            reason="probe_refused",
        )
    if not isinstance(wish.get("essential", False), bool):
        raise InvalidRequest(f"essential of {name[:40]} must be true or false", reason="claims_malformed")
