"""The partner's OAuth operations: push, redeem, fetch, keys."""

from typing import Final

from bridge.domain.profiles import Profile
from bridge.web.openapi import examples, refusals
from bridge.web.openapi.clients import CLIENT_ID
from bridge.web.openapi.links import after_push, after_token
from bridge.web.openapi.request_fields import CODE_FIELDS, REQUEST_FIELDS, REQUEST_REQUIRED
from eid_kit.http.openapi.answers import NO_STORE, header, json_answer
from eid_kit.http.openapi.operations import (
    Operation,
    Schema,
    component,
    fields,
    form_body,
    made_for_each_request,
)
from eid_kit.http.openapi.protocol_schemas import (
    BASE64URL_256,
    CLIENT_ASSERTION_FIELDS,
    dpop_header,
    jwks_operation,
)
from eid_kit.http.openapi.refusals import refused

_NEXT_NONCE: Final = NO_STORE | {"DPoP-Nonce": header("The nonce for the next proof (RFC 9449 section 8.2).")}
_DPOP_JKT: Final[dict[str, Schema]] = {
    "dpop_jkt": {**BASE64URL_256, "description": "The key's thumbprint, where there is no DPoP header."}
}

PAR: Final = Operation(
    id="pushAuthorizationRequest",
    tag="partner",
    summary="Push an authorization request (RFC 9126)",
    description=(
        "Exactly one purpose, as `authorization_details` (RFC 9396) or as the scope `purpose:<code>`. What "
        "the request alone decides is decided here, before a browser moves, and told in full."
    ),
    parameters=(dpop_header(required=False, says="Fixes the key from here on; or send `dpop_jkt`."),),
    body=form_body(
        fields(
            {**REQUEST_FIELDS, **_DPOP_JKT, **CLIENT_ASSERTION_FIELDS},
            required=(*REQUEST_REQUIRED, *CLIENT_ASSERTION_FIELDS),
        ),
        details=examples.PUSHED,
        scope=examples.PUSHED_BY_SCOPE,
        narrowed=examples.PUSHED_NARROWED,
    ),
    security=(("privateKeyJwt",),),
    responses={
        "201": json_answer(
            "Accepted for one browser, for 300 seconds.",
            component("PushedRequest"),
            {"request_uri": examples.REQUEST_URI, "expires_in": 300},
        ),
        **refused(refusals.PAR),
    },
    links=after_push(Profile.FAPI),
)

TOKEN: Final = Operation(
    id="redeemCode",
    tag="partner",
    summary="Redeem a code for a DPoP-bound access token (RFC 6749, RFC 9449)",
    description=(
        "Within 60 seconds. The first answer is `use_dpop_nonce`; it costs neither code nor assertion."
    ),
    parameters=(dpop_header(required=True, says="By the key of the pushed request, with the nonce."),),
    body=form_body(
        fields(
            {**CODE_FIELDS, "client_id": made_for_each_request(CLIENT_ID), **CLIENT_ASSERTION_FIELDS},
            required=(*CODE_FIELDS, *CLIENT_ASSERTION_FIELDS),
        ),
        code=examples.TOKEN_REQUEST,
    ),
    security=(("privateKeyJwt",),),
    responses={
        "200": json_answer(
            "One access token, for what was granted.",
            component("TokenResponse"),
            examples.TOKENS,
            headers=_NEXT_NONCE,
        ),
        **refused(refusals.TOKEN),
    },
    links=after_token(Profile.FAPI),
)


def _userinfo(operation_id: str) -> Operation:
    return Operation(
        id=operation_id,
        tag="partner",
        summary="Fetch the consented claims (OIDC Core 5.3, OpenID Identity Assurance)",
        description="Decided again, recorded, and only then released; as often as the clause allows.",
        parameters=(dpop_header(required=True, says="With `ath`, the hash of the access token."),),
        security=(("accessToken",),),
        responses={
            "200": json_answer(
                "The claims, with who vouched for them.",
                component("UserInfo"),
                examples.USERINFO,
                headers=_NEXT_NONCE,
            ),
            **refused(refusals.USERINFO, at="DPoP"),
        },
    )


USERINFO: Final = _userinfo("fetchClaims")
USERINFO_BY_POST: Final = _userinfo("fetchClaimsByPost")
JWKS: Final = jwks_operation("showKeys", "partner", "The keys that sign id_tokens.")
UPSTREAM_JWKS: Final = jwks_operation(
    "showUpstreamKeys", "identity providers", "The bridge's keys as a client of the identity providers."
)
