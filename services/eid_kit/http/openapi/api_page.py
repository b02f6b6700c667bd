"""`/docs`: the document for a person to read and try. Everything it loads comes from this service."""

from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response
from starlette.exceptions import HTTPException

from eid_kit.http.language import choose_language
from eid_kit.http.openapi.answers import page
from eid_kit.http.openapi.operations import Operation
from eid_kit.http.pages import Pages

# The page runs scripts, so it runs ours alone, and they may speak to this service alone.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_ASSETS: Final = frozenset({"swagger-ui-bundle.js", "swagger-ui.css"})

_OPERATION: Final = Operation(
    id="showApiPage",
    tag="about",
    summary="This document, for a person",
    description="Swagger UI over `/openapi.json`, served from here; nothing is loaded from elsewhere.",
    responses={"200": page("The page.")},
)


def api_page_router(pages: Pages) -> APIRouter:
    """The page and the two files of Swagger UI that it loads."""
    with as_file(files("fastapi_swagger") / "resources") as folder:
        assets = folder
    routes = APIRouter()

    async def show(request: Request) -> Response:
        language = choose_language(request.query_params, request.headers.get("accept-language"))
        other = "en" if language == "vi" else "vi"
        response = pages.response("docs.html", {"lang": language, "switch_url": f"/docs?lang={other}"})
        response.headers["Content-Security-Policy"] = _POLICY
        return response

    async def asset(request: Request) -> Response:
        return _asset(assets, request.path_params["name"])

    routes.add_api_route("/docs", show, methods=["GET"], **_OPERATION.route())
    routes.add_api_route("/docs/{name}", asset, methods=["GET"], include_in_schema=False)
    return routes


def _asset(folder: Path, name: str) -> Response:
    if name not in _ASSETS:
        raise HTTPException(404)
    return FileResponse(folder / name, headers={"Cache-Control": "public, max-age=3600"})
