"""Discovery: what each issuer offers, and nothing that it does not (RFC 8414, OIDC Discovery 1.0)."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from bridge.domain.assurance import Assurance
from bridge.domain.clauses import Agreement, Clause
from bridge.domain.profiles import AUTHENTICATION_METHODS, Profile
from bridge.flows.client_authentication import ALGORITHMS
from bridge.flows.issuers import Issuer
from bridge.flows.request_parameters import DETAILS_TYPE, SCOPE_PREFIX
from bridge.web.claims_metadata import claims_metadata
from bridge.web.openapi.naming import named
from bridge.web.partner_oauth import DPOP_ALGORITHMS
from eid_kit.http.openapi.protocol_schemas import discovery_operation
from eid_kit.oauth.metadata import authorization_server_metadata

# What the FAPI 2.0 issuer demands and the baseline issuer does not have.
_OF_PROFILE: dict[Profile, dict[str, Any]] = {
    Profile.FAPI: {
        "require_pushed_authorization_requests": True,
        "dpop_signing_alg_values_supported": list(DPOP_ALGORITHMS),
    },
    Profile.BASELINE: {"require_pushed_authorization_requests": False},
}


def discovery_document(issuer: Issuer, agreement: Agreement, *, registration: bool) -> dict[str, Any]:
    """The metadata of one issuer; `registration` where anyone may register."""
    endpoints = f"{issuer.url}/oauth"
    return authorization_server_metadata(
        issuer.url,
        authorization_endpoint=f"{endpoints}/authorize",
        pushed_authorization_request_endpoint=f"{endpoints}/par",
        token_endpoint=f"{endpoints}/token",
        userinfo_endpoint=f"{endpoints}/userinfo",
        introspection_endpoint=f"{endpoints}/introspect",
        revocation_endpoint=f"{endpoints}/revoke",
        jwks_uri=f"{endpoints}/jwks",
        registration_endpoint=f"{endpoints}/register" if registration else None,
        authorization_response_iss_parameter_supported=True,
        response_types_supported=["code"],
        response_modes_supported=["query"],
        grant_types_supported=["authorization_code"],
        subject_types_supported=["pairwise"],
        scopes_supported=["openid", *_scopes(issuer, agreement)],
        authorization_details_types_supported=[DETAILS_TYPE],
        acr_values_supported=[level.urn for level in Assurance],
        code_challenge_methods_supported=["S256"],
        **_authentication(issuer.profile),
        id_token_signing_alg_values_supported=["ES256"],
        claims_parameter_supported=True,
        **claims_metadata(_clauses(issuer, agreement)),
        request_parameter_supported=False,
        request_uri_parameter_supported=False,
        ui_locales_supported=["vi", "en"],
        **_OF_PROFILE[issuer.profile],
    )


def _clauses(issuer: Issuer, agreement: Agreement) -> tuple[Clause, ...]:
    """What a client of this issuer can ask for."""
    is_fapi = issuer.profile is Profile.FAPI
    return tuple(clause for clause in agreement.clauses if is_fapi or clause.baseline_allowed)


def _scopes(issuer: Issuer, agreement: Agreement) -> list[str]:
    purposes = {clause.purpose for clause in _clauses(issuer, agreement)}
    return [f"{SCOPE_PREFIX}{purpose}" for purpose in sorted(purposes)]


def _authentication(profile: Profile) -> dict[str, list[str]]:
    """RFC 8414 section 2: the same at each endpoint that authenticates clients."""
    members: dict[str, list[str]] = {}
    for endpoint in ("token", "introspection", "revocation"):
        members[f"{endpoint}_endpoint_auth_methods_supported"] = list(AUTHENTICATION_METHODS[profile])
        members[f"{endpoint}_endpoint_auth_signing_alg_values_supported"] = list(ALGORITHMS)
    return members


def discovery_router(
    issuer: Issuer, document: Callable[[Agreement], dict[str, Any]], agreement: Callable[[], Agreement]
) -> APIRouter:
    """The well-known addresses of the one document, as the agreement of the moment has it."""
    routes = APIRouter()

    async def discovery(_request: Request) -> Response:
        return JSONResponse(document(agreement()), headers={"Cache-Control": "max-age=3600"})

    example = document(agreement())
    for name, address in _addresses(issuer).items():
        operation = discovery_operation(named(issuer.profile, name), "partner", example)
        routes.add_api_route(address, discovery, methods=["GET"], **operation.route())
    return routes


def _addresses(issuer: Issuer) -> dict[str, str]:
    """Where clients look: OIDC Discovery section 4 puts the well-known part after an issuer's path, RFC 8414
    section 3 before it. An issuer at the root has no path, and one address for both.
    """
    addresses = {
        "showOpenIdConfiguration": f"{issuer.path}/.well-known/openid-configuration",
        "showAuthorizationServerMetadata": f"/.well-known/oauth-authorization-server{issuer.path}",
    }
    if issuer.path:
        addresses["showOpenIdConfigurationInserted"] = f"/.well-known/openid-configuration{issuer.path}"
    return addresses
