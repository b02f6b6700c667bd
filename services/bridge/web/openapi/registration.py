"""Registration and its management (RFC 7591, RFC 7592), at either issuer."""

from collections.abc import Mapping
from typing import Any, Final

from bridge.domain.profiles import Profile
from bridge.flows.issuers import Issuer
from bridge.web.openapi import examples, examples_of_baseline
from bridge.web.openapi import refusals_of_registration as refusals
from bridge.web.openapi.clients import CLIENT_ID
from bridge.web.openapi.links import after_registration
from bridge.web.openapi.naming import named, schema_name
from eid_kit.http.openapi.answers import json_answer, nothing
from eid_kit.http.openapi.operations import (
    Operation,
    component,
    json_body,
    made_for_each_request,
    parameter,
)
from eid_kit.http.openapi.refusals import refused

_BY_TOKEN: Final = (("registrationToken",),)
_WHICH: Final = parameter("path", "client_id", made_for_each_request(CLIENT_ID), says="As registered.")
_METADATA: Final[Mapping[Profile, Mapping[str, Any]]] = {
    Profile.FAPI: {"hospital": examples.HOSPITAL, "hotel": examples.HOTEL},
    Profile.BASELINE: {"bar": examples_of_baseline.BAR, "club": examples_of_baseline.CLUB},
}


def register(issuer: Issuer) -> Operation:
    """POST: a new client."""
    return Operation(
        id=named(issuer.profile, "registerClient"),
        tag="registration",
        summary="Register a client (RFC 7591)",
        description="Open in a sandbox. Every fault is named at once; unknown members are refused.",
        body=json_body(_schema(issuer, "ClientMetadata"), **_METADATA[issuer.profile]),
        responses={
            "201": json_answer("Registered.", _schema(issuer, "ClientInformation"), _told(issuer)),
            **refused(refusals.register(issuer.profile)),
        },
        links=after_registration(issuer.profile),
    )


def show(issuer: Issuer) -> Operation:
    """GET."""
    return Operation(
        id=named(issuer.profile, "showClient"),
        tag="registration",
        summary="Read a registration (RFC 7592 section 2.1)",
        description="An unknown client and a wrong token look alike.",
        parameters=(_WHICH,),
        security=_BY_TOKEN,
        responses={"200": _as_accepted(issuer), **refused(refusals.MANAGE, at="Bearer")},
    )


def replace(issuer: Issuer) -> Operation:
    """PUT."""
    name, usual = next(iter(_METADATA[issuer.profile].items()))
    anew = {name: {**usual, "client_id": examples.CLIENT_ID}}
    return Operation(
        id=named(issuer.profile, "replaceClient"),
        tag="registration",
        summary="Replace a registration (RFC 7592 section 2.2)",
        description="The whole metadata anew; what is left out is gone, but for a secret.",
        parameters=(_WHICH,),
        body=json_body(_schema(issuer, "ClientUpdate"), **anew),
        security=_BY_TOKEN,
        responses={
            "200": _as_accepted(issuer),
            **refused(refusals.replace(issuer.profile), at="Bearer"),
        },
    )


def delete(issuer: Issuer) -> Operation:
    """DELETE."""
    return Operation(
        id=named(issuer.profile, "deleteClient"),
        tag="registration",
        summary="Delete a registration (RFC 7592 section 2.3)",
        description="Journeys that are under way for it end.",
        parameters=(_WHICH,),
        security=_BY_TOKEN,
        responses={"204": nothing("Gone."), **refused(refusals.MANAGE, at="Bearer")},
    )


def _schema(issuer: Issuer, name: str) -> Mapping[str, Any]:
    return component(schema_name(issuer.profile, name))


def _registered(issuer: Issuer) -> dict[str, Any]:
    of_profile = examples if issuer.profile is Profile.FAPI else examples_of_baseline
    return {**of_profile.registered(issuer.url), "registration_access_token": examples.SECRET}


def _told(issuer: Issuer) -> dict[str, Any]:
    once = {} if issuer.profile is Profile.FAPI else examples_of_baseline.TOLD_ONCE
    return {**_registered(issuer), **once}


def _as_accepted(issuer: Issuer) -> Mapping[str, Any]:
    return json_answer("As accepted.", _schema(issuer, "ClientInformation"), _registered(issuer))
