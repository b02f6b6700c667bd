"""The request that an app pushes: what the shared checks know of, and which kind of app it comes from."""

from dataclasses import dataclass

from eid_kit.oauth.authorization_request import AuthorizationRequest
from singpass_mock.apps import App


@dataclass(frozen=True, slots=True)
class PushedRequest(AuthorizationRequest):
    """Not yet judged; the app is authenticated already."""

    app: App
