"""Introspection (RFC 7662) and revocation (RFC 7009), the same at both issuers but for who may ask how."""

from typing import Any, Final

from bridge.domain.profiles import Profile
from bridge.web.openapi import examples, examples_of_baseline, refusals
from bridge.web.openapi.baseline import AUTHENTICATED
from bridge.web.openapi.clients import CLIENT_ID
from bridge.web.openapi.naming import named, schema_name
from eid_kit.http.openapi.answers import json_answer, nothing
from eid_kit.http.openapi.operations import (
    TEXT,
    Operation,
    Responses,
    Schema,
    component,
    fields,
    form_body,
    made_for_each_request,
)
from eid_kit.http.openapi.protocol_schemas import (
    CLIENT_ASSERTION_EXAMPLE,
    CLIENT_ASSERTION_FIELDS,
    EXAMPLE_THUMBPRINT,
)
from eid_kit.http.openapi.refusals import refused

_SECURITY: Final = {Profile.FAPI: (("privateKeyJwt",),), Profile.BASELINE: AUTHENTICATED}
_TAGS: Final = {Profile.FAPI: "partner", Profile.BASELINE: "baseline issuer"}
_ASKED: Final = {"token": examples.SECRET, "token_type_hint": "access_token"}
_FACTS: Final = {
    "active": True,
    "client_id": examples.CLIENT_ID,
    "sub": examples.SECRET,
    "iat": 1_893_456_000,
    "exp": 1_893_456_300,
    "scope": "openid",
}


def introspect(profile: Profile, issuer: str) -> Operation:
    """POST: what a token is good for."""
    return _about_token(
        profile,
        "introspectToken",
        "What an access token of this client is good for (RFC 7662)",
        description=(
            "Active means that userinfo would answer now. Unknown, expired, used, withdrawn and another "
            "client's look alike. Asking uses nothing up."
        ),
        responses={
            "200": json_answer(
                "Active with its facts, or not.",
                component(schema_name(profile, "Introspection")),
                _active(profile, issuer),
                others={"inactive": {"active": False}},
            )
        },
    )


def revoke(profile: Profile) -> Operation:
    """POST: a token given back."""
    return _about_token(
        profile,
        "revokeToken",
        "Give an access token back (RFC 7009)",
        description="Ends the client's own live token, its values and its consent; leaves any other alone.",
        responses={"200": nothing("Whether or not there was anything to end.")},
    )


def _active(profile: Profile, issuer: str) -> dict[str, Any]:
    tokens = examples.TOKENS if profile is Profile.FAPI else examples_of_baseline.TOKENS
    granted = {name: tokens[name] for name in ("token_type", "authorization_details")}
    bound = {"cnf": {"jkt": EXAMPLE_THUMBPRINT}} if profile is Profile.FAPI else {}
    return {**_FACTS, "iss": issuer, **granted, **bound}


def _about_token(
    profile: Profile, name: str, summary: str, *, description: str, responses: Responses
) -> Operation:
    return Operation(
        id=named(profile, name),
        tag=_TAGS[profile],
        summary=summary,
        description=description,
        body=_body(profile),
        security=_SECURITY[profile],
        responses={
            **responses,
            **refused(refusals.ask_about_token(profile), basic=profile is Profile.BASELINE),
        },
    )


def _body(profile: Profile) -> Schema:
    properties: dict[str, Schema] = {
        "token": made_for_each_request(TEXT),
        "token_type_hint": {"type": "string", "description": "Changes nothing: there is one kind of token."},
        "client_id": made_for_each_request(CLIENT_ID),
        **CLIENT_ASSERTION_FIELDS,
    }
    signed = {**_ASKED, **CLIENT_ASSERTION_EXAMPLE}
    if profile is Profile.FAPI:
        return form_body(fields(properties, required=("token", *CLIENT_ASSERTION_FIELDS)), assertion=signed)
    return form_body(fields(properties, required=("token",)), secret=_ASKED, assertion=signed)
