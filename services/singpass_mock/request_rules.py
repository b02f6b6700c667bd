"""Singpass's own demands on a pushed request, beside those of the specifications."""

import re

from eid_kit.oauth.errors import InvalidRequest
from singpass_mock.pushed_request import PushedRequest
from singpass_mock.residents import Acr

# The documentation prints `[A-Za-z0-9/+_-=.]+`, which is no valid class; this is what it must mean.
_STATE = re.compile(r"[A-Za-z0-9/+_\-=.]+", re.ASCII)
REDIRECT_TYPES = ("standard_https", "app_claimed_https")


def require_client_id_in_body(request: PushedRequest) -> None:
    """Required even though the assertion names the app, as staging does."""
    if "client_id" not in request.parameters:
        raise InvalidRequest("client_id is required", reason="client_id_missing")


def require_documented_state(request: PushedRequest) -> None:
    """`state` has a narrower alphabet than RFC 6749 gives it."""
    if _STATE.fullmatch(request.parameters.get("state", "")) is None:
        raise InvalidRequest("state may hold only letters, digits and / + _ - = .", reason="state_alphabet")


def require_known_redirect_type(request: PushedRequest) -> None:
    """How a mobile app takes the redirect; it changes nothing for this simulator's pages."""
    if request.parameters.get("redirect_uri_https_type", REDIRECT_TYPES[0]) not in REDIRECT_TYPES:
        raise InvalidRequest(
            f"redirect_uri_https_type must be one of {', '.join(REDIRECT_TYPES)}",
            reason="redirect_type_unknown",
        )


def require_registered_launch_url(request: PushedRequest) -> None:
    """A launch URL brings the person back into a mobile app, so it is registered like a redirect URI."""
    launch_url = request.parameters.get("app_launch_url")
    if launch_url is not None and launch_url not in request.app.launch_urls:
        raise InvalidRequest(
            "app_launch_url is not registered for this app", reason="launch_url_unregistered"
        )


def require_allowed_acr_values(request: PushedRequest) -> None:
    """Choosing the level costs Singpass a face verification, so only allow-listed apps may."""
    acr_values = request.parameters.get("acr_values")
    if acr_values is None:
        return
    if not request.app.may_send_acr_values:
        raise InvalidRequest("this app is not allow-listed for acr_values", reason="acr_values_not_allowed")
    if unknown := [value for value in acr_values.split() if value not in list(Acr)]:
        raise InvalidRequest(
            f"acr_values holds an unknown level: {unknown[0][:64]}", reason="acr_values_unknown"
        )
