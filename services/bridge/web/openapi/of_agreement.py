"""The document in the words of the agreement in force: what may be asked for is what it has."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from fastapi import FastAPI

from bridge.domain.attributes import PURPOSES, REQUESTABLE, SECTORS
from bridge.domain.clauses import Agreement
from bridge.domain.profiles import Profile
from bridge.web.openapi.naming import schema_name

# What is asked. What was accepted before (a registration, a record) may hold words of an earlier agreement.
_ASKED: Final = frozenset(
    {
        "AuthorizationDetail",
        "DecisionFacts",
        "PurposeList",
        *(schema_name(profile, "ClientMetadata") for profile in Profile),
    }
)
_FORM: Final = "/agreement"


def follow_agreement(app: FastAPI, agreement: Callable[[], Agreement]) -> None:
    """Makes `/openapi.json` list the purposes, attributes and sectors of `agreement()`."""
    whole = app.openapi
    made: dict[str, dict[str, Any]] = {}  # by digest, the latest alone

    def openapi() -> dict[str, Any]:
        current = agreement()
        if current.digest not in made:
            made.clear()
            made[current.digest] = _in_words_of(current, whole())
        return made[current.digest]

    app.openapi = openapi  # type: ignore[method-assign]  # the way FastAPI's own documentation extends it


def _in_words_of(agreement: Agreement, document: Mapping[str, Any]) -> dict[str, Any]:
    clauses = agreement.clauses
    words = {
        tuple(sorted(PURPOSES)): sorted(agreement.purposes),
        tuple(sorted(REQUESTABLE)): sorted({name for clause in clauses for name in clause.attributes}),
        tuple(sorted(SECTORS)): sorted({sector for clause in clauses for sector in clause.sectors}),
    }
    components = document["components"]
    schemas = {
        name: _spoken(schema, words) if name in _ASKED else schema
        for name, schema in components["schemas"].items()
    }
    paths = {
        path: _spoken(each, words) if path == _FORM else each for path, each in document["paths"].items()
    }
    return {**document, "paths": paths, "components": {**components, "schemas": schemas}}


def _spoken(node: Any, words: Mapping[tuple[str, ...], list[str]]) -> Any:
    """The same, with each list of all the words there are replaced."""
    if isinstance(node, list):
        return [_spoken(each, words) for each in node]
    if not isinstance(node, dict):
        return node
    replaced = {key: _spoken(value, words) for key, value in node.items()}
    if known := words.get(tuple(map(str, node.get("enum", ())))):
        replaced["enum"] = known
    return replaced
