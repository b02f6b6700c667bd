"""What `/openapi.json` says of userinfo."""

from typing import Final

from eid_kit.http.openapi import protocol_refusals as shared
from eid_kit.http.openapi.answers import NO_STORE
from eid_kit.http.openapi.operations import TEXT, Operation, Responses
from eid_kit.http.openapi.protocol_schemas import dpop_header
from eid_kit.http.openapi.refusals import Refusal, refused
from eid_kit.oauth.errors import InvalidRequest, InvalidToken
from singpass_mock.openapi_schemas import EXAMPLE_JWE
from singpass_mock.openapi_tokens import DEPENDENCY, FAULT, JWKS_UNUSABLE, TAG


def _as_jwt(answers: Responses) -> Responses:
    """Refused with 400 the body is JSON, and its media type that of the answer: so it was seen on staging."""
    refusal = answers["400"]
    content = {"application/jwt": refusal["content"]["application/json"]}
    return {**answers, "400": {**refusal, "content": content}}


USERINFO: Final = Operation(
    id="fetchItems",
    tag=TAG,
    summary="The Myinfo items of the person, signed and encrypted",
    description="As often as wanted within 30 minutes. Of Myinfo apps only, and never of a foreign account.",
    parameters=(dpop_header(required=True, says="With `ath`, the hash of the access token."),),
    security=(("accessToken",),),
    responses={
        "200": {
            "description": "A JWE (A256GCM) of a JWS (ES256); `person_info` is in docs/singpass-mock.md.",
            "headers": dict(NO_STORE),
            "content": {"application/jwt": {"schema": TEXT, "examples": {"usual": {"value": EXAMPLE_JWE}}}},
        },
        **_as_jwt(
            refused(
                shared.ACCESS_TOKEN,
                (shared.DPOP_MISSING, shared.DPOP_WRONG_KEY, shared.DPOP_WRONG_TOKEN),
                shared.DPOP_PROOF,
                shared.DPOP_NONCE,
                tuple(
                    Refusal(InvalidToken, reason, says)
                    for reason, says in (
                        ("token_unknown", "the access token is not one of this server"),
                        ("token_elsewhere", "the access token is for another resource"),
                        ("token_expired", "the access token has expired"),
                    )
                ),
                (
                    Refusal(InvalidRequest, "not_a_myinfo_app", "userinfo is for Myinfo apps"),
                    Refusal(InvalidRequest, "no_myinfo", "a Singpass Foreign Account has no Myinfo"),
                    JWKS_UNUSABLE,
                    DEPENDENCY,
                    FAULT[1],
                ),
                at="DPoP",
                challenged=("400", "401"),
            )
        ),
    },
)
