"""Reading an OpenAPI document: its operations and their examples."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Link:
    """A link with the operation and the answer that it leads from."""

    name: str
    operation: Mapping[str, Any]
    answer: Mapping[str, Any]
    described: Mapping[str, Any]

    @property
    def target(self) -> str:
        """The operation that comes next."""
        return str(self.described["operationId"])


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, method and operation of each."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def links(document: Mapping[str, Any]) -> Iterator[Link]:
    """Every link of the document."""
    for _, _, operation in operations(document):
        for answer in operation["responses"].values():
            for name, described in answer.get("links", {}).items():
                yield Link(name, operation, answer, described)


def anywhere(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Status and answer of what may come at any address, and where there is none."""
    told = {"500": {"$ref": "#/components/responses/ServerError"}, **document["x-elsewhere"]}
    for status, reference in told.items():
        yield status, resolved(document, reference)


def bodies(operation: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Where, and the media type object, of each body that is sent or answered."""
    places = {"request": operation.get("requestBody", {}), **operation["responses"]}
    for place, described in places.items():
        for media_type in described.get("content", {}).values():
            yield place, media_type


def resolved(document: Mapping[str, Any], value: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a reference within the document leads to; anything else is itself."""
    if "$ref" not in value:
        return value
    found: Any = document
    for step in value["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return dict(found)


def examples(document: Mapping[str, Any], media_type: Mapping[str, Any]) -> dict[str, Any]:
    """The examples of a media type object, by name."""
    named = media_type.get("examples", {})
    return {name: resolved(document, example)["value"] for name, example in named.items()}
