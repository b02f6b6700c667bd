"""Discovery: what this bridge offers, and nothing that it does not (RFC 8414, OIDC Discovery 1.0)."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from bridge.domain.assurance import Assurance
from bridge.flows.partners import ALGORITHMS
from bridge.flows.request_parameters import DETAILS_TYPE, SCOPE_PREFIX
from bridge.web.partner_oauth import DPOP_ALGORITHMS
from eid_kit.http.openapi.protocol_schemas import discovery_operation
from eid_kit.oauth.metadata import authorization_server_metadata


def discovery_document(issuer: str, *, purposes: list[str], registration: bool) -> dict[str, Any]:
    """The metadata of the FAPI 2.0 issuer."""
    return authorization_server_metadata(
        issuer,
        authorization_endpoint=f"{issuer}/oauth/authorize",
        pushed_authorization_request_endpoint=f"{issuer}/oauth/par",
        token_endpoint=f"{issuer}/oauth/token",
        userinfo_endpoint=f"{issuer}/oauth/userinfo",
        jwks_uri=f"{issuer}/oauth/jwks",
        registration_endpoint=f"{issuer}/oauth/register" if registration else None,
        require_pushed_authorization_requests=True,
        authorization_response_iss_parameter_supported=True,
        response_types_supported=["code"],
        response_modes_supported=["query"],
        grant_types_supported=["authorization_code"],
        subject_types_supported=["pairwise"],
        scopes_supported=["openid", *(f"{SCOPE_PREFIX}{purpose}" for purpose in purposes)],
        authorization_details_types_supported=[DETAILS_TYPE],
        acr_values_supported=[level.urn for level in Assurance],
        code_challenge_methods_supported=["S256"],
        token_endpoint_auth_methods_supported=["private_key_jwt"],
        token_endpoint_auth_signing_alg_values_supported=list(ALGORITHMS),
        dpop_signing_alg_values_supported=list(DPOP_ALGORITHMS),
        id_token_signing_alg_values_supported=["ES256"],
        claims_parameter_supported=True,
        request_parameter_supported=False,
        request_uri_parameter_supported=False,
        ui_locales_supported=["vi", "en"],
    )


def discovery_router(document: dict[str, Any]) -> APIRouter:
    """Both well-known addresses of the one document."""
    routes = APIRouter()

    async def discovery(_request: Request) -> Response:
        return JSONResponse(document, headers={"Cache-Control": "max-age=3600"})

    for name, operation_id in (
        ("openid-configuration", "showOpenIdConfiguration"),
        ("oauth-authorization-server", "showAuthorizationServerMetadata"),
    ):
        operation = discovery_operation(operation_id, "partner", document)
        routes.add_api_route(f"/.well-known/{name}", discovery, methods=["GET"], **operation.route())
    return routes
