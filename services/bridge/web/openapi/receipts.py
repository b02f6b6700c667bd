"""The operations of consent receipts, at both issuers."""

from typing import Final

from bridge.domain.profiles import Profile
from bridge.web.openapi import refusals
from bridge.web.openapi.naming import named
from eid_kit.http.openapi import protocol_refusals as shared
from eid_kit.http.openapi.answers import NO_STORE, header
from eid_kit.http.openapi.operations import TEXT, Operation, Schema, made_for_each_request, parameter
from eid_kit.http.openapi.protocol_schemas import EXAMPLE_JWT, dpop_header, jwks_operation
from eid_kit.http.openapi.refusals import refused

_RECEIPT: Final[Schema] = {
    "type": "string",
    "contentMediaType": "application/jwt",
    "description": "A compact JWS of type `consent-receipt+jwt`; its payload is docs/receipts.md.",
}
_WHICH: Final = parameter(
    "path", "receipt_id", made_for_each_request(TEXT), says="As in `consent_receipt` of userinfo."
)
_NEXT_NONCE: Final = {"DPoP-Nonce": header("The nonce for the next proof (RFC 9449 section 8.2).")}


def show(profile: Profile) -> Operation:
    """The receipt, at the issuer of a profile."""
    is_fapi = profile is Profile.FAPI
    proof = (dpop_header(required=True, says="With `ath`, the hash of the access token."),) if is_fapi else ()
    trouble = (
        refused(refusals.RECEIPT, at="DPoP")
        if is_fapi
        else refused((*shared.BEARER_TOKEN, refusals.TOKEN_NOT_USABLE, *refusals.STORE), at="Bearer")
    )
    return Operation(
        id=named(profile, "showReceipt"),
        tag="partner" if is_fapi else "baseline issuer",
        summary="The receipt of the consent that an access token stands on",
        description=(
            "Uses nothing up. Answered for as long as the token was issued for, also after userinfo answered "
            "the last time; not once the token was given back, or the consent withdrawn or revoked."
        ),
        parameters=(_WHICH, *proof),
        security=(("accessToken",),) if is_fapi else (("bearerToken",),),
        responses={
            "200": {
                "description": "What was approved, on which grounds, and how it stands; no value.",
                "headers": NO_STORE | (_NEXT_NONCE if is_fapi else {}),
                "content": {
                    "application/jwt": {"schema": _RECEIPT, "examples": {"usual": {"value": EXAMPLE_JWT}}}
                },
            },
            **trouble,
        },
    )


KEYS: Final = jwks_operation("showReceiptKeys", "partner", "The key that signs consent receipts alone.")
