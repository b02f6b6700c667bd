"""Redeeming an authorization code (RFC 6749 section 4.1.3, RFC 7636, RFC 9449 section 10): single checks.

The code itself is looked up by digest and spent by its store; these checks judge what was stored with it
against the request that brought it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from eid_kit.oauth import dpop, pkce
from eid_kit.oauth.checks import Check
from eid_kit.oauth.errors import InvalidDpopProof, InvalidGrant, InvalidRequest, UnsupportedGrantType
from eid_kit.oauth.parameters import Parameters

CODE_LIFETIME_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeGrant:
    """What one code stands for. ``jkt`` is the key it is bound to, if any; ``details`` whatever the service
    needs.
    """

    client_id: str
    redirect_uri: str
    code_challenge: str
    jkt: str | None
    nonce: str | None
    scope: str
    subject: str
    issued_at: datetime
    auth_time: datetime
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Redemption:
    """A code's grant, and the request that wants tokens for it.

    ``client_id`` is the client that authenticated itself; ``jkt`` the key of the verified DPoP proof, if
    there was one.
    """

    grant: CodeGrant
    parameters: Parameters
    client_id: str
    jkt: str | None
    now: datetime


def require_authorization_code(parameters: Parameters) -> str:
    """Return the code of a request for tokens; raise ``UnsupportedGrantType`` or ``InvalidRequest`` without
    one.
    """
    grant_type = parameters.get("grant_type")
    if grant_type is None:
        raise InvalidRequest("grant_type is required", reason="grant_type_missing")
    if grant_type != "authorization_code":
        raise UnsupportedGrantType("grant_type must be authorization_code", reason="grant_type_unsupported")
    code = parameters.get("code")
    if code is None:
        raise InvalidRequest("code is required", reason="code_missing")
    return code


def require_same_client(redemption: Redemption) -> None:
    """RFC 6749 section 4.1.3: the code was issued to the client that authenticated itself."""
    if redemption.client_id != redemption.grant.client_id:
        raise InvalidGrant("the code was issued to another client", reason="code_of_another_client")


def require_same_redirect_uri(redemption: Redemption) -> None:
    """RFC 6749 section 4.1.3: the redirect URI is repeated and identical."""
    if redemption.parameters.get("redirect_uri") != redemption.grant.redirect_uri:
        raise InvalidGrant(
            "redirect_uri is not that of the authorization request", reason="redirect_uri_differs"
        )


def require_unexpired(lifetime_s: int = CODE_LIFETIME_S) -> Check[Redemption]:
    """Return the check that a code is younger than ``lifetime_s``: from included, until excluded."""

    def require_unexpired_code(redemption: Redemption) -> None:
        if redemption.now >= redemption.grant.issued_at + timedelta(seconds=lifetime_s):
            raise InvalidGrant("the code has expired", reason="code_expired")

    return require_unexpired_code


def require_matching_verifier(redemption: Redemption) -> None:
    """RFC 7636 section 4.6."""
    pkce.require_matching_verifier(
        redemption.parameters.get("code_verifier"), redemption.grant.code_challenge
    )


def require_same_dpop_key(redemption: Redemption) -> None:
    """RFC 9449 section 10: a code bound to a key is redeemed with a proof made by that key."""
    if redemption.grant.jkt is None:
        return
    if redemption.jkt is None:
        raise InvalidDpopProof("the code is bound to a key: a DPoP proof is required", reason="dpop_missing")
    dpop.require_same_key(redemption.jkt, redemption.grant.jkt)


def redeem_checks(*, lifetime_s: int = CODE_LIFETIME_S) -> tuple[Check[Redemption], ...]:
    """Return the usual checks in the usual order; an endpoint may show its own tuple instead."""
    return (
        require_same_client,
        require_unexpired(lifetime_s),
        require_same_redirect_uri,
        require_same_dpop_key,
        require_matching_verifier,
    )
