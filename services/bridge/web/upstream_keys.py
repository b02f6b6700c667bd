"""`/upstream/jwks`: the bridge's public keys as a client of the two identity providers."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from bridge.web.openapi.partner import UPSTREAM_JWKS
from eid_kit.oauth.keys import Key, public_jwk


def upstream_keys_router(signing: Key, encryption: Key) -> APIRouter:
    """One document for both providers: a key that signs our assertions, and one they encrypt to."""
    document = {
        "keys": [
            {**public_jwk(signing), "use": "sig", "alg": "ES256"},
            {**public_jwk(encryption), "use": "enc", "alg": "ECDH-ES+A256KW"},
        ]
    }
    routes = APIRouter(prefix="/upstream")

    async def jwks(_request: Request) -> Response:
        return JSONResponse(document, headers={"Cache-Control": "max-age=3600"})

    routes.add_api_route("/jwks", jwks, methods=["GET"], **UPSTREAM_JWKS.route())
    return routes
