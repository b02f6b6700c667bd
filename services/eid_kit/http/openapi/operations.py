"""One operation as data: what a caller sends, and everything that may come back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from starlette.responses import Response

from eid_kit.http.openapi.links import Links

Schema: TypeAlias = Mapping[str, Any]
Responses: TypeAlias = Mapping[str, Mapping[str, Any]]

FORM: Final = "application/x-www-form-urlencoded"
TEXT: Final[Schema] = {"type": "string"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An address and a method. `responses` are by status, the expected one first.

    `security` lists alternatives, each a set of schemes that are needed together; empty means open to anyone.
    `links` lead on from the expected answer.
    """

    id: str
    tag: str
    summary: str
    description: str
    responses: Responses
    parameters: tuple[Schema, ...] = ()
    body: Schema | None = None
    security: tuple[tuple[str, ...], ...] = ()
    links: Links = field(default_factory=dict)

    def route(self) -> dict[str, Any]:
        """The keyword arguments with which a `Request -> Response` handler is registered at its path."""
        extra: dict[str, Any] = {
            "security": [{scheme: [] for scheme in together} for together in self.security],
            "responses": self._linked(),
        }
        if self.parameters:
            extra["parameters"] = list(self.parameters)
        if self.body is not None:
            extra["requestBody"] = self.body
        return {
            "operation_id": self.id,
            "tags": [self.tag],
            "summary": self.summary,
            "description": self.description,
            "status_code": int(next(iter(self.responses))),
            # FastAPI would add a JSON body of its own invention to every answer of another class.
            "response_class": Response,
            "openapi_extra": extra,
        }

    def _linked(self) -> Responses:
        if not self.links:
            return self.responses
        expected = next(iter(self.responses))
        return {**self.responses, expected: {**self.responses[expected], "links": dict(self.links)}}


def component(name: str) -> Schema:
    """A reference to one of the document's schemas."""
    return {"$ref": f"#/components/schemas/{name}"}


def parameter(place: str, name: str, schema: Schema, *, says: str, required: bool = False) -> Schema:
    """A parameter in `query`, `header` or `path`; those of a path are always required."""
    described = {"name": name, "in": place, "description": says, "schema": dict(schema)}
    return described | {"required": True} if required or place == "path" else described


def made_for_each_request(schema: Schema) -> Schema:
    """Marks a value that no example can hold: it is signed, or given out, for one request alone."""
    return {**schema, "x-made-for-each-request": True}


def form_body(schema: Schema, **examples: Mapping[str, Any]) -> Schema:
    """A request body of form fields, with examples by name."""
    return _body(FORM, schema, examples)


def json_body(schema: Schema, **examples: Any) -> Schema:
    """A request body of JSON, with examples by name."""
    return _body("application/json", schema, examples)


def fields(properties: Mapping[str, Schema], *, required: tuple[str, ...]) -> Schema:
    """The schema of a form. Parameters that are not listed are ignored (RFC 6749 section 3.1)."""
    return {"type": "object", "properties": dict(properties), "required": list(required)}


def record(properties: Mapping[str, Schema], *, optional: tuple[str, ...] = ()) -> Schema:
    """The schema of a JSON object that has these members and no others."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def _body(media_type: str, schema: Schema, examples: Mapping[str, Any]) -> Schema:
    content = {
        "schema": dict(schema),
        "examples": {name: _example(value) for name, value in examples.items()},
    }
    return {"required": True, "content": {media_type: content}}


def _example(value: Any) -> Mapping[str, Any]:
    is_reference = isinstance(value, Mapping) and set(value) == {"$ref"}
    return value if is_reference else {"value": value}
