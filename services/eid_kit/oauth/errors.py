"""Every error that the protocols define, in one tree; the wire code and the status sit on the class.

::

    OAuthError
     |- InvalidRequest
     |   |- InvalidBrowserRequest (never redirected: nothing in the request is trusted yet)
     |   |   `- UnregisteredRedirectUri, UnknownClient, IssuerMismatch
     |   `- PayloadTooLarge (413), UnsupportedMediaType (415)
     |- InvalidRequestUri (never redirected), UnsupportedResponseType, InvalidScope, LoginRequired,
     |  InvalidAuthorizationDetails, AccessDenied, UnmetAuthenticationRequirements
     |- InvalidClient (401), UnauthorizedClient, UnsupportedGrantType, InvalidGrant
     |- InvalidDpopProof, UseDpopNonce (carries the nonce)
     |- InvalidToken (401), InsufficientScope (403)
     |- InvalidClientMetadata, InvalidRedirectUri
     `- ServerError (500), UpstreamDependencyError (502), TemporarilyUnavailable (503)

They are raised anywhere and written to HTTP only by ``eid_kit.http.errors``.
"""

from typing import ClassVar

from eid_kit.oauth.remedies import WHAT_WOULD_PASS


def _printable(text: str) -> str:
    """Keep to the characters RFC 6749 section 5.2 allows in a description; the rest could split a header."""
    softened = text.replace('"', "'").replace("\\", "/")
    return "".join(character if " " <= character <= "~" else "?" for character in softened)


class OAuthError(Exception):
    """An error the protocol defines, with what the caller may be told about it.

    ``description`` is for a developer, ``reason`` a word to branch on, ``what_would_pass`` that of
    ``remedies`` unless the raiser knows more. No secret, no personal value: all are sent, some are logged.
    """

    code: ClassVar[str] = "server_error"
    status: ClassVar[int] = 400
    may_redirect: ClassVar[bool] = True

    def __init__(
        self,
        description: str,
        *,
        reason: str | None = None,
        clause: str | None = None,
        attribute: str | None = None,
        what_would_pass: str | None = None,
    ) -> None:
        self.description = _printable(description)
        self.reason = reason
        self.clause = clause
        self.attribute = attribute
        self.what_would_pass = what_would_pass or WHAT_WOULD_PASS.get(reason or "")
        super().__init__(self.description)

    def body(self) -> dict[str, str]:
        """Return the JSON members of the error response: the two of RFC 6749 section 5.2, then those that
        are set.
        """
        members = {
            "error": self.code,
            "error_description": self.description,
            "reason": self.reason,
            "clause": self.clause,
            "attribute": self.attribute,
            "what_would_pass": self.what_would_pass,
        }
        return {name: value for name, value in members.items() if value is not None}


class InvalidRequest(OAuthError):
    """RFC 6749 sections 4.1.2.1 and 5.2: a parameter is missing, repeated, malformed or refused."""

    code = "invalid_request"


class InvalidBrowserRequest(InvalidRequest):
    """A browser arrived with a request that names no address we could safely send it back to."""

    may_redirect = False


class UnregisteredRedirectUri(InvalidBrowserRequest):
    """RFC 6749 section 4.1.2.1: never redirect, because the address itself is what we distrust."""


class UnknownClient(InvalidBrowserRequest):
    """RFC 6749 section 4.1.2.1: an unknown client has no address to be redirected to."""


class IssuerMismatch(InvalidBrowserRequest):
    """RFC 9207 section 2.4: the response came from another authorization server than the one that was
    asked.
    """


class PayloadTooLarge(InvalidRequest):
    """The body is longer than the endpoint reads (RFC 9110 section 15.5.14)."""

    status = 413


class UnsupportedMediaType(InvalidRequest):
    """The body is of another media type than the endpoint reads (RFC 9110 section 15.5.16)."""

    status = 415


class InvalidRequestUri(OAuthError):
    """RFC 9101 section 6.2 and RFC 9126 section 4: unknown, expired or used request_uri."""

    code = "invalid_request_uri"
    may_redirect = False


class InvalidClient(OAuthError):
    """RFC 6749 section 5.2: the client did not prove who it is."""

    code = "invalid_client"
    status = 401


class InvalidGrant(OAuthError):
    """RFC 6749 section 5.2: the code is unknown, used, expired or belongs to another request."""

    code = "invalid_grant"


class UnauthorizedClient(OAuthError):
    """RFC 6749 section 5.2: this client may not use this grant or endpoint."""

    code = "unauthorized_client"


class UnsupportedGrantType(OAuthError):
    """RFC 6749 section 5.2."""

    code = "unsupported_grant_type"


class UnsupportedResponseType(OAuthError):
    """RFC 6749 section 4.1.2.1."""

    code = "unsupported_response_type"


class InvalidScope(OAuthError):
    """RFC 6749 sections 4.1.2.1 and 5.2."""

    code = "invalid_scope"


class InvalidAuthorizationDetails(OAuthError):
    """RFC 9396 section 5."""

    code = "invalid_authorization_details"


class AccessDenied(OAuthError):
    """RFC 6749 section 4.1.2.1: the person, or the rules that protect the person, said no."""

    code = "access_denied"


class UnmetAuthenticationRequirements(OAuthError):
    """OpenID Connect Core Error Code unmet_authentication_requirements 1.0: the sign-in was not strong
    enough.
    """

    code = "unmet_authentication_requirements"


class LoginRequired(OAuthError):
    """OpenID Connect Core 3.1.2.6: ``prompt=none`` cannot be satisfied."""

    code = "login_required"


class InvalidDpopProof(OAuthError):
    """RFC 9449 section 5: the proof of possession is missing or wrong."""

    code = "invalid_dpop_proof"


class UseDpopNonce(OAuthError):
    """RFC 9449 sections 8 and 9: repeat the same request with the nonce this error carries."""

    code = "use_dpop_nonce"

    def __init__(
        self,
        description: str = "repeat the request with the nonce of the DPoP-Nonce header in the proof",
        *,
        nonce: str,
        reason: str | None = None,
    ) -> None:
        super().__init__(description, reason=reason)
        self.nonce = nonce


class InvalidToken(OAuthError):
    """RFC 6750 section 3.1: the access token is missing, unknown, expired, revoked or bound to another
    key.
    """

    code = "invalid_token"
    status = 401


class InsufficientScope(OAuthError):
    """RFC 6750 section 3.1: the access token does not cover this resource."""

    code = "insufficient_scope"
    status = 403


class InvalidClientMetadata(OAuthError):
    """RFC 7591 section 3.2.2: a member of the registration is missing, unknown or refused."""

    code = "invalid_client_metadata"


class InvalidRedirectUri(OAuthError):
    """RFC 7591 section 3.2.2: a redirection URI that may not be registered."""

    code = "invalid_redirect_uri"


class ServerError(OAuthError):
    """RFC 6749 section 4.1.2.1: something failed on our side."""

    code = "server_error"
    status = 500


class TemporarilyUnavailable(OAuthError):
    """RFC 6749 section 4.1.2.1: try again later."""

    code = "temporarily_unavailable"
    status = 503


class UpstreamDependencyError(OAuthError):
    """Singpass: a system behind the identity provider did not answer."""

    code = "upstream_dependency_error"
    status = 502
