"""From step to step at either issuer: register, push, open in the browser, redeem, use the token."""

from typing import Final

from bridge.domain.profiles import Profile
from bridge.web.openapi.naming import named
from eid_kit.http.openapi import links as shared
from eid_kit.http.openapi.links import Links, link

_SCHEMES: Final = {Profile.FAPI: "DPoP", Profile.BASELINE: "Bearer"}
_THE_TOKEN: Final = {"token": "$response.body#/access_token"}
_MANAGEMENT: Final = {"Read": "showClient", "Replace": "replaceClient", "Delete": "deleteClient"}
_MANAGED_BY: Final = "With the `registration_access_token` as bearer token."
# The other issuer takes no request that was not pushed.
_UNPUSHED: Final = {
    "OpenInBrowser": link(
        named(Profile.BASELINE, "authorize"),
        "With one purpose, in the citizen's browser.",
        parameters=shared.REGISTERED,
    )
}


def after_registration(profile: Profile) -> Links:
    """To its management (RFC 7592), and to the first request."""
    which = {"client_id": shared.REGISTERED["client_id"]}
    return {
        **{
            name: link(named(profile, operation), _MANAGED_BY, parameters=which)
            for name, operation in _MANAGEMENT.items()
        },
        "PushRequest": link(
            named(profile, "pushAuthorizationRequest"),
            "With one purpose, authenticated as registered.",
            body=shared.REGISTERED,
        ),
        **(_UNPUSHED if profile is Profile.BASELINE else {}),
    }


def after_push(profile: Profile) -> Links:
    """To the citizen's browser, and past it to the code."""
    return shared.after_push(opens=named(profile, "authorize"), redeems=named(profile, "redeemCode"))


def after_baseline_request(asked: str) -> Links:
    """Past the browser to the code. Where the request was pushed, it does not name its redirect URI here."""
    redeems = named(Profile.BASELINE, "redeemCode")
    return shared.after_request(redeems, asked=asked, names=("client_id",))


def after_token(profile: Profile) -> Links:
    """To the claims, and to what can be asked and done about the token."""
    return {
        "FetchClaims": shared.fetch(named(profile, "fetchClaims"), scheme=_SCHEMES[profile]),
        "AskAboutTheToken": link(named(profile, "introspectToken"), "Uses nothing up.", body=_THE_TOKEN),
        "GiveTheTokenBack": link(
            named(profile, "revokeToken"), "Ends the token, its values and its consent.", body=_THE_TOKEN
        ),
    }
