"""The journeys that the links of the documents lead through: from which operation to which."""

from bridge.domain.profiles import Profile
from bridge.web.openapi.naming import named

FAPI = {
    ("registerClient", "pushAuthorizationRequest"),
    ("pushAuthorizationRequest", "redeemCode"),
    ("redeemCode", "fetchClaims"),
    ("redeemCode", "introspectToken"),
    ("redeemCode", "revokeToken"),
}
_UNPUSHED = {
    ("registerClient", "authorize"),
    ("pushAuthorizationRequest", "authorize"),
    ("authorize", "redeemCode"),
}
BASELINE = {
    (named(Profile.BASELINE, source), named(Profile.BASELINE, target)) for source, target in FAPI | _UNPUSHED
}
_BY_A_PAGE = {("showSignInPage", "answerSignInPage"), ("answerSignInPage", "redeemCode")}
VNEID = _BY_A_PAGE | {
    ("registerTestClient", "showSignInPage"),
    ("showSignInPage", "redeemCode"),
    ("redeemCode", "fetchAttributes"),
}
SINGPASS = _BY_A_PAGE | {
    ("registerTestClient", "pushAuthorizationRequest"),
    ("pushAuthorizationRequest", "showSignInPage"),
    ("pushAuthorizationRequest", "redeemCode"),
    ("redeemCode", "fetchItems"),
}
