"""The links of the documents lead through whole journeys, and carry what is there to where it is read."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from openapi import chains
from openapi.reading import Link, links, operations, resolved

JOURNEYS = {
    "bridge": chains.FAPI | chains.BASELINE | {("pushAuthorizationRequest", "authorize")},
    "vneid": chains.VNEID,
    "singpass": chains.SINGPASS,
}


def faults(document: Mapping[str, Any]) -> Iterator[str]:
    """What a link takes that is not there, or gives to where nobody reads it."""
    targets = {operation["operationId"]: operation for _, _, operation in operations(document)}
    for link in links(document):
        target = targets.get(link.target)
        if target is None:
            yield f"{link.name}: no operation {link.target}"
            continue
        read = {"parameters": _parameters(document, target), "requestBody": _fields(document, target)}
        for place, names in read.items():
            for name, expression in link.described.get(place, {}).items():
                if name not in names:
                    yield f"{link.name}: {link.target} reads no {name}"
                if not _is_there(document, link, expression):
                    yield f"{link.name}: no {expression}"


def _parameters(document: Mapping[str, Any], operation: Mapping[str, Any]) -> set[str]:
    return {resolved(document, each)["name"] for each in operation.get("parameters", ())}


def _fields(document: Mapping[str, Any], operation: Mapping[str, Any]) -> set[str]:
    return set(_schema(document, operation.get("requestBody", {})).get("properties", ()))


def _schema(document: Mapping[str, Any], described: Mapping[str, Any]) -> Mapping[str, Any]:
    """Of the one body there is."""
    (media_type,) = described.get("content", {"": {}}).values()
    return resolved(document, media_type.get("schema", {}))


def _is_there(document: Mapping[str, Any], link: Link, expression: str) -> bool:
    source, _, pointer = expression.partition("#/")
    if not pointer:
        return expression.removeprefix("$request.query.") in _parameters(document, link.operation)
    described = {"$request.body": link.operation.get("requestBody", {}), "$response.body": link.answer}
    found = _schema(document, described[source])
    for step in pointer.split("/"):
        inside = {"0": found["items"]} if "items" in found else found.get("properties", {})
        if step not in inside:
            return False
        found = resolved(document, inside[step])
    return True


def test_the_links_lead_through_whole_journeys(service: str, document: dict[str, Any]) -> None:
    assert JOURNEYS[service] <= {(link.operation["operationId"], link.target) for link in links(document)}


def test_every_link_carries_what_is_there_to_where_it_is_read(document: dict[str, Any]) -> None:
    assert list(faults(document)) == []


def test_every_link_is_described_in_a_sentence(document: dict[str, Any]) -> None:
    assert all(link.described["description"].endswith(".") for link in links(document))


ASTRAY = [
    pytest.param(
        '"RedeemTheCode": {"operationId": "redeemCode"',
        '"RedeemTheCode": {"operationId": "redeem"',
        "RedeemTheCode: no operation redeem",
        id="to an operation that there is not",
    ),
    pytest.param(
        '"scope": "$response.body#/scope"',
        '"scopes": "$response.body#/scope"',
        "OpenInBrowser: showSignInPage reads no scopes",
        id="to a parameter that is not read",
    ),
    pytest.param(
        "response.body#/redirect_uris/0",
        "response.body#/redirect_uris/first",
        "OpenInBrowser: no $response.body#/redirect_uris/first",
        id="with an item that there is not",
    ),
    pytest.param(
        "request.body#/client_id",
        "request.body#/client",
        "RedeemAfterwards: no $request.body#/client",
        id="with a field that was not sent",
    ),
    pytest.param(
        "request.query.client_id",
        "request.query.client",
        "RedeemAfterwards: no $request.query.client",
        id="with a parameter that was not sent",
    ),
]


@pytest.mark.parametrize("service", ["vneid"], indirect=True)
@pytest.mark.parametrize(("right", "wrong", "complaint"), ASTRAY)
def test_a_link_that_leads_astray_is_noticed(
    document: dict[str, Any], right: str, wrong: str, complaint: str
) -> None:
    text = json.dumps(document)
    assert right in text
    assert list(faults(json.loads(text.replace(right, wrong)))) == [complaint]
