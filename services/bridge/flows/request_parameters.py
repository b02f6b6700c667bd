"""What a pushed request asks for: one purpose and its attributes (RFC 9396, or the shorthand scope).

Reads wording only. Whether the purpose exists, is registered, or covers an attribute is for
`bridge.domain.policy` to say.
"""

from dataclasses import dataclass
from typing import Any

from bridge.domain import attributes as vocabulary
from bridge.domain.assurance import Assurance
from bridge.domain.clauses import Agreement, Country, Direction, direction_for
from bridge.domain.partners import Partner
from bridge.domain.policy import asked_by_shorthand
from bridge.flows.claims_parameter import claims_wish
from eid_kit.oauth import base64url
from eid_kit.oauth.authorization_request import AuthorizationRequest, requested_scopes
from eid_kit.oauth.errors import InvalidAuthorizationDetails, InvalidRequest, InvalidScope
from eid_kit.oauth.parameters import Parameters
from eid_kit.oauth.rar import parse_authorization_details

DETAILS_TYPE = vocabulary.DETAILS_TYPE
SCOPE_PREFIX = "purpose:"
LONGEST_TEXT = 1024
_DETAILS_FIELDS = frozenset({"type", "purpose", "attributes"})
_EXAMPLE = '[{"type":"cross_border_attributes","purpose":"health.patient_summary","attributes":["name"]}]'


@dataclass(frozen=True, slots=True)
class Asked:
    """One purpose and the attributes named for it; `None` where the shorthand scope names none."""

    purpose: str
    attributes: tuple[str, ...] | None


def refuse_refresh(request: AuthorizationRequest) -> None:
    """One consent serves one access token, so a refresh token has nothing to refresh."""
    if "offline_access" in requested_scopes(request.parameters):
        raise InvalidScope(
            "offline_access is not offered: each use is a fresh sign-in and a fresh consent",
            reason="refresh_not_offered",
        )


def refuse_probes(request: AuthorizationRequest) -> None:
    """A hint or an expected value would let a partner test a guess about a person."""
    for name in ("login_hint", "id_token_hint"):
        if name in request.parameters:
            raise InvalidRequest(f"{name} is refused: it probes for a person", reason="probe_refused")


def refuse_long_texts(request: AuthorizationRequest) -> None:
    """What is kept and sent back as it came is bounded: a redirect of 60 KB would reach no partner."""
    for name in ("scope", "state", "nonce", "ui_locales", "acr_values"):
        if len(request.parameters.get(name, "")) > LONGEST_TEXT:
            raise InvalidRequest(
                f"{name} is longer than {LONGEST_TEXT} characters", reason="parameter_too_long"
            )


def require_thumbprint(request: AuthorizationRequest) -> None:
    """RFC 9449 section 10: `dpop_jkt` is a SHA-256 in base64url. No key could ever match anything else."""
    jkt = request.parameters.get("dpop_jkt")
    try:
        fits = jkt is None or len(base64url.decode(jkt)) == 32
    except ValueError:
        fits = False
    if not fits:
        raise InvalidRequest(
            "dpop_jkt is not a key's thumbprint",
            reason="dpop_jkt_malformed",
            what_would_pass="43 characters of base64url (RFC 7638)",
        )


def refuse_key_binding(request: AuthorizationRequest) -> None:
    """Taken and not honoured, `dpop_jkt` would let a partner believe that its token is bound to its key."""
    if "dpop_jkt" in request.parameters:
        raise InvalidRequest(
            "dpop_jkt is not honoured by the baseline issuer: its tokens are bearer tokens",
            reason="dpop_not_offered",
            what_would_pass="a request without dpop_jkt, or a client of the FAPI 2.0 issuer",
        )


def refuse_credentials(request: AuthorizationRequest) -> None:
    """In a browser's address a client's proof of itself would be everybody's (RFC 6749 section 2.3.1)."""
    for name in ("client_secret", "client_assertion"):
        if name in request.parameters:
            raise InvalidRequest(
                f"{name} was sent through a browser: replace it",
                reason="credentials_in_browser",
                what_would_pass="an authorization request without it",
            )


def refuse_unknown_scopes(request: AuthorizationRequest) -> None:
    """Attributes are asked for by purpose; a standard scope such as `profile` would ask without one."""
    for scope in requested_scopes(request.parameters):
        if scope != "openid" and not scope.startswith(SCOPE_PREFIX):
            raise InvalidScope(
                f"scope {scope} is not offered",
                reason="scope_not_offered",
                what_would_pass="openid and one purpose:<code>",
            )


