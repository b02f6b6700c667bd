"""Where a form was submitted from (RFC 6454 section 7): our own pages, and no others."""

from starlette.requests import Request

from eid_kit.oauth import urls
from eid_kit.oauth.errors import InvalidBrowserRequest


def require_own_origin(request: Request, public_url: str) -> None:
    """Raise ``InvalidBrowserRequest`` unless the browser says that the form was one of ours.

    Every browser sends Origin with a POST; our pages' ``Referrer-Policy: same-origin`` keeps it from being
    ``null``. ``public_url`` is the configured address: the Host header is the client's word only.
    """
    origins = request.headers.getlist("origin")
    if origins != [urls.origin(public_url)]:
        raise InvalidBrowserRequest("this form must be submitted from its own page", reason="foreign_origin")
