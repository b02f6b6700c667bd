"""Registration and its management (RFC 7591, RFC 7592)."""

from collections.abc import Mapping
from typing import Any

from bridge.web.openapi import examples, refusals
from bridge.web.openapi.schemas import CLIENT_ID
from eid_kit.http.openapi.answers import json_answer, nothing
from eid_kit.http.openapi.operations import (
    Operation,
    component,
    json_body,
    made_for_each_request,
    parameter,
)
from eid_kit.http.openapi.refusals import refused

_BY_TOKEN = (("registrationToken",),)
_WHICH = parameter("path", "client_id", made_for_each_request(CLIENT_ID), says="As registered.")
_MANAGEMENT = {"Read": "showClient", "Replace": "replaceClient", "Delete": "deleteClient"}


def register(issuer: str) -> Operation:
    """POST: a new client."""
    told = {**examples.registered(issuer), "registration_access_token": examples.SECRET}
    links = {
        name: {
            "operationId": operation,
            "parameters": {"client_id": "$response.body#/client_id"},
            "description": "With the `registration_access_token` as bearer token.",
        }
        for name, operation in _MANAGEMENT.items()
    }
    return Operation(
        id="registerClient",
        tag="registration",
        summary="Register a client (RFC 7591)",
        description="Open in a sandbox. Every fault is named at once; unknown members are refused.",
        body=json_body(component("ClientMetadata"), hospital=examples.HOSPITAL, hotel=examples.HOTEL),
        responses={
            "201": {
                **json_answer("Registered.", component("ClientInformation"), told),
                "links": links,
            },
            **refused(refusals.REGISTER),
        },
    )


def show(issuer: str) -> Operation:
    """GET."""
    return Operation(
        id="showClient",
        tag="registration",
        summary="Read a registration (RFC 7592 section 2.1)",
        description="An unknown client and a wrong token look alike.",
        parameters=(_WHICH,),
        security=_BY_TOKEN,
        responses={"200": _as_accepted(issuer), **refused(refusals.MANAGE, at="Bearer")},
    )


def replace(issuer: str) -> Operation:
    """PUT."""
    anew = {**examples.HOSPITAL, "client_id": examples.CLIENT_ID}
    return Operation(
        id="replaceClient",
        tag="registration",
        summary="Replace a registration (RFC 7592 section 2.2)",
        description="The whole metadata anew; what is left out is gone.",
        parameters=(_WHICH,),
        body=json_body(component("ClientUpdate"), hospital=anew),
        security=_BY_TOKEN,
        responses={"200": _as_accepted(issuer), **refused(refusals.REPLACE, at="Bearer")},
    )


def delete() -> Operation:
    """DELETE."""
    return Operation(
        id="deleteClient",
        tag="registration",
        summary="Delete a registration (RFC 7592 section 2.3)",
        description="Journeys that are under way for it end.",
        parameters=(_WHICH,),
        security=_BY_TOKEN,
        responses={"204": nothing("Gone."), **refused(refusals.MANAGE, at="Bearer")},
    )


def _as_accepted(issuer: str) -> Mapping[str, Any]:
    return json_answer("As accepted.", component("ClientInformation"), examples.registered(issuer))