def asked_for(parameters: Parameters) -> Asked:
    """The one purpose asked for.

    Raises `InvalidAuthorizationDetails` unless there is exactly one, `InvalidRequest` when it is named twice.
    """
    scopes = [s for s in requested_scopes(parameters) if s.startswith(SCOPE_PREFIX)]
    details = parameters.get("authorization_details")
    if details is not None and scopes:
        raise InvalidRequest(
            "send authorization_details or one purpose: scope, not both",
            reason="purpose_named_twice",
            what_would_pass="one of them",
        )
    if details is not None:
        return _from_details(parse_authorization_details(details))
    if len(scopes) != 1:
        raise InvalidAuthorizationDetails(
            "a request names exactly one purpose",
            reason="purpose_not_single",
            what_would_pass=f"scope=openid {SCOPE_PREFIX}<code>, or authorization_details={_EXAMPLE}",
        )
    return Asked(scopes[0].removeprefix(SCOPE_PREFIX), None)


def _from_details(details: list[dict[str, Any]]) -> Asked:
    if len(details) != 1:
        raise InvalidAuthorizationDetails(
            "exactly one purpose per request", reason="purpose_not_single", what_would_pass=_EXAMPLE
        )
    (detail,) = details
    if detail.get("type") != DETAILS_TYPE:
        raise InvalidAuthorizationDetails(
            "unknown type", reason="details_type_unknown", what_would_pass=f"type {DETAILS_TYPE}"
        )
    for field in detail:
        if field not in _DETAILS_FIELDS:
            raise InvalidAuthorizationDetails(
                f"unknown field {field[:40]!r}", reason="details_malformed", what_would_pass=_EXAMPLE
            )
    purpose, attributes = detail.get("purpose"), detail.get("attributes")
    if not isinstance(purpose, str):
        raise InvalidAuthorizationDetails(
            "purpose must be a string", reason="details_malformed", what_would_pass=_EXAMPLE
        )
    if not isinstance(attributes, list) or not attributes or not all(isinstance(a, str) for a in attributes):
        raise InvalidAuthorizationDetails(
            "attributes must be a list of at least one name",
            reason="details_malformed",
            what_would_pass=_EXAMPLE,
        )
    if len(set(attributes)) != len(attributes):
        raise InvalidAuthorizationDetails(
            "an attribute is named twice", reason="details_malformed", what_would_pass=_EXAMPLE
        )
    return Asked(purpose, tuple(attributes))


def wanted_attributes(
    asked: Asked, partner: Partner, agreement: Agreement, *, parameters: Parameters
) -> tuple[str, ...]:
    """The attributes asked for, after `claims` has narrowed them; nothing is ever added.

    The shorthand scope stands for every attribute of the purpose that the partner registered for.
    """
    clause = agreement.clause_for(asked.purpose, direction_for(partner.country))
    if asked.attributes is not None:
        attributes = asked.attributes
    elif clause is not None:
        meant = asked_by_shorthand(partner, clause)
        attributes = tuple(a for a in (*clause.mandatory, *clause.optional) if a in meant)
    else:
        attributes = ()
    narrowed = claims_wish(parameters.get("claims")).names
    if narrowed is None:
        return attributes
    kept = tuple(a for a in attributes if a in narrowed)
    if attributes and not kept:
        raise InvalidRequest(
            "claims leaves nothing of the request; it may narrow it, not replace it",
            reason="claims_leave_nothing",
        )
    return kept


def required_assurance(parameters: Parameters) -> Assurance:
    """The level asked for in `acr_values`, lowest when none is; unknown values are refused."""
    levels = [Assurance.from_urn(urn) for urn in parameters.get("acr_values", "").split()]
    if None in levels:
        raise InvalidRequest(
            "acr_values has an unknown level",
            reason="acr_values_unknown",
            what_would_pass=" ".join(level.urn for level in Assurance),
        )
    return max((level for level in levels if level is not None), default=Assurance.LOW)


def asked_direction(parameters: Parameters, partner_country: Country) -> Direction | None:
    """Where the data would flow; `None` when the hint asks for a citizen of the partner's own country."""
    direction = direction_for(partner_country)
    hint = parameters.get("identity_provider")
    if hint not in (None, "vneid", "singpass"):
        raise InvalidRequest(
            "identity_provider is unknown",
            reason="identity_provider_unknown",
            what_would_pass="vneid or singpass",
        )
    return direction if hint in (None, direction.identity_provider) else None
