"""The baseline issuer's operations: the request in the browser or pushed, redeem, fetch, keys."""

from typing import Any, Final

from bridge.domain.profiles import Profile
from bridge.web.openapi import examples_of_baseline as examples
from bridge.web.openapi import refusals_of_baseline as refusals
from bridge.web.openapi.citizen import FORM_TROUBLE, TROUBLE
from bridge.web.openapi.clients import CLIENT_ID
from bridge.web.openapi.examples import REQUEST_URI
from bridge.web.openapi.links import after_baseline_request, after_push, after_token
from bridge.web.openapi.naming import named
from bridge.web.openapi.request_fields import CODE_FIELDS, REQUEST_FIELDS, REQUEST_REQUIRED
from eid_kit.http.openapi.answers import json_answer, redirect
from eid_kit.http.openapi.links import IN_BODY, IN_QUERY
from eid_kit.http.openapi.operations import (
    TEXT,
    Operation,
    Responses,
    component,
    fields,
    form_body,
    made_for_each_request,
    parameter,
)
from eid_kit.http.openapi.protocol_schemas import CLIENT_ASSERTION_FIELDS, jwks_operation
from eid_kit.http.openapi.refusals import refused

AUTHENTICATED: Final = (("clientSecretBasic",), ("baselinePrivateKeyJwt",))
_ANY_METHOD: Final = "By the client's secret in the header, or by its assertion: the one it registered."
_BEARER: Final = (("bearerToken",),)


def _name(name: str) -> str:
    return named(Profile.BASELINE, name)


PAR: Final = Operation(
    id=_name("pushAuthorizationRequest"),
    tag="baseline issuer",
    summary="Push an authorization request (RFC 9126)",
    description=f"Where the browser should not carry it. {_ANY_METHOD}",
    body=form_body(
        fields({**REQUEST_FIELDS, **CLIENT_ASSERTION_FIELDS}, required=REQUEST_REQUIRED),
        secret=examples.REQUEST,
        assertion=examples.SIGNED_REQUEST,
    ),
    security=AUTHENTICATED,
    responses={
        "201": json_answer(
            "Accepted for one browser, for 300 seconds.",
            component("PushedRequest"),
            {"request_uri": REQUEST_URI, "expires_in": 300},
        ),
        **refused(refusals.PAR, basic=True),
    },
    links=after_push(Profile.BASELINE),
)
TOKEN: Final = Operation(
    id=_name("redeemCode"),
    tag="baseline issuer",
    summary="Redeem a code for a bearer token (RFC 6749, RFC 7636)",
    description=f"Within 60 seconds, once. {_ANY_METHOD}",
    body=form_body(
        fields(
            {**CODE_FIELDS, "client_id": made_for_each_request(CLIENT_ID), **CLIENT_ASSERTION_FIELDS},
            required=tuple(CODE_FIELDS),
        ),
        secret=examples.TOKEN_REQUEST,
        assertion=examples.SIGNED_TOKEN_REQUEST,
    ),
    security=AUTHENTICATED,
    responses={
        "200": json_answer(
            "One access token, for what was granted.", component("BaselineTokenResponse"), examples.TOKENS
        ),
        **refused(refusals.TOKEN, basic=True),
    },
    links=after_token(Profile.BASELINE),
)


def _userinfo(operation_id: str) -> Operation:
    return Operation(
        id=_name(operation_id),
        tag="baseline issuer",
        summary="Fetch the consented claims (OIDC Core 5.3, RFC 6750)",
        description="Decided again, recorded, and only then released. The token goes into the header alone.",
        security=_BEARER,
        responses={
            "200": json_answer(
                "The claims, with who vouched for them.", component("UserInfo"), examples.USERINFO
            ),
            **refused(refusals.USERINFO, at="Bearer"),
        },
    )


USERINFO: Final = _userinfo("fetchClaims")
USERINFO_BY_POST: Final = _userinfo("fetchClaimsByPost")
JWKS: Final = jwks_operation(
    _name("showKeys"), "baseline issuer", "The keys that sign this issuer's id_tokens."
)

_PUSHED: Final = {"request_uri": made_for_each_request(TEXT)}


def _authorize(operation_id: str, *, trouble: Responses, **asked: Any) -> Operation:
    return Operation(
        id=_name(operation_id),
        tag="citizen",
        summary="Open a request in the citizen's browser (OIDC Core 3.1.2.1)",
        description=(
            "The whole request, or `client_id` and the `request_uri` of one that was pushed. Where client or "
            "redirect URI are not known, a page says so; every other error goes back to the partner."
        ),
        responses={
            "303": redirect(
                "To the identity provider, or back to the partner with an error.",
                example="http://localhost:8001/oauth2/authorize?…",
                cookie=True,
            ),
            **trouble,
        },
        **asked,
    )


AUTHORIZE: Final = _authorize(
    "authorize",
    trouble=TROUBLE,
    links=after_baseline_request(IN_QUERY),
    parameters=tuple(
        parameter("query", name, schema, says=f"`{name}`.", required=name == "client_id")
        for name, schema in {**REQUEST_FIELDS, **_PUSHED}.items()
    ),
)
AUTHORIZE_BY_FORM: Final = _authorize(
    "authorizeByForm",
    trouble=FORM_TROUBLE,
    links=after_baseline_request(IN_BODY),
    body=form_body(fields({**REQUEST_FIELDS, **_PUSHED}, required=("client_id",)), whole=examples.REQUEST),
)
