"""What a partner hears when the store cannot record: try again, not that the server is broken."""

from fastapi import FastAPI, Request, Response

from bridge.flows.ports import StoreUnavailable
from eid_kit.http.errors import error_response
from eid_kit.oauth.errors import TemporarilyUnavailable


def install_store_errors(app: FastAPI) -> None:
    """RFC 6749 section 4.1.2.1's word for it, with 503. Nothing was spent, so the same request may be sent
    again with a fresh assertion and proof.
    """
    app.add_exception_handler(StoreUnavailable, _unavailable)


async def _unavailable(_request: Request, _error: Exception) -> Response:
    return error_response(
        TemporarilyUnavailable("the bridge cannot record anything at the moment", reason="store_unavailable")
    )
