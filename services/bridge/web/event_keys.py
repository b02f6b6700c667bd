"""`/v1/event-keys`: the public key of security event tokens, for anyone who receives one."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from bridge.flows.event_statements import EVENT_ALGORITHM
from bridge.web.openapi import events as documents
from eid_kit.oauth.keys import Key, public_jwk


def event_keys_router(key: Key) -> APIRouter:
    """The route. The key is the same for partners of both issuers, and signs nothing else."""
    document = {"keys": [{**public_jwk(key), "use": "sig", "alg": EVENT_ALGORITHM}]}
    routes = APIRouter()

    async def keys(_request: Request) -> Response:
        return JSONResponse(document, headers={"Cache-Control": "max-age=3600"})

    routes.add_api_route("/v1/event-keys", keys, methods=["GET"], **documents.KEYS.route())
    return routes
