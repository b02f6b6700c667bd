"""The document itself: FastAPI's routes, and what no route can say."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from eid_kit.http.openapi.answers import header
from eid_kit.http.openapi.everywhere import AT_ANY_ADDRESS, ELSEWHERE, RESPONSES
from eid_kit.http.openapi.operations import TEXT, Schema, parameter
from eid_kit.http.openapi.refusals import ERROR_SCHEMA
from eid_kit.http.request_log import REQUEST_ID_HEADER

_LICENSE: Final = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
_REQUEST_ID: Final = header(
    "Names this request in the log, and on a page of an error. One that is sent along in this form is kept.",
    pattern="^[0-9a-f]{32}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
)
_PARAMETERS: Final = {
    REQUEST_ID_HEADER: parameter(
        "header", REQUEST_ID_HEADER, TEXT, says="Kept as the answer's where it has that form; else ignored."
    ),
    "Accept-Language": parameter(
        "header",
        "Accept-Language",
        TEXT,
        says="The page's language, where the address does not say: RFC 9110.",
    ),
}
_REFERENCE: Final = re.compile(r'"\$ref": "#/components/(\w+)/([^"]+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiDocument:
    """What a service says of itself. `url` is its public address, `tags` a sentence for each group."""

    title: str
    description: str
    url: str
    tags: Mapping[str, str]
    schemas: Mapping[str, Schema]
    security_schemes: Mapping[str, Schema] = field(default_factory=dict)
    examples: Mapping[str, Any] = field(default_factory=dict)


def describe(app: FastAPI, about: ApiDocument) -> None:
    """Makes `/openapi.json` of `app` the document of its routes and of `about`; built when asked."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app, about)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # the way FastAPI's own documentation extends it


def _document(app: FastAPI, about: ApiDocument) -> dict[str, Any]:
    document = get_openapi(
        title=about.title,
        version=version("vneid-singpass-bridge"),
        description=about.description,
        routes=app.routes,
        servers=[{"url": about.url, "description": "This installation"}],
        contact={"name": "The maintainers", "url": f"{about.url}/"},
        license_info=_LICENSE,
    )
    used = {tag for path in document["paths"].values() for method in path.values() for tag in method["tags"]}
    document["tags"] = [
        {"name": name, "description": says} for name, says in about.tags.items() if name in used
    ]
    for path in document["paths"].values():
        for operation in path.values():
            operation["parameters"] = [*operation.get("parameters", ()), *_headers_read(operation)]
            operation["responses"] = _named(operation["responses"]) | AT_ANY_ADDRESS
    # OpenAPI has no place for addresses that are not there.
    document["x-elsewhere"] = elsewhere = _named(ELSEWHERE)
    document["components"] = _components({**document["paths"], "elsewhere": elsewhere}, about)
    return document


def _named(responses: Mapping[str, Any]) -> dict[str, Any]:
    """Every answer names its request, whatever else it says: no operation has to say so."""
    reference = {REQUEST_ID_HEADER: {"$ref": f"#/components/headers/{REQUEST_ID_HEADER}"}}
    return {
        key: {**response, "headers": {**response.get("headers", {}), **reference}}
        for key, response in responses.items()
    }


def _headers_read(operation: Mapping[str, Any]) -> list[Mapping[str, str]]:
    """What every operation reads of a request's head, and what every page does."""
    a_page = any("text/html" in answer.get("content", {}) for answer in operation["responses"].values())
    names = (REQUEST_ID_HEADER, "Accept-Language") if a_page else (REQUEST_ID_HEADER,)
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]


def _components(paths: Mapping[str, Any], about: ApiDocument) -> dict[str, dict[str, Any]]:
    """What the paths refer to, and what that refers to: an address that is absent leaves no schema behind."""
    known = {
        "schemas": {"Error": ERROR_SCHEMA, **about.schemas},
        "examples": about.examples,
        "headers": {REQUEST_ID_HEADER: _REQUEST_ID},
        "responses": _named(RESPONSES),
        "parameters": _PARAMETERS,
    }
    found: dict[str, dict[str, Any]] = {"securitySchemes": dict(about.security_schemes)}
    waiting = _REFERENCE.findall(json.dumps(paths))
    while waiting:
        kind, name = waiting.pop()
        if name not in found.setdefault(kind, {}):
            found[kind][name] = known[kind][name]
            waiting += _REFERENCE.findall(json.dumps(known[kind][name]))
    return {kind: dict(sorted(members.items())) for kind, members in found.items() if members}
