"""The documents are complete, and their examples are examples of their schemas."""

import json
import re
from typing import Any

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from bridge.domain.attributes import ATTRIBUTES, PURPOSES, REQUESTABLE
from bridge.web.browser import Cookies
from journeys.world import BRIDGE, Link
from openapi.conftest import SERVICES
from openapi.reading import bodies, examples, operations
from openapi_contract import Contract

# The document itself, and files that a page loads.
NOT_OPERATIONS = {"/openapi.json", "/static", "/docs/{name}"}


def test_every_route_is_in_the_document(app: Any, document: dict[str, Any]) -> None:
    documented = {(path, method) for path, method, _ in operations(document)}
    served = {
        (context.path, method.lower())
        for context in iter_route_contexts(app.routes)
        for method in getattr(context, "methods", None) or ()
        if context.path not in NOT_OPERATIONS and method != "HEAD"
    }
    assert len(served) > 10
    assert documented == served


def test_every_operation_is_described_whole(document: dict[str, Any]) -> None:
    names = []
    for path, method, operation in operations(document):
        where = f"{method} {path}"
        names.append(operation["operationId"])
        assert operation["summary"], where
        assert operation["description"], where
        assert len(operation["tags"]) == 1, where
        assert "security" in operation, f"{where}: say [] where it is open to anyone"
        assert set(re.findall(r"\{(\w+)\}", path)) == {
            parameter["name"]
            for parameter in operation.get("parameters", ())
            if parameter.get("in") == "path"
        }, where
    assert len(set(names)) == len(names)


def test_the_cookies_of_a_browser_are_named(link: Link) -> None:
    tags = {tag["name"]: tag["description"] for tag in link.switchboard.app_at(BRIDGE).openapi()["tags"]}
    plain, secure = Cookies(secure=False), Cookies(secure=True)
    assert plain.name("s0", "…") in tags["citizen"]
    assert plain.name("s1", "…") in tags["citizen"]
    assert plain.name("me", "session") in tags["citizen portal"]
    assert secure.name("me", "session") in tags["citizen portal"]


def test_every_body_has_a_schema_and_an_example(document: dict[str, Any]) -> None:
    found = 0
    for path, method, operation in operations(document):
        for place, media_type in bodies(operation):
            assert media_type["schema"], (path, method, place)
            assert examples(document, media_type), (path, method, place)
            found += 1
    assert found > 40


def test_every_example_satisfies_its_schema(document: dict[str, Any]) -> None:
    contract = Contract(document)
    wrong = []
    for path, method, operation in operations(document):
        for place, media_type in bodies(operation):
            validator = contract.validator_of(media_type["schema"])
            for name, example in examples(document, media_type).items():
                wrong += [
                    (method, path, place, name, error.message) for error in validator.iter_errors(example)
                ]
    assert wrong == []


def test_every_reason_has_an_example_of_its_refusal(document: dict[str, Any]) -> None:
    refusals = 0
    for _, _, operation in operations(document):
        for _, media_type in bodies(operation):
            for part in media_type["schema"].get("allOf", ()):
                if "reason" in part.get("properties", {}):
                    told = {example["reason"] for example in examples(document, media_type).values()}
                    assert told == set(part["properties"]["reason"]["enum"])
                    refusals += 1
    assert refusals > 5


def test_nothing_is_described_that_nothing_refers_to(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    for kind in ("schemas", "examples"):
        for name in document["components"].get(kind, {}):
            assert f'"#/components/{kind}/{name}"' in text


def test_the_document_says_where_and_what_it_is(service: str, document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert [server["url"] for server in document["servers"]] == [SERVICES[service]]
    assert "imulator" in document["info"]["title"]
    assert document["info"]["license"]["identifier"] == "Apache-2.0"


def test_purposes_and_claims_are_those_of_the_vocabulary(link: Link) -> None:
    schemas = link.switchboard.app_at(BRIDGE).openapi()["components"]["schemas"]
    detail = schemas["AuthorizationDetail"]["properties"]
    assert set(detail["purpose"]["enum"]) == PURPOSES
    assert set(detail["attributes"]["items"]["enum"]) == REQUESTABLE
    released = schemas["UserInfo"]["properties"]["verified_claims"]["properties"]["claims"]
    assert list(released["properties"]) == list(ATTRIBUTES)


def answer(status: int, body: Any = None, *, path: str = "/healthz", **headers: str) -> httpx.Response:
    request = httpx.Request("GET", f"{BRIDGE}{path}")
    return httpx.Response(status, json=body, headers=headers, request=request)


@pytest.mark.parametrize(
    ("response", "complaint"),
    [
        pytest.param(answer(418, {}), "not documented", id="a status that is not documented"),
        pytest.param(answer(200, {"status": "ok"}), "no cache-control", id="a header left out"),
        pytest.param(
            answer(200, {"status": "ok"}, **{"Cache-Control": "public"}),
            "public",
            id="another header",
        ),
        pytest.param(
            answer(200, {"status": "no"}, **{"Cache-Control": "no-store"}), "expected", id="another value"
        ),
        pytest.param(
            answer(200, {"status": "ok", "x": 1}, **{"Cache-Control": "no-store"}),
            "unexpected",
            id="a member that is not documented",
        ),
        pytest.param(
            answer(
                401,
                {"error": "invalid_token", "error_description": "no", "reason": "new_word"},
                path="/oauth/userinfo",
                **{"Cache-Control": "no-store", "WWW-Authenticate": 'DPoP error="invalid_token"'},
            ),
            "new_word",
            id="a reason that is not documented",
        ),
        pytest.param(
            answer(200, {}, path="/new"), "/new 200: this is not", id="a path that is not documented"
        ),
        pytest.param(
            answer(404, {"error": "not_found", "error_description": "no"}, path="/new"),
            "reason",
            id="an address that is not there, and no reason",
        ),
        pytest.param(
            answer(200, {"status": "ok"}, **{"Cache-Control": "no-store", "X-Powered-By": "us"}),
            "x-powered-by is not documented",
            id="a header that is not documented",
        ),
    ],
)
def test_an_answer_that_was_not_promised_is_noticed(
    link: Link, response: httpx.Response, complaint: str
) -> None:
    faults = Contract(link.switchboard.app_at(BRIDGE).openapi()).faults(response)
    assert any(complaint in fault for fault in faults), faults
