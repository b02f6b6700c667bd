"""The reasons of the baseline issuer's operations, where they are not the FAPI 2.0 issuer's."""

from typing import Final

from bridge.domain.profiles import Profile
from bridge.web.openapi import refusals
from eid_kit.http.openapi import protocol_refusals as shared
from eid_kit.http.openapi.refusals import Refusal
from eid_kit.oauth.errors import InvalidDpopProof, InvalidRequest

_NO_PROOF: Final = Refusal(
    InvalidDpopProof, "dpop_not_offered", "the baseline issuer binds no token to a key"
)

PAR: Final = (
    *shared.FORM_BODY,
    _NO_PROOF,
    *refusals.CLIENT[Profile.BASELINE],
    *refusals.REQUEST,
    Refusal(
        InvalidRequest,
        "dpop_not_offered",
        "dpop_jkt is not honoured by the baseline issuer: its tokens are bearer tokens",
    ),
    *refusals.DECIDED[Profile.BASELINE],
    *refusals.STORE,
)
TOKEN: Final = (
    *shared.FORM_BODY,
    _NO_PROOF,
    *refusals.CLIENT[Profile.BASELINE],
    *refusals.CODE,
    *refusals.STORE,
)
USERINFO: Final = (
    *refusals.USERINFO_PARAMETERS,
    *shared.BEARER_TOKEN,
    refusals.TOKEN_NOT_USABLE,
    *refusals.DECIDED[Profile.BASELINE],
    *refusals.STORE,
)
